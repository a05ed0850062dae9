"""A report's .docx as its reader reads it."""

from __future__ import annotations

from collections.abc import Iterator

from outputs.chart_read import ReadChart
from tasks.report_text import TableText, read_report


def rows_of(table: TableText) -> list[list[str]]:
    """The texts of a table's cells, lines of a cell joined by " / "."""
    return [[" / ".join(line.text for line in cell) for cell in row] for row in table.rows]


def report_text(data: bytes) -> str:
    """The report as plain text: headings marked, a table row a line, empty paragraphs left out; the charts last."""
    read = read_report(data)
    lines: list[str] = []
    for block in read.blocks:
        if isinstance(block, TableText):
            lines += [" | ".join(row) for row in rows_of(block)]
        elif block.text:
            lines.append("#" * (block.level or 0) + " " * bool(block.level) + block.text.replace("\n", " / "))
    lines += [line for chart in read.charts for line in _drawn(chart)]
    return "\n".join(lines).replace("\u00a0", " ") + "\n"


def _drawn(chart: ReadChart) -> Iterator[str]:
    yield f"[{chart.title}] {chart.description}"
    for one in chart.series:
        pairs = zip(chart.categories, one.values, strict=True)
        yield f"{one.name}: {'; '.join(f'{of} {value}' for of, value in pairs)}"
