"""Text files with a delimiter: ``;``, ``,`` or tab; UTF-8 or UTF-16 with a mark, else cp1258."""

from __future__ import annotations

import codecs
import csv
import io

from domain.cells import Layout
from tasks.readers.sheet import Cell, Sheet, Unreadable

NAME = "csv"


def read(data: bytes) -> list[Sheet]:
    """One sheet without a name. Every cell may be a number: the file does not say."""
    text = _decoded(data)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error:
        raise Unreadable("damaged") from None
    cells = [
        Cell(r, c, value, True)
        for r, row in enumerate(rows, start=1)
        for c, value in enumerate(row, start=1)
        if value.strip()
    ]
    return [Sheet("", Layout.LINES, cells)]


def _decoded(data: bytes) -> str:
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encodings = ("utf-16",) if wide else ("utf-8-sig", "cp1258")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable("damaged")


def _delimiter(text: str) -> str:
    lines = text.splitlines()[:200]
    return max(";\t,", key=lambda mark: sum(line.count(mark) for line in lines))
