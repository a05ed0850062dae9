"""An answer: a place of a sheet read as the field that a form asks for there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from domain.cells import Layout, cell_name
from domain.form import Field
from domain.submission import Receipt
from domain.vietnamese import Written, read_whole, tidy
from tasks.headings import Grid

ASKS = {"value": "number", "estimate": "number", "earlier": "number", "year": "year"}  # by role; else text
_WHOLE = re.compile(r"-?\d+")


def answer(
    receipt: Receipt,
    field: Field,
    grid: Grid | None,
    at: tuple[int | None, int | None],
    item: int = 0,
    item_name: str = "",
) -> Iterator[tuple[Any, ...]]:
    """The row of FIELDS for a field at a place (row, column); none for personal data, which is dropped
    here, and none where the unit is not asked and wrote nothing."""
    text, stored_as_number = _cell(grid, at)
    asked = receipt.kind in field.asked_of
    if field.personal or not (asked or text):
        return
    sheet, cell = _place(grid, at)
    asks = ASKS.get(field.role, "text")
    if asks == "text":
        written, value, canonical = _words(text)
    elif stored_as_number and grid and grid.layout == Layout.WORKBOOK and not _WHOLE.fullmatch(text):
        # a stored fraction: its point is a decimal mark, whatever it may look like
        written, value, canonical = Written.UNREADABLE, None, text
    else:
        written, value, canonical = _number(text, field, cell)
    # a sender who writes "…" knows that a number is missing
    blank = "ask" if written == Written.UNKNOWN else _blank(field, cell) if asked else "optional"
    who = (receipt.file_id, receipt.unit_id)
    what = (field.form, field.key, field.label, item, item_name, field.role, asks, blank)
    yield (*who, *what, text, written, value, canonical, stored_as_number, sheet, cell)


def _blank(field: Field, cell: str | None) -> str:
    """What a blank means here. A sender whose form has lost the row has not said that nothing occurred."""
    lost = field.role == "value" and field.blank == "zero" and cell is None
    return "ask" if lost else field.blank


def _cell(grid: Grid | None, at: tuple[int | None, int | None]) -> tuple[str, bool]:
    row, column = at
    cell = grid.cells.get((row, column)) if grid and row is not None and column is not None else None
    return (tidy(cell[0]), cell[1]) if cell else ("", False)


def _place(grid: Grid | None, at: tuple[int | None, int | None]) -> tuple[str | None, str | None]:
    row, column = at
    if grid is None:
        return None, None
    return grid.name, cell_name(grid.layout, row, column) if row is not None and column is not None else None


def _words(text: str) -> tuple[str, None, str | None]:
    return (Written.BLANK, None, None) if not text else (Written.NUMBER, None, text)


def _number(text: str, field: Field, cell: str | None) -> tuple[str, int | None, str | None]:
    """What is written, the whole number it reads as, and the digits that rules judge."""
    reading = read_whole(text)
    if reading.written is Written.BLANK and field.blank == "zero" and cell is not None:
        return Written.BLANK, 0, "0"
    if reading.value is None:
        return reading.written, None, text if reading.written is Written.UNREADABLE else None
    canonical = abs(reading.value) if field.signed else reading.value
    return reading.written, reading.value, str(canonical)
