"""What a reader returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple


class Cell(NamedTuple):
    """A filled cell; row and column count from 1, ``number`` where the file stores a number."""

    row: int
    column: int
    text: str
    number: bool


@dataclass(frozen=True)
class Sheet:
    name: str
    layout: str
    cells: list[Cell]

    def __reduce__(self) -> tuple[Any, ...]:
        """Column by column: so it travels from the worker at a fifth of the cost."""
        return _sheet, (self.name, self.layout, *map(list, zip(*self.cells, strict=True)))


def _sheet(name: str, layout: str, *columns: list[Any]) -> Sheet:
    return Sheet(name, layout, list(map(Cell._make, zip(*columns, strict=True))))


@dataclass(frozen=True)
class Read:
    """A file that was read: its format (``xlsx``, ``xls``, ``xlsb``, ``ods``, ``csv``, ``docx``) by what it
    holds, whatever it is called; the reader with its version; the sheets."""

    format: str
    reader: str
    sheets: list[Sheet]


class Unreadable(Exception):
    """A file that no reader takes: ``rule`` names the refusal and ``words`` fill its template."""

    def __init__(self, rule: str, words: dict[str, str] | None = None) -> None:
        super().__init__(rule, words)  # both as arguments: it travels from the worker pickled
        self.rule, self.words = rule, words or {}


MOST_CELLS = 100_000  # filled, in a file
MOST_SPAN = 63  # columns of a Word table; Word itself makes no wider one


def check_cells(count: int) -> None:
    """``too_heavy`` for more filled cells than any file of forms has."""
    if count > MOST_CELLS:
        raise Unreadable("too_heavy", {"what": f"hơn {MOST_CELLS // 1000} nghìn ô có số liệu"})
