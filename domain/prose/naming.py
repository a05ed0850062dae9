"""Which indicator a figure in prose is of: the one whose phrase covers most of the words around it, or none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from domain.catalogue import Catalogue, Indicator
from domain.prose.counted import Counted
from domain.prose.mention import MONEY, PERCENT, POINTS, Mention
from domain.prose.phrase import Found, Phrase, begins_at, head_words, longest
from domain.prose.restriction import restricted
from domain.prose.sentence import Sentence, Word, words_of
from domain.prose.stretch import Stretch
from domain.vietnamese import heading_key

_SKIPPED = frozenset(("lượt", "em", "số", "tổng", "các"))
_NUMBER = heading_key("số")
_GENERAL = frozenset(("người", "em", "cháu", "cái", "đơn vị", "lượt"))
_MONEY = Phrase.parse(MONEY).counted
_PARTED = re.compile(r"(?<!\w)(?:trong đó|gồm|bao gồm)(?!\w)", re.IGNORECASE)
_TOTAL = re.compile(r"(?<!\w)(?:tổng số|tổng cộng|toàn bộ|tổng) (?:có )?$", re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:,|và(?!\w))\s*")
_AREA = re.compile(r"\s*(?:thành phố|thị xã|thị trấn|huyện|quận|tỉnh|xã|phường)(?!\w).*(?<!\w)có\s*$", re.IGNORECASE)
_LINK = re.compile(r"(?::|=|\b(?:là|đạt|lên|còn|có|được|gồm|tới|đến|thành|với|ước|ước đạt|:))?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """``indicator`` is None where none is meant or several are; then ``why`` says so. ``rank`` tells how much of the
    sentence it covers; ``parts`` are the wordings that stand beside the figure; ``alone`` where
    the phrase has but one."""

    indicator: Indicator | None
    why: str = ""
    rank: tuple[int, ...] = ()
    parts: tuple[Found, ...] = ()
    alone: bool = False


class Namer:
    """Knows the phrases of a catalogue: those declared, each indicator's name, and where none is declared its unit."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._phrases = [(one, phrase, rank) for one in catalogue.indicators for phrase, rank in _phrases(one)]

    @cached_property
    def counted(self) -> Counted:
        said = (
            head
            for one in self.catalogue.indicators
            for text in (*one.phrases, one.name, one.unit)
            for head in head_words(text)
        )
        return Counted(one for one in said if one != MONEY)

    def name(self, sentence: Sentence, mention: Mention, stretch: Stretch) -> Reading:
        """The indicator that a figure is of; ambiguous where two cover equally much. A percentage is of one where its
        own words name it and what is done to it (``82% số hộ đăng ký …``)."""
        if mention.unit in (PERCENT, POINTS):
            return self._of_share(sentence, replace(mention, unit=None), stretch)
        best: dict[str, Reading] = {}
        for indicator, phrase, declared in self._phrases:
            if (indicator.unit == MONEY) != mention.is_money:
                continue
            reading = _fits(sentence, mention, stretch, indicator, phrase, declared)
            if reading and reading.rank > best.get(indicator.code, Reading(None)).rank:
                best[indicator.code] = reading
        ranked = sorted(best.values(), key=lambda one: one.rank, reverse=True)
        if not ranked:
            return Reading(None, "no indicator's phrase stands around it")
        first = ranked[0]
        if alike := [one for one in ranked[1:] if one.rank == first.rank or _nearer(one, first)]:
            names = ", ".join(one.indicator.code for one in (first, *alike) if one.indicator)
            return Reading(None, f"may be any of {names}")
        of = first.indicator if first.alone else None
        if word := restricted(sentence, mention, stretch, first.parts, self.counted, of):
            return Reading(None, f"{word!r} says that it is something else than the whole")
        if self._also(sentence, mention, first):
            return Reading(None, "it is of several things that are counted")
        return first

    def _also(self, sentence: Sentence, mention: Mention, of: Reading) -> bool:
        """``12.755 lượt giáo viên, học sinh``: another thing that is counted stands behind, without a number."""
        text, words, head = sentence.text, sentence.words, of.parts[0]
        if head.last <= head.first or words[head.first].start < mention.number or of.indicator is None:
            return False
        noun = self.counted.at(text, words[head.first].start)
        listed = _LISTED.match(text, max(words[head.last - 1].end, mention.end, noun.end() if noun else 0))
        at = next((n for n, one in enumerate(words) if listed and one.start == listed.end()), None)
        if at is None or not self.counted.at(text, words[at].start):
            return False
        heads = {one.code for one, phrase, _ in self._phrases if begins_at(text, words, at, phrase.counted)}
        return bool(heads) and of.indicator.code not in heads

    def _of_share(self, sentence: Sentence, mention: Mention, stretch: Stretch) -> Reading:
        found = self.name(sentence, mention, stretch)
        behind = bool(found.parts) and found.parts[0].first in stretch.behind
        return (
            found
            if behind and len(found.parts) > 1 and found.indicator and found.indicator.denominator
            else Reading(None)
        )


def wordings(indicator: Indicator) -> list[str]:
    """What it is called in one part: its name, and the phrases that have no other."""
    return [one for text in (*indicator.phrases, indicator.name) if "…" not in text for one in head_words(text)]


def _nearer(one: Reading, first: Reading) -> bool:
    """Whether a phrase of one part says as much beside the figure as one whose other parts stand further away."""
    return one.alone and one.rank[0] == first.rank[0] and (first.rank[1] > 0 or first.rank[2] < 0)


def _phrases(indicator: Indicator) -> Iterable[tuple[Phrase, int]]:
    """Declared phrases and the name count more than the unit, which stands for all that are counted in it. A sum of
    money may be of anything: that it is one says nothing."""
    yield from ((Phrase.parse(text), 1) for text in (*indicator.phrases, indicator.name))
    if not indicator.phrases and indicator.unit != MONEY:
        yield Phrase.parse(indicator.unit), 0


def _fits(
    sentence: Sentence, mention: Mention, stretch: Stretch, indicator: Indicator, phrase: Phrase, declared: int
) -> Reading | None:
    head = _head(sentence, mention, stretch, indicator, phrase)
    if head is None:
        return None
    own, further, far = [head], 0, 0
    for part in phrase.parts[1:]:
        zones = (
            range(head.last, stretch.behind.stop) if head.first in stretch.behind else stretch.behind,
            stretch.before,
        )
        near = [one for zone in zones if (one := longest(sentence.text, sentence.words, zone, part))]
        if near:
            own.append(max(near, key=lambda one: one.size))
        elif one := longest(sentence.text, sentence.words, stretch.further, part):
            further += one.size
        elif size := _elsewhere(sentence, mention, part):
            far += size
        else:
            return None
    if far and (len(own) == 1 and not further):
        return None
    if (far or further) and not mention.is_money and _is_total(sentence, mention, head):
        return None
    rank = (sum(one.size for one in own), further, -far, declared)
    return Reading(indicator, "", rank, tuple(own), len(phrase.parts) == 1)


def _is_total(sentence: Sentence, mention: Mention, head: Found) -> bool:
    """``nâng tổng số hội viên lên …``: what was said before of some of them is not of this figure."""
    first = min(mention.start, sentence.words[head.first].start)
    return _TOTAL.search(sentence.text, 0, first) is not None


def _elsewhere(sentence: Sentence, mention: Mention, part: tuple[tuple[str, ...], ...]) -> int:
    """How many words of a part stand in the sentence, but for what a whole is parted into, or in the line above."""
    parted = _PARTED.search(sentence.text, mention.end)
    last = sum(1 for one in sentence.words if parted is None or one.end <= parted.start())
    here = longest(sentence.text, sentence.words, range(last), part)
    lead: Sequence[Word] = words_of(sentence.lead)
    above = longest(sentence.lead, lead, range(len(lead)), part)
    return max((one.size for one in (here, above) if one), default=0)


def _head(sentence: Sentence, mention: Mention, stretch: Stretch, indicator: Indicator, phrase: Phrase) -> Found | None:
    """What is counted, right behind the number; or before it, as in ``số hội viên là 500 người``."""
    if mention.is_money and phrase.counted == _MONEY:
        return Found(stretch.behind.start, stretch.behind.start)
    words, first = sentence.words, stretch.behind.start
    for at in (first, first + 1):
        if at not in stretch.behind or (at > first and words[first].key not in _SKIPPED):
            continue
        if found := begins_at(sentence.text, words, at, phrase.counted):
            return found if found.last <= stretch.behind.stop else None
    if (
        mention.unit is not None
        and mention.unit not in _GENERAL
        and mention.unit not in (MONEY, indicator.unit.lower())
    ):
        return None
    found = longest(sentence.text, words, stretch.before, phrase.counted)
    return found if found and _leads_to(sentence, found, mention) else None


def _leads_to(sentence: Sentence, head: Found, mention: Mention) -> bool:
    """Whether what is counted leads over to the number: nothing between, or little that ends in a linking word."""
    between = sentence.text[sentence.words[head.last - 1].end : mention.start]
    if mention.unit in _GENERAL and _AREA.match(between) and sentence.words[max(head.first - 1, 0)].key != _NUMBER:
        return False  # Hội … thành phố có 48 đơn vị: who has
    few = len(re.findall(r"\w+", between)) <= 8
    link = _LINK.search(between)
    return not between.strip(' "”:') or (few and link is not None and bool(link[0].strip()))
