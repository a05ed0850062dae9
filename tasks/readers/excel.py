"""Excel and OpenDocument workbooks, by calamine."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from importlib.metadata import version

from python_calamine import CalamineError, CalamineWorkbook

from domain.cells import Layout
from tasks.readers.sheet import Cell, Sheet, Unreadable

NAME = f"calamine {version('python-calamine')}"


def read(data: bytes) -> list[Sheet]:
    """Every sheet, hidden ones too, in the workbook's order."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [Sheet(name, Layout.WORKBOOK, _cells(book, name)) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError):
        raise Unreadable("damaged") from None


def _cells(book: CalamineWorkbook, name: str) -> list[Cell]:
    # the empty area is kept: without it every place would shift to the first used cell
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [
        Cell(r, c, *_written(value))
        for r, row in enumerate(rows, start=1)
        for c, value in enumerate(row, start=1)
        if value != ""
    ]


def _written(value: str | float | bool | date | time | timedelta) -> tuple[str, bool]:
    if isinstance(value, str):
        return value, False
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), False
    if isinstance(value, int):
        return str(value), True
    if isinstance(value, float):
        return (str(int(value)) if value.is_integer() else repr(value)), True
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y"), False
    return (value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)), False
