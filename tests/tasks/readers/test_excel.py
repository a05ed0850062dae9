from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from domain.cells import Layout
from tasks.readers import excel
from tasks.readers.sheet import Cell, Unreadable


def written(fill: Callable[[Any, Any], None], *names: str) -> bytes:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    for name in names or ("Biểu 1",):
        book.add_worksheet(name)
    fill(book, book.worksheets()[0])
    book.close()
    return data.getvalue()


def one_cell(value: Any) -> Cell:
    (sheet,) = excel.read(written(lambda _book, sheet: sheet.write(0, 0, value)))
    (cell,) = sheet.cells
    return cell


@pytest.mark.parametrize(
    ("value", "text", "number"),
    [
        (35, "35", True),
        (35.0, "35", True),
        (0, "0", True),
        (-17, "-17", True),
        (12.5, "12.5", True),
        (0.1, "0.1", True),
        (1_234_567_890_123, "1234567890123", True),
        (1e15, "1000000000000000", True),
        ("35", "35", False),
        ("0035", "0035", False),
        ("1.600 học viên", "1.600 học viên", False),
        ("  Chi hội ", "  Chi hội ", False),
        (True, "TRUE", False),
        (False, "FALSE", False),
        (date(2022, 6, 14), "14/06/2022", False),
        (datetime(2022, 6, 4, 9, 30), "04/06/2022", False),
    ],
)
def test_a_cell_is_read_as_written_and_says_whether_the_file_stores_a_number(
    value: Any, text: str, number: bool
) -> None:
    assert one_cell(value) == Cell(1, 1, text, number)


def test_a_time_of_day_is_no_number() -> None:
    assert one_cell(time(7, 30)).number is False


def test_places_count_from_a1_though_the_first_used_cell_is_elsewhere() -> None:
    (sheet,) = excel.read(written(lambda _book, sheet: sheet.write("D5", 7)))
    assert sheet.cells == [Cell(5, 4, "7", True)]


def test_cells_come_row_by_row_from_left_to_right() -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write("B2", "b")
        sheet.write("A3", "c")
        sheet.write("A2", "a")

    (sheet,) = excel.read(written(fill))
    assert [(cell.row, cell.column, cell.text) for cell in sheet.cells] == [(2, 1, "a"), (2, 2, "b"), (3, 1, "c")]


def test_hidden_sheets_are_read_too_in_the_workbooks_order() -> None:
    def fill(book: Any, _sheet: Any) -> None:
        for number, sheet in enumerate(book.worksheets()):
            sheet.write(0, 0, number)
        book.worksheets()[1].hide()
        book.worksheets()[2].very_hidden()

    sheets = excel.read(written(fill, "Một", "Hai", "Ba"))
    assert [(sheet.name, sheet.layout, sheet.cells[0].text) for sheet in sheets] == [
        ("Một", Layout.WORKBOOK, "0"),
        ("Hai", Layout.WORKBOOK, "1"),
        ("Ba", Layout.WORKBOOK, "2"),
    ]


def test_hidden_rows_and_columns_are_read() -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write("C3", 5)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column("C:C", None, None, {"hidden": True})

    (sheet,) = excel.read(written(fill))
    assert sheet.cells == [Cell(3, 3, "5", True)]


def test_a_formatted_cell_without_a_value_is_no_cell() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_blank("A1", None, book.add_format({"border": 1}))
        sheet.write("B1", 1)

    (sheet,) = excel.read(written(fill))
    assert sheet.cells == [Cell(1, 2, "1", True)]


def test_a_formula_is_read_as_the_result_that_it_carries() -> None:
    (sheet,) = excel.read(written(lambda _book, sheet: sheet.write_formula("A1", "=1+2", None, 3)))
    assert sheet.cells == [Cell(1, 1, "3", True)]


def test_a_merged_heading_stands_in_its_first_cell_alone() -> None:
    (sheet,) = excel.read(written(lambda book, sheet: sheet.merge_range("B2:D3", "Đăng ký năm", book.add_format())))
    assert sheet.cells == [Cell(2, 2, "Đăng ký năm", False)]


def test_a_workbook_of_another_program_reads_the_same() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Biểu 4"
    sheet["C7"], sheet["C8"], sheet["C9"] = 1_400_000, "1.400.000", 3.5
    data = io.BytesIO()
    book.save(data)
    (read,) = excel.read(data.getvalue())
    assert (read.name, read.cells) == (
        "Biểu 4",
        [Cell(7, 3, "1400000", True), Cell(8, 3, "1.400.000", False), Cell(9, 3, "3.5", True)],
    )


def test_an_opendocument_sheet_is_read_with_its_places() -> None:
    content = """<?xml version="1.0" encoding="UTF-8"?>
    <office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
      xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
      xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>
    <office:spreadsheet><table:table table:name="Biểu 1">
      <table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
      <table:table-row><table:table-cell/>
        <table:table-cell office:value-type="float" office:value="42"><text:p>42</text:p></table:table-cell>
        <table:table-cell office:value-type="string"><text:p>hộ</text:p></table:table-cell></table:table-row>
    </table:table></office:spreadsheet></office:body></office:document-content>"""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", re.sub(r">\s+<", "><", content))
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    (sheet,) = excel.read(data.getvalue())
    assert sheet.cells == [Cell(3, 2, "42", True), Cell(3, 3, "hộ", False)]


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04" + bytes(100)])
def test_what_is_no_workbook_is_damaged(data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        excel.read(data)
    assert caught.value.rule == "damaged"


def test_an_archive_of_other_things_is_damaged() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("photo.jpg", b"not a sheet")
    with pytest.raises(Unreadable):
        excel.read(data.getvalue())


def test_the_reader_is_known_by_name_and_version() -> None:
    name, version = excel.NAME.split()
    assert name == "calamine" and version[0].isdigit()
