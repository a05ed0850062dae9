"""Percentages in prose: of which figure they are a share, and of what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.catalogue import Catalogue, Indicator
from domain.prose.claim import Claim, Context, same_words
from domain.prose.mention import Mention
from domain.prose.naming import wordings

OF_PLAN = re.compile(r"^\s*(?:so với |của |chỉ tiêu )?(?:kế hoạch|chỉ tiêu)(?!\w)", re.IGNORECASE)
_VERB = re.compile(r"\s*(?:đạt|chiếm|bằng|tăng|giảm|vượt)(?!\w)", re.IGNORECASE)
_LEADS = re.compile(
    r"\s*(?:hiện )?(?:đã )?(?:chiếm|đạt|bằng|là|:|chiếm tỷ lệ|đạt tỷ lệ)\s*(?:tỷ lệ\s*)?$", re.IGNORECASE
)
_CHANGES = re.compile(r"\s*(?:hiện )?(?:đã )?(?:tăng|giảm)(?: thêm| được)?\s*$", re.IGNORECASE)
_NUMBER_OF = re.compile(r"(?:^|[,;:] )(?:tổng )?(?:số |số lượng )?$", re.IGNORECASE)
_OVER = re.compile(r"\s*(?:/|trên|so với)\s*$", re.IGNORECASE)
_OF = re.compile(r"^\s*(?:so với|trên|của|trong)?\s*(?:tổng số |tổng |số )?", re.IGNORECASE)
_RATE = re.compile(r"(?<!\w)(?:tỷ lệ|tỉ lệ)", re.IGNORECASE)
_MOST_WORDS = 25  # between a figure and the percentage or change that goes on from it


@dataclass(frozen=True)
class Shares:
    catalogue: Catalogue

    def part_of(self, context: Context, before: Claim | None) -> Indicator | None:
        """What a percentage names itself (``82% số hộ đăng ký …``), else the figure before it."""
        if context.reading.indicator:
            return context.reading.indicator
        if named := self._subject(context):
            return named[0]
        return before.indicator if before and follows(context, before) else None

    def whole_of(self, context: Context, part: Indicator) -> Indicator | None:
        """What it says that it is of; None where it does not, or names what two indicators are called."""
        if context.reading.indicator:
            return self.catalogue.indicator_by_code.get(part.denominator or "")
        subject = self._subject(context)
        return (subject[1] if subject else None) or self._named_whole(context, part)

    def _named_whole(self, context: Context, part: Indicator) -> Indicator | None:
        """What a percentage says that it is of: the part's own denominator, or the only indicator that is called so."""
        said = context.behind
        stripped = _OF.sub("", said, count=1)
        called = [
            one
            for one in self.catalogue.indicators
            if any(same_words(text, wording) for text in (said, stripped) for wording in wordings(one))
        ]
        own = [one for one in called if one.code == part.denominator]
        return own[0] if own else called[0] if len(called) == 1 else None

    def changed(self, context: Context) -> Indicator | None:
        """``số hội viên tăng 1.462 người``: what is named right before a change, where a clause begins with it."""
        verb = _CHANGES.search(context.sentence.text, 0, context.mention.start)
        said = context.sentence.text[: verb.start()] if verb else ""
        found = self._ends_with(said)
        return found[0] if found and _NUMBER_OF.search(said[: -found[1]]) else None

    def _subject(self, context: Context) -> tuple[Indicator, Indicator | None] | None:
        """``hội viên chiếm 27,79%``, ``tỷ lệ hội viên/dân số đạt 27,79%``: what is named before a percentage, and
        what it is set over."""
        text = context.sentence.text[: context.mention.number]
        if context.mention.qualifier:
            text = context.sentence.text[: context.mention.start]
        verb = _LEADS.search(text)
        if verb is None:
            return None
        found = self._ends_with(text[: verb.start()])
        if found is None:
            return None
        rest = text[: verb.start()][: -found[1]]
        over = _OVER.search(rest)
        part = self._ends_with(rest[: over.start()]) if over and _RATE.search(rest) else None
        return (part[0], found[0]) if part else (found[0], None)

    def _ends_with(self, text: str) -> tuple[Indicator, int] | None:
        """The indicator whose name ends a text, and how many letters it takes; the longest, None where two have it."""
        said = text.lower()
        found = [
            (len(wording), one)
            for one in self.catalogue.indicators
            for wording in wordings(one)
            if said.endswith(wording.lower()) and not said[: -len(wording)][-1:].isalpha()
        ]
        longest = [one for one in found if one[0] == max(size for size, _ in found)]
        return (longest[0][1], longest[0][0]) if len({one.code for _, one in longest}) == 1 else None


def follows(context: Context, before: Claim) -> bool:
    """Whether a percentage or a change goes on from a figure: no other clause between, unless it begins with a verb."""
    *_, clause = context.sentence.text[before.mention.end : context.mention.start].split(";")
    goes_on = clause == context.sentence.text[before.mention.end : context.mention.start] or _VERB.match(clause)
    return bool(goes_on) and len(re.findall(r"\w+", clause)) <= _MOST_WORDS and context.place == before.context.place


def said_again(text: str, mention: Mention) -> bool:
    """``tăng 1.462 hội viên (4,51%) so với …``: a percentage that says again what the figure before it says."""
    return mention.is_percent and text[: mention.start].endswith("(")
