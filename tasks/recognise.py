"""Cells → fields, by headings and labels, never by position."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from domain.catalogue import Catalogue
from domain.cells import Layout, cell_name
from domain.form import Row
from domain.observation import FIELDS
from domain.person import Name, persons_among
from domain.rule import NOT_MENDED
from domain.submission import Receipt
from domain.vietnamese import read_whole, tidy
from tasks.answer import Asked, answer, as_one_file
from tasks.cover_lines import Contradiction, Lines, find_lines, read_cover, read_lines
from tasks.grid import Grid
from tasks.headings import Found, Headings, TooMany, without_numbering
from tasks.listed import items
from tasks.nearest import nearest
from tasks.ours import is_ours
from tasks.readers.sheet import Sheet
from tasks.recognised import Recognition, Refusal

MOST_ITEMS = 2_000  # of one list; a commune has some dozens of branches


class Refused(Exception):
    """What a file says cannot be told from something else."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


@dataclass
class _Reading:
    """What has been found in one file."""

    forms: list[str] = field(default_factory=list)
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    lines: Lines = field(default_factory=dict)
    names: list[frozenset[Name]] = field(default_factory=list)


@dataclass
class _Table:
    """A form's table, on one page or several: its header and its rows."""

    found: Found
    rows: list[tuple[int, Row | None]]


class Recogniser:
    """Recognises batches against one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.headings = Headings(catalogue)
        named = [indicator.unit for indicator in catalogue.indicators]
        named += [row.unit for form in catalogue.forms for row in form.rows]
        self.units = frozenset(word for unit in named for word in re.split(r"[\W\d]+", tidy(unit).casefold()) if word)

    def recognise(self, receipt: Receipt, sheets: Sequence[Sheet]) -> Recognition | Refusal:
        """What the sheets of a file say."""
        try:
            reading = self._read_file(receipt, [Grid.of(sheet) for sheet in sheets])
        except Refused as error:
            return error.refusal
        doubtful = any(row[_ROLE] == "control_total" for row in reading.rows)
        cover = read_cover(self.catalogue, reading.lines, self.units, doubtful=doubtful)
        columns = list(zip(*reading.rows, strict=True)) or [()] * len(FIELDS)
        fields = pl.DataFrame(columns, schema=FIELDS, orient="col")
        return Recognition(fields, cover, tuple(reading.forms), self._persons(reading))

    def _read_file(self, receipt: Receipt, sheets: Sequence[Grid]) -> _Reading:
        reading = _Reading()
        said = [grid for grid in sheets if not is_ours(grid)]
        try:
            for grid in said:
                taken = self._read_tables(receipt, grid, reading)
                for form in find_lines(self.headings, grid, taken, reading.lines):
                    if form not in reading.forms:
                        reading.forms.append(form)
        except Contradiction as error:
            raise _twice(error.form) from None
        except TooMany as error:
            raise Refused(Refusal("too_heavy", {"what": error.what})) from None
        if len(said) < len(sheets) and self._has_no_more_than_a_cover(reading):
            raise Refused(Refusal(NOT_MENDED, {}))  # our list, or a receipt, which names the period as a cover does
        if not reading.forms or self._is_a_cover_over_something_else(said, reading):
            raise self._unknown(said)
        lines = read_lines(self.catalogue, receipt, reading.forms, reading.lines, self.units)
        reading.rows = [row for row in as_one_file([*reading.rows, *lines], self.units) if not _is_plain_control(row)]
        return reading

    def _is_a_cover_over_something_else(self, sheets: Sequence[Grid], reading: _Reading) -> bool:
        """Whether our cover is all that was found, and numbers stand in sheets that are not ours."""
        if not self._has_no_more_than_a_cover(reading):
            return False
        lines = self.headings.lines
        others = (s for s in sheets if not any(s.key(row, columns[0]) in lines for row, columns in s.rows.items()))
        return any(read_whole(text).value for grid in others for text, _ in grid.cells.values())

    def _has_no_more_than_a_cover(self, reading: _Reading) -> bool:
        return all(self.catalogue.form_by_code[code].shape == "cover" for code in reading.forms)

    def _unknown(self, sheets: Sequence[Grid]) -> Refused:
        return Refused(Refusal("unknown_form", {"nearest": nearest(self.headings, sheets)}))

    # --- matrices and lists -----------------------------------------------------------------

    def _read_tables(self, receipt: Receipt, grid: Grid, reading: _Reading) -> set[int]:
        """Reads every table of a sheet; returns the rows that belong to one."""
        headers = list(self.headings.headers(grid))
        tables: dict[str, _Table] = {}
        for number, candidates in enumerate(headers):
            if not candidates:
                raise self._unknown([grid])
            following = headers[number + 1] if number + 1 < len(headers) else []
            end = following[0].top if following else max(grid.rows) + 1
            for found, rows in self._choose(grid, candidates, end, tables):
                self._add(grid, found, rows, tables)
        taken = {row for table in tables.values() for row, _ in table.rows}
        headed = {row for one in headers for found in one for row in range(found.top, found.row + 1)}
        if self._passed_over(grid, taken | headed):
            raise self._unknown([grid])
        for code, table in tables.items():
            if code in reading.forms:
                raise _twice(table.found.form.name)
            reading.forms.append(code)
            reading.rows.extend(self._fields(receipt, grid, table))
            reading.names.extend(_named_in(grid, table))
        return taken

    def _persons(self, reading: _Reading) -> frozenset[Name]:
        """The people whom the lists of a file and the personal lines of its cover name."""
        personal = {(form.code, row.code) for form in self.catalogue.forms for row in form.rows if row.personal}
        lines = [grid.text(*at) for key, (grid, *at) in reading.lines.items() if key in personal]
        return persons_among(lines).union(*reading.names)

    def _add(self, grid: Grid, found: Found, rows: list[tuple[int, Row | None]], tables: dict[str, _Table]) -> None:
        """A table, or the next page of one: the same headings over the same columns."""
        form = found.form
        if found.repeated:
            raise _twice(f"{form.name}: {found.repeated[0]}")
        table = tables.setdefault(form.code, _Table(found, []))
        if table.found is not found and table.found.columns != found.columns:
            raise _twice(form.name)
        labels = [self._label(grid, found, row) for row, _ in rows]
        before = [self._label(grid, found, row) for row, _ in table.rows]
        again = next((number for number, label in enumerate(labels) if label and label in before), None)
        if again is not None:  # a list's row is told by its number: its name may be a person's
            row = f"dòng {len(before) + again + 1}" if form.shape == "list" else labels[again]
            raise _twice(f"{form.name}: {row}")
        _check_ends(grid, found, [row for row, _ in rows])
        table.rows.extend(rows)

    def _label(self, grid: Grid, found: Found, row: int) -> str:
        at = next(found.columns[c.code] for c in found.form.columns if c.role in ("label", "name"))
        return tidy(grid.text(row, at))

    def _choose(
        self, grid: Grid, candidates: list[Found], end: int, tables: dict[str, _Table]
    ) -> list[tuple[Found, list[tuple[int, Row | None]]]]:
        """The forms whose rows stand under the header: those side by side, and of forms with equal headings
        the one that has the rows."""
        bodies = [(found, self._body(grid, found, end)) for found in candidates]
        filled = [(found, rows) for found, rows in bodies if rows or found.form.shape == "list"]
        if not filled:
            if any(tables.get(found.form.code) for found in candidates):
                return []  # a header printed again, with nothing left to say
            raise _two_forms(candidates[0], candidates[1]) if len(candidates) > 1 else self._unknown([grid])
        for number, (one, rows) in enumerate(filled):
            for other, others in filled[number + 1 :]:
                if one.asked & other.asked and not _one_holds_the_other(rows, others):
                    raise _two_forms(one, other)
        longest = sorted(filled, key=lambda body: -len(body[1]))
        chosen: list[tuple[Found, list[tuple[int, Row | None]]]] = []
        for found, rows in longest:
            if not any(found.asked & other.asked for other, _ in chosen):
                chosen.append((found, rows))
        return chosen

    def _body(self, grid: Grid, found: Found, end: int) -> list[tuple[int, Row | None]]:
        below = [row for row in grid.rows if found.row < row < end]
        if found.form.shape == "list":
            listed = list(items(grid, found, below, self.headings.lines))
            if len(listed) > MOST_ITEMS:
                raise TooMany(f"danh sách có hơn {MOST_ITEMS} dòng")
            return [(row, None) for row in listed]
        keys = self.headings.rows[found.form.code]
        label = next(found.columns[column.code] for column in found.form.columns if column.role == "label")
        rows: list[tuple[int, Row | None]] = []
        for number in below:
            key = grid.key(number, label)
            row = keys.get(key) or keys.get(without_numbering(key))
            if row is None:
                continue
            if any(row is other for _, other in rows):
                raise _twice(f"{found.form.name}: {row.label}")
            rows.append((number, row))
        return rows

    def _passed_over(self, grid: Grid, taken: set[int]) -> bool:
        """Whether two rows of one matrix stand in the sheet, with numbers, outside every table."""
        rows = {row: columns for row, columns in grid.rows.items() if row not in taken}
        for form in self.headings.tables:
            keys = self.headings.rows.get(form.code, {})
            named = {
                keys[key].code
                for row, columns in rows.items()
                for key in (grid.key(row, column) for column in columns[:2])
                if key in keys and any(read_whole(grid.text(row, one)).value for one in columns[1:])
            }
            if len(named) > 1:
                return True
        return False

    def _fields(self, receipt: Receipt, grid: Grid, table: _Table) -> Iterator[tuple[Any, ...]]:
        found = table.found
        if found.form.shape == "list":
            fields = [
                (Asked(receipt, one, grid, self.units), found.columns.get(one.column)) for one in found.form.fields
            ]
            said = (
                asked.answer(row, column, item)
                for item, (row, _) in enumerate(table.rows, start=1)
                for asked, column in fields
            )
            yield from (row for row in said if row is not None)
            return
        numbers = {row.code: number for number, row in table.rows if row is not None}
        shown = (percentage.field for percentage in found.form.percentages)
        for one in (*found.form.fields, *shown):
            yield from answer(receipt, one, grid, (numbers.get(one.row), found.columns.get(one.column)), self.units)


def _named_in(grid: Grid, table: _Table) -> Iterator[frozenset[Name]]:
    for column in table.found.form.columns:
        at = table.found.columns.get(column.code)
        if at is not None and (column.role == "name" or column.personal):
            yield persons_among((grid.text(row, at) for row, _ in table.rows), column.no_persons)


_ROLE, _VALUE = list(FIELDS).index("role"), list(FIELDS).index("value")


def _is_plain_control(row: tuple[Any, ...]) -> bool:
    return row[_ROLE] == "control_total" and row[_VALUE] is not None


def _twice(what: str) -> Refused:
    return Refused(Refusal("form_twice", {"form": what}))


def _two_forms(one: Found, other: Found) -> Refused:
    return Refused(Refusal("two_forms", {"form": one.form.name, "other": other.form.name}))


def _one_holds_the_other(rows: Sequence[tuple[int, Row | None]], others: Sequence[tuple[int, Row | None]]) -> bool:
    """Whether every row of one is a row of the other, which has more."""
    mine, theirs = {row for row, _ in rows}, {row for row, _ in others}
    return mine < theirs or theirs < mine


def _check_ends(grid: Grid, found: Found, rows: Sequence[int]) -> None:
    """A line of a text file that goes on behind its last heading has one cell too many somewhere before."""
    if grid.layout != Layout.LINES:
        return
    last = max(column for row in range(found.top, found.row + 1) for column in grid.rows.get(row, (0,)))
    for row in rows:
        if grid.rows[row][-1] > last:
            raise Refused(Refusal("damaged", {}, (grid.name, cell_name(grid.layout, row, grid.rows[row][-1]))))
