"""A report's .docx as its reader reads it."""

from __future__ import annotations

from tasks.report_text import TableText, read_report


def rows_of(table: TableText) -> list[list[str]]:
    """The texts of a table's cells, lines of a cell joined by " / "."""
    return [[" / ".join(line.text for line in cell) for cell in row] for row in table.rows]


def report_text(data: bytes) -> str:
    """The report as plain text: headings marked, a table row a line, empty paragraphs left out."""
    lines: list[str] = []
    for block in read_report(data).blocks:
        if isinstance(block, TableText):
            lines += [" | ".join(row) for row in rows_of(block)]
        elif block.text:
            lines.append("#" * (block.level or 0) + " " * bool(block.level) + block.text.replace("\n", " / "))
    return "\n".join(lines).replace("\u00a0", " ") + "\n"
