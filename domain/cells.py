"""Cells as they stand in a file, and the place that a figure is walked back to."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

_NAMED, _NUMBER = re.compile(r"([A-Z]{1,3})([1-9]\d*)"), re.compile(r"\d+")


class Layout(StrEnum):
    """How a file lays out its cells, and so how a place in it is called."""

    WORKBOOK = "workbook"
    LINES = "lines"
    TABLE = "table"
    PARAGRAPHS = "paragraphs"


@lru_cache(maxsize=20_000)
def column_letters(column: int) -> str:
    """``1`` → ``A``, ``28`` → ``AB``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=20_000)  # more than a sheet has
def column_number(letters: str) -> int:
    """``AB`` → ``28``."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


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


def cell_order(cell: str | None) -> tuple[int, ...]:
    """By which the cells of a sheet are gone through: row and column; what is of no cell comes first."""
    named = _NAMED.fullmatch(cell or "")
    if named is None:
        return tuple(int(number) for number in _NUMBER.findall(cell or ""))
    return int(named[2]), column_number(named[1])


def place(sheet: str | None, cell: str | None) -> str:
    """``Trang 1!C7``, ``dòng 3, cột 2``, ``bảng 2, hàng 4, ô 3``; a missing row names the sheet alone."""
    if not sheet:
        return cell or "tệp"
    if not cell:
        return sheet
    return f"{sheet}!{cell}" if cell[0].isupper() else f"{sheet}, {cell}"
