"""The form as a workbook: input cells unlocked, totals as formulas, one A4 page a sheet."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from domain.catalogue import Catalogue
from outputs.form_check import Check, checks_of, validation
from outputs.form_plan import Filling, plan_forms
from outputs.measure import text_width
from outputs.sheet_formula import Places, carried, formula_text
from outputs.sheet_plan import PlannedCell, SheetPlan, results

_CREATED = datetime(2000, 1, 1)  # fixed, so that the same form is the same bytes
_FACE, _SIZE, _SMALL = "Times New Roman", 13, 11  # points; a page that is wide is printed smaller
_FONT = {"font_name": _FACE, "font_size": _SIZE, "valign": "vcenter"}
_BOX = {**_FONT, "border": 1}
_DEFAULT = {"font_name": _FACE, "font_size": _SMALL}  # what widths of columns are counted in
_PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}  # a text is a text
_STYLES: dict[str, dict[str, Any]] = {
    "title": {**_FONT, "bold": True, "font_size": 15, "align": "center"},
    "small": {**_FONT, "font_size": 12, "italic": True, "text_wrap": True},
    "heading": {**_BOX, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E7EEF7"},
    "letters": {**_BOX, "font_size": 9, "align": "center", "italic": True},
    "signed": {**_FONT, "font_size": 12, "italic": True, "align": "center", "valign": "top", "text_wrap": True},
    "text": {**_BOX, "text_wrap": True, "align": "center"},
    "label": {**_BOX, "text_wrap": True, "indent": 1},
    "whole": {**_BOX, "text_wrap": True, "bold": True},
    "input": {**_BOX, "bg_color": "#FFF9DB", "num_format": "#,##0", "locked": False},
    "year": {**_BOX, "bg_color": "#FFF9DB", "num_format": "0", "locked": False},
    "words": {**_BOX, "bg_color": "#FFF9DB", "text_wrap": True, "valign": "top", "locked": False},
    "locked": {**_BOX, "bg_color": "#F1F1F1", "num_format": "#,##0", "text_wrap": True},
    "shown_year": {**_BOX, "bg_color": "#F1F1F1", "num_format": "0"},
    "formula": {**_BOX, "bg_color": "#E9F5E9", "num_format": "#,##0"},
    "percent": {**_BOX, "bg_color": "#E9F5E9", "num_format": "0.00"},
    "shut": {**_BOX, "bg_color": "#D9D9D9"},
}
_HEIGHTS = {"heading": 52, "words": 120, "title": 24}  # points: a heading has up to three lines, an answer several
_USUAL_WIDTH = 9  # of a column that nothing is said of
_ROW, _LIST, _SIGNING = 22, 760, 90  # points: a row that a pen may fill in, a whole list, the signature block
_PREPARED, _SIGNED = "Người lập biểu (ký, ghi rõ họ tên)", "Thủ trưởng đơn vị (ký, đóng dấu)"
_FILLED_IN = ("input", "year", "words")  # the styles of unlocked cells


def blank_form(catalogue: Catalogue, filling: Filling) -> bytes:
    """The workbook of one unit, filled as far as ``filling`` says."""
    return write_workbook(plan_forms(catalogue, filling), checks_of(catalogue, filling))


def write_workbook(plans: Sequence[SheetPlan], checks: Mapping[str, Check] | None = None) -> bytes:
    """Sheets → an .xlsx whose formulas carry their results. Equal plans give equal bytes.

    ``checks``: by field key, what a spreadsheet checks and tells where that field is filled in.
    """
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {**_PLAIN, "default_format_properties": _DEFAULT})
    book.set_properties({"created": _CREATED})
    formats = {name: book.add_format(style) for name, style in _STYLES.items()}
    places = {
        cell.key: (plan.name, r, c)
        for plan in plans
        for r, row in enumerate(plan.rows)
        for c, cell in enumerate(row)
        if cell and cell.key
    }
    made = results(plans, numbers_of(plans))
    for plan in plans:
        sheet = book.add_worksheet(plan.name)
        _set_page(sheet, plan)
        for r, row in enumerate(plan.rows):
            for c, cell in enumerate(row):
                if cell:
                    _write(sheet, plan, (r, c), cell, formats, places, made)
        _sign(sheet, len(plan.rows) + 1, plan.widths, formats["signed"])
        _check_cells(sheet, plan, checks or {}, formats["small"])
    book.close()
    return data.getvalue()


def numbers_of(plans: Sequence[SheetPlan]) -> dict[str, int]:
    """What Excel itself would add: the cells that hold numbers, not those that hold text."""
    cells = (cell for plan in plans for row in plan.rows for cell in row if cell and cell.key)
    return {str(cell.key): cell.value for cell in cells if isinstance(cell.value, int)}


def _set_page(sheet: Any, plan: SheetPlan) -> None:
    for column, width in enumerate(plan.widths):
        sheet.set_column(column, column, width)
    if sum(plan.widths) > 100:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, len(plan.rows) + 1, len(plan.widths) - 1)
    sheet.set_margins(0.5, 0.5, 0.5, 0.5)
    sheet.set_footer(f'&C&"{_FACE}"&11&A, trang &P/&N')
    for number, row in enumerate(plan.rows):
        if height := _height(plan, row):
            sheet.set_row(number, height)
    sheet.protect("", {"insert_rows": True, "format_rows": True, "format_columns": True})


def _height(plan: SheetPlan, row: Sequence[PlannedCell | None]) -> float:
    """The row's height in points: what its texts need, and no less than a pen does. A table's notes stay as
    low as its numbers; 0 leaves an empty row as it is."""
    in_table, listed = plan.heading_rows > 0, any(cell and "#" in str(cell.key) for cell in row)
    cells = [(column, cell) for column, cell in enumerate(row) if cell]
    least = [_HEIGHTS.get(cell.style, 0) for _, cell in cells if not (in_table and cell.style == "words")]
    body = any("border" in _STYLES[cell.style] for _, cell in cells)
    needed = [_needed(plan, column, cell) for column, cell in cells if cell.down == 1 and isinstance(cell.value, str)]
    lowest = min(1.5 * _ROW, _LIST / len(plan.rows)) if listed else _ROW if body else 0
    return max([*least, *needed, lowest])


def _needed(plan: SheetPlan, column: int, cell: PlannedCell) -> float:
    """How high a printed text is in its columns, in points."""
    size = _STYLES[cell.style]["font_size"]
    widths = plan.widths[column : column + cell.span] or [_USUAL_WIDTH]  # a sheet may hold a cell beyond its form
    pixels = sum(7 * width + 5 for width in widths)  # at size 11
    lines = math.ceil(text_width(str(cell.value), size) / (0.95 * pixels * 25.4 / 96))
    return 4 + 1.25 * float(size) * lines


def _write(
    sheet: Any,
    plan: SheetPlan,
    at: tuple[int, int],
    cell: PlannedCell,
    formats: Mapping[str, Any],
    places: Places,
    made: Mapping[str, int | str],
) -> None:
    row, column = at
    style = formats["percent" if cell.formula and cell.formula.kind == "percent" else cell.style]
    if cell.formula:
        result = made[cell.key or f"{plan.name}:{row}:{column}"]
        sheet.write_formula(row, column, formula_text(cell.formula, plan.name, places), style, carried(result))
    elif cell.span > 1 or cell.down > 1:
        sheet.merge_range(row, column, row + cell.down - 1, column + cell.span - 1, cell.value, style)
    elif isinstance(cell.value, int):
        sheet.write_number(row, column, cell.value, style)
    elif cell.value:
        sheet.write_string(row, column, cell.value, style)
    else:
        sheet.write_blank(row, column, None, style)


def _sign(sheet: Any, row: int, widths: Sequence[int], style: Any) -> None:
    """The signature block: the signed paper stays the original."""
    sheet.set_row(row, _SIGNING)
    half = min(range(1, len(widths)), key=lambda at: abs(sum(widths[:at]) - sum(widths[at:])), default=1)
    for first, last, text in ((0, half - 1, _PREPARED), (half, len(widths) - 1, _SIGNED)):
        if last > first:
            sheet.merge_range(row, first, row, last, text, style)
        else:
            sheet.write_string(row, first, text, style)


# --- checks -----------------------------------------------------------------------------------


def _check_cells(sheet: Any, plan: SheetPlan, checks: Mapping[str, Check], style: Any) -> None:
    """Tells the spreadsheet to check what is filled in; a list's column is checked as one range."""
    places: dict[tuple[str, int], list[int]] = {}
    for r, row in enumerate(plan.rows):
        for c, cell in enumerate(row):
            if cell and cell.key and cell.style in _FILLED_IN:
                places.setdefault((cell.key.partition("#")[0], c), []).append(r)
    below = len(plan.rows) + 3
    for (key, column), rows in places.items():
        if check := checks.get(key):
            offered = _offer(sheet, below, check, style) if check.choices else ""
            below += bool(check.choices)
            options = validation(check, xl_rowcol_to_cell(rows[0], column), offered)
            sheet.data_validation(rows[0], column, rows[-1], column, options)


def _offer(sheet: Any, row: int, check: Check, style: Any) -> str:
    """Writes the words of a drop-down list below the page, where a reader has left the form; their range.

    Written into the list itself a word with a comma would be two.
    """
    sheet.write_string(row, 0, f"{check.title}:", style)
    for column, word in enumerate(check.choices, start=1):
        sheet.write_string(row, column, word, style)
    first, last = (xl_rowcol_to_cell(row, column, True, True) for column in (1, len(check.choices)))
    return f"{first}:{last}"
