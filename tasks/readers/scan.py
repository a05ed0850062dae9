"""What a workbook's bytes say of its cells, told beside calamine: which are filled, which hold an error or a formula
without a result (both of which calamine returns as blank), and what numbers stand where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.cells import column_number
from tasks.readers.sheet import Unreadable, check_cells

Place = tuple[int, int]

MOST_AREA = 4_000_000  # from A1 to the last filled cell: calamine makes all of it
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

#: [MS-XLS] 2.5.10 BErr
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip


@dataclass
class Scan:
    """One sheet. ``numbers`` stand as numbers in the file (None where their value is not compared, as a date's),
    ``texts`` as text (None where it stands elsewhere in the file), ``marks`` are errors and ``=`` formulas."""

    name: str
    numbers: dict[Place, float | None] = field(default_factory=dict)
    texts: dict[Place, str | None] = field(default_factory=dict)
    marks: dict[Place, str] = field(default_factory=dict)
    last: Place = (0, 0)

    def taken(self, place: Place) -> Place:
        """The place, once only and within a sheet."""
        if place in self.numbers or place in self.texts or place in self.marks:
            raise Unreadable("unsafe", {"what": "hai ô cùng một chỗ"})
        self.reach(*place)
        return place

    def reach(self, row: int, column: int) -> None:
        """A filled cell stands there: Unreadable where that is in no sheet."""
        if not (0 < row <= LAST_ROW and 0 < column <= LAST_COLUMN):
            raise Unreadable("damaged")
        lowest, rightmost = self.last
        if row > lowest or column > rightmost:
            self.last = (max(lowest, row), max(rightmost, column))

    def __len__(self) -> int:
        return len(self.numbers) + len(self.texts) + len(self.marks)


def bounded(scans: Iterator[Scan]) -> list[Scan]:
    """The scans, stopped early where the workbook holds more than any form does."""
    found: list[Scan] = []
    cells = area = 0
    for scan in scans:
        found.append(scan)
        cells += len(scan)
        area += scan.last[0] * scan.last[1]
        check_cells(cells)
        if area > MOST_AREA:
            raise Unreadable("too_heavy", {"what": f'trang "{scan.name}" có ô ở quá xa'})
    return found


_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def reference(text: str) -> Place:
    """``C7`` → (7, 3)."""
    found = _REFERENCE.fullmatch(text)
    if found is None:
        raise Unreadable("damaged")
    return int(found.group(2)), column_number(found.group(1))
