"""The catalogue's headings and labels as keys, and the search for a form's columns in a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from domain.catalogue import Catalogue
from domain.form import Column, Form, Row
from domain.vietnamese import Written, heading_key, read_whole
from tasks.grid import Grid
from tasks.header import Header, is_letters

ALIKE = 0.6  # of the letters of two headings, in their order
_MISTYPED = 0.75
_LONG = 120  # letters of a text that are compared
HEADER_ROWS = 3  # a merged header may be so many filled rows high
MOST_HEADERS, _WIDEST = 200, 100  # in a sheet, and filled cells in a row of one: no office's are nearly so many
_MOST_KNOWN = 2_000  # headers: a form has some ten, whoever bends it
_NUMBERING = re.compile(r"^(?:\d+|[a-zđ]|[ivx]+) ")
READ = frozenset({"label", "name", "value", "estimate", "earlier", "year"})  # the roles of columns that are read
_PRINTED = frozenset({"ordinal", "label", "code", "unit", "note"})  # headings of any table, not of ours alone


_Said = tuple[tuple[int, tuple[tuple[int, str], ...]], ...]  # of each row of a header its number, columns and keys


@dataclass(frozen=True)
class Found:
    """A form's header in a sheet: the rows of its highest and lowest headings, column code → column, and
    the headings that stand over more than one column."""

    form: Form
    top: int
    row: int
    columns: dict[str, int]
    repeated: tuple[str, ...] = ()

    @property
    def asked(self) -> set[int]:
        """The columns that make the table this form's: its label or name and its values."""
        codes = {column.code for column in _needed(self.form)}
        return {at for code, at in self.columns.items() if code in codes}


class TooMany(Exception):
    """A sheet has more that looks like a header than can be compared; ``what`` tells its sender."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Headings:
    """What a sheet is compared with; one for a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.tables = [form for form in catalogue.forms if form.shape in ("matrix", "list")]
        self.paths = {
            (form.code, column.code): tuple(_paths(column)) for form in self.tables for column in form.columns
        }
        self._known: dict[_Said, list[Found]] = {}
        self.anchors = {path[0] for form in self.tables for path in self.paths[form.code, _anchor(form).code]}
        self._longest = 4 * max(map(len, self.anchors))  # a quick look first, for a sheet may be a whole register
        self.rows = {form.code: _row_keys(form) for form in catalogue.forms if form.shape != "list"}
        self.lines = {
            key: (form, row)
            for form in catalogue.forms
            if form.shape in ("cover", "text")
            for key, row in self.rows[form.code].items()
        }

    def headers(self, grid: Grid) -> Iterator[list[Found]]:
        """From top to bottom, each header in the sheet with every form that it fits (none, where a
        table begins like one of ours and is none). TooMany where a sheet is made of headers."""
        numbers = list(grid.rows)
        places = self._begun(grid)
        begun = below = 0
        for index, row in enumerate(numbers):
            if row <= below or row not in places:
                continue
            begun += 1
            _check_bounds(grid, numbers[max(0, index - HEADER_ROWS + 1) : index + HEADER_ROWS], begun)
            top = _top(grid, numbers, index, below)
            leaves = range(index, min(index + HEADER_ROWS, len(numbers)))
            found: list[Found] = next((one for leaf in leaves if (one := self._fits(grid, numbers, top, leaf))), [])
            if found:
                below = found[0].row
                yield found
            elif self.looks_like_ours(grid, numbers[index : index + HEADER_ROWS]):
                below = row
                yield []

    def _begun(self, grid: Grid) -> set[int]:
        """The rows in which a header's label stands."""
        short = {text for text, _ in grid.cells.values() if len(text) <= self._longest}
        begins = {text for text in short if heading_key(text) in self.anchors}
        return {row for (row, _), (text, _) in grid.cells.items() if text in begins}

    def looks_like_ours(self, grid: Grid, rows: Sequence[int]) -> bool:
        """Whether two headings that only a form of figures has, or its label and one of them, stand in these rows."""
        keys = {grid.key(row, column) for row in rows for column in grid.rows[row]}
        for form in self.tables:
            there = [c for c in form.columns if any(path[-1] in keys for path in self.paths[form.code, c.code])]
            own = [column for column in there if column.role not in _PRINTED - {"label"}]
            if form.purpose == "figures" and len(own) >= 2:
                return True
        return False

    def _fits(self, grid: Grid, numbers: Sequence[int], top: int, leaf: int) -> list[Found]:
        window = numbers[max(top, leaf - HEADER_ROWS + 1) : leaf + 1]
        under = numbers[leaf + 1] if leaf + 1 < len(numbers) else None
        return [one for one in self._found(grid, window) if not _divided(grid, one, under)]

    def _found(self, grid: Grid, window: Sequence[int]) -> list[Found]:
        """Every form that a header fits. Most offices send the form as it was given, so that what was found under the
        same words in the same cells is found again."""
        said = tuple((row, tuple((column, grid.key(row, column)) for column in grid.rows[row])) for row in window)
        if said not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            header = Header(grid, window)
            self._known[said] = [one for form in self.tables if (one := self._fit(header, form)) is not None]
        return self._known[said]

    def _fit(self, header: Header, form: Form) -> Found | None:
        columns: dict[str, int] = {}
        repeated: list[str] = []
        needed = _needed(form)
        anchor = [row for _, row in header.find(self.paths[form.code, _anchor(form).code])]
        if not anchor:
            return None
        for column in form.columns:
            at = header.find(self.paths[form.code, column.code])
            if len(at) > 1:  # a title above the header may hold a heading's words
                at = [one for one in at if one[1] >= max(anchor)] or at
            if at:
                columns[column.code] = at[0][0]
            elif column in needed:
                return None
            if len(at) > 1 and column.role in READ:
                repeated.append(column.heading)
        if _has_mistyped(header, form, columns):
            return None
        return Found(form, max(anchor), header.window[-1], columns, tuple(repeated))


def _check_bounds(grid: Grid, rows: Sequence[int], begun: int) -> None:
    if begun > MOST_HEADERS:
        raise TooMany("có quá nhiều hàng tên cột")
    if any(len(grid.rows[row]) > _WIDEST for row in rows):
        raise TooMany("có hàng tên cột quá nhiều ô")


def _has_mistyped(header: Header, form: Form, columns: dict[str, int]) -> bool:
    """Whether a column that may be missing only has its heading written otherwise: what it says must not be lost."""
    lost = [c for c in form.columns if c.role in ("estimate", "earlier", "year") and c.code not in columns]
    others = [key for at, keys in header.keys.items() if at not in columns.values() for key in keys]
    return any(likeness(column, key) >= _MISTYPED for column in lost for key in others)


def likeness(column: Column, text: str) -> float:
    """How much of a column's lowest heading a text holds, 0 to 1; 0 where it is less than ALIKE."""
    key = heading_key(text[: 2 * _LONG])[:_LONG]
    return max(_ratio(path[-1], key) for path in _paths(column))


def _ratio(heading: str, key: str) -> float:
    matcher = SequenceMatcher(None, heading, key)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:  # what it cannot be more than
        return 0.0
    return matcher.ratio()


def _top(grid: Grid, numbers: Sequence[int], index: int, below: int) -> int:
    """Where a header may begin whose label stands in a row: above it, but below another table's rows."""
    top = index
    while (
        top > 0 and index - top < HEADER_ROWS - 1 and numbers[top - 1] > below and not _counts(grid, numbers[top - 1])
    ):
        top -= 1
    return top


def _counts(grid: Grid, row: int) -> bool:
    return any(read_whole(grid.text(row, column)).written is Written.NUMBER for column in grid.rows[row])


def _divided(grid: Grid, found: Found, under: int | None) -> bool:
    """Whether a value column has headings of its own below: what stands under the first is not all of it."""
    if under is None or is_letters(grid, under):
        return False
    label = found.columns[_anchor(found.form).code]
    values = [found.columns[c.code] for c in found.form.columns if c.role == "value" and c.code in found.columns]
    if grid.text(under, label).strip():
        return False
    below = [text for column in values if (text := grid.text(under, column).strip())]
    return any(read_whole(text).value is None and text[0].isalpha() for text in below)


def _needed(form: Form) -> list[Column]:
    """The columns without which a table is not this form: of a list without numbers every column."""
    roles = {"label", "name", "value"}
    if not any(column.role == "value" for column in form.columns):
        roles |= {"text"}
    return [column for column in form.columns if column.role in roles]


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
