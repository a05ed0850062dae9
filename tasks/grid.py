"""A sheet of one file, looked at by row and column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from domain.vietnamese import heading_key, tidy
from tasks.readers.sheet import Sheet

_LONGEST_LABEL = 500  # letters; what is longer is a text, and would fill the memory that keys are kept in
_NOTHING = ("", False)
_ROW = itemgetter(0)


@dataclass(frozen=True)
class Grid:
    """A sheet of one file: (row, column) → text and whether the file stores it as a number."""

    name: str
    layout: str
    cells: Mapping[tuple[int, int], tuple[str, bool]]

    @classmethod
    def of(cls, sheet: Sheet) -> Grid:
        filled = {(row, column): (text, number) for row, column, text, number in sheet.cells}
        return cls(sheet.name, sheet.layout, filled)

    @cached_property
    def rows(self) -> dict[int, list[int]]:
        """Row → its filled columns, both in order."""
        filled = (place for place, (text, _) in self.cells.items() if text.isalnum() or tidy(text))
        return {row: [column for _, column in places] for row, places in groupby(sorted(filled), _ROW)}

    def cell(self, row: int | None, column: int | None) -> tuple[str, bool]:
        """Its text and whether it is stored as a number; of no place or an empty one nothing."""
        return self.cells.get((row or 0, column or 0), _NOTHING)

    def text(self, row: int, column: int | None) -> str:
        return self.cell(row, column)[0]

    def key(self, row: int, column: int | None) -> str:
        said = self.text(row, column)
        return heading_key(said) if said and len(said) <= _LONGEST_LABEL else ""

    def group(self, row: int, column: int, window: Sequence[int]) -> int | None:
        """Where the heading stands that a row holds over a column: its own, or the nearest one left of it
        that has headings under it (one that has none stands over its own column alone)."""
        filled = [one for one in self.rows.get(row, ()) if one <= column]
        if not filled or filled[-1] == column:
            return column if filled else None
        under = any(self.key(lower, filled[-1]) for lower in window if lower > row)
        return filled[-1] if under else None
