"""A paragraph's text as its reader sees it, in pieces: what is live in it by its key, and what is nobody's.

Elements after ECMA-376 part 1, 17 (WordprocessingML), 22 (equations) and part 3 (``mc:AlternateContent``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from outputs.live import Piece

_OURS = re.compile(r"\d{4}H[12]\.\d+:.+")
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
#: What a reader does not see where it stands.
GONE = frozenset(
    {qn(f"w:{name}") for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "sdtPr", "sdtEndPr")}
    | {_MC + "Fallback"}
)
BOX = qn("w:txbxContent")
_RUN = qn("w:r")
_TEXTS = (qn("w:t"), _MATH + "t")
_SIGNS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}
_PAGES = frozenset(("PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF"))  # fields that say where something stands
_OFF = ("0", "false", "off", "none")


def pieces_of(paragraph: Any, key: str | None) -> tuple[Piece, ...]:
    """``key`` is that of the control around the paragraph, if it stands in one: all of it is one piece then."""
    found = tuple(_joined(_pieces(paragraph, key, _page_numbers(paragraph))))
    return found if key is None else (Piece(key, "".join(piece.text for piece in found)),) * bool(found)


def key_of(element: Any) -> str | None:
    """The key of a control: Word keeps its tag, LibreOffice the alias."""
    properties = element.find(qn("w:sdtPr")) if element.tag == qn("w:sdt") else None
    if properties is None:
        return None
    for name in ("w:tag", "w:alias"):
        found = properties.find(qn(name))
        if found is not None and _OURS.fullmatch(said := found.get(qn("w:val"), "")):
            return str(said)
    return None


def says(element: Any, properties: str, *names: str) -> bool:
    """Whether a property is there and not switched off."""
    found = (element.find(f"{qn(properties)}/{qn(name)}") for name in names)
    return any(one is not None and one.get(qn("w:val"), "1") not in _OFF for one in found)


def _pieces(element: Any, key: str | None, unsaid: set[Any]) -> Iterator[Piece]:
    for child in element:
        if child.tag in _TEXTS:
            yield from [Piece(key, child.text or "")] * (child not in unsaid)
        elif child.tag in _SIGNS:
            yield Piece(key, _SIGNS[child.tag])
        elif child.tag == qn("w:sdt") and (own := key or key_of(child)):
            yield Piece(own, "".join(piece.text for piece in _pieces(child, own, unsaid)))
        elif child.tag not in GONE and child.tag != BOX and not _is_hidden(child):
            yield from _pieces(child, key, unsaid)


def _is_hidden(element: Any) -> bool:
    return element.tag == _RUN and says(element, "w:rPr", "w:vanish", "w:specVanish")


def _page_numbers(paragraph: Any) -> set[Any]:
    """The texts that a field puts there for the number of a page."""
    simple = (one for one in paragraph.iter(qn("w:fldSimple")) if _is_page(one.get(qn("w:instr"), "")))
    found = {text for field in simple for text in field.iter(qn("w:t"))}
    fields: list[str] = []  # the instructions of those that are open, the innermost last
    for one in paragraph.iter(qn("w:fldChar"), qn("w:instrText"), qn("w:t")):
        if one.tag == qn("w:t"):
            found |= {one} if any(map(_is_page, fields)) else set()
        elif one.tag == qn("w:instrText"):
            fields[-1:] = [f"{field}{one.text or ''}" for field in fields[-1:]]
        elif (kind := one.get(qn("w:fldCharType"))) == "begin":
            fields.append("")
        elif kind == "end":
            del fields[-1:]
    return found


def _is_page(instruction: str) -> bool:
    return not _PAGES.isdisjoint(instruction.upper().split()[:1])


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """What is nobody's, and stands side by side, as one."""
    loose = ""
    for piece in pieces:
        if piece.key is None:
            loose += piece.text
            continue
        if loose:
            yield Piece(None, loose)
        loose = ""
        yield piece
    if loose:
        yield Piece(None, loose)
