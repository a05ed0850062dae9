"""Word documents: tables, and the lines "label: value" above them."""

from __future__ import annotations

import io
from collections.abc import Iterator
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
    for element in _children(body, "w:p", "w:tbl"):
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
    for number, row in enumerate(_children(table, "w:tr"), start=1):
        column = 1 + _number(row, "w:trPr", "w:gridBefore", 0)
        for cell in _children(row, "w:tc"):
            text = "\n".join(_text(paragraph) for paragraph in _children(cell, "w:p")).strip()
            if text:
                cells.append(Cell(number, column, text, True))
            column += _number(cell, "w:tcPr", "w:gridSpan", 1)
    return cells


def _children(parent: Any, *names: str) -> Iterator[Any]:
    """The children of these names, those inside content controls too, in the order of the document."""
    wanted = {qn(name) for name in names}
    for child in parent:
        if child.tag in wanted:
            yield child
        elif child.tag == qn("w:sdt"):
            for content in child.iterchildren(qn("w:sdtContent")):
                yield from _children(content, *names)


def _number(element: Any, properties: str, name: str, default: int) -> int:
    found = element.find(f"{qn(properties)}/{qn(name)}")
    return int(found.get(qn("w:val"), str(default))) if found is not None else default


def _text(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
