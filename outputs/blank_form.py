"""The form as a workbook: input cells unlocked, totals as formulas, one A4 page a sheet."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from domain.catalogue import Catalogue
from outputs.form_plan import Filling, plan_forms
from outputs.sheet_plan import Formula, PlannedCell, SheetPlan, results

_CREATED = datetime(2000, 1, 1)  # fixed, so that the same form is the same bytes
_FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
_BOX = {**_FONT, "border": 1}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {**_FONT, "bold": True, "font_size": 14, "align": "center"},
    "small": {**_FONT, "font_size": 11, "italic": True, "text_wrap": True},
    "heading": {**_BOX, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E7EEF7"},
    "letters": {**_BOX, "font_size": 9, "align": "center", "italic": True},
    "text": {**_BOX, "text_wrap": True},
    "label": {**_BOX, "text_wrap": True, "indent": 1},
    "whole": {**_BOX, "text_wrap": True, "bold": True},
    "input": {**_BOX, "bg_color": "#FFF9DB", "num_format": "#,##0", "locked": False},
    "words": {**_BOX, "bg_color": "#FFF9DB", "text_wrap": True, "valign": "top", "locked": False},
    "locked": {**_BOX, "bg_color": "#F1F1F1", "num_format": "#,##0"},
    "formula": {**_BOX, "bg_color": "#E9F5E9", "num_format": "#,##0"},
    "percent": {**_BOX, "bg_color": "#E9F5E9", "num_format": "0.00"},
    "shut": {**_BOX, "bg_color": "#D9D9D9"},
}
_HEIGHTS = {"heading": 48, "words": 90}  # points: a heading has up to three lines, an answer in words several
_PREPARED, _SIGNED = "Người lập biểu (ký, ghi rõ họ tên)", "Thủ trưởng đơn vị (ký, đóng dấu)"
_Places = Mapping[str, tuple[str, int, int]]


def blank_form(catalogue: Catalogue, filling: Filling) -> bytes:
    """The workbook of one unit, filled as far as ``filling`` says."""
    return write_workbook(plan_forms(catalogue, filling))


def write_workbook(plans: Sequence[SheetPlan]) -> bytes:
    """Sheets → an .xlsx whose formulas carry their results. Equal plans give equal bytes."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
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
        _sign(sheet, len(plan.rows) + 1, len(plan.widths), formats["small"])
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
    sheet.fit_to_pages(1, 1)
    sheet.set_margins(0.5, 0.5, 0.5, 0.5)
    sheet.set_footer("&C&9&A, trang &P/&N")
    for number, row in enumerate(plan.rows):
        if height := _height(row, in_table=plan.heading_rows > 0):
            sheet.set_row(number, height)
    sheet.protect("", {"insert_rows": True, "format_rows": True, "format_columns": True})


def _height(row: Sequence[PlannedCell | None], in_table: bool) -> int:
    """The row's height in points; 0 leaves it as it is. A table's notes stay as low as its numbers."""
    return max(
        (_HEIGHTS.get(cell.style, 0) for cell in row if cell and not (in_table and cell.style == "words")), default=0
    )


def _write(
    sheet: Any,
    plan: SheetPlan,
    at: tuple[int, int],
    cell: PlannedCell,
    formats: Mapping[str, Any],
    places: _Places,
    made: Mapping[str, int | str],
) -> None:
    row, column = at
    style = formats["percent" if cell.formula and cell.formula.kind == "percent" else cell.style]
    if cell.formula:
        result = made[cell.key or f"{plan.name}:{row}:{column}"]
        number = (float(result) if result else _NoText()) if isinstance(result, str) else result
        sheet.write_formula(row, column, _formula(cell.formula, plan.name, places), style, number)
    elif cell.span > 1 or cell.down > 1:
        sheet.merge_range(row, column, row + cell.down - 1, column + cell.span - 1, cell.value, style)
    elif isinstance(cell.value, int):
        sheet.write_number(row, column, cell.value, style)
    elif cell.value:
        sheet.write_string(row, column, cell.value, style)
    else:
        sheet.write_blank(row, column, None, style)


class _NoText(str):
    """An empty text as a result. xlsxwriter takes ``""`` for a formula that was not calculated."""

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return False


def _formula(formula: Formula, sheet: str, places: _Places) -> str:
    if formula.kind == "percent":
        part, whole = (
            _address(places[keys[0]], sheet) if keys[0] in places else "0" for keys in (formula.plus, formula.minus)
        )
        return f'=IF(N({whole})=0,"",N({part})/N({whole})*100)'
    plus, minus = (",".join(_ranges(keys, sheet, places)) for keys in (formula.plus, formula.minus))
    parts = ",".join(one for one in (plus, minus) if one)
    total = f"SUM({plus})" if plus else "0"
    total += f"-SUM({minus})" if minus else ""
    total += f"+{formula.constant}" if formula.constant else ""
    return f'=IF(COUNTA({parts})=0,"",{total})' if formula.kind == "sum_if_any" else f"={total}"


def _ranges(keys: Sequence[str], sheet: str, places: _Places) -> Iterator[str]:
    """Addresses of the keys' cells, runs down a column as ranges (a formula holds 255 arguments)."""
    cells = sorted({places[key] for key in keys if key in places}, key=lambda one: (one[0], one[2], one[1]))
    start = 0
    for end in range(1, len(cells) + 1):
        if end < len(cells) and cells[end] == (cells[end - 1][0], cells[end - 1][1] + 1, cells[end - 1][2]):
            continue
        first, last = _address(cells[start], sheet), xl_rowcol_to_cell(*cells[end - 1][1:])
        yield first if end - start == 1 else f"{first}:{last}"
        start = end


def _address(place: tuple[str, int, int], sheet: str) -> str:
    name, row, column = place
    cell: str = xl_rowcol_to_cell(row, column)
    quoted = name.replace("'", "''")
    return cell if name == sheet else f"'{quoted}'!{cell}"


def _sign(sheet: Any, row: int, width: int, style: Any) -> None:
    """The signature block: the signed paper stays the original."""
    half = width // 2
    for first, last, text in ((0, half - 1, _PREPARED), (half, width - 1, _SIGNED)):
        if last > first:
            sheet.merge_range(row, first, row, last, text, style)
        else:
            sheet.write_string(row, first, text, style)
