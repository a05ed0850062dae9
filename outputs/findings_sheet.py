"""The list of findings as a worksheet: the same XML in a sender's workbook and in one of its own."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from outputs.finding_list import CHECK, LIST_HEADINGS, STATE_HEADING, Entry, FindingList, literal, printable
from outputs.measure import text_width
from outputs.patch_xml import MAIN

_WIDTHS = (22, 9, 20, 17, 25, 12)  # as Excel counts them; A4 upright holds some 100
_SIZE, _LINE, _TITLE_LINE = 13, 17.5, 25.0  # points: letters of the table, a line of them, a line of the title
_LETTERS = 88  # of size 13 across the sheet
_MOST_LINKS = 60_000  # of a sheet of Excel 65,530
_COLUMNS = "ABCDEF"


def heading_row(listed: FindingList) -> int:
    """The row of the table's headings, repeated on every page."""
    return len(_head(listed)) + 2


def sheet_xml(listed: FindingList, looks: Mapping[str, int], link: Callable[[Entry], str | None]) -> bytes:
    """The worksheet. ``looks`` are the numbers of its cell formats, ``link`` gives the place that an entry leads
    to (``'Trang 1'!F19``), None where there is none."""
    head, top = _head(listed), heading_row(listed)
    rows = [_line(row, text, look, looks) for row, (text, look) in enumerate(head, start=1)]
    if listed.entries:
        rows.append(_row(top, [(text, "heading") for text in (*LIST_HEADINGS, STATE_HEADING)], looks))
    links: list[str] = []
    for row, entry in enumerate(listed.entries, start=top + 1):
        place = link(entry)
        rows.append(_row(row, list(_cells(entry, linked=place is not None)), looks))
        if place and len(links) < _MOST_LINKS:
            links.append(f'<hyperlink ref="B{row}" location={quoteattr(place)} display={quoteattr(place)}/>')
    merged = "".join(f'<mergeCell ref="A{row}:F{row}"/>' for row in range(1, len(head) + 1))
    hyperlinks = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}">'
        '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:F{top + len(listed.entries)}"/>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"/></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="{_LINE}"/><cols>{_columns()}</cols><sheetData>{"".join(rows)}</sheetData>'
        f'<mergeCells count="{len(head)}">{merged}</mergeCells>{hyperlinks}'
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="portrait" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C&amp;A, trang &amp;P/&amp;N</oddFooter></headerFooter></worksheet>"
    ).encode()


def _head(listed: FindingList) -> list[tuple[str, str]]:
    """Text and look of each line above the table."""
    period = [(f"Kỳ báo cáo: {listed.period}", "line")] if listed.period else []
    return [
        (listed.association, "line"),
        ("Kết quả kiểm tra số liệu", "title"),
        (f"Đơn vị: {listed.unit}", "line"),
        (f"Tệp: {listed.file}", "line"),
        *period,
        (f"Tình trạng: {listed.state}", "state"),
        (f"{CHECK}{listed.check}", "line"),
    ]


def _cells(entry: Entry, *, linked: bool) -> Iterator[tuple[str, str]]:
    """Text and look of each cell of an entry's row."""
    page = entry.sheet or ("" if entry.cell else "Cả tệp")
    yield "\n".join(filter(None, (page, entry.label))), "text"
    yield entry.cell or "", f"{entry.level.code} link" if linked else "text"
    yield entry.saw, "text"
    yield entry.wanted, "text"
    reason = f"Lý do: {entry.explained}" if entry.explained is not None else None
    yield "\n".join(filter(None, (entry.mend, reason))), "text"
    yield entry.level.word, entry.level.code


def _row(row: int, cells: list[tuple[str, str]], looks: Mapping[str, int]) -> str:
    """A row of the table. It says how high it is: not every program measures wrapped text when it opens a file."""
    texts = [printable(text) for text, _ in cells]
    lines = max(_lines(text, width) for text, width in zip(texts, _WIDTHS, strict=True))
    inner = "".join(
        _cell(f"{column}{row}", text, looks[look])
        for column, text, (_, look) in zip(_COLUMNS, texts, cells, strict=True)
    )
    return f'<row r="{row}" ht="{min(lines * _LINE + 4, 400)}">{inner}</row>'


def _line(row: int, text: str, look: str, looks: Mapping[str, int]) -> str:
    text = " ".join(printable(text).split())
    size = _TITLE_LINE if look == "title" else _LINE
    rest = "".join(f'<c r="{column}{row}" s="{looks[look]}"/>' for column in _COLUMNS[1:])
    height = math.ceil(len(text) / _LETTERS) * size + 3
    return f'<row r="{row}" ht="{height}" customHeight="1">{_cell(f"A{row}", text, looks[look])}{rest}</row>'


def _cell(place: str, text: str, look: int) -> str:
    """A text, never a formula, whatever it begins with."""
    return f'<c r="{place}" s="{look}" t="inlineStr"><is><t xml:space="preserve">{escape(literal(text))}</t></is></c>'


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column; words that do not fit move on to the next."""
    room = 7 * width * 25.4 / 96  # a width counts digits of seven pixels
    count = 0
    for paragraph in text.split("\n"):
        count, used = count + 1, 0.0
        for word in paragraph.split(" "):
            wide = _wide(word)
            if used and used + _wide(" ") + wide > room:
                count, used = count + 1, 0.0
            count += int(wide // room)
            used += wide % room + (_wide(" ") if used else 0)
    return count


@lru_cache(maxsize=4096)
def _wide(word: str) -> float:
    """A word's width in mm, or a little more: it is measured bold."""
    return text_width(word, _SIZE)


def _columns() -> str:
    return "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(_WIDTHS, start=1)
    )
