"""The workbook inside a chart: what Word opens where somebody edits its data."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import xlsxwriter

from outputs.chart import Chart
from outputs.chart_numbers import number_format, own_format
from outputs.stable_zip import stable_zip

SHEET = "Số liệu"
_CREATED = datetime(2000, 1, 1)  # fixed, so that the same chart is the same bytes
_PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}  # a text is a text
_FACE = {"font_name": "Times New Roman", "font_size": 11}


def chart_workbook(chart: Chart) -> bytes:
    """One sheet: the categories down the first column, a column for each series. Equal charts give equal bytes."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, _PLAIN) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet(SHEET)
        text = book.add_format(_FACE)
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, len(chart.drawn), 18)
        sheet.write_string(0, 0, chart.unit, text)
        for row, category in enumerate(chart.categories, 1):
            sheet.write_string(row, 0, category, text)
        for column, series in enumerate(chart.drawn, 1):
            sheet.write_string(0, column, series.name, text)
            for row, value in enumerate(series.values, 1):
                if value is not None:
                    shared = number_format(series.values, chart.decimals)
                    shown = own_format(value, series.values, chart.decimals) or shared
                    sheet.write_number(row, column, float(value), _numbers(book, shown))
    return stable_zip(data.getvalue())


def _numbers(book: Any, shown: str) -> Any:
    return book.add_format({**_FACE, "num_format": shown})


def cells(column: int, first: int, last: int) -> str:
    """A range of the sheet, as a chart refers to it; rows and columns from 0."""
    letter = chr(ord("A") + column)
    start = f"'{SHEET}'!${letter}${first + 1}"
    return start if first == last else f"{start}:${letter}${last + 1}"
