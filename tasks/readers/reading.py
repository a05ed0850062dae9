"""Bytes → what a file says, by the guard and the reader that fits. It runs in the fenced worker."""

from __future__ import annotations

from tasks.readers import delimited, excel, word
from tasks.readers.guard import admit
from tasks.readers.legacy import in_unicode
from tasks.readers.sheet import Read, Sheet, Unreadable, check_cells

MOST_LETTERS = 8_000_000  # what a worker hands over costs its parent less than 50 MB
_READERS = {"csv": delimited, "docx": word}
_PROSE = {"csv": delimited, "docx": word}


def read(data: bytes, suffix: str) -> Read:
    """The sheets of a file, whatever it is called; Unreadable where it is not to be read."""
    admitted = admit(data, suffix)
    reader = _READERS.get(admitted.format, excel)
    found = excel.read(admitted.data, admitted.plain) if reader is excel else reader.read(admitted.data)
    sheets = in_unicode(found)
    check_size(sheets)
    return Read(admitted.format, reader.NAME, sheets)


def read_prose(data: bytes, suffix: str) -> Read:
    """The paragraphs of an article, in the first of its sheets, a cell each; those of its tables in the others.
    Unreadable where it is no text and no Word document."""
    admitted = admit(data, suffix)
    reader = _PROSE.get(admitted.format)
    if reader is None:
        raise Unreadable("unsupported", {"suffix": suffix})
    sheets = in_unicode(reader.read_prose(admitted.data))
    check_size(sheets)
    return Read(admitted.format, reader.NAME, sheets)


def check_size(sheets: list[Sheet]) -> None:
    check_cells(sum(len(sheet.cells) for sheet in sheets))
    if sum(len(cell.text) for sheet in sheets for cell in sheet.cells) > MOST_LETTERS:
        raise Unreadable("too_heavy", {"what": "quá nhiều chữ"})
