"""The filled rows that may be a table's header, and the columns under a heading in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
        self._groups_of: dict[int, list[tuple[int, str]]] = {}
        self._columns: dict[str, list[int]] = {}  # what the cells over a column make up → such columns
        for column, own in sorted(self.keys.items()):
            for said in {own[-1], *(" ".join(own[start:]) for start in range(len(own) - 1))}:
                self._columns.setdefault(said, []).append(column)

    def find(self, paths: tuple[_Path, ...]) -> list[tuple[int, int]]:
        """The columns under a heading, each with the row in which its lowest heading stands."""
        found = {column for path in paths for column in self._under(path)}
        return [(column, self._lowest[column]) for column in sorted(found)]

    def _under(self, path: _Path) -> Iterator[int]:
        """The lowest heading of the column is the path's last level, and the levels above it follow, other
        levels between them or not; or the column's own cells make up the path's words."""
        whole = self._columns.get(" ".join(path), [])
        for column in {*whole, *(one for one in self._columns.get(path[-1], ()) if self.keys[one][-1] == path[-1])}:
            groups = self._groups(column)
            # a title begins at the table's left edge, and says nothing of a column
            if any(at > self._left and _of_other_time(key, path) for at, key in groups):
                continue
            above = iter([key for _, key in reversed(groups)])
            if column in whole or all(level in above for level in reversed(path[:-1])):
                yield column

    def _groups(self, column: int) -> list[tuple[int, str]]:
        """Where each heading above a column's lowest stands, and its key, from the top."""
        if column not in self._groups_of:
            rows = [row for row in self.window if row < self._lowest[column]]
            places = ((row, self.grid.group(row, column, self.window)) for row in rows)
            self._groups_of[column] = [(at, self.grid.key(row, at)) for row, at in places if at is not None]
        return self._groups_of[column]


def _of_other_time(group: str, path: _Path) -> bool:
    return any(f" {words} " in f" {group} " for words in _OTHER_TIME if not any(words in level for level in path))


def is_letters(grid: Grid, row: int) -> bool:
    """``A B C 1 2 3``: a row that only names the columns."""
    columns = grid.rows.get(row, ())
    if len(columns) < 3:
        return False
    texts = (grid.text(row, column).strip() for column in columns)
    return all(map(_LETTER.fullmatch, texts)) and grid.text(row, columns[-1]).strip().lstrip("(")[:1].isdigit()
