"""Cells as they stand in a file, and the place that a figure is walked back to."""

from __future__ import annotations

from enum import StrEnum

import polars as pl


class Layout(StrEnum):
    """How a file lays out its cells, and so how a place in it is called."""

    WORKBOOK = "workbook"
    LINES = "lines"
    TABLE = "table"
    PARAGRAPHS = "paragraphs"


#: A row per filled cell, as written; nothing is coerced before it is judged.
#: ``row`` and ``column`` count from 1; ``number`` only where the file itself stores a number.
CELLS = pl.Schema(
    {
        "file_id": pl.Int64,
        "sheet_no": pl.Int32,
        "sheet": pl.String,
        "layout": pl.String,
        "row": pl.Int32,
        "column": pl.Int32,
        "text": pl.String,
        "number": pl.Boolean,
    }
)


def column_letters(column: int) -> str:
    """``1`` → ``A``, ``28`` → ``AB``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(layout: str, row: int, column: int) -> str:
    """``C7`` in a workbook, ``dòng 3, cột 2`` in a text file, ``hàng 4, ô 3`` in a Word table."""
    match layout:
        case Layout.WORKBOOK:
            return f"{column_letters(column)}{row}"
        case Layout.LINES:
            return f"dòng {row}, cột {column}"
        case Layout.TABLE:
            return f"hàng {row}, ô {column}"
        case _:
            return f"đoạn {row}"


def place(sheet: str | None, cell: str | None) -> str:
    """``Trang 1!C7``, ``dòng 3, cột 2``, ``bảng 2, hàng 4, ô 3``; a missing row names the sheet alone."""
    if not sheet:
        return cell or "tệp"
    if not cell:
        return sheet
    return f"{sheet}!{cell}" if cell[0].isupper() else f"{sheet}, {cell}"
