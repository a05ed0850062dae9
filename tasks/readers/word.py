"""Word documents: tables, and the lines "label: value" above them."""

from __future__ import annotations

import io
from importlib.metadata import version
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from domain.cells import Layout
from tasks.readers.sheet import Cell, Sheet, Unreadable

NAME = f"python-docx {version('python-docx')}"


def read(data: bytes) -> list[Sheet]:
    """A sheet of paragraphs (label in column 1, value in column 2), then one a table: ``bảng 1``, …"""
    try:
        body = Document(io.BytesIO(data)).element.body
    except Exception:  # python-docx raises what its parts raise; the file is damaged either way
        raise Unreadable("damaged") from None
    lines: list[Cell] = []
    tables: list[Sheet] = []
    paragraph = 0
    for element in body:
        if element.tag == qn("w:p"):
            paragraph += 1
            lines.extend(_line(_text(element), paragraph))
        elif element.tag == qn("w:tbl"):
            tables.append(Sheet(f"bảng {len(tables) + 1}", Layout.TABLE, _table(element)))
    return [Sheet("", Layout.PARAGRAPHS, lines), *tables]


def _line(text: str, number: int) -> list[Cell]:
    label, colon, value = text.partition(":")
    if not colon or not value.strip():
        return []
    return [Cell(number, 1, label.strip(), False), Cell(number, 2, value.strip(), True)]


def _table(table: Any) -> list[Cell]:
    cells: list[Cell] = []
    for number, row in enumerate(table.iterchildren(qn("w:tr")), start=1):
        column = 1
        for cell in row.iterchildren(qn("w:tc")):
            text = "\n".join(_text(paragraph) for paragraph in cell.iterchildren(qn("w:p"))).strip()
            if text:
                cells.append(Cell(number, column, text, True))
            column += _span(cell)
    return cells


def _span(cell: Any) -> int:
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return int(span.get(qn("w:val"), "1")) if span is not None else 1


def _text(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
