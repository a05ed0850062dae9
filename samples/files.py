"""What offices send: the product's own form filled in, and its relatives in other formats."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import docx

from domain.vietnamese import read_whole
from outputs.blank_form import write_workbook
from outputs.sheet_plan import PlannedCell, SheetPlan, results
from outputs.stable_zip import stable_zip

Row = list[PlannedCell | None]


def workbook(plans: Sequence[SheetPlan]) -> bytes:
    """The form as it was given."""
    return write_workbook(plans)


def bent_workbook(plans: Sequence[SheetPlan]) -> bytes:
    """Rows inserted among the data and above the table, sheets renamed and re-ordered."""
    bent = [_with_rows_inserted(plan) for plan in plans]
    renamed = [replace(plan, name=f"{plan.name} ({number})") for number, plan in enumerate(bent, start=1)]
    return write_workbook([renamed[0], *reversed(renamed[1:])])


def _with_rows_inserted(plan: SheetPlan) -> SheetPlan:
    if not plan.heading_rows:
        return plan
    rows: list[Row] = [[]]
    for number, row in enumerate(plan.rows):
        rows.append(row)
        if number > 9 and number % 6 == 0:
            rows.append([])
    return replace(plan, rows=rows)


def delimited(plans: Sequence[SheetPlan]) -> bytes:
    """One text file: the cover's lines, then each table; ``;`` and a byte order mark, as Excel saves it."""
    return as_text(plans).encode("utf-8-sig")


def as_text(plans: Sequence[SheetPlan], delimiter: str = ";") -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    for plan in plans:
        for _, texts in printed(plan, plans):
            writer.writerow(texts)
        writer.writerow([])
    return text.getvalue()


def document(plans: Sequence[SheetPlan]) -> bytes:
    """A Word file: the cover as lines "label: value", then a table for each form."""
    return _document(plans, _add_table)


def merged_document(plans: Sequence[SheetPlan]) -> bytes:
    """The same, with the headings merged over columns and rows as on the form."""
    return _document(plans, _add_merged_table)


def _document(plans: Sequence[SheetPlan], add: Callable[..., object]) -> bytes:
    word = docx.Document()
    for plan in plans:
        rows = [(row, texts) for row, texts in printed(plan, plans) if any(texts)]
        if plan.heading_rows or plan.form != plans[0].form:
            add(word, rows)
            word.add_paragraph("")
            continue
        for _, (label, *rest) in rows:
            word.add_paragraph(f"{label}: {' '.join(rest).strip()}" if any(rest) else label)
    data = io.BytesIO()
    word.save(data)
    return stable_zip(data.getvalue())


def _add_table(word: docx.document.Document, rows: Sequence[tuple[Row, list[str]]]) -> list[list[docx.table._Cell]]:
    width = max(len(texts) for _, texts in rows)
    table = word.add_table(rows=len(rows), cols=width, style="Table Grid")
    grid = [list(row.cells) for row in table.rows]
    for (_, texts), cells in zip(rows, grid, strict=True):
        for text, cell in zip(texts, cells, strict=False):
            cell.text = text
    return grid


def _add_merged_table(word: docx.document.Document, rows: Sequence[tuple[Row, list[str]]]) -> None:
    grid = _add_table(word, rows)
    for r, (row, _) in enumerate(rows):
        for c, cell in enumerate(row):
            if cell and cell.style == "heading" and (cell.span > 1 or cell.down > 1):
                below, right = r + cell.down - 1, c + cell.span - 1
                grid[r][c].merge(grid[below][right]).text = str(cell.value)


def printed(plan: SheetPlan, plans: Sequence[SheetPlan]) -> Iterator[tuple[Row, list[str]]]:
    """The sheet's rows with their text; formulas as their results, the blank lines of a list left out."""
    made = results(plans, _all_numbers(plans))
    for r, row in enumerate(plan.rows):
        keys = [cell for cell in row if cell and cell.key]
        if keys and "#" in str(keys[0].key) and not any(cell.value for cell in keys):
            continue
        yield row, [_text(cell, f"{plan.name}:{r}:{c}", made) for c, cell in enumerate(row)]


def _all_numbers(plans: Sequence[SheetPlan]) -> dict[str, int]:
    """Every number, typed as one or as text: these formats do not tell them apart."""
    cells = (cell for plan in plans for row in plan.rows for cell in row if cell and cell.key)
    read = ((str(cell.key), read_whole(str(cell.value)).value) for cell in cells if cell.value is not None)
    return {key: value for key, value in read if value is not None}


def _text(cell: PlannedCell | None, place: str, made: Mapping[str, int | str]) -> str:
    if cell is None:
        return ""
    value = made[cell.key or place] if cell.formula else cell.value
    return "" if value is None else str(value)
