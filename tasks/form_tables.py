"""The tables of a sheet, matrices and lists: found by their headings, their rows by labels, never by position."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from domain.cells import Layout, cell_name
from domain.form import Row
from domain.person import Name, persons_among
from domain.submission import Receipt
from domain.vietnamese import read_whole, tidy
from tasks.answer import Asked, answer
from tasks.grid import Grid
from tasks.headings import Found, Headings, TooMany, without_numbering
from tasks.listed import items
from tasks.nearest import nearest
from tasks.recognised import Refusal

MOST_ITEMS = 2_000  # of one list; a commune has some dozens of branches
Body = list[tuple[int, Row | None]]  # the rows of a table, each with the form's; of a list's item none


class Refused(Exception):
    """What a file says cannot be told from something else."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


@dataclass
class Table:
    """A form's table, on one page or several: its header and its rows."""

    found: Found
    rows: Body

    def fields(self, receipt: Receipt, grid: Grid, units: Collection[str]) -> Iterator[tuple[Any, ...]]:
        """The rows of FIELDS, of a list item by item. ``units``: words that may stand behind a number."""
        form, columns = self.found.form, self.found.columns
        if form.shape == "list":
            asked = [(Asked(receipt, one, grid, units), columns.get(one.column)) for one in form.fields]
            numbered = list(enumerate((row for row, _ in self.rows), start=1))
            said = ([one.answer(row, column, item) for item, row in numbered] for one, column in asked)
            yield from (row for row in chain.from_iterable(zip(*said, strict=True)) if row is not None)
            return
        numbers = {row.code: number for number, row in self.rows if row is not None}
        shown = (percentage.field for percentage in form.percentages)
        for one in (*form.fields, *shown):
            yield from answer(receipt, one, grid, (numbers.get(one.row), columns.get(one.column)), units)

    def names(self, grid: Grid) -> Iterator[frozenset[Name]]:
        """The people whom each of its columns may name."""
        for column in self.found.form.columns:
            at = self.found.columns.get(column.code)
            if at is not None and (column.role == "name" or column.personal):
                yield persons_among((grid.text(row, at) for row, _ in self.rows), column.no_persons)


class Tables:
    """The tables of one sheet, ``by_form``; ``taken``: the rows that belong to one. Refused where they cannot be told
    from something else, TooMany where there is more than can be compared."""

    def __init__(self, headings: Headings, grid: Grid) -> None:
        self._headings, self._grid = headings, grid
        self.by_form: dict[str, Table] = {}
        headers = list(headings.headers(grid))
        for number, candidates in enumerate(headers):
            if not candidates:
                raise unknown(headings, [grid])
            following = headers[number + 1] if number + 1 < len(headers) else []
            end = following[0].top if following else max(grid.rows) + 1
            for found, rows in self._choose(candidates, end):
                self._add(found, rows)
        self.taken = {row for table in self.by_form.values() for row, _ in table.rows}
        headed = {row for one in headers for found in one for row in range(found.top, found.row + 1)}
        if self._passed_over(self.taken | headed):
            raise unknown(headings, [grid])

    def _choose(self, candidates: list[Found], end: int) -> list[tuple[Found, Body]]:
        """The forms whose rows stand under the header: those side by side, and of forms with equal headings
        the one that has the rows."""
        bodies = [(found, self._body(found, end)) for found in candidates]
        filled = [(found, rows) for found, rows in bodies if rows or found.form.shape == "list"]
        if not filled:
            if any(self.by_form.get(found.form.code) for found in candidates):
                return []  # a header printed again, with nothing left to say
            if len(candidates) > 1:
                raise _two_forms(candidates[0], candidates[1])
            raise unknown(self._headings, [self._grid])
        for number, (one, rows) in enumerate(filled):
            for other, others in filled[number + 1 :]:
                if one.asked & other.asked and not _one_holds_the_other(rows, others):
                    raise _two_forms(one, other)
        longest = sorted(filled, key=lambda body: -len(body[1]))
        chosen: list[tuple[Found, Body]] = []
        for found, rows in longest:
            if not any(found.asked & other.asked for other, _ in chosen):
                chosen.append((found, rows))
        return chosen

    def _body(self, found: Found, end: int) -> Body:
        grid = self._grid
        below = [row for row in grid.rows if found.row < row < end]
        if found.form.shape == "list":
            listed = list(items(grid, found, below, self._headings.lines))
            if len(listed) > MOST_ITEMS:
                raise TooMany(f"danh sách có hơn {MOST_ITEMS} dòng")
            return [(row, None) for row in listed]
        keys = self._headings.rows[found.form.code]
        label = next(found.columns[column.code] for column in found.form.columns if column.role == "label")
        rows: Body = []
        for number in below:
            key = grid.key(number, label)
            row = keys.get(key) or keys.get(without_numbering(key))
            if row is None:
                continue
            if any(row is other for _, other in rows):
                raise form_twice(f"{found.form.name}: {row.label}")
            rows.append((number, row))
        return rows

    def _add(self, found: Found, rows: Body) -> None:
        """A table, or the next page of one: the same headings over the same columns."""
        form, grid = found.form, self._grid
        if found.repeated:
            raise form_twice(f"{form.name}: {found.repeated[0]}")
        table = self.by_form.setdefault(form.code, Table(found, []))
        if table.found is not found and table.found.columns != found.columns:
            raise form_twice(form.name)
        at = next(found.columns[column.code] for column in form.columns if column.role in ("label", "name"))
        labels, before = ([tidy(grid.text(row, at)) for row, _ in some] for some in (rows, table.rows))
        again = next((number for number, label in enumerate(labels) if label and label in before), None)
        if again is not None:  # a list's row is told by its number: its name may be a person's
            row = f"dòng {len(before) + again + 1}" if form.shape == "list" else labels[again]
            raise form_twice(f"{form.name}: {row}")
        _check_ends(grid, found, [row for row, _ in rows])
        table.rows.extend(rows)

    def _passed_over(self, taken: set[int]) -> bool:
        """Whether two rows of one matrix stand in the sheet, with numbers, outside every table."""
        grid = self._grid
        of_forms = [keys for form in self._headings.tables if (keys := self._headings.rows.get(form.code))]
        named = {
            key
            for row, columns in grid.rows.items()
            for key in (grid.key(row, column) for column in columns[:2] if row not in taken)
            if any(key in keys for keys in of_forms)
            if any(read_whole(grid.text(row, one)).value for one in columns[1:])
        }
        return any(len({keys[key].code for key in named & keys.keys()}) > 1 for keys in of_forms)


def unknown(headings: Headings, sheets: Sequence[Grid]) -> Refused:
    """Sheets that hold no form that is known; the one that is nearest to them is named."""
    return Refused(Refusal("unknown_form", {"nearest": nearest(headings, sheets)}))


def form_twice(what: str) -> Refused:
    """A form, or a row of one, that stands in a file twice."""
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
