"""A workbook for the list alone: what Excel expects around a sheet, and texts kept where Excel keeps them."""

from __future__ import annotations

import io
import re
from datetime import datetime

import xlsxwriter

from outputs.finding_list import LIST_SHEET
from outputs.patch_book import Book
from outputs.patch_parts import Package
from outputs.patch_xml import MAIN

_CREATED = datetime(2000, 1, 1)  # fixed, so that the same list is the same bytes
_SHARED = "xl/sharedStrings.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_INLINE = re.compile(rb't="inlineStr"><is>(<t[ >].*?</t>)</is>', re.DOTALL)


def bare_package() -> Package:
    """A workbook with one empty sheet, under the list's name, to be replaced by the list."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        book.add_worksheet(LIST_SHEET)
    return Package.open(data.getvalue())


def share_texts(package: Package, book: Book) -> None:
    """Moves the texts of the first sheet into the table of the workbook, which has none yet."""
    numbers: dict[bytes, int] = {}

    def shared(inline: re.Match[bytes]) -> bytes:
        return b't="s"><v>%d</v>' % numbers.setdefault(inline.group(1), len(numbers))

    sheet = book.sheets[0].part
    worksheet, count = _INLINE.subn(shared, package.part(sheet))
    package.put(sheet, worksheet)
    items = b"".join(b"<si>%b</si>" % text for text in numbers)
    head = f'<sst xmlns="{MAIN}" count="{count}" uniqueCount="{len(numbers)}">'.encode()
    package.put(_SHARED, b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + head + items + b"</sst>")
    package.declare(_SHARED, _TYPE)
    package.link(book.main, "sharedStrings", _SHARED)
