"""units.csv → units; and how a home's own tables are read and refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from domain.unit import Unit

_COLUMNS = ("id", "code", "name", "kind", "parent", "valid_from", "valid_to", "contact")


class HomeError(ValueError):
    """The home cannot be used; one line: file, saw, wanted."""


def read_table(data: bytes, source: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The filled lines of a CSV file, each with its number (from 1, the heading included) and its cells, tidied, by
    column. HomeError names the first line that cannot be used."""
    if b"\0" in data:
        raise HomeError(f"{source}: not a CSV file in UTF-8 (it holds zero bytes); save it as CSV UTF-8")
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        raise HomeError(f"{source}: not a CSV file in UTF-8 ({error})") from None
    if not rows or tuple(rows[0]) != tuple(columns):
        raise HomeError(f"{source}, line 1: wanted the columns {','.join(columns)}")
    for number, row in enumerate(rows[1:], start=2):
        if not any(row):
            continue
        if len(row) != len(columns):
            raise HomeError(
                f"{source}, line {number}: saw {len(row)} columns, wanted {len(columns)} parted by commas "
                "(Excel may save semicolons: choose CSV UTF-8 with commas; a cell with a comma in it stands in quotes)"
            )
        yield number, dict(zip(columns, (cell.strip() for cell in row), strict=True))


def read_registry(data: bytes, source: Path, kinds: frozenset[str]) -> tuple[Unit, ...]:
    """units.csv → its units. HomeError names the first line that cannot be used."""
    units = [_unit(cells, number, source, kinds) for number, cells in read_table(data, source, _COLUMNS)]
    seen: set[int] = set()
    for unit in units:
        if unit.id in seen:
            raise HomeError(f"{source}, line {unit.row}: id {unit.id} is given twice")
        seen.add(unit.id)
    _check_codes(units, source)
    for unit in units:
        if unit.parent is not None and unit.parent not in seen:
            raise HomeError(f"{source}, line {unit.row}: parent {unit.parent} is no unit's id")
    return tuple(units)


def _check_codes(units: Sequence[Unit], source: Path) -> None:
    by_code: dict[str, list[Unit]] = {}
    for unit in units:
        for other in by_code.setdefault(unit.code, []):
            if unit.overlaps(other):
                raise HomeError(
                    f"{source}, line {unit.row}: code {unit.code} belongs to line {other.row} at the same time; "
                    "a code may change hands, but has one holder on each day (valid_from, valid_to)"
                )
        by_code[unit.code].append(unit)


def _unit(cells: dict[str, str], number: int, source: Path, kinds: frozenset[str]) -> Unit:
    try:
        unit = Unit(
            id=int(cells["id"]),
            code=cells["code"],
            name=cells["name"],
            kind=cells["kind"],
            parent=int(cells["parent"]) if cells["parent"] else None,
            valid_from=date.fromisoformat(cells["valid_from"]) if cells["valid_from"] else None,
            valid_to=date.fromisoformat(cells["valid_to"]) if cells["valid_to"] else None,
            contact=cells["contact"],
            row=number,
        )
    except ValueError as error:
        wanted = "id and parent are whole numbers, valid_from and valid_to days such as 2026-12-24"
        raise HomeError(f"{source}, line {number}: {error}; {wanted}") from None
    if not unit.code or not unit.name:
        raise HomeError(f"{source}, line {number}: code and name must be filled in")
    if unit.kind not in kinds:
        raise HomeError(f"{source}, line {number}: unknown kind {unit.kind!r}; known are {', '.join(sorted(kinds))}")
    return unit
