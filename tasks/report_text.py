"""A report read back from its .docx, as its readers see it: paragraphs, tables, and in both what is live, by its key.

Works on what soket wrote, on what Word saved and on what LibreOffice saved. What a tracked change took away is not
there; text boxes, notes, headers and footers are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from outputs.chart_read import ReadChart, read_charts
from outputs.live import Piece
from outputs.patch_xml import CannotMark
from tasks.readers.package import Package
from tasks.readers.sheet import Unreadable

_OURS = re.compile(r"\d{4}H[12]\.\d+:.+")
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_GONE = {qn(f"w:{name}") for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "sdtPr", "sdtEndPr")}
_GONE |= {_MC + "Fallback"}
_SIGNS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}
_BLOCKS = (qn("w:p"), qn("w:tbl"))
_PARTS = re.compile(r"word/(?:header|footer|footnotes|endnotes|comments)\d*\.xml")
_HEADING = re.compile(r"heading ([1-9])")


@dataclass(frozen=True)
class Paragraph:
    """``level`` is that of a heading, from 1; ``style`` the name of its style, in lower case."""

    pieces: tuple[Piece, ...]
    style: str = ""
    level: int | None = None

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class TableText:
    """Rows of cells, each in its lines. ``figures``: a table of figures, whose first row repeats on every page; else it
    only places text on a page."""

    rows: tuple[tuple[tuple[Paragraph, ...], ...], ...]
    figures: bool


@dataclass(frozen=True)
class ReportText:
    """``around`` is what stands outside the body: headers, footers, notes, comments, and text boxes."""

    blocks: tuple[Paragraph | TableText, ...]
    around: tuple[Paragraph, ...]
    charts: tuple[ReadChart, ...] = ()

    @property
    def tables(self) -> list[TableText]:
        return [block for block in self.blocks if isinstance(block, TableText)]

    def live(self) -> Iterator[Piece]:
        """Every control of a report's, in the order of the text."""
        for block in self.blocks:
            rows = block.rows if isinstance(block, TableText) else (((block,),),)
            yield from (piece for row in rows for cell in row for line in cell for piece in line.pieces if piece.key)


def read_report(data: bytes) -> ReportText:
    """Unreadable where it is no sound .docx."""
    package = Package.open(data)
    if "word/document.xml" not in package.members:
        raise Unreadable("unsupported", {"suffix": ".docx"})
    package.check()
    body = _parsed(package, "word/document.xml").find(qn("w:body"))
    if body is None:
        raise Unreadable("damaged")
    styles = _styles(_parsed(package, "word/styles.xml")) if "word/styles.xml" in package.members else {}
    blocks = tuple(_blocks(body, styles))
    boxes = [one for box in body.iter(qn("w:txbxContent")) if not _is_fallback(box) for one in _blocks(box, styles)]
    others = [
        one
        for name in sorted(package.members)
        if _PARTS.fullmatch(name)
        for one in _blocks(_parsed(package, name), styles)
    ]
    around = (one for one in (*boxes, *others) if isinstance(one, Paragraph))
    return ReportText(blocks, tuple(one for one in around if one.text.strip()), _charts(data))


def _charts(data: bytes) -> tuple[ReadChart, ...]:
    try:
        return tuple(read_charts(data))
    except (CannotMark, KeyError, StopIteration, etree.XMLSyntaxError):
        raise Unreadable("damaged") from None


def _parsed(package: Package, name: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(package.part(name), parser)
    except etree.XMLSyntaxError:
        raise Unreadable("damaged") from None


def _styles(root: Any) -> dict[str, str]:
    """The id of a paragraph's style → its name, in lower case."""
    names = ((one.get(qn("w:styleId"), ""), one.find(qn("w:name"))) for one in root.iter(qn("w:style")))
    return {code: name.get(qn("w:val"), "").lower() for code, name in names if name is not None}


def _is_fallback(element: Any) -> bool:
    return any(one.tag == _MC + "Fallback" for one in element.iterancestors())


def _blocks(parent: Any, styles: Mapping[str, str], key: str | None = None) -> Iterator[Paragraph | TableText]:
    for child in parent:
        if child.tag == qn("w:p"):
            yield _paragraph(child, styles, key)
        elif child.tag == qn("w:tbl"):
            rows = tuple(_row(row, styles) for row in _inside(child, qn("w:tr")))
            yield TableText(rows, next(child.iter(qn("w:tblHeader")), None) is not None)
        elif child.tag not in _GONE:
            yield from _blocks(child, styles, key or _key(child))


def _row(row: Any, styles: Mapping[str, str]) -> tuple[tuple[Paragraph, ...], ...]:
    return tuple(tuple(_lines(cell, styles)) for cell in _inside(row, qn("w:tc")))


def _lines(cell: Any, styles: Mapping[str, str]) -> Iterator[Paragraph]:
    """The paragraphs of a cell that say something; those of a table within it too."""
    for block in _blocks(cell, styles):
        inner = [block] if isinstance(block, Paragraph) else [line for r in block.rows for c in r for line in c]
        yield from (line for line in inner if line.text.strip())


def _inside(parent: Any, name: str) -> Iterator[Any]:
    """The children of this name, those inside controls and tracked insertions too."""
    for child in parent:
        if child.tag == name:
            yield child
        elif child.tag not in _GONE and child.tag not in _BLOCKS:
            yield from _inside(child, name)


def _paragraph(element: Any, styles: Mapping[str, str], key: str | None) -> Paragraph:
    properties = element.find(qn("w:pPr"))
    named = properties.find(qn("w:pStyle")) if properties is not None else None
    style = styles.get(named.get(qn("w:val"), ""), "") if named is not None else ""
    level = _HEADING.fullmatch(style)
    return Paragraph(
        tuple(_joined(_pieces(element, key, _page_numbers(element)))), style, int(level[1]) if level else None
    )


def _key(element: Any) -> str | None:
    """The key of a control: Word keeps its tag, LibreOffice the alias."""
    properties = element.find(qn("w:sdtPr")) if element.tag == qn("w:sdt") else None
    if properties is None:
        return None
    for name in ("w:tag", "w:alias"):
        found = properties.find(qn(name))
        if found is not None and _OURS.fullmatch(said := found.get(qn("w:val"), "")):
            return str(said)
    return None


def _pieces(element: Any, key: str | None, unsaid: set[Any]) -> Iterator[Piece]:
    for child in element:
        if child.tag == qn("w:t"):
            yield from [Piece(key, child.text or "")] * (child not in unsaid)
        elif child.tag in _SIGNS:
            yield Piece(key, _SIGNS[child.tag])
        elif child.tag == qn("w:sdt") and (own := key or _key(child)):
            yield Piece(own, "".join(piece.text for piece in _pieces(child, own, unsaid)))
        elif child.tag not in _GONE and child.tag != qn("w:txbxContent"):
            yield from _pieces(child, key, unsaid)


def _page_numbers(paragraph: Any) -> set[Any]:
    """The texts that a field puts there for the number of a page."""
    simple = (one for one in paragraph.iter(qn("w:fldSimple")) if "PAGE" in one.get(qn("w:instr"), ""))
    found = {text for field in simple for text in field.iter(qn("w:t"))}
    inside, instruction = 0, ""
    for one in paragraph.iter(qn("w:fldChar"), qn("w:instrText"), qn("w:t")):
        if one.tag == qn("w:fldChar"):
            inside += {"begin": 1, "end": -1}.get(one.get(qn("w:fldCharType"), ""), 0)
            instruction = instruction if inside else ""
        elif one.tag == qn("w:instrText"):
            instruction += one.text or ""
        elif inside and "PAGE" in instruction:
            found.add(one)
    return found


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
