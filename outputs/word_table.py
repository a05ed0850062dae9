"""Paragraphs and tables as WordprocessingML: escaped text in, one XML element's text out.

python-docx's ``table.cell`` is quadratic in the number of cells, so a table is built whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from outputs.live import Piece, is_prose, pieces
from outputs.measure import CELL_MARGIN_MM
from outputs.stylesheet import FormatStyle, run_format

Align = Literal["left", "center", "right", "both"]

#: An id that every control has until the document is put together.
UNNUMBERED = '<w:id w:val="0"/>'

_TWIPS_A_MM = 1440 / 25.4
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def twips(mm: float) -> int:
    return round(mm * _TWIPS_A_MM)


@dataclass(frozen=True)
class Line:
    """A paragraph of one format; a newline breaks it, and what is live in it is a control. What is None comes from its
    style."""

    text: str = ""
    style: str = "Normal"
    align: Align | None = None
    bold: bool = False
    italic: bool = False
    size: float | None = None
    keep: bool = False

    def xml(self) -> str:
        return _line(self)


@dataclass(frozen=True)
class Rule:
    """A rule of ``length`` mm, centred in a box of ``box`` mm, as the border of an empty paragraph."""

    length: float
    box: float
    keep: bool = True

    def xml(self) -> str:
        side = twips(max(0.0, (self.box - self.length) / 2))
        keep = "<w:keepNext/>" if self.keep else ""
        border = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
        return (
            f'<w:p><w:pPr><w:pStyle w:val="Normal"/>{keep}{border}'
            f'<w:spacing w:before="40" w:line="120" w:lineRule="exact"/>'
            f'<w:ind w:left="{side}" w:right="{side}"/></w:pPr></w:p>'
        )


@dataclass(frozen=True)
class Cell:
    """``span`` is the number of columns it takes."""

    lines: tuple[Line | Rule, ...]
    span: int = 1

    def xml(self, width: int, align: str) -> str:
        span = f'<w:gridSpan w:val="{self.span}"/>' if self.span > 1 else ""
        content = "".join(line.xml() for line in self.lines)
        format = f'<w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="{align}"/>'
        return f"<w:tc><w:tcPr>{format}</w:tcPr>{content}</w:tc>"


@dataclass(frozen=True)
class Table:
    """``widths`` in mm; the first ``header`` rows repeat on every page; no row splits over pages."""

    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    header: int = 0
    grid: bool = True

    def xml(self) -> str:
        widths = [twips(width) for width in self.widths]
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        rows = "".join(self._row(row, number < self.header, widths) for number, row in enumerate(self.rows))
        return f"<w:tbl>{self._properties(sum(widths))}<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"

    def _properties(self, width: int) -> str:
        margin = f'w:w="{twips(CELL_MARGIN_MM) if self.grid else 0}" w:type="dxa"'
        style = "TableGrid" if self.grid else "TableNormal"
        return (
            f'<w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{width}" w:type="dxa"/>'
            '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
            f"<w:tblCellMar><w:left {margin}/><w:right {margin}/></w:tblCellMar></w:tblPr>"
        )

    def _row(self, row: Sequence[Cell], repeats: bool, widths: Sequence[int]) -> str:
        cells, at, align = "", 0, "center" if self.grid else "top"
        for cell in row:
            cells += cell.xml(sum(widths[at : at + cell.span]), align)
            at += cell.span
        return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' * repeats}</w:trPr>{cells}</w:tr>"


Block = Line | Rule | Table


@lru_cache(maxsize=2_048)  # receipts differ in a few figures and names
def _line(line: Line) -> str:
    keep = "<w:keepNext/>" if line.keep else ""
    align = f'<w:jc w:val="{line.align}"/>' if line.align else ""
    found, format = pieces(line.text), run_format(line.bold, line.italic, line.size)
    lives = any(piece.key for piece in found) and bool(format)
    style = FormatStyle(line.style, line.bold, line.italic, line.size).code if lives else line.style
    runs = "".join(_piece(piece, "" if lives else format) for piece in found)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{align}</w:pPr>{runs}</w:p>'


def _piece(piece: Piece, format: str) -> str:
    text = "<w:br/>".join(_text_xml(one) for one in piece.text.split("\n"))
    run = f"<w:r>{format}{text}</w:r>"
    return run if piece.key is None else _control(piece.key, run)


def _control(key: str, run: str) -> str:
    """A content control that shows nothing of itself. Word keeps the tag, LibreOffice the alias. A figure's cannot be
    typed in; its id is given where the document is put together. LibreOffice keeps those of plain text alone, without
    formats of their own: these come from the paragraph's style."""
    lock = "sdtLocked" if is_prose(key) else "sdtContentLocked"
    named = f"<w:alias w:val={quoteattr(key)}/><w:tag w:val={quoteattr(key)}/>{UNNUMBERED}"
    hidden = f'<w:lock w:val="{lock}"/><w15:appearance w15:val="hidden"/><w:text/>'
    return f"<w:sdt><w:sdtPr>{named}{hidden}</w:sdtPr><w:sdtContent>{run}</w:sdtContent></w:sdt>"


def _text_xml(text: str) -> str:
    """What XML cannot hold is dropped: a control character in a narrative must not stop the report."""
    return f'<w:t xml:space="preserve">{escape(_NOT_XML.sub("", text))}</w:t>'
