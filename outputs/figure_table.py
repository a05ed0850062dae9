"""Tables of figures: exact numbers, right-aligned, a gap beside every short figure; and the annex by unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count

from domain.catalogue import Catalogue, Indicator
from domain.citation import Shown
from domain.figure import Figure, Figures
from domain.observation import Basis
from domain.unit import Unit
from domain.vietnamese import grouped
from outputs.figure_of import same_year
from outputs.live import Citing
from outputs.measure import fitted_widths, fitting_size
from outputs.word_table import Align, Cell, Line, Table

MISSING = "…"  # not collected
TOTAL = "Tổng cộng"

_ANNEX_SIZE = 10.0

Row = Sequence[tuple[str, ...]]  # the cells of a row, each in one or more lines


def printed(figure: Figure | None, citing: Citing) -> str:
    """A figure as every table prints it: exact, or ``…`` where no unit gave a value."""
    if figure is None:
        return MISSING
    said = MISSING if figure.value is None else grouped(figure.value)
    return citing.figure(figure.key, said, of_year=figure.of_year)


def counted(figure: Figure, citing: Citing) -> str:
    """``47/48``: of how many units it is."""
    return citing.figure(figure.key, f"{figure.counted}/{figure.expected}", Shown.UNITS, figure.of_year)


def label(indicator: Indicator, figure: Figure | None) -> str:
    """The name, with the year of a registration or recognition, and a word where it is an estimate."""
    year = f" (năm {figure.of_year})" if figure and figure.of_year else ""
    estimate = " (có số ước)" if figure and figure.basis == Basis.ESTIMATED else ""
    return f"{indicator.name}{year}{estimate}"


def with_gap(figure: Figure | None, citing: Citing) -> tuple[str, ...]:
    if figure is None or figure.value is None or not figure.incomplete:
        return (printed(figure, citing),)
    return (printed(figure, citing), f"({counted(figure, citing)})")


def annex_table(
    codes: Iterable[str], catalogue: Catalogue, figures: Figures, units: Sequence[Unit], width: float, citing: Citing
) -> Table:
    """A row per unit, grouped by kind, and the total row, which holds the figures over all units.

    A cell is blank where the unit's kind does not report the indicator. ``width`` in mm.
    """
    indicators = [catalogue.indicator_by_code[code] for code in codes]
    head = [("STT",), ("Đơn vị",), *(_annex_heading(one, figures) for one in indicators)]
    rows: list[Row] = []
    number = count(1)
    for kind in dict.fromkeys(unit.kind for unit in units):
        rows.append([(catalogue.kind_by_code[kind].name,)])
        members = (unit for unit in units if unit.kind == kind)
        rows += (_unit_row(next(number), unit, indicators, figures, citing) for unit in members)
    rows.append([("",), (TOTAL,), *((printed(figures.find(one.code), citing),) for one in indicators)])
    numbers: list[Align] = ["right"] * len(indicators)
    return figure_table(head, rows, ["center", "left", *numbers], _ANNEX_SIZE, width)


def _annex_heading(indicator: Indicator, figures: Figures) -> tuple[str, ...]:
    return label(indicator, figures.find(indicator.code)), f"({indicator.unit})"


def _unit_row(number: int, unit: Unit, indicators: Iterable[Indicator], figures: Figures, citing: Citing) -> Row:
    return [(f"{number}",), (unit.name,), *((_of_unit(one, unit, figures, citing),) for one in indicators)]


def _of_unit(indicator: Indicator, unit: Unit, figures: Figures, citing: Citing) -> str:
    """A unit's value as it counts in the total: of the total's own year, else missing."""
    if unit.kind not in indicator.reported_by:
        return ""
    scope = str(unit.id)
    counts = same_year(figures, indicator, scope)
    return printed(figures.find(indicator.code, scope=scope) if counts else None, citing)


def figure_table(head: Row, rows: Sequence[Row], aligns: Sequence[Align], size: float, width: float) -> Table:
    """Widths follow the content, and where that is too wide at ``size``, the size does. A row of one cell is a group's
    heading and spans all columns."""
    whole = [row for row in rows if len(row) > 1]
    bodies = [[text for row in whole for text in row[at]] for at in range(len(head))]
    size = fitting_size(head, bodies, size, width)
    widths = fitted_widths(head, bodies, size, width)
    headings = tuple(_cell(texts, "center", size, bold=True) for texts in head)
    last = len(rows) - 1
    # neither the first row nor the last stands alone on a page
    body = (_body_row(row, aligns, size, keep=at in (0, last - 1)) for at, row in enumerate(rows))
    return Table(widths, (headings, *body), header=1)


def _body_row(row: Row, aligns: Sequence[Align], size: float, keep: bool) -> tuple[Cell, ...]:
    if len(row) == 1:  # what it is the heading of stands below it
        return (_cell(row[0], "left", size, bold=True, span=len(aligns), keep=True),)
    total = row[1] == (TOTAL,)
    return tuple(_cell(texts, align, size, bold=total, keep=keep) for texts, align in zip(row, aligns, strict=True))


def _cell(texts: tuple[str, ...], align: Align, size: float, bold: bool, span: int = 1, keep: bool = False) -> Cell:
    return Cell(tuple(Line(text, "TableText", align, bold=bold, size=size, keep=keep) for text in texts), span)
