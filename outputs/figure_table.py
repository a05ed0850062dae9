"""The report's tables of figures: exact numbers, right-aligned, a gap beside every short figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count

from domain.catalogue import Catalogue, Indicator
from domain.figure import SAME_HALF, YEAR, Figure, Figures
from domain.observation import Basis
from domain.unit import Unit
from domain.vietnamese import grouped, signed
from outputs.word_table import Align, Cell, Line, Table, fitted_widths
from outputs.wording import find_figure, same_year

MISSING = "…"  # not collected
NOTHING_TO_COMPARE = "chưa có số liệu"
TOTAL = "Tổng cộng"

_SIZE, _ANNEX_SIZE = 11.0, 10.0
_HEADINGS = ("STT", "Chỉ tiêu", "Đơn vị tính", "Kỳ này", "Cùng kỳ năm trước", "Tăng, giảm")
_YEAR_HEADING, _COUNT_HEADING = "Cả năm", "Đơn vị có số liệu"

_Row = Sequence[tuple[str, ...]]  # the cells of a row, each in one or more lines


def printed(figure: Figure | None) -> str:
    """A figure as every table prints it: exact, or ``…`` where no unit gave a value."""
    return MISSING if figure is None or figure.value is None else grouped(figure.value)


def results_table(codes: Iterable[str], catalogue: Catalogue, figures: Figures, width: float, with_year: bool) -> Table:
    """A row per indicator: this half, the same half last year, the change, and in the year's review
    the whole year. ``width`` in mm."""
    year = (_YEAR_HEADING,) if with_year else ()
    head = [(text,) for text in (*_HEADINGS, *year, _COUNT_HEADING)]
    indicators = [catalogue.indicator_by_code[code] for code in codes]
    rows = [_result_row(number, one, figures, with_year) for number, one in enumerate(indicators, 1)]
    return _table(head, rows, ("center", "left", "center", *_numbers(3 + with_year), "center"), _SIZE, width)


def _result_row(number: int, indicator: Indicator, figures: Figures, with_year: bool) -> _Row:
    now = figures.find(indicator.code)
    before = figures.find(indicator.code, comparison=SAME_HALF)
    year = [_with_gap(find_figure(figures, indicator, span=YEAR))] if with_year else []
    counted = f"{now.counted}/{now.expected}" if now else MISSING
    values = [(printed(now),), _compared(before), (_change(now, before),), *year, (counted,)]
    return [(f"{number}",), (_label(indicator, now),), (indicator.unit,), *values]


def _label(indicator: Indicator, figure: Figure | None) -> str:
    """The name, with the year of a registration or recognition, and a word where it is an estimate."""
    year = f" (năm {figure.of_year})" if figure and figure.of_year else ""
    estimate = " (có số ước)" if figure and figure.basis == Basis.ESTIMATED else ""
    return f"{indicator.name}{year}{estimate}"


def _compared(figure: Figure | None) -> tuple[str, ...]:
    return (NOTHING_TO_COMPARE,) if figure is None or figure.value is None else _with_gap(figure)


def _with_gap(figure: Figure | None) -> tuple[str, ...]:
    if figure is None or figure.value is None or not figure.incomplete:
        return (printed(figure),)
    return (printed(figure), f"({figure.counted}/{figure.expected})")


def _change(now: Figure | None, before: Figure | None) -> str:
    if now is None or before is None or now.value is None or before.value is None:
        return MISSING
    return signed(now.value - before.value)


def annex_table(
    codes: Iterable[str], catalogue: Catalogue, figures: Figures, units: Sequence[Unit], width: float
) -> Table:
    """A row per unit, grouped by kind, and the total row, which holds the figures over all units.

    A cell is blank where the unit's kind does not report the indicator. ``width`` in mm.
    """
    indicators = [catalogue.indicator_by_code[code] for code in codes]
    head = [("STT",), ("Đơn vị",), *(_annex_heading(one, figures) for one in indicators)]
    rows: list[_Row] = []
    number = count(1)
    for kind in dict.fromkeys(unit.kind for unit in units):
        rows.append([(catalogue.kind_by_code[kind].name,)])
        members = (unit for unit in units if unit.kind == kind)
        rows += (_unit_row(next(number), unit, indicators, figures) for unit in members)
    rows.append([("",), (TOTAL,), *((printed(figures.find(one.code)),) for one in indicators)])
    return _table(head, rows, ("center", "left", *_numbers(len(indicators))), _ANNEX_SIZE, width)


def _annex_heading(indicator: Indicator, figures: Figures) -> tuple[str, ...]:
    return _label(indicator, figures.find(indicator.code)), f"({indicator.unit})"


def _unit_row(number: int, unit: Unit, indicators: Iterable[Indicator], figures: Figures) -> _Row:
    return [(f"{number}",), (unit.name,), *((_of_unit(one, unit, figures),) for one in indicators)]


def _of_unit(indicator: Indicator, unit: Unit, figures: Figures) -> str:
    """A unit's value as it counts in the total: of the total's own year, else missing."""
    if unit.kind not in indicator.reported_by:
        return ""
    counts = same_year(figures, indicator, unit)
    return printed(figures.find(indicator.code, scope=str(unit.id)) if counts else None)


def _numbers(columns: int) -> tuple[Align, ...]:
    right: Align = "right"
    return (right,) * columns


def _table(head: _Row, rows: Sequence[_Row], aligns: Sequence[Align], size: float, width: float) -> Table:
    """Widths follow the content. A row of one cell is a group's heading and spans all columns."""
    whole = [row for row in rows if len(row) > 1]
    bodies = [[text for row in whole for text in row[at]] for at in range(len(head))]
    widths = fitted_widths(head, bodies, size, width)
    headings = tuple(_cell(texts, "center", size, bold=True) for texts in head)
    body = (_body_row(row, aligns, size) for row in rows)
    return Table(widths, (headings, *body), header=1)


def _body_row(row: _Row, aligns: Sequence[Align], size: float) -> tuple[Cell, ...]:
    if len(row) == 1:
        return (_cell(row[0], "left", size, bold=True, span=len(aligns)),)
    total = row[1] == (TOTAL,)
    return tuple(_cell(texts, align, size, bold=total) for texts, align in zip(row, aligns, strict=True))


def _cell(texts: tuple[str, ...], align: Align, size: float, bold: bool, span: int = 1) -> Cell:
    return Cell(tuple(Line(text, "TableText", align, bold=bold, size=size) for text in texts), span)
