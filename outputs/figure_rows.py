"""Figures as rows: one for each indicator and breakdown, over all units or of one, with what it is compared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from domain.catalogue import Catalogue, Indicator
from domain.figure import ALL, HALF, ITSELF, PLAN, SAME_HALF, YEAR, YEAR_END, Figure, Figures
from domain.observation import Basis
from outputs.aims import Aims

WHOLE = "Tổng số"

Value = str | int | float | None
Row = Sequence[Value]


class Column(NamedTuple):
    """``width`` is the least that it has, in characters."""

    heading: str
    width: float
    style: Literal["text", "number", "percent", "year"]
    meaning: str


_WHAT = (
    Column("Mã", 8, "text", "mã chỉ tiêu, không đổi qua các kỳ"),
    Column("Chỉ tiêu", 20, "text", "tên chỉ tiêu"),
    Column("Đơn vị tính", 9, "text", "đơn vị mà số liệu được đếm"),
    Column("Phân tổ", 10, "text", f"“{WHOLE}” là số chung; không cộng số chung với các phân tổ của nó"),
)
_VALUES = (
    Column("Kỳ này", 12, "number", "số của kỳ báo cáo; số có đến ngày chốt hoặc số phát sinh trong kỳ, tùy chỉ tiêu"),
    Column("Cùng kỳ năm trước", 12, "number", "số của cùng kỳ năm trước, như đã biết khi chốt kỳ này"),
    Column("Cuối năm trước", 12, "number", "số của sáu tháng cuối năm trước, như đã biết khi chốt kỳ này"),
    Column("Cả năm", 12, "number", "số của cả năm; chỉ có ở kỳ sáu tháng cuối năm"),
    Column("Kế hoạch năm", 12, "number", "chỉ tiêu kế hoạch được giao cho cả năm; 0 là chưa giao"),
)
_REACHED = Column("% kế hoạch năm", 9, "percent", "như báo cáo in: tính trên các đơn vị có cả kế hoạch và số liệu")
_COUNTED = (
    Column("Đơn vị có số liệu", 9, "number", "số đơn vị đã có số liệu của chỉ tiêu"),
    Column("Đơn vị phải có", 9, "number", "số đơn vị phải có số liệu của chỉ tiêu"),
)
_ABOUT = (
    Column("Năm", 6, "year", "năm của số đăng ký, công nhận; để trống nếu không gắn với năm; không cộng các năm"),
    Column("Có số ước", 7, "text", "“có” nếu trong số của kỳ có phần ước thực hiện"),
)
_UNIT = (
    Column("Mã đơn vị", 9, "text", "mã của đơn vị trong danh sách đơn vị"),
    Column("Đơn vị", 20, "text", "tên đơn vị"),
    Column("Loại đơn vị", 14, "text", "loại đơn vị, quyết định các biểu và chỉ tiêu phải báo cáo"),
)
OVER_ALL = (*_WHAT, *_VALUES, _REACHED, *_COUNTED, *_ABOUT)
BY_UNIT = (*_UNIT, *_WHAT, *_VALUES, *_ABOUT)


def over_all(catalogue: Catalogue, aims: Aims) -> Iterator[Row]:
    """A row of OVER_ALL for each figure over all units, in the catalogue's order."""
    breakdowns = _breakdowns(aims.figures, {ALL})
    for indicator in catalogue.indicators:
        for breakdown in breakdowns.get((ALL, indicator.code), ()):
            figure = aims.figures.find(indicator.code, breakdown=breakdown)
            reached = None if breakdown else aims.reached(indicator)
            percent = float(reached.percent.replace(",", ".")) if reached and reached.percent else None
            counted = (figure.counted, figure.expected) if figure else (None, None)
            values = _values(aims.figures, indicator, breakdown, ALL)
            yield (*_what(catalogue, indicator, breakdown), *values, percent, *counted, *_about(figure))


def unit_rows(catalogue: Catalogue, aims: Aims) -> Iterator[Row]:
    """A row of BY_UNIT for each figure of a unit, and for each that it should have and has not."""
    breakdowns = _breakdowns(aims.figures, {str(unit.id) for unit in aims.units})
    for unit in aims.units:
        scope, who = str(unit.id), (unit.code, unit.name, catalogue.kind_by_code[unit.kind].name)
        for indicator in catalogue.indicators:
            asked = unit.kind in indicator.reported_by and indicator.source == "reported"
            for breakdown in breakdowns.get((scope, indicator.code), ("",) if asked else ()):
                figure = aims.figures.find(indicator.code, breakdown=breakdown, scope=scope)
                values = _values(aims.figures, indicator, breakdown, scope)
                yield (*who, *_what(catalogue, indicator, breakdown), *values, *_about(figure))


def _breakdowns(figures: Figures, scopes: set[str]) -> dict[tuple[str, str], list[str]]:
    """Scope and indicator → the breakdowns of which there is a figure of this period or a plan, the whole first."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in figures:
        key, this = one.key, (one.key.comparison, one.key.span) == (ITSELF, HALF)
        if key.scope in scopes and (this or key.comparison == PLAN):
            known = found.setdefault((key.scope, key.indicator), [])
            known += [] if key.breakdown in known else [key.breakdown]
    return {key: sorted(known, key=lambda one: one != "") for key, known in found.items()}


def _what(catalogue: Catalogue, indicator: Indicator, breakdown: str) -> tuple[str, ...]:
    axis = catalogue.axis_by_code.get(breakdown.partition("=")[0])
    part = axis.name_of(breakdown) if axis else None
    return (
        indicator.code,
        indicator.name,
        indicator.unit,
        f"{axis.name}: {part}" if axis and part else breakdown or WHOLE,
    )


def _values(figures: Figures, indicator: Indicator, breakdown: str, scope: str) -> tuple[int | None, ...]:
    """In the order of _VALUES."""
    wanted = ((ITSELF, HALF), (SAME_HALF, HALF), (YEAR_END, HALF), (ITSELF, YEAR), (PLAN, YEAR))
    found = (
        figures.find(indicator.code, breakdown=breakdown, scope=scope, comparison=comparison, span=span)
        for comparison, span in wanted
    )
    return tuple(one.value if one else None for one in found)


def _about(figure: Figure | None) -> tuple[int | None, str | None]:
    estimated = figure is not None and figure.basis == Basis.ESTIMATED
    return (figure.of_year if figure else None), ("có" if estimated else None)
