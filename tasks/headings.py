"""The catalogue's headings and labels as keys, and the search for a form's columns in a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from domain.catalogue import Catalogue
from domain.form import Column, Form, Row
from domain.vietnamese import heading_key

_NUMBERING = re.compile(r"^(?:\d+|[a-zđ]|[ivx]+) ")
_READ = frozenset({"label", "name", "value", "estimate", "earlier", "year"})  # the roles of columns that are read
_HEADER_ROWS = 3  # a merged header may be so many rows high


@dataclass(frozen=True)
class Grid:
    """A sheet of one file: (row, column) → text and whether the file stores it as a number."""

    name: str
    layout: str
    cells: Mapping[tuple[int, int], tuple[str, bool]]

    @cached_property
    def rows(self) -> dict[int, list[int]]:
        """Row → its filled columns, both in order."""
        rows: dict[int, list[int]] = {}
        for row, column in sorted(self.cells):
            rows.setdefault(row, []).append(column)
        return rows

    def text(self, row: int, column: int | None) -> str:
        return self.cells[row, column][0] if column is not None and (row, column) in self.cells else ""

    def key(self, row: int, column: int | None) -> str:
        return heading_key(self.text(row, column))

    def above(self, row: int, column: int) -> str:
        """The key of the merged heading that spans a column: the nearest one at or left of it."""
        filled = [one for one in self.rows.get(row, ()) if one <= column]
        return self.key(row, filled[-1]) if filled else ""


@dataclass(frozen=True)
class Found:
    """A form's header in a sheet: the row of its lowest headings, column code → column, and the
    headings that stand over more than one column."""

    form: Form
    row: int
    columns: dict[str, int]
    repeated: tuple[str, ...] = ()


class Headings:
    """What a sheet is compared with; one for a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.tables = [form for form in catalogue.forms if form.shape in ("matrix", "list")]
        self.paths = {
            (form.code, column.code): tuple(_paths(column)) for form in self.tables for column in form.columns
        }
        self.anchors = {path[0] for form in self.tables for path in self.paths[form.code, _anchor(form).code]}
        self.rows = {form.code: _row_keys(form) for form in catalogue.forms if form.shape != "list"}
        self.lines = {
            key: (form, row)
            for form in catalogue.forms
            if form.shape in ("cover", "text")
            for key, row in self.rows[form.code].items()
        }

    def headers(self, grid: Grid) -> Iterator[list[Found]]:
        """From top to bottom, each header in the sheet with every form that it fits (none, where a
        table begins like one of ours and is none)."""
        below = 0
        for row, columns in grid.rows.items():
            if row <= below or not any(grid.key(row, column) in self.anchors for column in columns):
                continue
            fits = (self._fits(grid, leaf) for leaf in range(row, row + _HEADER_ROWS))
            found: list[Found] = next((one for one in fits if one), [])
            below = found[0].row if found else row
            yield found

    def _fits(self, grid: Grid, leaf: int) -> list[Found]:
        return [one for form in self.tables if (one := self._fit(grid, leaf, form))]

    def _fit(self, grid: Grid, leaf: int, form: Form) -> Found | None:
        columns: dict[str, int] = {}
        repeated: list[str] = []
        for column in form.columns:
            at = self._find(grid, leaf, self.paths[form.code, column.code])
            if at:
                columns[column.code] = at[0]
            elif column.role in ("label", "name", "value"):
                return None
            if len(at) > 1 and column.role in _READ:
                repeated.append(column.heading)
        return Found(form, leaf, columns, tuple(repeated))

    def _find(self, grid: Grid, leaf: int, paths: tuple[tuple[str, ...], ...]) -> list[int]:
        used = {column for row in range(leaf - _HEADER_ROWS + 1, leaf + 1) for column in grid.rows.get(row, ())}
        return [c for c in sorted(used) if any(_matches(grid, leaf, c, path) for path in paths)]

    def nearest(self, grid: Grid) -> tuple[int, str]:
        """How many headings of the best fitting form stand in the sheet, and that form's name."""
        keys = {heading_key(text) for text, _ in grid.cells.values()}
        scores = [
            (sum(any(path[-1] in keys for path in self.paths[form.code, c.code]) for c in form.columns), form.name)
            for form in self.tables
        ]
        return max(scores, default=(0, ""))


def _matches(grid: Grid, leaf: int, column: int, path: tuple[str, ...]) -> bool:
    """The lowest filled heading of the column is the path's last level, and the levels above follow."""
    row = leaf
    if len(path) == 1:
        while row > leaf - _HEADER_ROWS + 1 and not grid.text(row, column):
            row -= 1
    if grid.key(row, column) != path[-1]:
        return False
    return all(grid.above(row - up, column) == key for up, key in enumerate(reversed(path[:-1]), start=1))


def _paths(column: Column) -> Iterator[tuple[str, ...]]:
    for heading in (column.heading, *column.aliases):
        yield tuple(heading_key(level) for level in heading.split(" / "))


def _anchor(form: Form) -> Column:
    return next(column for column in form.columns if column.role in ("label", "name"))


def _row_keys(form: Form) -> dict[str, Row]:
    return {heading_key(name): row for row in form.rows for name in (row.label, *row.aliases)}


def without_numbering(key: str) -> str:
    """``1 hội viên`` → ``hội viên``: a label's own numbering says nothing."""
    return _NUMBERING.sub("", key, count=1)
