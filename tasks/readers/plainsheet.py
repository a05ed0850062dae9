"""A sheet whose rows are written in the plainest XML, read by a pattern: so write Excel, LibreOffice and soket.

Going through a tree costs ten times as much. What is written otherwise, if only with one more space in a tag, is read
as a tree (sheetxml.py), with the same result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.sax.saxutils import unescape

from domain.remembered import remembered_part
from tasks.readers import markup

_LARGEST = 4 * 2**20  # letters; a longer part is rare, and a tree of it takes less memory
_BEGIN, _END = "<sheetData>", "</sheetData>"
_TEXT, _ATTRIBUTES = r"[^<>]*+", r'(?: [A-Za-z][\w:]*+="[^"<>&]*+")*+'
#: What may not stand in XML, and line ends that a parser changes.
_NO_LETTERS = bytes(range(9)) + bytes(range(11, 32))


_FORMULA, _VALUE = rf"(<f{_ATTRIBUTES}(?:/>|>{_TEXT}</f>))", rf"(<v ?/>|<v>{_TEXT}</v>)"
#: A cell: its column, row, type, formula and value.
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="[0-9]+")?(?: t="([A-Za-z]+)")?'
    rf"(?:/>|>{_FORMULA}?{_VALUE}?</c>)"
)
_FIELDS = 1 + _CELL.groups  # of a cell, with what stands before it
_HERE = "\0"  # stands for a cell, and in no text
_ROW = re.compile(rf'<row r="([1-9][0-9]{{0,6}})"({_ATTRIBUTES})(?:/>|>({_HERE}*)</row>)')
_QUOTES = {"&quot;": '"', "&apos;": "'"}


class PlainSheet(NamedTuple):
    """``kind`` is the name of its root; ``rows`` are the numbers of its rows, each with how many cells it has. Of the
    cells of all rows the columns, rows, types, formulas and values, each as it is written, and None where it is
    missing."""

    kind: str
    rows: list[tuple[str, int]]
    columns: list[str]
    lines: list[str]
    types: list[str | None]
    formulas: list[str | None]
    values: list[str | None]


def plain_sheet(text: str) -> PlainSheet | None:
    """The sheet, or None where it is written in another way. Unreadable where it is not well-formed."""
    begin, end = text.find(_BEGIN) + len(_BEGIN), text.rfind(_END)
    if not len(_BEGIN) <= begin <= end or len(text) > _LARGEST or not _is_plain(text[:begin], text[end:]):
        return None
    body = text[begin:end]
    if not _is_xml(body):
        return None
    parts = _CELL.split(body)
    rows = _rows(_HERE.join(parts[::_FIELDS]))
    if rows is None:
        return None
    columns, lines, types, formulas, values = (parts[n::_FIELDS] for n in range(1, _FIELDS))
    samples = {f'<row r="1"{attributes}/>' for _, _, attributes in rows}
    if "&" in body or "<f " in body:
        samples |= set(_to_be_parsed(zip(formulas, values, strict=True)))
    kind = _kind(f"{text[:begin]}{''.join(sorted(samples))}{text[end:]}")
    counts = [(number, count) for number, count, _ in rows]
    return PlainSheet(kind, counts, columns, lines, types, formulas, values) if kind else None


@remembered_part
def _kind(text: str) -> str:
    """The name of the root; empty where its rows are not within it."""
    root = markup.tree(text)
    return "" if root.find("{*}sheetData") is None else markup.local(root)


def _rows(skeleton: str) -> list[tuple[str, int, str]] | None:
    """Each row's number, how many cells it has, and its other attributes; None where anything else stands there."""
    between, *parts = _ROW.split(skeleton)
    if between or any(parts[3::4]):
        return None
    return [
        (row, len(held or ""), attributes)
        for row, attributes, held in zip(*(parts[n::4] for n in range(3)), strict=True)
    ]


def _is_plain(head: str, tail: str) -> bool:
    """Whether what stands around the rows holds nothing that is written anew, and no rows."""
    return not any(mark in part for part in (head[: -len(_BEGIN)], tail) for mark in ("<!", "<?", "&#", "<sheetData"))


def _is_xml(rows: str) -> bool:
    data = rows.encode()
    unchanged = len(data.translate(None, _NO_LETTERS)) == len(data)
    return unchanged and "&#" not in rows and "\ufffe" not in rows and "\uffff" not in rows


def _to_be_parsed(contents: Iterable[tuple[str | None, str | None]]) -> Iterator[str]:
    """What the pattern does not see whole: attributes of formulas, and names of characters."""
    for formula, value in contents:
        if (formula and (formula.startswith("<f ") or "&" in formula)) or (value and "&" in value):
            yield f"<row><c>{formula or ''}{value or ''}</c></row>"


def content(element: str | None) -> str | None:
    """What a formula or a value says; None where it is missing."""
    if not element:
        return None
    said = element[element.index(">") + 1 : -4]  # up to </v> or </f>; of <v/> and <f/> nothing
    return unescape(said, _QUOTES) if "&" in said else said
