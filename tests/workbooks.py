"""Workbooks of every format from the same rows, so that one table of cells can be asked of all of them.

.xlsx by xlsxwriter, .xls by xlwt; .ods as LibreOffice writes it and .xlsb as [MS-XLSB] says, by hand: LibreOffice
reads both (see tests/tasks/readers/test_resaved.py).
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

import xlsxwriter
import xlwt

CODES = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}


@dataclass(frozen=True)
class Error:
    name: str


@dataclass(frozen=True)
class Formula:
    """``result`` None: the program that wrote it did not calculate."""

    text: str
    result: str | int | float | Error | None = None


Value = str | int | float | bool | date | Error | Formula | None
Book = Mapping[str, Sequence[Sequence[Value]]]


def _each(rows: Sequence[Sequence[Value]]) -> list[tuple[int, int, Any]]:
    return [(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row) if value is not None]


def xlsx(book: Book, *, since_1904: bool = False) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True, "date_1904": since_1904}) as made:
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in book.items():
            sheet = made.add_worksheet(name)
            for r, c, value in _each(rows):
                match value:
                    case Error():
                        sheet.write_formula(r, c, "=1/0", None, value.name)
                    case Formula(text, Error(name=error)):
                        sheet.write_formula(r, c, f"={text}", None, error)
                    case Formula(text, result):
                        sheet.write_formula(r, c, f"={text}", None, "" if result is None else result)
                    case date():
                        sheet.write_datetime(r, c, value, day)
                    case str():
                        sheet.write_string(r, c, value)
                    case _:
                        sheet.write(r, c, value)
    return data.getvalue()


def xls(book: Book, *, since_1904: bool = False) -> bytes:
    made = xlwt.Workbook()
    made.dates_1904 = since_1904
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for name, rows in book.items():
        sheet = made.add_sheet(name)
        for r, c, value in _each(rows):
            match value:
                case Error():
                    sheet.row(r).set_cell_error(c, CODES[value.name])
                case Formula():
                    assert value.result is None, "xlwt does not calculate"
                    sheet.write(r, c, xlwt.Formula(value.text))
                case date():
                    sheet.write(r, c, value, day)
                case _:
                    sheet.write(r, c, value)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


# --- OpenDocument ---------------------------------------------------------------------------------------

_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}


def ods(book: Book) -> bytes:
    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(f"<table:table-row>{''.join(map(ods_cell, row)) or ods_cell(None)}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in book.items()
    )
    return ods_of(tables)


def ods_of(tables: str, encoding: str = "UTF-8", **parts: bytes) -> bytes:
    """A package with these tables as its content; further parts under their names, ``__`` for a slash."""
    spaces = " ".join(f'xmlns:{name}="{space}"' for name, space in _NAMES.items())
    content = (
        f'<?xml version="1.0" encoding="{encoding}"?><office:document-content {spaces} office:version="1.2">'
        f"<office:scripts/><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        '<manifest:file-entry manifest:full-path="/" manifest:version="1.2" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(encoding),
            "META-INF/manifest.xml": manifest.encode(),
            **{name.replace("__", "/"): part for name, part in parts.items()},
        }
    )


def ods_cell(value: Value, repeated: str = "") -> str:
    match value:
        case None:
            return f"<table:table-cell{repeated}/>"
        case Error(name) | Formula(_, Error(name)):
            kind = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
            return f'<table:table-cell table:formula="of:=1/0" {kind}><text:p>{name}</text:p></table:table-cell>'
        case Formula(text, None):
            return f'<table:table-cell table:formula="of:={escape(text)}"/>'
        case Formula(text, result):
            plain = ods_cell(result)
            return plain.replace("<table:table-cell", f'<table:table-cell table:formula="of:={escape(text)}"', 1)
        case bool():
            kind, text = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"', str(value).upper()
        case int() | float():
            kind, text = f'office:value-type="float" office:value="{value}"', str(value)
        case date():
            kind, text = f'office:value-type="date" office:date-value="{value}"', f"{value:%d/%m/%y}"
        case _:
            kind, text = 'office:value-type="string"', escape(value, quote=False)
    return f"<table:table-cell{repeated} {kind}><text:p>{text}</text:p></table:table-cell>"


# --- Excel's binary workbook ----------------------------------------------------------------------------

_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def xlsb(book: Book, *, since_1904: bool = False) -> bytes:
    names = list(book)
    main = record(131) + record(153, struct.pack("<LL", since_1904, 0) + letters(""))
    main += record(143)
    for number, name in enumerate(names, start=1):
        main += record(156, struct.pack("<LL", 0, number) + letters(f"rId{number}") + letters(name))
    main += record(144) + record(132)
    links = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.bin") for n in range(1, len(names) + 1)]
    sheets = {f"xl/worksheets/sheet{n}.bin": _sheet(book[name]) for n, name in enumerate(names, start=1)}
    overrides = {"/xl/workbook.bin": "main", "/xl/styles.bin": "styles"}
    overrides.update({f"/{name}": "worksheet" for name in sheets})
    types = "".join(
        f'<Override PartName="{name}" ContentType="application/vnd.ms-excel.{_TYPES[kind]}"/>'
        for name, kind in overrides.items()
    )
    return zipped(
        {
            "[Content_Types].xml": (
                f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
                f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>'
            ).encode(),
            "_rels/.rels": _relations([("rId1", "officeDocument", "xl/workbook.bin")]),
            "xl/workbook.bin": main,
            "xl/_rels/workbook.bin.rels": _relations([*links, ("rId99", "styles", "styles.bin")]),
            "xl/styles.bin": _styles(),
            **sheets,
        }
    )


_TYPES = {"main": "sheet.binary.macroEnabled.main", "worksheet": "worksheet", "styles": "styles"}


def record(kind: int, content: bytes = b"") -> bytes:
    """[MS-XLSB] 2.1.4: kind and length in seven bits a byte."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = len(content), b""
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 127 else 0)])
        length >>= 7
        if not length:
            return head + size + content


def letters(text: str) -> bytes:
    wide = text.encode("utf-16-le")
    return struct.pack("<L", len(wide) // 2) + wide


def _relations(links: Sequence[tuple[str, str, str]]) -> bytes:
    entries = "".join(f'<Relationship Id="{i}" Type="{_LINKS}/{kind}" Target="{target}"/>' for i, kind, target in links)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'.encode()


def _styles() -> bytes:
    """Two formats of cells: as it comes, and a date."""
    font = (
        struct.pack("<HHHHBBBB", 220, 0, 400, 0, 0, 2, 0, 0)
        + bytes([0x07, 1, 0, 0, 0, 0, 0, 255, 2])
        + letters("Calibri")
    )
    fill = bytes(4) + bytes([3, 64, 0, 0, 0, 0, 0, 0, 3, 65, 0, 0, 255, 255, 255, 255]) + bytes(48)
    border = bytes(51)

    def cell(form: int, parent: int) -> bytes:
        return struct.pack("<HHHHHBBHBB", parent, form, 0, 0, 0, 0, 0, 0x1010, 0, 0)

    return (
        record(278)
        + record(611, struct.pack("<L", 1)) + record(43, font) + record(612)
        + record(603, struct.pack("<L", 1)) + record(45, fill) + record(604)
        + record(613, struct.pack("<L", 1)) + record(46, border) + record(614)
        + record(626, struct.pack("<L", 1)) + record(47, cell(0, 0xFFFF)) + record(627)
        + record(617, struct.pack("<L", 2)) + record(47, cell(0, 0)) + record(47, cell(14, 0)) + record(618)
        + record(619, struct.pack("<L", 1))
        + record(48, struct.pack("<LHBB", 0, 1, 0, 255) + letters("Normal")) + record(620)
        + record(279)
    )  # fmt: skip


def _sheet(rows: Sequence[Sequence[Value]]) -> bytes:
    width = max((len(row) for row in rows), default=1)
    made = record(129) + record(148, struct.pack("<LLLL", 0, max(len(rows) - 1, 0), 0, max(width - 1, 0))) + record(145)
    for number, row in enumerate(rows):
        if any(value is not None for value in row):
            made += record(0, struct.pack("<LLHHBL2L", number, 0, 300, 0, 0, 1, 0, width - 1))
            made += b"".join(_cell(c, value) for c, value in enumerate(row) if value is not None)
    return made + record(146) + record(130)


def _cell(column: int, value: Value) -> bytes:
    head, dated = struct.pack("<LL", column, 0), struct.pack("<LL", column, 1)
    formula = struct.pack("<HLBHL", 0, 3, 0x1E, 1, 0)  # the whole number 1; what it says is not read
    match value:
        case Error(name):
            return record(3, head + bytes([CODES[name]]))
        case Formula(_, Error(name=name)):
            return record(11, head + bytes([CODES[name]]) + formula)
        case Formula(_, str(text)):
            return record(8, head + letters(text) + formula)
        case Formula(_, number):
            return record(9, head + struct.pack("<d", number) + formula)
        case bool():
            return record(4, head + bytes([value]))
        case date():
            return record(5, dated + struct.pack("<d", (value - date(1899, 12, 30)).days))
        case int() if abs(value) < 2**29:
            return record(2, head + struct.pack("<l", value << 2 | 2))
        case int() | float():
            return record(5, head + struct.pack("<d", value))
    return record(6, head + letters(str(value)))


# --- packages -------------------------------------------------------------------------------------------


def zipped(parts: Mapping[str, bytes], pack: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", pack) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return data.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def changed(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The package with each part changed; None leaves a part out."""
    parts = {name: change(name, part) for name, part in unzipped(data).items()}
    return zipped({name: part for name, part in parts.items() if part is not None})


def in_utf16(name: str, part: bytes) -> bytes:
    """For ``changed``: every XML part in UTF-16, as some programs write it."""
    if not name.endswith((".xml", ".rels")):
        return part
    text = part.decode("utf-8-sig")
    return text.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
