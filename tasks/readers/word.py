"""Word documents: tables, and the lines "label: value" beside them. What Word shows as the text counts: not what a
tracked change took away, nor hidden text, text boxes and notes.

Elements after ECMA-376 part 1, 17 (WordprocessingML) and part 3 (``mc:AlternateContent``).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from domain.cells import Layout
from tasks.readers.runs import UNREAD, shown
from tasks.readers.sheet import MOST_SPAN, Cell, Sheet, Unreadable, check_cells

NAME = f"python-docx {version('python-docx')}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SIGNS = {
    **{qn(name): "\n" for name in ("w:br", "w:cr")},
    **{qn(name): "\t" for name in ("w:tab", "w:ptab")},
    qn("w:noBreakHyphen"): "-",
    qn("w:sym"): UNREAD,
    _MATH + "oMath": UNREAD,
}
_GONE = {qn(name) for name in ("w:del", "w:moveFrom", "w:drawing", "w:pict", "w:object", "w:pPr", "w:rPr", "w:rt")}
_GONE |= {qn(name) for name in ("w:footnoteReference", "w:endnoteReference", "w:instrText", "w:delText")}
_AROUND = {qn(name) for name in ("w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag")}
_AROUND |= {qn("w:sdt"), _MC + "AlternateContent", _MC + "Choice"}


def read(data: bytes) -> list[Sheet]:
    """A sheet of paragraphs (label in column 1, value in column 2), then one a table: ``bảng 1``, …, a table
    within a table after the one that holds it.

    Unreadable: ``prose`` without any table, ``unsafe`` or ``too_heavy`` beyond what Word itself writes.
    """
    body = _body(data)
    lines = Sheet("", Layout.PARAGRAPHS, [])
    texts = _paragraphs(body)
    for number, text in enumerate(texts, start=1):
        lines.cells.extend(_line(text, number))
    found = [table for table in body.iter(qn("w:tbl")) if not _is_fallback(table)]
    if not found and any(text.strip() for text in texts):
        raise Unreadable("prose")
    sheets = [lines]
    for number, table in enumerate(found, start=1):
        sheets.append(Sheet(f"bảng {number}", Layout.TABLE, list(_table(table))))
        check_cells(sum(len(sheet.cells) for sheet in sheets))
    return sheets


def read_prose(data: bytes) -> list[Sheet]:
    """The same, of an article: a sheet of its paragraphs, whole, and one a table."""
    body = _body(data)
    texts = enumerate(_paragraphs(body), start=1)
    sheets = [Sheet("", Layout.PARAGRAPHS, [Cell(number, 1, text, False) for number, text in texts if text.strip()])]
    found = [table for table in body.iter(qn("w:tbl")) if not _is_fallback(table)]
    return sheets + [Sheet(f"bảng {n}", Layout.TABLE, list(_table(table))) for n, table in enumerate(found, start=1)]


def _body(data: bytes) -> Any:
    try:
        return Document(io.BytesIO(data)).element.body
    except Exception:  # python-docx raises what its parts raise; the file is damaged either way
        raise Unreadable("damaged") from None


def _paragraphs(body: Any) -> list[str]:
    return [_text(paragraph) for paragraph in _children(body, qn("w:p"))]


def _is_fallback(element: Any) -> bool:
    return any(around.tag == _MC + "Fallback" for around in element.iterancestors())


def _line(text: str, number: int) -> list[Cell]:
    label, colon, value = text.partition(":")
    if not colon or not value.strip():
        return []
    return [Cell(number, 1, label.strip(), False), Cell(number, 2, value.strip(), True)]


def _table(table: Any) -> Iterator[Cell]:
    rows = (row for row in _children(table, qn("w:tr")) if not _says(row, "w:trPr", "w:del", "w:hidden"))
    for number, row in enumerate(rows, start=1):
        column = 1 + _number(row, "w:trPr", "w:gridBefore", 0)
        for cell in _children(row, qn("w:tc")):
            span = max(_number(cell, "w:tcPr", "w:gridSpan", 1), 1)
            if column + span - 1 > MOST_SPAN:
                raise Unreadable("unsafe", {"what": "bảng có quá 63 cột"})
            text = "" if _is_hidden(cell) else "\n".join(map(_text, _children(cell, qn("w:p")))).strip()
            if text:
                yield Cell(number, column, text, True)
            column += span


def _is_hidden(cell: Any) -> bool:
    """A deleted cell, or one that another covers from above."""
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return _says(cell, "w:tcPr", "w:cellDel") or (merge is not None and merge.get(qn("w:val")) != "restart")


def _children(parent: Any, name: str) -> Iterator[Any]:
    """The children of this name, those inside content controls and tracked insertions too, in their order."""
    for child in parent:
        if child.tag == name:
            yield child
        elif child.tag in _AROUND:
            yield from _children(child, name)


def _number(element: Any, properties: str, name: str, default: int) -> int:
    found = element.find(f"{qn(properties)}/{qn(name)}")
    said = found.get(qn("w:val"), str(default)) if found is not None else str(default)
    if not (said.isascii() and said.isdigit() and len(said) < 5):
        raise Unreadable("unsafe", {"what": "bảng có ô rộng bất thường"})
    return int(said)


def _says(element: Any, properties: str, *names: str) -> bool:
    """Whether a property is there and not switched off."""
    for name in names:
        found = element.find(f"{qn(properties)}/{qn(name)}")
        if found is not None and found.get(qn("w:val"), "1") not in ("0", "false", "off", "none"):
            return True
    return False


def _text(paragraph: Any) -> str:
    return "".join(_pieces(paragraph))


def _pieces(parent: Any) -> Iterator[str]:
    for node in parent:
        if node.tag == qn("w:t"):
            yield node.text or ""
        elif node.tag in _SIGNS:
            yield _SIGNS[node.tag]
        elif node.tag == qn("w:r"):
            yield from _run(node)
        elif node.tag not in _GONE and node.tag != _MC + "Fallback" and isinstance(node.tag, str):
            yield from _pieces(node)


def _run(run: Any) -> Iterator[str]:
    """A run's text, unless it is hidden."""
    if _says(run, "w:rPr", "w:vanish", "w:specVanish"):
        return
    align = run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
    raised = align is not None and align.get(qn("w:val")) in ("superscript", "subscript")
    yield shown("".join(_pieces(run)), struck=_says(run, "w:rPr", "w:strike", "w:dstrike"), raised=raised)
