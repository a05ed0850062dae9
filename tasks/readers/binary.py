"""The records of .xlsb workbooks ([MS-XLSB])."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from tasks.readers.biff import rk
from tasks.readers.openxml import check_sheets, links
from tasks.readers.package import Package
from tasks.readers.scan import ERRORS, Scan
from tasks.readers.sheet import Unreadable

MAIN = "xl/workbook.bin"
_ROW, _RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED = 0, 2, 3, 4, 5, 6, 7
_FORMULA_TEXT, _FORMULA_REAL, _FORMULA_BOOL, _FORMULA_ERROR = 8, 9, 10, 11
_SHORT = range(12, 19)  # cells that leave their column out; no program is known to write them
_RICH_TEXT, _SHARED_ITEM = 62, 19
_SHEET, _SHEET_DATA, _SHEET_DATA_END = 156, 145, 146


def records(part: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(part):
        kind, at = _number(part, at, 2)
        length, at = _number(part, at, 4)
        content = part[at : at + length]
        if len(content) != length:
            raise Unreadable("damaged")
        at += length
        yield kind, content


def _number(part: bytes, at: int, most: int) -> tuple[int, int]:
    """Seven bits a byte; of a record's kind the marks stay in the number's second byte."""
    number = 0
    for n in range(most):
        if at >= len(part):
            break
        byte = part[at]
        at += 1
        number |= (byte & 0x7F) << (7 * n)
        if not byte & 0x80:
            return number, at
    raise Unreadable("damaged")


def sheets(package: Package) -> list[tuple[str, str]]:
    """Name and member of each sheet with cells, in the workbook's order."""
    by_id = {link.id: link for link in links(package, MAIN)}
    found: list[tuple[str, str]] = []
    for kind, content in records(package.part(MAIN)):
        if kind == _SHEET:
            link_id, rest = _letters(content[8:])
            name, _ = _letters(rest)
            link = by_id.get(link_id)
            if link is None:
                raise Unreadable("damaged")
            if link.kind == "worksheet":
                found.append((name, link.target))
    check_sheets([name for name, _ in found], [target for _, target in found])
    return found


def _letters(content: bytes) -> tuple[str, bytes]:
    try:
        (length,) = struct.unpack_from("<L", content)
        return content[4 : 4 + 2 * length].decode("utf-16-le"), content[4 + 2 * length :]
    except (struct.error, UnicodeDecodeError):
        raise Unreadable("damaged") from None


def scans(package: Package) -> Iterator[Scan]:
    """Every sheet of an .xlsb package, in the workbook's order."""
    shared = [link.target for link in links(package, MAIN) if link.kind == "sharedStrings"]
    known = sum(kind == _SHARED_ITEM for target in shared for kind, _ in records(package.part(target)))
    for name, target in sheets(package):
        try:
            yield _scan(name, package.part(target), known)
        except (struct.error, IndexError, KeyError):
            raise Unreadable("damaged") from None


def _scan(name: str, part: bytes, shared: int) -> Scan:
    scan, row, ended = Scan(name), -1, False
    for kind, content in records(part):
        ended = ended or kind == _SHEET_DATA_END
        if kind == _ROW and not ended:
            (following,) = struct.unpack_from("<L", content)
            if following <= row:
                raise Unreadable("unsafe", {"what": "hai hàng cùng một chỗ"})
            row = following
        elif not ended and (kind <= _FORMULA_ERROR or kind in _SHORT or kind == _RICH_TEXT):
            if kind == _SHARED and struct.unpack_from("<L", content, 8)[0] >= shared:
                raise Unreadable("damaged")
            _cell(scan, row, kind, content)
    if not ended:
        raise Unreadable("damaged")
    return scan


def _cell(scan: Scan, row: int, kind: int, content: bytes) -> None:
    if kind in _SHORT:
        raise Unreadable("unsafe", {"what": "ô ghi tắt"})
    place = (row + 1, struct.unpack_from("<L", content)[0] + 1)
    if kind in (_ERROR, _FORMULA_ERROR):
        scan.marks[scan.taken(place)] = ERRORS.get(content[8], "#")
    elif kind == _RK:
        scan.numbers[scan.taken(place)] = rk(content[8:12])
    elif kind in (_REAL, _FORMULA_REAL):
        scan.numbers[scan.taken(place)] = struct.unpack_from("<d", content, 8)[0]
    elif kind in (_BOOL, _FORMULA_BOOL):
        scan.numbers[scan.taken(place)] = None
    elif kind in (_TEXT, _FORMULA_TEXT, _RICH_TEXT):
        scan.texts[scan.taken(place)] = _letters(content[8:])[0]
    elif kind == _SHARED:
        scan.texts[scan.taken(place)] = None
