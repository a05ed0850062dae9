"""The return workbook: the sender's own, with a list of findings before it and its cells marked.

Nothing is loaded and saved: the parts of the package that have to say more are added to, the others stay as they are.
"""

from __future__ import annotations

import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping

from lxml import etree

from outputs.bare_workbook import bare_package, share_texts
from outputs.finding_list import LIST_HEADINGS, LIST_SHEET, Entry, FindingList, Level, is_list
from outputs.findings_sheet import heading_row, sheet_xml
from outputs.patch_book import Book, quoted
from outputs.patch_boxes import position
from outputs.patch_notes import has_notes, put_notes_on, take_notes_off
from outputs.patch_parts import CannotMark, Package
from outputs.patch_sheet import SheetPart, has_colours
from outputs.patch_styles import Styles

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

_Marks = Mapping[str, list[Entry]]  # by cell
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
    book.take_lists_off()
    marks, colours = _by_sheet(book, listed), styles.marks()
    for sheet in book.sheets:
        if sheet.cells:
            _mark(package, sheet.part, marks.get(sheet.name, {}), colours)
        else:
            _unselect(package, sheet.part)
    names = _names(book)

    def link(entry: Entry) -> str | None:
        name = names.get(_known_as(entry.sheet or ""))
        cell = entry.cell if entry.cell and position(entry.cell) else "A1"
        return f"{quoted(name)}!{cell}" if name else None

    book.add_list(sheet_xml(listed, styles.looks(), link), heading_row(listed))


def _mark(package: Package, sheet: str, marks: _Marks, colours: Mapping[Level, int]) -> None:
    data = package.part(sheet)
    if not (marks or has_colours(data) or has_notes(package, sheet) or b"tabSelected" in data):
        return
    worksheet = SheetPart(data)
    worksheet.take_colours_off()
    take_notes_off(package, sheet, worksheet)
    worksheet.unselect()
    if marks:
        worksheet.colour(_by_level(marks), colours)
        put_notes_on(package, sheet, worksheet, marks)
    package.put(sheet, worksheet.to_bytes())


def _unselect(package: Package, sheet: str) -> None:
    """A chart's sheet, which has no cells to mark."""
    for view in package.tree(sheet).iterfind("{*}sheetViews/{*}sheetView[@tabSelected]"):
        del view.attrib["tabSelected"]
        package.changed(sheet)


def _by_sheet(book: Book, listed: FindingList) -> dict[str, dict[str, list[Entry]]]:
    """The entries of each cell that is to be marked; what was mended is in the list alone."""
    names, marks = _names(book), dict[str, dict[str, list[Entry]]]()
    for entry in listed.entries:
        name = names.get(_known_as(entry.sheet or ""))
        if name and entry.cell and position(entry.cell) and entry.level is not Level.MENDED:
            marks.setdefault(name, {}).setdefault(entry.cell, []).append(entry)
    return marks


def _by_level(marks: _Marks) -> dict[Level, list[str]]:
    """The cells of each level; a cell with several findings shows the gravest."""
    cells: dict[Level, list[str]] = {}
    for cell, entries in marks.items():
        gravest = next(level for level in Level if any(entry.level is level for entry in entries))
        cells.setdefault(gravest, []).append(cell)
    return cells


def _names(book: Book) -> dict[str, str]:
    """The sheets with cells, by the name that they are known as."""
    return {_known_as(sheet.name): sheet.name for sheet in book.sheets if sheet.cells}


def _known_as(name: str) -> str:
    """Sheets have one name in Excel whatever the case of its letters, and Vietnamese is coded in two ways."""
    return unicodedata.normalize("NFC", name).casefold()
