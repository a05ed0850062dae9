"""The records of .xls workbooks ([MS-XLS], and [MS-XLS]'s forerunner of Excel 5 and 95)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from tasks.readers.openxml import check_sheets
from tasks.readers.scan import ERRORS, Scan
from tasks.readers.sheet import Unreadable

_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _CODEPAGE = 0x809, 0x0A, 0x2F, 0x85, 0x42
_MACRO_SHEET, _MODULE, _WORKSHEET = 0x40, 0x06, 0x10
_PROJECT = (0xD3, 0x1BD)  # ObProj, and ObNoMacros, which says that there were some
_NUMBER, _RK, _MULRK, _LABELSST, _LABEL, _RSTRING, _BOOLERR = 0x203, 0x27E, 0xBD, 0xFD, 0x204, 0xD6, 0x205
_FORMULAS = (0x06, 0x206, 0x406)
_CALC_ON_LOAD = 0x02  # a program that does not calculate writes its formulas so, with a result of 0 or ""
#: The last token of a formula whose result is a number ([MS-XLS] 2.5.198): + - * / ^, signs and percent, and the
#: functions COUNT, SUM, AVERAGE, MIN, MAX, ABS, INT, ROUND, COUNTA, SUMPRODUCT, SUBTOTAL, SUMIF, COUNTIF.
_ARITHMETIC = (b"\3", b"\4", b"\5", b"\6", b"\7", b"\x12", b"\x13", b"\x14")
_NUMERIC = {0, 4, 5, 6, 7, 24, 25, 27, 169, 228, 344, 345, 346}
_STRING_RESULT, _BOOL_RESULT, _ERROR_RESULT, _EMPTY_RESULT = range(4)


class Bound(NamedTuple):
    """A sheet of the workbook: where it begins in the stream, what it is, its name."""

    at: int
    kind: int
    name: str


def records(stream: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    """Kind and content of every record of a substream, those of nested ones (charts) left out."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        content = stream[at : at + length]
        if len(content) != length:
            raise Unreadable("damaged")
        at += length
        depth += kind == _BOF
        if depth <= 1:
            yield kind, content
        depth -= kind == _EOF
        if kind == _EOF and depth == 0:
            return
        if depth == 0:
            break
    raise Unreadable("damaged")  # it has no end, or no beginning


def check(stream: bytes) -> None:
    """Unreadable for a workbook with a password or macros, or whose sheets cannot be told apart."""
    found = list(sheets(stream))
    if any(bound.kind in (0x01, _MODULE) for bound in found):
        raise Unreadable("macro")
    check_sheets([bound.name for bound in found], [bound.at for bound in found])


def sheets(stream: bytes) -> Iterator[Bound]:
    wide = False
    for kind, content in records(stream):
        if kind == _FILEPASS:
            raise Unreadable("encrypted")
        if kind in _PROJECT:
            raise Unreadable("macro")
        if kind == _BOF:
            wide = content[:2] == b"\0\6"
        if kind == _BOUNDSHEET:
            yield _bound(content, wide)


def _bound(content: bytes, wide: bool) -> Bound:
    try:
        at, _, kind, length = struct.unpack_from("<LBBB", content)
        if wide and content[7] & 1:
            return Bound(at, kind, content[8 : 8 + 2 * length].decode("utf-16-le"))
        return Bound(at, kind, content[7 + wide :][:length].decode("latin-1"))
    except (struct.error, IndexError, UnicodeDecodeError):
        raise Unreadable("damaged") from None


def scans(stream: bytes) -> Iterator[Scan]:
    """Every sheet of cells, in the workbook's order."""
    for bound in sheets(stream):
        if bound.kind == 0:
            try:
                yield _scan(stream, bound)
            except struct.error:
                raise Unreadable("damaged") from None


def _scan(stream: bytes, bound: Bound) -> Scan:
    scan = Scan(bound.name)
    for number, (kind, content) in enumerate(records(stream, bound.at)):
        if number == 0 and struct.unpack_from("<H", content, 2)[0] != _WORKSHEET:
            raise Unreadable("macro" if content[2] == _MACRO_SHEET else "damaged")
        if kind in (_LABELSST, _LABEL, _RSTRING):
            scan.texts[scan.taken(_place(content))] = None
        elif kind == _NUMBER:
            scan.numbers[scan.taken(_place(content))] = struct.unpack_from("<d", content, 6)[0]
        elif kind == _RK:
            scan.numbers[scan.taken(_place(content))] = rk(content[6:10])
        elif kind == _MULRK:
            row, first = struct.unpack_from("<HH", content)
            for n in range((len(content) - 6) // 6):
                scan.numbers[scan.taken((row + 1, first + n + 1))] = rk(content[6 + 6 * n : 10 + 6 * n])
        elif kind == _BOOLERR:
            _mark(scan, content, content[6], is_error=content[7] == 1)
        elif kind in _FORMULAS:
            _formula(scan, content)
    return scan


def _place(content: bytes) -> tuple[int, int]:
    row, column = struct.unpack_from("<HH", content)
    return row + 1, column + 1


def _mark(scan: Scan, content: bytes, value: int, *, is_error: bool) -> None:
    place = scan.taken(_place(content))
    if is_error:
        scan.marks[place] = ERRORS.get(value, "#")
    else:
        scan.numbers[place] = None


def _formula(scan: Scan, content: bytes) -> None:
    result, flags = content[6:14], struct.unpack_from("<H", content, 14)[0]
    number = struct.unpack("<d", result)[0]
    if result[6:8] != b"\xff\xff":
        if number == 0 and flags & _CALC_ON_LOAD:
            scan.marks[scan.taken(_place(content))] = "="
        else:
            scan.numbers[scan.taken(_place(content))] = number
    elif result[0] in (_BOOL_RESULT, _ERROR_RESULT):
        _mark(scan, content, result[2], is_error=result[0] == _ERROR_RESULT)
    elif result[0] == _EMPTY_RESULT and (flags & _CALC_ON_LOAD or _gives_a_number(content[20:])):
        scan.marks[scan.taken(_place(content))] = "="
    elif result[0] in (_STRING_RESULT, _EMPTY_RESULT):
        scan.texts[scan.taken(_place(content))] = "" if result[0] == _EMPTY_RESULT else None
    else:
        raise Unreadable("damaged")


def _gives_a_number(formula: bytes) -> bool:
    """Some programs write an empty text as the result of every formula; of arithmetic it cannot be one."""
    (length,) = struct.unpack_from("<H", formula)
    tokens = formula[2 : 2 + length]
    if tokens.endswith(_ARITHMETIC) or tokens[-4:-2] == b"\x19\x10":  # the second is a SUM in short
        return True
    function = tokens[-4:-3] in (b"\x22", b"\x42", b"\x62") or tokens[-3:-2] in (b"\x21", b"\x41", b"\x61")
    return function and int.from_bytes(tokens[-2:], "little") in _NUMERIC


def rk(content: bytes) -> float:
    """An RK number ([MS-XLS] 2.5.217): 30 bits of a whole number or of a double, perhaps in hundredths."""
    (bits,) = struct.unpack("<l", content)
    whole = float(bits >> 2) if bits & 2 else struct.unpack("<d", bytes(4) + struct.pack("<L", bits & 0xFFFFFFFC))[0]
    return float(whole / 100 if bits & 1 else whole)
