"""An answer: a place of a sheet read as the field that a form asks for there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from domain.cells import Layout, cell_name
from domain.form import Field
from domain.observation import FIELDS
from domain.submission import Receipt
from domain.vietnamese import Written, read_whole, thousands_mark, tidy, two_readings
from tasks.grid import Grid

# by role; else text
ASKS = {
    "value": "number",
    "estimate": "number",
    "earlier": "number",
    "control_total": "number",
    "year": "year",
    "percent": "percent",
}
_AT = {name: number for number, name in enumerate(FIELDS)}
_WHOLE = re.compile(r"-?\d+")
_BLANK: tuple[Written, int | None, str | None] = (Written.BLANK, None, None)


class Asked:
    """A field that is asked for in one grid, or in none (``grid`` is None where the file has no place for it): what its
    every answer has in common. ``units``: words that may stand behind a number."""

    def __init__(self, receipt: Receipt, field: Field, grid: Grid | None, units: Collection[str] = ()) -> None:
        self._grid, self._field, self._units = grid, field, frozenset(units)
        self._asked, self._asks = receipt.kind in field.asked_of, ASKS.get(field.role, "text")
        self._passed_over = field.personal or not (self._asked and self._asks != "percent")
        self._words = self._asks in ("text", "percent")
        self._in_workbook = grid is not None and grid.layout == Layout.WORKBOOK
        self._who = (receipt.file_id, receipt.unit_id, field.form, field.key, field.label)
        self._known: dict[tuple[str, bool, bool], tuple[Any, ...] | None] = {}  # a list says the same in many rows

    def answer(self, row: int | None, column: int | None, item: int = 0) -> tuple[Any, ...] | None:
        """The row of FIELDS for a place; none for personal data, which is dropped here, and none where the unit is not
        asked and wrote nothing."""
        raw, stored = self._grid.cell(row, column) if self._grid is not None else ("", False)
        sheet, cell = _place(self._grid, row, column)
        written = raw, stored, cell is not None
        if written not in self._known:
            self._known[written] = self._said(*written)
        said = self._known[written]
        return None if said is None else (*self._who, item, *said, sheet, cell)

    def _said(self, raw: str, stored: bool, there: bool) -> tuple[Any, ...] | None:
        """Of the row of FIELDS what is the same wherever this is written."""
        text = tidy(raw)
        if self._passed_over and (self._field.personal or not text):
            return None
        if self._words:
            written, value, canonical = (Written.NUMBER, None, text) if text else _BLANK
        elif stored and self._in_workbook and not _WHOLE.fullmatch(text):
            # a stored fraction: its point is a decimal mark, whatever it may look like
            written, value, canonical = Written.UNREADABLE, None, text
        else:
            written, value, canonical = self._number(raw, there=there)
        # a sender who writes "…" knows that a number is missing
        blank = "ask" if written == Written.UNKNOWN else self._blank(there=there)
        return self._field.role, self._asks, blank, text, written, value, canonical, stored

    def _blank(self, *, there: bool) -> str:
        """What a blank means here. A sender whose form has lost the row has not said that nothing occurred."""
        if not self._asked:
            return "optional"
        lost = self._field.role == "value" and self._field.blank == "zero" and not there
        return "ask" if lost else self._field.blank

    def _number(self, raw: str, *, there: bool) -> tuple[Written, int | None, str | None]:
        """What is written, the whole number it reads as, and the digits that rules judge."""
        reading = read_whole(raw, self._units)
        if reading.value is not None:
            return reading.written, reading.value, str(abs(reading.value) if self._field.signed else reading.value)
        if reading.written is Written.BLANK and self._field.blank == "zero" and there:
            return Written.BLANK, 0, "0"
        return reading.written, None, tidy(raw) if reading.written is Written.UNREADABLE else None


def _place(grid: Grid | None, row: int | None, column: int | None) -> tuple[str | None, str | None]:
    if grid is None:
        return None, None
    return grid.name, cell_name(grid.layout, row, column) if row is not None and column is not None else None


def answer(
    receipt: Receipt,
    field: Field,
    grid: Grid | None,
    at: tuple[int | None, int | None],
    units: Collection[str] = (),
) -> Iterator[tuple[Any, ...]]:
    """The row of FIELDS, if there is one, for a field at a place (row, column), as :class:`Asked` gives it."""
    row = Asked(receipt, field, grid, units).answer(*at)
    if row is not None:
        yield row


def as_one_file(rows: Sequence[tuple[Any, ...]], units: Collection[str] = ()) -> list[tuple[Any, ...]]:
    """The rows of FIELDS of one file. Where its sender groups thousands by dots and by commas, ``1.600``
    and ``1,600`` may each be 1600 or 1,6: neither has a value, and what a rule judges names both readings."""
    numbers = [row[_AT["text"]] for row in rows if row[_AT["asks"]] == "number" and row[_AT["value"]] is not None]
    marks = {".", ","}
    if not (marks <= set("".join(numbers)) and marks <= {thousands_mark(text, units) for text in numbers}):
        return list(rows)
    return [_with_both_readings(row, units) for row in rows]


def _with_both_readings(row: tuple[Any, ...], units: Collection[str]) -> tuple[Any, ...]:
    both = two_readings(row[_AT["text"]], units) if row[_AT["asks"]] == "number" else None
    if both is None or row[_AT["value"]] is None:
        return row
    changed = list(row)
    changed[_AT["written"]], changed[_AT["value"]], changed[_AT["canonical"]] = Written.UNREADABLE, None, both
    return tuple(changed)
