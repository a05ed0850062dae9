"""The tables of Part I: a row per indicator, this half beside what it is compared with and measured by."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from domain.catalogue import Catalogue, Indicator
from domain.citation import Shown
from domain.figure import PLAN, SAME_HALF, YEAR, YEAR_END, Figure, FigureKey
from domain.vietnamese import signed
from outputs.aims import Aims
from outputs.figure_of import comparable, find_figure, other_year
from outputs.figure_table import MISSING, counted, figure_table, label, printed, with_gap
from outputs.live import Citing
from outputs.word_table import Align, Table

NOTHING_TO_COMPARE = "chưa có số liệu"
NOT_ASSIGNED = "chưa giao"
_SIZE = 11.0

_Column = tuple[str, Align, Callable[[Indicator], tuple[str, ...]]]


class ResultsTables:
    """In the year's review they have the whole year, else the end of last year where a table has a state that was
    closed then (in the year's review that is the same half); the plan where an indicator of any table has a target."""

    def __init__(self, catalogue: Catalogue, aims: Aims, citing: Citing) -> None:
        self._catalogue, self._aims, self._figures, self._citing = catalogue, aims, aims.figures, citing
        self._yearly = aims.span == YEAR
        self._planned = aims.stated(code for section in catalogue.report.results for code in section.table)

    def table(self, codes: Iterable[str], width: float) -> Table:
        """A row per indicator; ``width`` in mm."""
        indicators = [self._catalogue.indicator_by_code[code] for code in codes]
        columns = self._columns(indicators)
        head = [("STT",), *((heading,) for heading, _, _ in columns)]
        aligns: list[Align] = ["center", *(align for _, align, _ in columns)]
        rows = [[(f"{number}",), *(cell(one) for _, _, cell in columns)] for number, one in enumerate(indicators, 1)]
        return figure_table(head, rows, aligns, _SIZE, width)

    def _columns(self, indicators: Iterable[Indicator]) -> list[_Column]:
        since = not self._yearly and any(self._year_end(one) for one in indicators)
        optional: list[tuple[bool, _Column]] = [
            (since, ("So với cuối năm trước", "right", self._since_year_end)),
            (self._yearly, ("Cả năm", "right", self._year)),
            (self._planned, ("% kế hoạch năm", "right", self._plan)),
        ]
        return [
            ("Chỉ tiêu", "left", lambda one: (label(one, self._now(one)),)),
            ("Đơn vị tính", "center", lambda one: (one.unit,)),
            ("Kỳ này", "right", lambda one: (printed(self._now(one), self._citing),)),
            ("Cùng kỳ năm trước", "right", self._same_half),
            ("Tăng, giảm", "right", self._change),
            *(column for shown, column in optional if shown),
            ("Đơn vị có số liệu", "center", self._counted),
        ]

    def _now(self, indicator: Indicator) -> Figure | None:
        return self._figures.find(indicator.code)

    def _before(self, indicator: Indicator) -> Figure | None:
        return self._figures.find(indicator.code, comparison=SAME_HALF)

    def _year_end(self, indicator: Indicator) -> Figure | None:
        """What stood at the end of last year: of states alone."""
        return self._figures.find(indicator.code, comparison=YEAR_END) if indicator.kind == "C" else None

    def _same_half(self, indicator: Indicator) -> tuple[str, ...]:
        now, before = self._now(indicator), self._before(indicator)
        if before is None or before.value is None:
            return (NOTHING_TO_COMPARE,)
        year = other_year(now, before) if now else None
        said = with_gap(before, self._citing)
        return (*said, f"(năm {year})") if year else said

    def _change(self, indicator: Indicator) -> tuple[str, ...]:
        return (self._moved(indicator, self._before(indicator)),)

    def _since_year_end(self, indicator: Indicator) -> tuple[str, ...]:
        if indicator.kind != "C":
            return ("",)
        before = self._year_end(indicator)
        gap = with_gap(before, self._citing)[1:]
        return (self._moved(indicator, before), *gap)

    def _year(self, indicator: Indicator) -> tuple[str, ...]:
        return with_gap(find_figure(self._figures, indicator, span=YEAR), self._citing)

    def _plan(self, indicator: Indicator) -> tuple[str, ...]:
        reached = self._aims.reached(indicator)
        if reached is None:
            return ("",)
        if not reached.wanted:
            return (NOT_ASSIGNED,)
        if reached.percent is None:
            return (MISSING,)
        key = FigureKey(indicator.code, comparison=PLAN, span=YEAR)
        said = (self._citing.figure(key, reached.percent, Shown.PLAN),)
        of = self._citing.figure(key, f"{reached.counted}/{reached.expected}", Shown.UNITS)
        return (*said, f"({of})") if reached.incomplete else said

    def _counted(self, indicator: Indicator) -> tuple[str, ...]:
        now = self._now(indicator)
        return (counted(now, self._citing) if now else MISSING,)

    def _moved(self, indicator: Indicator, before: Figure | None) -> str:
        now = self._now(indicator)
        if now is None or before is None or now.value is None or before.value is None or not comparable(now, before):
            return MISSING
        return self._citing.figure(before.key, signed(now.value - before.value), Shown.CHANGE, now.of_year)
