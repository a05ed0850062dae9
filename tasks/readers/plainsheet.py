"""A sheet whose rows are written in the plainest XML, read by a pattern: so write Excel, LibreOffice and soket.

Going through a tree costs ten times as much. What is written otherwise, if only with one more space in a tag, is read
as a tree (sheetxml.py), with the same result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import unescape

from tasks.readers import markup

_LARGEST = 4 * 2**20  # letters; a longer part is rare, and a tree of it takes less memory
_BEGIN, _END = "<sheetData>", "</sheetData>"
_TEXT, _ATTRIBUTES = r"[^<>]*+", r'(?: [A-Za-z][\w:]*+="[^"<>&]*+")*+'
#: What may not stand in XML, and line ends that a parser changes.
_NO_LETTERS = bytes(range(9)) + bytes(range(11, 32))


def _cell(group: str) -> str:
    """The pattern of a cell, in groups or not: column, row, type, formula and value."""
    place = rf'r="({group}[A-Z]{{1,3}})({group}[1-9][0-9]{{0,6}})"'
    formula, value = rf"({group}<f{_ATTRIBUTES}(?:/>|>{_TEXT}</f>))?", rf"({group}<v ?/>|<v>{_TEXT}</v>)?"
    return rf'<c {place}(?: s="[0-9]+")?(?: t="({group}[A-Za-z]+)")?(?:/>|>{formula}{value}</c>)'


_CELLS = re.compile(_cell(""))
_ROW = re.compile(rf'<row r="([1-9][0-9]{{0,6}})"({_ATTRIBUTES})(?:/>|>((?:{_cell("?:")})*)</row>)')

_QUOTES = {"&quot;": '"', "&apos;": "'"}

Row = tuple[str, Sequence[tuple[str, str, str, str, str]]]


class PlainSheet(NamedTuple):
    """``kind`` is the name of its root. A row is its number and its cells: column, row, type, formula
    and value, each as it is written and empty where it is missing."""

    kind: str
    rows: Sequence[Row]


def plain_sheet(text: str) -> PlainSheet | None:
    """The sheet, or None where it is written in another way. Unreadable where it is not well-formed."""
    begin, end = text.find(_BEGIN) + len(_BEGIN), text.rfind(_END)
    if not len(_BEGIN) <= begin <= end or len(text) > _LARGEST or not _is_plain(text[:begin], text[end:]):
        return None
    found = list(_rows(text, begin, end))
    if (found[-1].end() if found else begin) != end or not _is_xml(text[begin:end]):
        return None
    rows = [(one[1], _CELLS.findall(one[3] or "")) for one in found]
    samples = {f'<row r="1"{attributes}/>' for attributes in {one[2] for one in found}}
    if text.find("&", begin, end) >= 0 or text.find("<f ", begin, end) >= 0:
        samples |= set(_to_be_parsed(rows))
    root = markup.tree(f"{text[:begin]}{''.join(sorted(samples))}{text[end:]}")
    return PlainSheet(markup.local(root), rows) if root.find("{*}sheetData") is not None else None


def _is_plain(head: str, tail: str) -> bool:
    """Whether what stands around the rows holds nothing that is written anew, and no rows."""
    return not any(mark in part for part in (head[: -len(_BEGIN)], tail) for mark in ("<!", "<?", "&#", "<sheetData"))


def _is_xml(rows: str) -> bool:
    data = rows.encode()
    unchanged = len(data.translate(None, _NO_LETTERS)) == len(data)
    return unchanged and "&#" not in rows and "\ufffe" not in rows and "\uffff" not in rows


def _rows(text: str, begin: int, end: int) -> Iterator[re.Match[str]]:
    """One behind the other, as far as they are plain."""
    while (found := _ROW.match(text, begin, end)) is not None:
        yield found
        begin = found.end()


def _to_be_parsed(rows: Sequence[Row]) -> Iterator[str]:
    """What the pattern does not see whole: attributes of formulas, and names of characters."""
    for _, cells in rows:
        for _, _, _, formula, value in cells:
            if formula.startswith("<f ") or "&" in formula or "&" in value:
                yield f"<row><c>{formula}{value}</c></row>"


def content(element: str) -> str | None:
    """What a formula or a value says; None where it is missing."""
    if not element:
        return None
    said = element[element.index(">") + 1 : -4]  # up to </v> or </f>; of <v/> and <f/> nothing
    return unescape(said, _QUOTES) if "&" in said else said
