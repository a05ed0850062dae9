"""The lines of covers and texts: a label, and beside it what it says."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from domain.catalogue import Catalogue
from domain.cells import cell_name
from domain.day import read_date
from domain.form import Field, Form, Row
from domain.half_year import HalfYear
from domain.submission import Cover, Receipt
from domain.vietnamese import heading_key, read_whole, tidy, two_readings
from tasks.answer import answer
from tasks.grid import Grid
from tasks.headings import Headings, without_numbering

#: (form, row) → the sheet, row and column of what a line says.
Lines = dict[tuple[str, str], tuple[Grid, int, int]]
_Cell = tuple[str, str]


class Contradiction(Exception):
    """Two lines of a file say different things under one label."""

    def __init__(self, form: str) -> None:
        super().__init__(form)
        self.form = form


def find_lines(headings: Headings, grid: Grid, taken: Collection[int], lines: Lines) -> Iterator[str]:
    """Remembers where each line stands, the first filled one; the codes of the forms that are so known.

    A label alone may stand in a signature block; what a cover is known by is whom it names.
    """
    for row in grid.rows:
        named = None if row in taken else _named(headings, grid, row)
        if named is None:
            continue
        form, line, column = named
        after = [one for one in grid.rows[row] if one > column and not _is_shown(form, grid.key(row, one))]
        value = _value_column(grid, row, column, after, line)
        seen = lines.get((form.code, line.code))
        before, text = tidy(seen[0].text(*seen[1:])) if seen else "", tidy(grid.text(row, value))
        if not before:
            lines[form.code, line.code] = grid, row, value
        elif (line.role or line.measures) and text and text != before:
            raise Contradiction(f"{form.name}: {line.label}")
        if form.shape == "text" or line.role:
            yield form.code


def _named(headings: Headings, grid: Grid, row: int) -> tuple[Form, Row, int] | None:
    """The line that a row's first cell names, or its second where the first is a number before it."""
    first, *rest = grid.rows[row]
    places = [first, *rest[:1]] if grid.text(row, first).strip().rstrip(".)").isdigit() else [first]
    for column in places:
        key = grid.key(row, column)
        named = headings.lines.get(key) or headings.lines.get(without_numbering(key))
        if named:
            return *named, column
    return None


def _is_shown(form: Form, key: str) -> bool:
    """Whether a cell only shows an earlier figure beside a line: it begins with the words that say so."""
    words = [heading_key(column.heading) for column in form.columns if column.role == "shown"]
    return any(key.startswith(f"{one} ") for one in words)


def _value_column(grid: Grid, row: int, label: int, after: Sequence[int], line: Row) -> int:
    """Where a line's value stands: the next filled cell, unless that is only the unit printed beside a
    value left blank; then the cell between the two, or behind a unit that stands next to the label."""
    if not after:
        return label + 1
    said = grid.text(row, after[0])
    # as a heading, "2010 hộ" would be its unit alone: a year says nothing there
    if line.unit and heading_key(said) == heading_key(line.unit) and not any(map(str.isdigit, said)):
        return label + 1 if after[0] > label + 1 else after[0] + 1
    return after[0]


def read_lines(
    catalogue: Catalogue, receipt: Receipt, forms: Collection[str], lines: Lines, units: Collection[str]
) -> Iterator[tuple[Any, ...]]:
    """The rows of FIELDS of the covers and texts among a file's forms."""
    for form in catalogue.forms:
        if form.shape not in ("cover", "text") or form.code not in forms:
            continue
        for one in form.fields:
            grid, row, column = lines.get((form.code, one.row), (None, None, None))
            yield from answer(receipt, one, grid, (row, column), units=units)
        for line in (row for row in form.rows if row.role == "control_total"):
            yield from _control(receipt, form, line, lines, units)


def _control(
    receipt: Receipt, form: Form, line: Row, lines: Lines, units: Collection[str]
) -> Iterator[tuple[Any, ...]]:
    """A control total is no field of the form, but one that is a formula without a result, an error or may be
    read two ways is found like one."""
    at = lines.get((form.code, line.code))
    text = tidy(at[0].text(*at[1:])) if at else ""
    if at and (text.startswith(("=", "#")) or two_readings(text, units)):
        one = Field(
            *(form.code, line.code, "value", line.label, "control_total", "optional", (receipt.kind,), None, ""),
            *(False, False, None),
        )
        yield from answer(receipt, one, at[0], at[1:], units=units)


def read_cover(catalogue: Catalogue, lines: Lines, units: Collection[str], *, doubtful: bool) -> Cover:
    """What the covers of a file say. ``doubtful``: its control total is found as a field is."""
    said = {
        row.role: _said(lines, form, row)
        for form in catalogue.forms
        if form.shape == "cover"
        for row in form.rows
        if row.role
    }
    nothing = (None, None)
    period_text, period_cell = said.get("period", nothing)
    code, code_cell = said.get("unit_code", nothing)
    as_of_text, as_of_cell = said.get("as_of", nothing)
    total, total_cell = said.get("control_total", nothing)
    period = HalfYear.from_cover(period_text) if period_text else None
    value = read_whole(total, units).value if total and not doubtful else None
    return Cover(
        unit_code=code,
        unit_name=said.get("unit_name", nothing)[0],
        period_text=period_text,
        period=str(period) if period else None,
        control_total=value,
        control_cell=total_cell,
        control_unreadable=total_cell is not None and value is None and not doubtful,
        code_cell=code_cell,
        period_cell=period_cell,
        as_of=read_date(as_of_text) if as_of_text else None,
        as_of_text=as_of_text,
        as_of_cell=as_of_cell,
    )


def _said(lines: Lines, form: Form, row: Row) -> tuple[str | None, _Cell | None]:
    if (form.code, row.code) not in lines:
        return None, None
    grid, number, column = lines[form.code, row.code]
    return tidy(grid.text(number, column)) or None, (grid.name, cell_name(grid.layout, number, column))
