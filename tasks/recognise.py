"""Cells → fields, by headings and labels, never by position."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from domain.catalogue import Catalogue
from domain.cells import cell_name
from domain.form import Form, Row
from domain.half_year import HalfYear
from domain.observation import FIELDS
from domain.submission import Cover, Receipt
from domain.vietnamese import heading_key, read_whole, tidy
from tasks.answer import answer
from tasks.headings import Found, Grid, Headings, without_numbering
from tasks.read import BatchRead, Refusal

_TOTALS = ("cộng", "tổng cộng", "tổng số", "tổng")
_SIGNATURES = ("người lập biểu", "thủ trưởng đơn vị", "xác nhận của")


@dataclass(frozen=True)
class Recognised:
    """FIELDS of the files in which forms were found, what their covers say, the forms of each, and
    the files refused so far."""

    fields: pl.DataFrame
    covers: dict[int, Cover]
    forms: dict[int, tuple[str, ...]]
    refusals: dict[int, Refusal]
    readers: dict[int, str]


class Ambiguous(Exception):
    """Two places in a file answer the same question."""

    def __init__(self, form: str) -> None:
        super().__init__(form)
        self.form = form


class UnknownTable(Exception):
    """A table that no form fits; were it passed over, what it says would be lost without a word."""

    def __init__(self, sheets: Sequence[Grid]) -> None:
        super().__init__(sheets)
        self.sheets = sheets


@dataclass
class _Reading:
    """What has been found in one file."""

    forms: list[str] = field(default_factory=list)
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    lines: dict[tuple[str, str], tuple[Grid, int, int]] = field(default_factory=dict)


class Recogniser:
    """Recognises batches against one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.headings = Headings(catalogue)
        self.totals = {heading_key(word) for word in _TOTALS}
        self.signatures = tuple(heading_key(word) for word in _SIGNATURES)

    def recognise(self, batch: BatchRead, receipts: Sequence[Receipt]) -> Recognised:
        grids = _grids(batch.cells)
        covers: dict[int, Cover] = {}
        forms: dict[int, tuple[str, ...]] = {}
        refusals = dict(batch.refusals)
        rows: list[tuple[Any, ...]] = []
        for receipt in receipts:
            if receipt.file_id in refusals:
                continue
            sheets = grids.get(receipt.file_id, [])
            try:
                reading = self._read_file(receipt, sheets)
                if not reading.forms:
                    raise UnknownTable(sheets)
            except Ambiguous as error:
                refusals[receipt.file_id] = Refusal("form_twice", {"form": error.form})
                continue
            except UnknownTable as error:
                refusals[receipt.file_id] = Refusal("unknown_form", {"nearest": self._nearest(error.sheets)})
                continue
            covers[receipt.file_id] = self._cover(reading)
            forms[receipt.file_id] = tuple(reading.forms)
            rows.extend(reading.rows)
        fields = pl.DataFrame(rows, schema=FIELDS, orient="row")
        return Recognised(fields, covers, forms, refusals, batch.readers)

    def _nearest(self, sheets: Sequence[Grid]) -> str:
        score, name = max((self.headings.nearest(sheet) for sheet in sheets), default=(0, ""))
        return name if score else "không có biểu nào"

    def _read_file(self, receipt: Receipt, sheets: Sequence[Grid]) -> _Reading:
        reading = _Reading()
        for grid in sheets:
            taken = self._read_tables(receipt, grid, reading)
            self._find_lines(grid, taken, reading)
        self._read_lines(receipt, reading)
        return reading

    # --- matrices and lists -----------------------------------------------------------------

    def _read_tables(self, receipt: Receipt, grid: Grid, reading: _Reading) -> set[int]:
        """Reads every table of a sheet; returns the rows that belong to one."""
        headers = list(self.headings.headers(grid))
        taken: set[int] = set()
        for number, candidates in enumerate(headers):
            following = headers[number + 1] if number + 1 < len(headers) else []
            end = following[0].row if following else max(grid.rows) + 1
            found, rows = self._choose(grid, candidates, end)
            if found.form.code in reading.forms:
                raise Ambiguous(found.form.name)
            if found.repeated:
                raise Ambiguous(f"{found.form.name}: {found.repeated[0]}")
            reading.forms.append(found.form.code)
            taken.update(row for row, _ in rows)
            if found.form.shape == "list":
                reading.rows.extend(self._list_fields(receipt, grid, found, [row for row, _ in rows]))
            else:
                reading.rows.extend(self._matrix_fields(receipt, grid, found, rows))
        return taken

    def _choose(self, grid: Grid, candidates: list[Found], end: int) -> tuple[Found, list[tuple[int, Row | None]]]:
        """The form whose rows stand under the header. Forms with equal headings differ by their rows."""
        bodies = [(found, self._body(grid, found, end)) for found in candidates]
        bodies = [(found, rows) for found, rows in bodies if rows or found.form.shape == "list"]
        bodies.sort(key=lambda one: -len(one[1]))
        if not bodies:
            raise UnknownTable([grid])
        if len(bodies) > 1 and len(bodies[0][1]) == len(bodies[1][1]):
            raise Ambiguous(f"{bodies[0][0].form.name}, {bodies[1][0].form.name}")
        return bodies[0]

    def _body(self, grid: Grid, found: Found, end: int) -> list[tuple[int, Row | None]]:
        below = [row for row in grid.rows if found.row < row < end]
        if found.form.shape == "list":
            return [(row, None) for row in self._items(grid, found, below)]
        keys = self.headings.rows[found.form.code]
        label = next(found.columns[column.code] for column in found.form.columns if column.role == "label")
        rows: list[tuple[int, Row | None]] = []
        for number in below:
            key = grid.key(number, label)
            row = keys.get(key) or keys.get(without_numbering(key))
            if row is None:
                continue
            if any(row is other for _, other in rows):
                raise Ambiguous(f"{found.form.name}: {row.label}")
            rows.append((number, row))
        return rows

    def _items(self, grid: Grid, found: Found, below: Sequence[int]) -> Iterator[int]:
        """The rows of a list: up to a line that is no item's (a signature, another form's label)."""
        by_role = {column.role: found.columns.get(column.code) for column in found.form.columns}
        ordinal, name = by_role.get("ordinal"), by_role.get("name")
        asked = [found.columns[c.code] for c in found.form.columns if c.role != "ordinal" and c.code in found.columns]
        for row in below:
            first = grid.key(row, grid.rows[row][0])
            number = grid.text(row, ordinal).strip()
            signed = first.startswith(self.signatures)
            if signed or first in self.headings.lines or (number and not number.rstrip(".").isdigit()):
                return
            subtotal = grid.key(row, name) in self.totals
            if not subtotal and any(grid.text(row, column).strip() for column in asked):
                yield row

    def _matrix_fields(
        self, receipt: Receipt, grid: Grid, found: Found, rows: Sequence[tuple[int, Row | None]]
    ) -> Iterator[tuple[Any, ...]]:
        numbers = {row.code: number for number, row in rows if row is not None}
        for one in found.form.fields:
            at = numbers.get(one.row), found.columns.get(one.column)
            yield from answer(receipt, one, grid, at)

    def _list_fields(
        self, receipt: Receipt, grid: Grid, found: Found, rows: Sequence[int]
    ) -> Iterator[tuple[Any, ...]]:
        name = next(found.columns[column.code] for column in found.form.columns if column.role == "name")
        for item, row in enumerate(rows, start=1):
            for one in found.form.fields:
                at = row, found.columns.get(one.column)
                yield from answer(receipt, one, grid, at, item, tidy(grid.text(row, name)))

    # --- covers and texts -------------------------------------------------------------------

    def _find_lines(self, grid: Grid, taken: set[int], reading: _Reading) -> None:
        """Remembers where each line of a cover or text form stands; the first filled one counts."""
        for row, columns in grid.rows.items():
            key = grid.key(row, columns[0])
            named = self.headings.lines.get(key) or self.headings.lines.get(without_numbering(key))
            if row in taken or named is None:
                continue
            form, line = named
            value = _value_column(grid, row, columns, line)
            seen = reading.lines.get((form.code, line.code))
            before, text = tidy(seen[0].text(*seen[1:])) if seen else "", tidy(grid.text(row, value))
            if not before:
                reading.lines[form.code, line.code] = grid, row, value
            elif (line.role or line.measures) and text and text != before:
                raise Ambiguous(f"{form.name}: {line.label}")
            # a label alone may stand in a signature block; what a cover is known by is whom it names
            if form.code not in reading.forms and (form.shape == "text" or line.role):
                reading.forms.append(form.code)

    def _read_lines(self, receipt: Receipt, reading: _Reading) -> None:
        for form in self.catalogue.forms:
            if form.shape not in ("cover", "text") or form.code not in reading.forms:
                continue
            for one in form.fields:
                grid, row, column = reading.lines.get((form.code, one.row), (None, None, None))
                reading.rows.extend(answer(receipt, one, grid, (row, column)))

    def _cover(self, reading: _Reading) -> Cover:
        said = {row.role: self._said(reading, form, row) for form in self._covers() for row in form.rows if row.role}
        period_text, period_cell = said.get("period", (None, None))
        code, code_cell = said.get("unit_code", (None, None))
        name, _ = said.get("unit_name", (None, None))
        total, total_cell = said.get("control_total", (None, None))
        period = HalfYear.from_cover(period_text) if period_text else None
        return Cover(
            unit_code=code,
            unit_name=name,
            period_text=period_text,
            period=str(period) if period else None,
            control_total=read_whole(total).value if total else None,
            control_cell=total_cell,
            control_unreadable=total_cell is not None and (total is None or read_whole(total).value is None),
            code_cell=code_cell,
            period_cell=period_cell,
        )

    def _covers(self) -> Iterator[Form]:
        return (form for form in self.catalogue.forms if form.shape == "cover")

    def _said(self, reading: _Reading, form: Form, row: Row) -> tuple[str | None, tuple[str, str] | None]:
        grid, number, column = reading.lines.get((form.code, row.code), (None, None, None))
        if grid is None or number is None or column is None:
            return None, None
        return tidy(grid.text(number, column)) or None, (grid.name, cell_name(grid.layout, number, column))


def _value_column(grid: Grid, row: int, columns: Sequence[int], line: Row) -> int:
    """Where a line's value stands: the next filled cell, unless that is only the unit printed behind
    a value left blank; then the cell beside the label."""
    after = columns[1] if len(columns) > 1 else None
    if after is None or (line.unit and grid.key(row, after) == heading_key(line.unit)):
        return columns[0] + 1
    return after


def _grids(cells: pl.DataFrame) -> dict[int, list[Grid]]:
    grids: dict[int, list[Grid]] = {}
    for (file_id, _), sheet in cells.partition_by("file_id", "sheet_no", as_dict=True, maintain_order=True).items():
        rows, columns = sheet["row"].to_list(), sheet["column"].to_list()
        texts = zip(sheet["text"].to_list(), sheet["number"].to_list(), strict=True)
        filled = dict(zip(zip(rows, columns, strict=True), texts, strict=True))
        grids.setdefault(int(str(file_id)), []).append(Grid(sheet["sheet"][0], sheet["layout"][0], filled))
    return grids
