"""Looks at the bytes before any reader does, and says which reader takes them."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Literal

from tasks.readers.sheet import Unreadable

Reader = Literal["excel", "delimited", "word"]

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXCEL_ZIP, _WORD, _DELIMITED = {".xlsx", ".xlsb", ".ods"}, {".docx"}, {".csv", ".tsv"}


def choose_reader(data: bytes, suffix: str) -> Reader:
    """Unreadable where the suffix has no reader or the bytes are not what it says."""
    kind = suffix.lower()
    if kind in _EXCEL_ZIP or kind in _WORD:
        _whole_zip(data)
        return "word" if kind in _WORD else "excel"
    if kind == ".xls":
        if not data.startswith(_OLE):
            raise Unreadable("damaged")
        return "excel"
    if kind in _DELIMITED:
        if data.startswith((_ZIP, _OLE)):
            raise Unreadable("damaged")
        return "delimited"
    raise Unreadable("unsupported", {"suffix": kind or "(không có đuôi)"})


def _whole_zip(data: bytes) -> None:
    """Every member is there and has its checksum."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            broken = archive.testzip()
    # besides what is broken: a member that is encrypted (RuntimeError) or packed as no office packs it
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError, zlib.error):
        raise Unreadable("damaged") from None
    if broken is not None:
        raise Unreadable("damaged")
