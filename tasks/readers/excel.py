"""Excel and OpenDocument workbooks, by calamine, held against what the file itself says of its cells."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from importlib.metadata import version
from itertools import chain, product
from math import isfinite

from python_calamine import CalamineError, CalamineWorkbook

from domain.cells import Layout
from tasks.readers import biff, binary, compound, opendocument, sheetxml
from tasks.readers.package import Package
from tasks.readers.plainsheet import PlainSheet
from tasks.readers.scan import Place, Scan, bounded
from tasks.readers.sheet import Cell, Sheet, Unreadable

NAME = f"calamine {version('python-calamine')}"

_cell = partial(tuple.__new__, Cell)  # as Cell does it, without a call in Python for each of thousands
_NOTHING_SEEN: Mapping[str, PlainSheet] = {}
Value = str | float | bool | date | time | timedelta


def read(data: bytes, plain: Mapping[str, PlainSheet] = _NOTHING_SEEN) -> list[Sheet]:
    """Every sheet of cells, hidden ones too, in the workbook's order. ``plain``: what is known of its parts already.

    An error is a cell that says its name (``#DIV/0!``), a formula without a result one that begins with ``=``.
    """
    scans = bounded(_scans(data, plain))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [Sheet(scan.name, Layout.WORKBOOK, _cells(book, scan)) for scan in scans]
    except (CalamineError, OSError, ValueError):
        raise Unreadable("damaged") from None


def _scans(data: bytes, plain: Mapping[str, PlainSheet]) -> Iterator[Scan]:
    if data.startswith(compound.MARK):
        return biff.scans(compound.workbook(data, ".xls"))
    package = Package.open(data)
    if opendocument.holds(package):
        return sheetxml.table_scans(package)
    if binary.MAIN in package.members:
        return binary.scans(package)
    if sheetxml.MAIN in package.members:
        return sheetxml.workbook_scans(package, plain)
    raise Unreadable("damaged")


def _cells(book: CalamineWorkbook, scan: Scan) -> list[Cell]:
    # the empty area is kept: without it every place would shift to the first used cell
    rows = book.get_sheet_by_name(scan.name).to_python(skip_empty_area=False)
    places = product(range(1, len(rows) + 1), range(1, max(map(len, rows), default=0) + 1))
    values = zip(places, chain.from_iterable(rows), strict=True)
    found: dict[Place, Value] = {place: value for place, value in values if value != ""}
    _check_agreement(found, scan)
    cells = [
        _cell((*place, value, False) if type(value) is str else (*place, *_written(value)))
        for place, value in found.items()
    ]
    if not scan.marks:
        return cells
    unmarked = [cell for cell in cells if cell[:2] not in scan.marks]
    return sorted(unmarked + [Cell(*place, mark, False) for place, mark in scan.marks.items()])


def _check_agreement(found: dict[Place, Value], scan: Scan) -> None:
    """Both readings fill the same cells with the same numbers; else neither is to be believed."""
    told = scan.numbers.keys() | scan.texts.keys() | scan.marks.keys()
    numbers = {place: value for place, value in found.items() if type(value) is float}
    # of most sheets all numbers are plain ones, and are compared at once
    plain = numbers == scan.numbers and all(map(isfinite, numbers.values()))
    if not (
        found.keys() <= told
        and (plain or all(_agrees(found.get(place), number) for place, number in scan.numbers.items()))
        and all(place in found for place, text in scan.texts.items() if text)
    ):
        raise Unreadable("damaged")


def _agrees(value: Value | None, number: float | None) -> bool:
    if value is None or number is None:
        return value is not None
    if isinstance(value, int | float):  # else it is a date or a time, which a number is in a workbook
        return value == number and isfinite(number)
    return not isinstance(value, str)


@lru_cache(maxsize=20_000, typed=True)  # offices write the same numbers, and the same days
def _written(value: Value) -> tuple[str, bool]:
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), False
    if isinstance(value, int):
        return str(value), True
    if isinstance(value, float):
        return (str(int(value)) if value.is_integer() else repr(value)), True
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y"), False
    return (value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)), False
