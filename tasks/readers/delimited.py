"""Text files with a delimiter: ``;``, ``,`` or tab, in whatever encoding an office's machine saves them."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable
from itertools import pairwise

from domain.cells import Layout
from tasks.readers.legacy import from_tcvn3, from_vni, spelled_right
from tasks.readers.sheet import Cell, Sheet, Unreadable, check_cells

NAME = "csv"
_MOST_COLUMNS = 16_384  # as many as Excel has
_MOST_LINES = 1_048_576
_SAMPLE = 200_000  # bytes by which an encoding is told
_SEPARATOR = re.compile(r'"?sep=([;,\t])"?\r?\n?', re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_WIDE_TEXT = re.compile(r"[\t\n\r -~\xa0-\u024f\u0300-\u036f\u1e00-\u1eff\u2000-\u206f\u20ab\u20ac]+")
_SHORT, _THREE = re.compile(r"[1-9]\d{0,2}"), re.compile(r"\d{3}")


def read(data: bytes) -> list[Sheet]:
    """One sheet without a name. Every cell may be a number: the file does not say.

    Unreadable: bytes that are no text, a quotation mark that is never closed, a comma that may be a
    delimiter or a thousands mark (all ``damaged``), more cells than a form has (``too_heavy``).
    """
    text = _decoded(data).removesuffix("\x1a")  # DOS ends a file with it
    if _CONTROL.search(text):
        raise Unreadable("damaged")
    named = _SEPARATOR.match(text)
    if named:  # the line is Excel's, not the sender's: Excel does not count it
        text = text[named.end() :]
    mark = named[1] if named else _delimiter(text[: 10 * _SAMPLE])
    lines = text.splitlines() if text.count("\n") + text.count("\r") <= 2 * _MOST_LINES else []
    if (text and not lines) or any(line.count(mark) > _MOST_COLUMNS for line in lines):
        raise Unreadable("too_heavy", {"what": "có dòng quá dài hoặc quá nhiều dòng"})
    return [Sheet("", Layout.LINES, _cells(text, mark))]


def read_prose(data: bytes) -> list[Sheet]:
    """A text without delimiters: a cell for each of its lines. Unreadable: bytes that are no text."""
    text = _decoded(data).removesuffix("\x1a")
    if _CONTROL.search(text):
        raise Unreadable("damaged")
    return [Sheet("", Layout.LINES, [Cell(n, 1, line, False) for n, line in enumerate(text.splitlines(), start=1)])]


def _cells(text: str, mark: str) -> list[Cell]:
    cells: list[Cell] = []
    width = 0  # of the heading of the lines that follow one another
    try:
        for r, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True), start=1):
            filled = [(c, value) for c, value in enumerate(row, start=1) if value.strip()]
            width = 0 if not filled else width or (len(row) if len(filled) > 2 else 0)
            if mark == "," and len(row) != width and _may_be_one_number(row):
                raise Unreadable("damaged")
            cells += [Cell(r, c, value, True) for c, value in filled]
            check_cells(len(cells))
    except csv.Error:
        raise Unreadable("damaged") from None
    return cells


def _may_be_one_number(row: Iterable[str]) -> bool:
    """``…,1,600,…`` in a line that is longer or shorter than its heading: one cell or two."""
    said = [value.strip() for value in row]
    return any(_SHORT.fullmatch(one) and _THREE.fullmatch(other) for one, other in pairwise(said))


def _delimiter(text: str) -> str:
    """The mark that parts most lines; a comma only where no other parts as many (it is in prose and decimals)."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.splitlines()[:200]]
    return max(";\t,", key=lambda mark: (sum(mark in line for line in lines), mark != ","))


# --- encodings --------------------------------------------------------------------------------


def _decoded(data: bytes) -> str:
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        if data.startswith(codecs.BOM_UTF8):
            return data.decode("utf-8-sig")
        if b"\0" in data:
            return _wide(data)
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _by_spelling(data)


def _wide(data: bytes) -> str:
    """UTF-16 without its mark: in one order of the bytes it is text, in the other letters of no office."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _WIDE_TEXT.fullmatch(text):
            return text
    raise Unreadable("damaged")


def _by_spelling(data: bytes) -> str:
    """A code page is named nowhere: the one under which most words are spelled like Vietnamese ones, and
    at least half of them; bytes that are none of these are damaged."""
    if b"\0" in data or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable("damaged")
    best, chosen = (0, 0.0), None
    for read_as in (_as_1258, _as_1252, _as_tcvn3, _as_vni):
        right, words = spelled_right(read_as(data[:_SAMPLE]) or "")
        if 2 * right >= words and (right, right / max(words, 1)) > best:
            best, chosen = (right, right / words), read_as
    text = chosen(data) if chosen else None
    if text is None:
        raise Unreadable("damaged")
    return text


def _code_page(name: str) -> Callable[[bytes], str | None]:
    def read_as(data: bytes) -> str | None:
        try:
            return unicodedata.normalize("NFC", data.decode(name))
        except UnicodeDecodeError:
            return None

    return read_as


_as_1258, _as_1252 = _code_page("cp1258"), _code_page("cp1252")


def _as_tcvn3(data: bytes) -> str | None:
    return from_tcvn3(data.decode("latin-1"))


def _as_vni(data: bytes) -> str | None:
    return from_vni(data.decode("latin-1"))
