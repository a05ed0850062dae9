"""The Word report of the scripts: the total of every field, and who was refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from docx import Document
from docx.document import Document as Word


def write_report(path: Path, totals: Iterable[tuple[str, int]], refused: Iterable[tuple[str, str]]) -> None:
    document = Document()
    document.add_heading("Báo cáo 6 tháng đầu năm 2022", level=1)
    document.add_heading("Tổng số", level=2)
    _table(document, ("Chỉ tiêu", "Tổng số"), [(field, f"{total:,}".replace(",", ".")) for field, total in totals])
    document.add_heading("Đơn vị bị từ chối", level=2)
    _table(document, ("Đơn vị", "Lý do"), list(refused))
    document.save(str(path))


def _table(document: Word, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=1 + len(rows), cols=len(head), style="Table Grid")
    for place, words in zip(table.rows, (head, *rows), strict=True):
        for cell, text in zip(place.cells, words, strict=True):
            cell.text = text
