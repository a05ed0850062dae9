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


def answer(
    receipt: Receipt,
    field: Field,
    grid: Grid | None,
    at: tuple[int | None, int | None],
    item: int = 0,
    units: Collection[str] = (),
) -> Iterator[tuple[Any, ...]]:
    """The row of FIELDS for a field at a place (row, column); none for personal data, which is dropped
    here, and none where the unit is not asked and wrote nothing. ``units``: words that may stand behind
    a number."""
    raw, stored_as_number = _cell(grid, at)
    text = tidy(raw)
    asked = receipt.kind in field.asked_of
    asks = ASKS.get(field.role, "text")
    if field.personal or not (text or (asked and asks != "percent")):
        return
    sheet, cell = _place(grid, at)
    if asks in ("text", "percent"):
        written, value, canonical = _words(text)
    elif stored_as_number and grid and grid.layout == Layout.WORKBOOK and not _WHOLE.fullmatch(text):
        # a stored fraction: its point is a decimal mark, whatever it may look like
        written, value, canonical = Written.UNREADABLE, None, text
    else:
        written, value, canonical = _number(raw, field, cell, units)
    # a sender who writes "…" knows that a number is missing
    blank = "ask" if written == Written.UNKNOWN else _blank(field, cell) if asked else "optional"
    who = (receipt.file_id, receipt.unit_id)
    what = (field.form, field.key, field.label, item, field.role, asks, blank)
    yield (*who, *what, text, written, value, canonical, stored_as_number, sheet, cell)


def _blank(field: Field, cell: str | None) -> str:
    """What a blank means here. A sender whose form has lost the row has not said that nothing occurred."""
    lost = field.role == "value" and field.blank == "zero" and cell is None
    return "ask" if lost else field.blank


def _cell(grid: Grid | None, at: tuple[int | None, int | None]) -> tuple[str, bool]:
    row, column = at
    cell = grid.cells.get((row, column)) if grid and row is not None and column is not None else None
    return cell or ("", False)


def _place(grid: Grid | None, at: tuple[int | None, int | None]) -> tuple[str | None, str | None]:
    row, column = at
    if grid is None:
        return None, None
    return grid.name, cell_name(grid.layout, row, column) if row is not None and column is not None else None


def _words(text: str) -> tuple[str, None, str | None]:
    return (Written.BLANK, None, None) if not text else (Written.NUMBER, None, text)


def _number(raw: str, field: Field, cell: str | None, units: Collection[str]) -> tuple[str, int | None, str | None]:
    """What is written, the whole number it reads as, and the digits that rules judge."""
    reading = read_whole(raw, units)
    if reading.written is Written.BLANK and field.blank == "zero" and cell is not None:
        return Written.BLANK, 0, "0"
    if reading.value is None:
        return reading.written, None, tidy(raw) if reading.written is Written.UNREADABLE else None
    canonical = abs(reading.value) if field.signed else reading.value
    return reading.written, reading.value, str(canonical)


def as_one_file(rows: Sequence[tuple[Any, ...]], units: Collection[str] = ()) -> list[tuple[Any, ...]]:
    """The rows of FIELDS of one file. Where its sender groups thousands by dots and by commas, ``1.600``
    and ``1,600`` may each be 1600 or 1,6: neither has a value, and what a rule judges names both readings."""
    numbers = [row[_AT["text"]] for row in rows if row[_AT["asks"]] == "number" and row[_AT["value"]] is not None]
    if not {".", ","} <= {thousands_mark(text, units) for text in numbers}:
        return list(rows)
    return [_with_both_readings(row, units) for row in rows]


def _with_both_readings(row: tuple[Any, ...], units: Collection[str]) -> tuple[Any, ...]:
    both = two_readings(row[_AT["text"]], units) if row[_AT["asks"]] == "number" else None
    if both is None or row[_AT["value"]] is None:
        return row
    changed = list(row)
    changed[_AT["written"]], changed[_AT["value"]], changed[_AT["canonical"]] = Written.UNREADABLE, None, both
    return tuple(changed)
