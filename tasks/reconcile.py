"""A text and a closed period → each figure of the text with what the warehouse knows of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.association import Association
from domain.catalogue import Catalogue
from domain.figure import Figures
from domain.half_year import HalfYear
from domain.prose.claim import Claim, Context
from domain.prose.mention import Finder, Mention
from domain.prose.moment import Moment, When, carried, compared_with, moment_of, moments
from domain.prose.naming import Namer, Reading
from domain.prose.place import EVERYWHERE, Gazetteer, Place, is_foreign, place_of
from domain.prose.sentence import Sentence, sentences
from domain.prose.stretch import Stretch, stretches
from domain.unit import Unit
from tasks.home import Home
from tasks.known import closed
from tasks.shares_said import said_again
from tasks.truths import Truths
from tasks.verdicts import Judge
from tasks.within import Within
from warehouse import declared, frozen

_RISE = re.compile(
    r"(?<!\w)(?:tăng|vượt|nhiều hơn|cao hơn|bổ sung)(?: thêm| được| hơn| gần| khoảng| trên)?\s*$", re.IGNORECASE
)
_FALL = re.compile(r"(?<!\w)(?:giảm|ít hơn|thấp hơn|hụt)(?: đi| hơn| gần| khoảng| trên)?\s*$", re.IGNORECASE)
_FROM = re.compile(r"(?<!\w)(?:tăng|giảm) từ\s*$", re.IGNORECASE)
_PLANNED = re.compile(
    r"^\s*(?:[^\W\d_]+\s+){0,3}(?:theo kế hoạch|kế hoạch(?: giao| năm| đề ra)?|chỉ tiêu(?: giao| kế hoạch)?)(?!\w)",
    re.IGNORECASE,
)
_PLAN_LEADS = re.compile(r"(?<!\w)(?:kế hoạch|chỉ tiêu|mục tiêu)(?: [^\W\d_]+){0,4}\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Ground:
    """What a text is held against: a version's figures over all units and unit by unit, and who they are of.
    ``own_targets``: the indicators of which the association states a target over all units."""

    catalogue: Catalogue
    association: Association
    period: HalfYear
    units: Sequence[Unit]
    figures: Figures
    own_targets: frozenset[str] = frozenset()


def ground_of(home: Home, period: HalfYear, version: int | None = None) -> Ground:
    """NeverClosed where there is no such version."""
    with home.warehouse.read() as connection:
        close = closed(connection, period, version)
        figures = Figures.from_frame(frozen.figures_of(connection, close.id))
        units = frozen.units_of(connection, close)
        targets = declared.own_targets(connection, close.id, period.year)
    return Ground(home.catalogue, home.settings.association, period, units, figures, targets)


def reconcile(ground: Ground, text: str) -> list[Claim]:
    """A claim for each figure of a text, in its order."""
    namer = Namer(ground.catalogue)
    reader = _Reader(ground, namer, Finder(namer.counted, ground.catalogue.qualifiers))
    truths = Truths(ground.catalogue, ground.period, ground.units, ground.figures, ground.own_targets)
    judge = Judge(truths)
    within = Within(ground.catalogue)
    found: list[Claim] = []
    for contexts in reader.read(text):
        found += within.check(judge.all_of(contexts))
    return found


@dataclass
class _Reader:
    ground: Ground
    namer: Namer
    finder: Finder

    def read(self, text: str) -> Iterator[list[Context]]:
        """The figures of each sentence that has some. A time or a place with which a paragraph begins is that of its
        sentences, until another is named."""
        gazetteer = Gazetteer(self.ground.association, self.ground.units)
        now = Moment(When.NOW)
        time, place, heading = now, EVERYWHERE, now
        for sentence in sentences(text):
            if sentence.first:
                time, place = heading if sentence.lead else now, EVERYWHERE
            said = list(gazetteer.places(sentence.text))
            mentions = self.finder.find(sentence.text)
            contexts = list(self._contexts(sentence, mentions, said, time, place))
            if contexts:
                yield contexts
            time = carried(sentence.text, self.ground.period, time)
            place = _carried(said, place, contexts)
            if sentence.text.endswith(":"):
                heading = time

    def _contexts(
        self, sentence: Sentence, mentions: Sequence[Mention], places: list[Place], time: Moment, place: Place
    ) -> Iterator[Context]:
        text, said = sentence.text, list(moments(sentence.text, self.ground.period))
        starts = [one.start for one in mentions]
        for n, (mention, stretch) in enumerate(zip(mentions, stretches(sentence, mentions), strict=True)):
            until = next((one.start for one in mentions[n + 1 :] if not said_again(text, one)), len(text))
            moment = moment_of(text, mention, (mention.end, stretch.end), said, time)
            at = place_of(text, mention.start, mention.end, stretch.end, places, place, starts)
            change = _change(text, mention)
            against = compared_with(text, mention, until, said) if change else None
            reading = self._reading(sentence, mention, stretch, change)
            context = Context(sentence, mention, stretch, reading, moment.when, moment.year, at, change)
            yield replace(_planned(context), against=against.when if against else None, half=moment.half)

    def _reading(self, sentence: Sentence, mention: Mention, stretch: Stretch, change: int) -> Reading:
        """What a change is of is counted as the level is: the word tăng before it narrows nothing."""
        if not change:
            return self.namer.name(sentence, mention, stretch)
        return self.namer.name(sentence, mention, replace(stretch, before=range(0, 0), further=range(0, 0)))


def _carried(said: Sequence[Place], before: Place, told: Sequence[Context]) -> Place:
    """A place that begins a sentence is that of the next ones, until they name another; so is one outside of ours of
    which figures were told."""
    if not said:
        return before
    if told and told[-1].place in said and is_foreign(told[-1].place):
        return told[-1].place
    return said[-1] if said[0].start == 0 and len(said) == 1 else EVERYWHERE


def _change(text: str, mention: Mention) -> int:
    before = text[: mention.start]
    if _FROM.search(before):
        return 0
    if _FALL.search(before) or (mention.more and re.search(r"(?:ít|thấp|kém)\s+$", before)):
        return -1
    return 1 if _RISE.search(before) or mention.more else 0


def _planned(context: Context) -> Context:
    """``25.000 hộ theo kế hoạch``, ``chỉ tiêu là 25.000 hộ``: what was to be reached. A percentage of it is none."""
    if context.mention.is_percent:
        return context
    text = context.sentence.text
    if _PLANNED.match(text[context.mention.end :]) or _PLAN_LEADS.search(text, 0, context.mention.start):
        return replace(context, when=When.PLANNED)
    if _FROM.search(text, 0, context.mention.start):
        return replace(context, when=When.OTHER)
    return context
