"""What a version's figures say of an indicator, at the time and the place that a sentence speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.catalogue import Catalogue, Indicator
from domain.figure import ALL, HALF, ITSELF, PLAN, SAME_HALF, YEAR, YEAR_END, Figure, Figures, Share
from domain.half_year import HalfYear
from domain.prose.claim import Context
from domain.prose.moment import When
from domain.unit import Unit
from outputs.aims import Aims, Reached
from outputs.figure_of import find_figure, reporting, share_of

FROZEN = {When.NOW: ITSELF, When.WHOLE_YEAR: ITSELF, When.SAME_HALF: SAME_HALF, When.YEAR_END: YEAR_END}


@dataclass(frozen=True)
class Truths:
    catalogue: Catalogue
    period: HalfYear
    units: Sequence[Unit]
    figures: Figures
    own_targets: frozenset[str]

    def figure(self, context: Context, indicator: Indicator, comparison: str | None = None) -> Figure | None:
        """The figure of an indicator, or of the part that is counted; of another comparison where one is given."""
        said = FROZEN.get(context.when, ITSELF) if comparison is None else comparison
        breakdown = self._breakdown(context, indicator)
        if breakdown is None:
            return find_figure(
                self.figures, indicator, scope=context.place.scope, comparison=said, span=self.span(context)
            )
        return self.figures.find(indicator.code, breakdown=breakdown, scope=context.place.scope, comparison=said)

    def span(self, context: Context) -> str:
        """A second half is reviewed with its year: what is said of no half is of the year."""
        return YEAR if self.period.half == 2 and not context.half else HALF

    def _breakdown(self, context: Context, indicator: Indicator) -> str | None:
        """The part that is counted (``20 trường học đăng ký …``), where the noun is a member of one of its axes."""
        words = context.sentence.words
        parts = context.reading.parts
        behind = context.stretch.behind
        if len(parts) < 2 or not behind or parts[0].first not in behind:
            return None
        upto = min((one.first for one in parts[1:] if one.first >= parts[0].last), default=parts[0].last)
        said = context.sentence.text[words[parts[0].first].start : words[upto - 1].end]
        for axis in (self.catalogue.axis_by_code[code] for code in indicator.axes):
            if axis.partition and (member := axis.member(said)):
                return f"{axis.code}={member}"
        return None

    def wholes(self, context: Context, indicator: Indicator) -> set[Decimal]:
        """What a figure may be so many of: the total of its kind, the plan, what was registered."""
        of = self.catalogue.indicator_by_code.get(indicator.denominator or "")
        found = [self.figure(context, of, ITSELF) if of else None, self._plan(context, indicator)]
        found += [self.figure(context, one, ITSELF) for one in self._registered(indicator)]
        return {Decimal(one.value) for one in found if one and one.value is not None}

    def _registered(self, indicator: Indicator) -> list[Indicator]:
        alike = (
            one for one in self.catalogue.indicators if one.denominator and one.denominator == indicator.denominator
        )
        return [one for one in alike if one.code != indicator.code]

    def _plan(self, context: Context, indicator: Indicator) -> Figure | None:
        plans = (
            self.figures.find(indicator.code, scope=context.place.scope, comparison=PLAN, span=s) for s in (YEAR, HALF)
        )
        return next((one for one in plans if one), None)

    def reached(self, context: Context, part: Indicator) -> Reached | None:
        """What is reached of the year's plan, as the report prints it: over the units that have both, where the
        association has no target of its own."""
        scope = context.place.scope
        expected = tuple(one for one in self.units if one.kind in self.catalogue.expected_kinds)
        units = expected if scope == ALL else tuple(one for one in expected if str(one.id) == scope)
        own = self.own_targets if scope == ALL else frozenset[str]()
        return Aims(self.figures, units, self.span(context), self.period.year, own).reached(part)

    def share(self, context: Context, part: Indicator, whole: Indicator) -> Share | None:
        """Both summed over the units that have both."""
        scopes = [one for one in reporting(self.units, part, whole) if context.place.scope in (ALL, one)]
        return share_of(self.figures, part, whole, scopes, self.span(context))
