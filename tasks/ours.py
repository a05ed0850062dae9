"""What we ourselves wrote, when it comes back in a sender's file: it is no part of what is reported."""

from __future__ import annotations

import re

from domain.vietnamese import heading_key
from outputs.letter import MARK
from outputs.reply_workbook import LIST_HEADINGS
from tasks.grid import Grid

_LIST = frozenset(map(heading_key, LIST_HEADINGS))
_MARK = heading_key(MARK)
_HEX = re.compile(r"\b[0-9a-f]{8}\b")
_TOP = 60  # filled rows in which a list has its headings; a receipt has not so many


def is_ours(grid: Grid) -> bool:
    """Whether a sheet is our list of findings, or an answer's text: known by the list's headings, or by the
    mark with the hash of the file that was answered. Sheets are renamed, and saved in other formats."""
    return any(_is_list_head(grid, row) or _has_mark(grid, row) for row in list(grid.rows)[:_TOP])


def _is_list_head(grid: Grid, row: int) -> bool:
    columns = grid.rows[row]
    return len(columns) >= len(_LIST) and {grid.key(row, column) for column in columns} >= _LIST


def _has_mark(grid: Grid, row: int) -> bool:
    first = grid.rows[row][0]
    if not grid.key(row, first).startswith(_MARK):
        return False
    return any(_HEX.search(grid.text(row, column)) for column in grid.rows[row])
