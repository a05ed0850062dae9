"""The return workbook: the sender's own, with a list of findings before it and its cells marked.

Nothing is loaded and saved: the parts of the package that have to say more are added to, the others stay as they are.
"""

from __future__ import annotations

import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from lxml import etree

from outputs.bare_workbook import bare_package, share_texts
from outputs.finding_list import LIST_HEADINGS, LIST_SHEET, Entry, FindingList, Level, is_list
from outputs.findings_sheet import heading_row, sheet_xml
from outputs.patch_book import Book, SheetOf
from outputs.patch_boxes import position
from outputs.patch_notes import has_notes, put_notes_on, take_notes_off
from outputs.patch_parts import Package
from outputs.patch_sheet import SheetPart, has_colours
from outputs.patch_styles import Styles
from outputs.patch_titles import rename_titles
from outputs.patch_xml import CannotMark
from outputs.sheet_plan import quoted

__all__ = [
    "LIST_HEADINGS",
    "LIST_SHEET",
    "CannotMark",
    "Entry",
    "FindingList",
    "findings_workbook",
    "is_list",
    "mark_workbook",
]

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    etree.LxmlError,
    KeyError,
    IndexError,
    ValueError,
    NotImplementedError,
    EOFError,
    OSError,
    RuntimeError,
    struct.error,
    OverflowError,
)


#: How to come to a sheet, by its state.
_WAYS = {
    "hidden": 'Trang này đang ẩn: bấm chuột phải vào tên một trang tính, chọn "Unhide" (Bỏ ẩn).',
    "veryHidden": "Trang này bị ẩn hẳn: chép số sang biểu gửi kèm.",
}


def mark_workbook(data: bytes, listed: FindingList) -> bytes:
    """The sender's .xlsx with the list as its first sheet, and a colour and a note on each cell that it names.

    Lists and marks of an earlier answer are taken off first. Equal bytes and lists give equal bytes. CannotMark
    where the workbook cannot be added to without harm.
    """
    try:
        package = Package.open(data)
        _answer(package, Book(package), listed)
        return package.packed()
    except _BROKEN:
        raise CannotMark("damaged") from None


def findings_workbook(listed: FindingList) -> bytes:
    """A workbook with the list alone, which looks the same. Equal lists give equal bytes."""
    package = bare_package()
    book = Book(package)
    book.remove(book.sheets[0])
    _answer(package, book, listed)
    share_texts(package, book)
    return package.packed()


def _answer(package: Package, book: Book, listed: FindingList) -> None:
    styles = Styles(package.changed(book.styles))
    before = book.worksheets()
    book.take_lists_off()
    names = {_known_as(sheet.name): sheet for sheet in book.sheets if sheet.cells}
    marks = _by_sheet(names, listed)
    opened = {sheet: _opened(package, sheet, marked=sheet in marks) for sheet in names.values()}
    worksheets = {sheet: worksheet for sheet, worksheet in opened.items() if worksheet}
    for sheet, worksheet in worksheets.items():
        _clear(package, sheet, worksheet)
    colours = styles.marks()
    for sheet, cells in marks.items():
        shown = _where_shown(worksheets[sheet], cells)
        worksheets[sheet].colour(_by_level(shown), colours)
        put_notes_on(package, sheet.part, worksheets[sheet], shown)
    for sheet, worksheet in worksheets.items():
        package.put(sheet.part, worksheet.to_bytes())
    for sheet in book.sheets:
        _unselect(package, sheet)
    told = replace(listed, entries=tuple(_told(names, entry) for entry in listed.entries))
    book.add_list(sheet_xml(told, styles.looks(), partial(_link, names)), heading_row(told))
    rename_titles(package, before, book.worksheets())


def _opened(package: Package, sheet: SheetOf, *, marked: bool) -> SheetPart | None:
    """The worksheet, where something is to be put on it or taken off."""
    data = package.part(sheet.part)
    concerned = marked or has_colours(data) or has_notes(package, sheet.part) or b"tabSelected" in data
    return SheetPart(data) if concerned else None


def _clear(package: Package, sheet: SheetOf, worksheet: SheetPart) -> None:
    worksheet.unselect()
    worksheet.take_colours_off()
    take_notes_off(package, sheet.part, worksheet)


def _unselect(package: Package, sheet: SheetOf) -> None:
    """A chart's sheet, which has no cells; a second selected sheet would be typed into together with the first."""
    if sheet.cells or b"tabSelected" not in package.part(sheet.part):
        return
    for view in package.changed(sheet.part).iterfind("{*}sheetViews/{*}sheetView"):
        view.attrib.pop("tabSelected", "")


def _by_sheet(names: Mapping[str, SheetOf], listed: FindingList) -> dict[SheetOf, dict[str, list[Entry]]]:
    """The entries of each cell that is to be marked; what was mended is in the list alone."""
    marks: dict[SheetOf, dict[str, list[Entry]]] = {}
    for entry in listed.entries:
        sheet = _sheet_of(names, entry)
        if sheet and entry.cell and position(entry.cell) and entry.level is not Level.MENDED:
            marks.setdefault(sheet, {}).setdefault(entry.cell, []).append(entry)
    return marks


def _where_shown(worksheet: SheetPart, marks: Mapping[str, list[Entry]]) -> dict[str, list[Entry]]:
    """The entries by the cell that shows them: merged cells show what is on the first of them."""
    shown: dict[str, list[Entry]] = {}
    for cell, entries in marks.items():
        shown.setdefault(worksheet.shown_at(cell), []).extend(entries)
    return shown


def _by_level(marks: Mapping[str, list[Entry]]) -> dict[Level, list[str]]:
    """The cells of each level; a cell with several findings shows the gravest."""
    cells: dict[Level, list[str]] = {}
    for cell, entries in marks.items():
        gravest = next(level for level in Level if any(entry.level is level for entry in entries))
        cells.setdefault(gravest, []).append(cell)
    return cells


def _link(names: Mapping[str, SheetOf], entry: Entry) -> str | None:
    """The place that an entry's line leads to; the top of the sheet where it names no cell. A hidden sheet cannot
    be led to."""
    sheet = _sheet_of(names, entry)
    cell = entry.cell if entry.cell and position(entry.cell) else "A1"
    return f"{quoted(sheet.name)}!{cell}" if sheet and sheet.state == "visible" else None


def _told(names: Mapping[str, SheetOf], entry: Entry) -> Entry:
    """The entry as the list tells it, with the way to a sheet that its sender does not see."""
    sheet = _sheet_of(names, entry)
    way = _WAYS.get(sheet.state) if sheet and entry.level is not Level.MENDED else None
    return replace(entry, mend=f"{entry.mend}\n{way}") if way else entry


def _sheet_of(names: Mapping[str, SheetOf], entry: Entry) -> SheetOf | None:
    return names.get(_known_as(entry.sheet or ""))


def _known_as(name: str) -> str:
    """Sheets have one name in Excel whatever the case of its letters, and Vietnamese is coded in two ways."""
    return unicodedata.normalize("NFC", name).casefold()
