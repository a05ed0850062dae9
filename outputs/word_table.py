"""Paragraphs and tables as WordprocessingML: escaped text in, one XML element's text out.

python-docx's ``table.cell`` is quadratic in the number of cells, so a table is built whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
Align = Literal["left", "center", "right", "both"]

_TWIPS_A_MM = 1440 / 25.4
_CELL_MARGIN_MM, _SLACK_MM = 1.2, 1.2  # the slack is for letters with a horn (ơ, ư) and other faces
_HEAD_LINES = 3
_LEAST_SIZE = 8.0  # points
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

#: Advance widths of Times New Roman Bold in thousandths of the size; the upright face is narrower.
_WIDTHS = {
    letter: width
    for width, letters in {
        250: " .,", 278: "il/", 333: "()-f:;jt", 389: "sI", 444: "cerz", 500: "0123456789avxyogJ",
        556: "bdđhknpquS", 611: "FP", 667: "BELTZ", 722: "ACDĐHKNRUVXYw", 778: "GOQ", 833: "m", 944: "M",
        1000: "W…",
    }.items()
    for letter in letters
}  # fmt: skip


def twips(mm: float) -> int:
    return round(mm * _TWIPS_A_MM)


def text_width(text: str, size: float) -> float:
    """About how wide a line of bold Times New Roman is, in mm; a letter's accents add nothing."""
    letters = [mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark)]
    return sum(_WIDTHS.get(letter, 556) for letter in letters) / 1000 * size * 25.4 / 72


def balanced(text: str, size: float, box: float) -> str:
    """``text``, or in two lines where it is wider than ``box`` (mm): the second begins with "và"
    where both fit so, else they are of about one length."""
    words = text.split(" ")
    if text_width(text, size) <= box or len(words) < 2:
        return text
    halves = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    widest = {pair: max(text_width(half, size) for half in pair) for pair in halves}
    joined = [pair for pair in halves if pair[1].startswith("và ") and widest[pair] <= box]
    best = min(joined or halves, key=lambda pair: widest[pair])
    return "\n".join(best)


@dataclass(frozen=True)
class Line:
    """A paragraph of one format; a newline breaks it. What is None comes from its style."""

    text: str = ""
    style: str = "Normal"
    align: Align | None = None
    bold: bool = False
    italic: bool = False
    size: float | None = None
    keep: bool = False

    def xml(self) -> str:
        keep = "<w:keepNext/>" if self.keep else ""
        align = f'<w:jc w:val="{self.align}"/>' if self.align else ""
        text = "<w:br/>".join(_text_xml(one) for one in self.text.split("\n"))
        run = f"<w:r>{self._run()}{text}</w:r>" if self.text else ""
        return f'<w:p><w:pPr><w:pStyle w:val="{self.style}"/>{keep}{align}</w:pPr>{run}</w:p>'

    def _run(self) -> str:
        bold, italic = "<w:b/>" * self.bold, "<w:i/>" * self.italic
        halves = round((self.size or 0) * 2)
        size = f'<w:sz w:val="{halves}"/><w:szCs w:val="{halves}"/>' if halves else ""
        return f"<w:rPr>{bold}{italic}{size}</w:rPr>" if bold or italic or size else ""


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
        margin = f'w:w="{twips(_CELL_MARGIN_MM) if self.grid else 0}" w:type="dxa"'
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


def fitted_widths(
    heads: Iterable[Sequence[str]], bodies: Iterable[Sequence[str]], size: float, total: float
) -> tuple[float, ...]:
    """Widths in mm that sum to ``total``, from each column's texts in the head and in the body.

    A column gets its longest word. What is left is shared by what each would like: its body in one
    line and its head in three. Where the words alone are too wide, all columns shrink alike.
    """
    needed, wished = [], []
    for head, body in zip(heads, bodies, strict=True):
        words = [word for text in (*head, *body) for word in text.split()]
        needed.append(_widest(words, size))
        wished.append(max(needed[-1], _widest(body, size), _widest(head, size) / _HEAD_LINES))
    spare, wishes = total - sum(needed), [wish - need for wish, need in zip(wished, needed, strict=True)]
    if spare < 0 or not sum(wishes):
        return tuple(width * total / sum(needed) for width in needed)
    return tuple(need + spare * wish / sum(wishes) for need, wish in zip(needed, wishes, strict=True))


def fitting_size(heads: Iterable[Sequence[str]], bodies: Iterable[Sequence[str]], size: float, total: float) -> float:
    """The largest size, from ``size`` down to the least that can be read, at which the longest words of the columns
    stand beside each other: a number that is broken over two lines reads as two."""
    words = [
        [word for text in (*head, *body) for word in text.split()] for head, body in zip(heads, bodies, strict=True)
    ]
    while size > _LEAST_SIZE and sum(_widest(column, size) for column in words) > total:
        size -= 0.5
    return size


def _widest(texts: Iterable[str], size: float) -> float:
    """The width of a column that holds each text in one line."""
    return max((text_width(text, size) for text in texts), default=0.0) + 2 * _CELL_MARGIN_MM + _SLACK_MM


def _text_xml(text: str) -> str:
    """What XML cannot hold is dropped: a control character in a narrative must not stop the report."""
    return f'<w:t xml:space="preserve">{escape(_NOT_XML.sub("", text))}</w:t>'
