"""A report read back from its .docx, as its readers see it: paragraphs, tables, and in both what is live, by its key.

Works on what soket wrote, on what Word saved and on what LibreOffice saved. What a tracked change took away and what is
hidden is not there; text boxes, notes, headers and footers are.
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
from tasks.readers import markup, openxml
from tasks.readers.package import Package
from tasks.readers.sheet import Unreadable
from tasks.report_pieces import BOX, GONE, key_of, pieces_of, says

_BLOCKS = (qn("w:p"), qn("w:tbl"))
_AROUND = frozenset(("header", "footer", "footnotes", "endnotes"))
_KEYWORDS = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}keywords"
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
    """``around`` is what stands outside the body: headers, footers, notes and text boxes; comments are not printed.
    ``code`` says what it was when soket wrote it, whatever became of it."""

    blocks: tuple[Paragraph | TableText, ...]
    around: tuple[Paragraph, ...]
    charts: tuple[ReadChart, ...] = ()
    code: str = ""

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
    try:
        return _read(data)
    except (MemoryError, RecursionError):
        raise Unreadable("too_heavy", {"what": "các phần lồng nhau quá sâu"}) from None


def _read(data: bytes) -> ReportText:
    package = Package.open(data)
    package.check()
    main = next((link.target for link in openxml.links(package, "") if link.kind == "officeDocument"), None)
    body = None if main is None else _parsed(package, main).find(qn("w:body"))
    if main is None or body is None:
        raise Unreadable("unsupported", {"suffix": ".docx"})
    links = openxml.links(package, main)
    styles = {code: name for link in links if link.kind == "styles" for code, name in _styles(package, link.target)}
    others = [_parsed(package, name) for name in sorted({one.target for one in links if one.kind in _AROUND})]
    around = [line for one in (body, *others) for line in _boxed(one, styles)]
    around += [line for one in others for line in _lines(one, styles)]
    return ReportText(tuple(_blocks(body, styles)), tuple(around), _charts(data), _code(package))


def report_code(data: bytes) -> str:
    """The code of a report that soket wrote."""
    return _code(Package.open(data))


def _code(package: Package) -> str:
    """By which it is known what it was when soket wrote it."""
    core = next((link.target for link in openxml.links(package, "") if link.kind == "core-properties"), None)
    found = _parsed(package, core).find(_KEYWORDS) if core else None
    return "" if found is None else (found.text or "").strip()


def _boxed(part: Any, styles: Mapping[str, str]) -> Iterator[Paragraph]:
    """What stands in the text boxes of a part."""
    for box in part.iter(BOX):
        if not any(one.tag in GONE for one in box.iterancestors()):
            yield from _lines(box, styles)


def _charts(data: bytes) -> tuple[ReadChart, ...]:
    try:
        return tuple(read_charts(data))
    except (CannotMark, KeyError, ValueError, StopIteration, etree.XMLSyntaxError):
        raise Unreadable("damaged") from None


def _parsed(package: Package, name: str) -> Any:
    try:
        return markup.parsed(package.part(name))
    except KeyError:
        raise Unreadable("damaged") from None


def _styles(package: Package, name: str) -> Iterator[tuple[str, str]]:
    """The id of each paragraph's style and its name, in lower case."""
    for one in _parsed(package, name).iter(qn("w:style")):
        if (named := one.find(qn("w:name"))) is not None:
            yield one.get(qn("w:styleId"), ""), named.get(qn("w:val"), "").lower()


def _blocks(parent: Any, styles: Mapping[str, str], key: str | None = None) -> Iterator[Paragraph | TableText]:
    for child in parent:
        if child.tag == qn("w:p"):
            yield _paragraph(child, styles, key)
        elif child.tag == qn("w:tbl"):
            rows = (_row(*row, styles) for row in _inside(child, qn("w:tr")) if not _is_gone(row[0]))
            yield TableText(tuple(rows), next(child.iter(qn("w:tblHeader")), None) is not None)
        elif child.tag not in GONE:
            yield from _blocks(child, styles, key or key_of(child))


def _is_gone(row: Any) -> bool:
    return says(row, "w:trPr", "w:del", "w:hidden")


def _row(row: Any, key: str | None, styles: Mapping[str, str]) -> tuple[tuple[Paragraph, ...], ...]:
    return tuple(tuple(_lines(cell, styles, own)) for cell, own in _inside(row, qn("w:tc"), key))


def _lines(cell: Any, styles: Mapping[str, str], key: str | None = None) -> Iterator[Paragraph]:
    """The paragraphs of a cell, a box or a note that say something; those of a table within it too."""
    for block in _blocks(cell, styles, key):
        inner = [block] if isinstance(block, Paragraph) else [line for r in block.rows for c in r for line in c]
        yield from (line for line in inner if line.text.strip())


def _inside(parent: Any, name: str, key: str | None = None) -> Iterator[tuple[Any, str | None]]:
    """The children of this name, each with the key of the control that it stands in; those inside tracked insertions
    too."""
    for child in parent:
        if child.tag == name:
            yield child, key
        elif child.tag not in GONE and child.tag not in _BLOCKS:
            yield from _inside(child, name, key or key_of(child))


def _paragraph(element: Any, styles: Mapping[str, str], key: str | None) -> Paragraph:
    properties = element.find(qn("w:pPr"))
    named = properties.find(qn("w:pStyle")) if properties is not None else None
    style = styles.get(named.get(qn("w:val"), ""), "") if named is not None else ""
    level = _HEADING.fullmatch(style)
    return Paragraph(pieces_of(element, key), style, int(level[1]) if level else None)
