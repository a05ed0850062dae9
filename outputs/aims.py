"""What the figures of a year are measured by: the year's targets, frozen beside them, and those of the state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.catalogue import Catalogue, Indicator
from domain.figure import ALL, PLAN, YEAR, Figure, Figures
from domain.report_plan import NationalTarget
from domain.unit import Unit
from domain.vietnamese import percent
from outputs.figure_of import find_figure, reporting, share_of


@dataclass(frozen=True)
class Reached:
    """A value beside what was wanted, both over ``counted`` of ``expected`` units; ``value`` is None where none is
    known, ``wanted`` 0 where no target is assigned yet."""

    value: int | None
    wanted: int
    counted: int
    expected: int
    whole: bool = False  # of the association's own target, whatever units are counted

    @property
    def percent(self) -> str | None:
        """``84,21``."""
        return None if self.value is None else percent(self.value, self.wanted)

    @property
    def incomplete(self) -> bool:
        """Whether it is of some units alone; a value that is short of units tells so itself."""
        return not self.whole and self.counted < self.expected

    @property
    def short(self) -> bool:
        return self.counted < self.expected


@dataclass(frozen=True)
class Aims:
    """The figures of one span beside the targets of their ``year``. ``units`` are those that are expected; ``own`` the
    indicators of which the association states a target over all units; ``national`` what the state wants."""

    figures: Figures
    units: tuple[Unit, ...]
    span: str
    year: int
    own: frozenset[str] = frozenset()
    national: tuple[NationalTarget, ...] = ()

    def stated(self, codes: Iterable[str]) -> bool:
        """Whether any of the indicators has a target of the year."""
        return any(self._target(code) for code in codes)

    def reached(self, indicator: Indicator) -> Reached | None:
        """None without a target. Against the association's own target stands the figure over all units; else the sums
        of both over the units that have a value and a target."""
        target = self._target(indicator.code)
        if target is None or target.value is None:
            return None
        if indicator.code in self.own:
            found = find_figure(self.figures, indicator, span=self.span)
            counted, expected = (found.counted, found.expected) if found else (0, 0)
            return Reached(self._value(indicator), target.value, counted, expected, whole=True)
        asked = reporting(self.units, indicator)
        pairs = [(self._value(indicator, one), self._target(indicator.code, one)) for one in asked]
        both = [(value, its.value) for value, its in pairs if value is not None and its and its.value]
        if not both:
            return Reached(None, target.value, 0, len(asked))
        return Reached(sum(value for value, _ in both), sum(its for _, its in both), len(both), len(asked))

    def nation(self, indicator: Indicator, catalogue: Catalogue) -> tuple[NationalTarget, Reached] | None:
        """The state's target that is nearest, past ones last, and the share that is reached of it, over the units that
        have both numbers."""
        named = [one for one in self.national if one.indicator == indicator.code]
        if not named:
            return None
        target = min(named, key=lambda one: (one.year < self.year, abs(one.year - self.year)))
        whole = catalogue.indicator_by_code[target.of]
        asked = reporting(self.units, indicator, whole)
        found = share_of(self.figures, indicator, whole, asked, self.span)
        return (target, Reached(found.part, found.whole, found.counted, len(asked))) if found else None

    def _target(self, code: str, scope: str = ALL) -> Figure | None:
        return self.figures.find(code, scope=scope, comparison=PLAN, span=YEAR)

    def _value(self, indicator: Indicator, scope: str = ALL) -> int | None:
        """A registration or recognition of another year is nothing yet of this one's target."""
        found = find_figure(self.figures, indicator, scope=scope, span=self.span)
        return found.value if found and found.of_year in (None, self.year) else None
