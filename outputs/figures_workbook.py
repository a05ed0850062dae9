"""The figures of one version as a workbook beside the report: for whoever sorts, sums and draws them on."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import xlsxwriter

from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from outputs.aims import Aims
from outputs.figure_rows import BY_UNIT, OVER_ALL, Column, Row, Value, over_all, unit_rows
from outputs.measure import text_width
from outputs.stable_zip import pack

ALL_SHEET, UNIT_SHEET, WORDS_SHEET = "Số liệu", "Theo đơn vị", "Giải thích"
MOST_ROWS = 1_048_575  # of a sheet, below its heading

_CREATED = datetime(2000, 1, 1)  # fixed, so that the same figures are the same bytes
_PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}  # a text is a text
_FACE, _SIZE = "Times New Roman", 11
_MM_A_CHARACTER, _WIDEST = 1.85, 60  # of a column: what its width is counted in, and the most
_FONT = {"font_name": _FACE, "font_size": _SIZE, "valign": "top"}
_BOX = {**_FONT, "border": 1}
_TEXTS, _LIKE_AN_ESCAPE = "xl/sharedStrings.xml", re.compile(rb"_(x[0-9A-Fa-f]{1,3}_)")
_STYLES: dict[str, dict[str, Any]] = {
    "heading": {**_BOX, "bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "bg_color": "#E7EEF7"},
    "text": _BOX,
    "told": {**_BOX, "text_wrap": True},
    "number": {**_BOX, "num_format": "#,##0"},
    "percent": {**_BOX, "num_format": "0.00"},
    "year": {**_BOX, "num_format": "0", "align": "center"},
}


def figures_workbook(
    catalogue: Catalogue, aims: Aims, period: HalfYear, version: int, audit: str, association: str
) -> bytes:
    """An .xlsx with the figures over all units, those of each unit and what the columns are. Equal figures give equal
    bytes. ``audit`` is the code by which the close is verified, empty where there is none yet."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {**_PLAIN, "default_format_properties": _FONT})
    book.set_properties({"title": f"Số liệu {period.words}", "author": association, "created": _CREATED})
    formats = {name: book.add_format(style) for name, style in _STYLES.items()}
    what = f"{association}: số liệu {period.words}, lần chốt {version}"
    _table(book.add_worksheet(ALL_SHEET), OVER_ALL, list(over_all(catalogue, aims)), formats, what)
    for name, rows in _parts(unit_rows(catalogue, aims)):
        _table(book.add_worksheet(name), BY_UNIT, rows, formats, what)
    _words(book.add_worksheet(WORDS_SHEET), _told(association, period, version, audit), formats, what)
    book.close()
    return _without_escapes(data.getvalue())


def _without_escapes(package: bytes) -> bytes:
    """The same workbook, with no code in it that LibreOffice takes for an escaped character: of ``a_xa_b`` it makes two
    lines, though an escape has four digits."""
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    return pack({**parts, _TEXTS: _LIKE_AN_ESCAPE.sub(rb"_x005F_\1", parts[_TEXTS])})


def _parts(rows: Iterator[Row]) -> Iterator[tuple[str, list[Row]]]:
    """The sheets by unit: a second one only where one cannot hold all rows."""
    part, number = list(islice(rows, MOST_ROWS)), 1
    while part or number == 1:
        yield UNIT_SHEET if number == 1 else f"{UNIT_SHEET} ({number})", part
        part, number = list(islice(rows, MOST_ROWS)), number + 1


def _table(sheet: Any, columns: Sequence[Column], rows: Sequence[Row], formats: dict[str, Any], what: str) -> None:
    """A heading that stays in sight and is filtered by, and a row per figure: nothing that a pivot would stumble on."""
    for at, column in enumerate(columns):
        sheet.set_column(at, at, _width(column, [row[at] for row in rows]))
        sheet.write_string(0, at, column.heading, formats["heading"])
    sheet.set_row(0, 48)
    for number, row in enumerate(rows, 1):
        for at, (column, value) in enumerate(zip(columns, row, strict=True)):
            _write(sheet, (number, at), value, formats[column.style])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.repeat_rows(0)
    _page(sheet, what)


def _width(column: Column, values: Sequence[Value]) -> float:
    """In characters: each text in one line, each number whole."""
    texts = {f"{value:,}" if isinstance(value, int) else str(value) for value in set(values) - {None}}
    widest = max((text_width(text, _SIZE) for text in texts), default=0.0)
    return min(max(column.width, widest / _MM_A_CHARACTER + 1), _WIDEST)


def _write(sheet: Any, at: tuple[int, int], value: object, style: Any) -> None:
    if value is None:
        sheet.write_blank(*at, None, style)
    elif isinstance(value, str):
        sheet.write_string(*at, value, style)
    else:
        sheet.write_number(*at, value, style)


def _page(sheet: Any, what: str) -> None:
    """A4, turned, as wide as the page; each page says what it is of."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.5, 0.5, 0.75, 0.6)
    sheet.set_header(f'&C&"{_FACE},Bold"&12{_header_text(what)}')
    sheet.set_footer(f'&C&"{_FACE}"&11&A, trang &P/&N')


def _header_text(text: str) -> str:
    """A header has room for 255 characters, and reads an ampersand as the start of a code."""
    return text[:150].replace("&", "&&")


def _told(association: str, period: HalfYear, version: int, audit: str) -> list[tuple[str, str]]:
    """What the figures are of, by what they are verified, and what every column is."""
    head = [
        ("Đơn vị công bố", association),
        ("Kỳ báo cáo", f"{period.words} ({period})"),
        ("Lần chốt", str(version)),
        ("Mã kiểm chứng số liệu", audit or "chưa có: kỳ chưa chốt"),
        ("Ô để trống", "chưa có số liệu, hoặc không áp dụng; số 0 là có báo cáo và bằng không"),
        ("Nguồn", "số liệu đã chốt của báo cáo cùng kỳ, cùng lần chốt; khi khác nhau, báo cáo đã ký là căn cứ"),
    ]
    columns = {one.heading: one.meaning for one in (*OVER_ALL, *BY_UNIT)}
    return [*head, *((f"Cột “{heading}”", meaning) for heading, meaning in columns.items())]


def _words(sheet: Any, told: Sequence[tuple[str, str]], formats: dict[str, Any], what: str) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    for number, (name, meaning) in enumerate(told):
        sheet.write_string(number, 0, name, formats["text"])
        sheet.write_string(number, 1, meaning, formats["told"])
    _page(sheet, what)
