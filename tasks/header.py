"""The filled rows that may be a table's header, and the columns under a heading in them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.vietnamese import heading_key
from tasks.grid import Grid

#: A group with such words over a column makes its numbers those of another time, or no result.
_OTHER_TIME = tuple(
    heading_key(words)
    for words in ("cùng kỳ", "kỳ trước", "năm trước", "kế hoạch", "lũy kế", "ước", "chỉ tiêu giao", "so với", "tăng")
)
_LETTER = re.compile(r"\(?(?:[A-ZĐ]|\d{1,2})\)?(?: ?=.*)?")
_Path = tuple[str, ...]


class Header:
    """``window``: the rows, from the top; ``keys``: column → the keys of its filled cells, from the top."""

    def __init__(self, grid: Grid, window: Sequence[int]) -> None:
        self.grid, self.window = grid, window
        self.keys: dict[int, list[str]] = {}
        self._lowest: dict[int, int] = {}
        for row in window:
            for column in grid.rows[row]:
                if key := grid.key(row, column):
                    self.keys.setdefault(column, []).append(key)
                    self._lowest[column] = row
        self._left = min(grid.rows[window[-1]])

    def find(self, paths: tuple[_Path, ...]) -> list[tuple[int, int]]:
        """The columns under a heading, each with the row in which its lowest heading stands."""
        return [
            (column, self._lowest[column])
            for column in sorted(self.keys)
            if any(self._matches(column, path) for path in paths)
        ]

    def _matches(self, column: int, path: _Path) -> bool:
        """The lowest heading of the column is the path's last level, and the levels above it follow, other
        levels between them or not; or the column's own cells make up the path's words."""
        own = self.keys[column]
        whole = " ".join(path)
        told = own[-1] == whole or any(" ".join(own[start:]) == whole for start in range(len(own) - 1))
        if not told and own[-1] != path[-1]:
            return False
        groups = self._groups(column)
        # a title begins at the table's left edge, and says nothing of a column
        if any(at > self._left and _of_other_time(key, path) for at, key in groups):
            return False
        above = iter([key for _, key in reversed(groups)])
        return told or all(level in above for level in reversed(path[:-1]))

    def _groups(self, column: int) -> list[tuple[int, str]]:
        """Where each heading above a column's lowest stands, and its key, from the top."""
        rows = [row for row in self.window if row < self._lowest[column]]
        places = ((row, self.grid.group(row, column, self.window)) for row in rows)
        return [(at, self.grid.key(row, at)) for row, at in places if at is not None]


def _of_other_time(group: str, path: _Path) -> bool:
    return any(f" {words} " in f" {group} " for words in _OTHER_TIME if not any(words in level for level in path))


def is_letters(grid: Grid, row: int) -> bool:
    """``A B C 1 2 3``: a row that only names the columns."""
    texts = [grid.text(row, column).strip() for column in grid.rows.get(row, ())]
    return len(texts) > 2 and all(map(_LETTER.fullmatch, texts)) and texts[-1].lstrip("(")[:1].isdigit()
