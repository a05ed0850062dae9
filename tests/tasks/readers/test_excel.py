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
from hypothesis import given
from hypothesis import strategies as st

from domain.cells import Layout
from tasks.readers import excel
from tasks.readers.sheet import Cell, Unreadable
from tests import workbooks
from tests.workbooks import Error, Formula


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


# --- what calamine returns as blank ---------------------------------------------------------------------

FORMATS = {"xlsx": workbooks.xlsx, "xls": workbooks.xls, "xlsb": workbooks.xlsb, "ods": workbooks.ods}
ERRORS = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"]


@pytest.mark.parametrize("form", FORMATS)
def test_an_error_is_told_from_a_blank_by_its_name(form: str) -> None:
    rows: list[list[workbooks.Value]] = [[None, Error(name), None, n] for n, name in enumerate(ERRORS)]
    (sheet,) = excel.read(FORMATS[form]({"Biểu 1": rows}))
    assert sheet.cells == [
        cell for n, name in enumerate(ERRORS) for cell in (Cell(n + 1, 2, name, False), Cell(n + 1, 4, str(n), True))
    ]


@pytest.mark.parametrize("form", ["xlsx", "xlsb", "ods"])
def test_a_formula_says_its_result_and_an_error_among_them(form: str) -> None:
    results: list[workbooks.Value] = [Formula("1+1", 2), Formula('"x"', "x"), Formula("1/0", Error("#DIV/0!"))]
    (sheet,) = excel.read(FORMATS[form]({"Biểu 1": [results]}))
    assert [(cell.text, cell.number) for cell in sheet.cells] == [("2", True), ("x", False), ("#DIV/0!", False)]


@pytest.mark.parametrize(("form", "text"), [("xlsx", "=1+A1"), ("ods", "=1+A1"), ("xls", "=")])
def test_a_formula_without_a_result_is_no_blank_and_no_zero(form: str, text: str) -> None:
    (sheet,) = excel.read(FORMATS[form]({"Biểu 1": [[3, Formula("1+A1"), 5]]}))
    assert sheet.cells == [Cell(1, 1, "3", True), Cell(1, 2, text, False), Cell(1, 3, "5", True)]


@pytest.mark.parametrize("formula", ["A1+1", "A1*2", "SUM(A1:A1)", "-A1", "ROUND(A1;0)", "A1/2", "SUM(A1;A1)", "A1%"])
def test_no_arithmetic_of_an_old_workbook_has_an_empty_text_for_its_result(formula: str) -> None:
    (sheet,) = excel.read(workbooks.xls({"Biểu 1": [[3, Formula(formula)]]}))
    assert sheet.cells == [Cell(1, 1, "3", True), Cell(1, 2, "=", False)]


def test_a_formula_of_openpyxl_carries_no_result() -> None:
    book, data = openpyxl.Workbook(), io.BytesIO()
    book.active["B2"] = "=SUM(A1:A9)"
    book.save(data)
    (sheet,) = excel.read(data.getvalue())
    assert sheet.cells == [Cell(2, 2, "=SUM(A1:A9)", False)]


def test_a_formula_that_comes_to_an_empty_text_is_a_blank() -> None:
    def calculated(name: str, part: bytes) -> bytes:
        return part.replace(b'<c r="A1"><f>', b'<c r="A1" t="str"><f>')

    data = workbooks.xlsx({"Biểu 1": [[Formula('IF(B1=0,"",1)'), 5]]})
    (sheet,) = excel.read(workbooks.changed(data, calculated))
    assert sheet.cells == [Cell(1, 2, "5", True)]


@pytest.mark.parametrize("since_1904", [False, True])
@pytest.mark.parametrize("form", ["xlsx", "xls"])
def test_a_date_is_the_day_that_was_typed_whatever_day_the_workbook_counts_from(form: str, since_1904: bool) -> None:
    write: Any = FORMATS[form]
    (sheet,) = excel.read(write({"Biểu 1": [[date(2022, 6, 14)]]}, since_1904=since_1904))
    assert sheet.cells == [Cell(1, 1, "14/06/2022", False)]


# --- two readings that must agree -----------------------------------------------------------------------


def bent(old: str, new: str, rows: list[list[workbooks.Value]] | None = None) -> bytes:
    def change(name: str, part: bytes) -> bytes:
        return part.replace(old.encode(), new.encode()) if name.startswith("xl/worksheets/") else part

    data = workbooks.xlsx({"Biểu 1": rows or [["a", 500, 7], [None, 600]]})
    made = workbooks.changed(data, change)
    assert workbooks.unzipped(made) != workbooks.unzipped(data), "the bending found nothing to bend"
    return made


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('r="C1"', 'r="B1"', "unsafe"),  # two cells in one place
        ('r="C1"', 'r="A1"', "unsafe"),  # before the one before it
        ('r="B2"', 'r="B7"', "unsafe"),  # not in its row
        ('<row r="2"', '<row r="1"', "unsafe"),
        ('r="B2"', 'r="XFE2"', "damaged"),  # beyond the last column
        ('r="B2"', 'r="B02"', "damaged"),
        ("<v>500</v>", "<v>5OO</v>", "damaged"),
        ("<v>500</v>", "<v>5_00</v>", "damaged"),
        ("<v>500</v>", "<v>nan</v>", "damaged"),
        ("<v>500</v>", "<v>1e999</v>", "damaged"),
        ("<v>500</v>", "<v>500</v><v>7</v>", "unsafe"),
        ("<v>500</v>", "<v>5<!-- -->00</v>", "damaged"),  # calamine reads 5
        ("<v>500</v>", "<v>5&#48;0</v>", "damaged"),
        ("<v>500</v>", "<v><![CDATA[500]]></v>", "damaged"),
        ('t="s"><v>0', 't="s"><v>9', "damaged"),
        ('t="s"', 't="z"', "damaged"),
    ],
)
def test_a_sheet_that_can_be_read_two_ways_is_refused(old: str, new: str, rule: str) -> None:
    with pytest.raises(Unreadable) as caught:
        excel.read(bent(old, new))
    assert caught.value.rule == rule


def test_cells_without_their_address_stand_one_behind_the_other() -> None:
    (sheet,) = excel.read(bent(' r="C1"', ""))
    assert [(cell.row, cell.column, cell.text) for cell in sheet.cells] == [
        (1, 1, "a"),
        (1, 2, "500"),
        (1, 3, "7"),
        (2, 2, "600"),
    ]


@given(st.data())
def test_whatever_is_written_in_any_format_is_read_where_it_was_written(data: st.DataObject) -> None:
    number = st.integers(-(10**14), 10**14) | st.floats(-1e9, 1e9).map(lambda x: round(x, 3) or 0)
    text = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=20)
    rows = data.draw(st.lists(st.lists(st.none() | number | text, max_size=6), max_size=8))
    wanted = [
        Cell(r, c, value, False) if isinstance(value, str) else Cell(r, c, excel._written(value)[0], True)
        for r, row in enumerate(rows, start=1)
        for c, value in enumerate(row, start=1)
        if value is not None
    ]
    for form, write in FORMATS.items():
        (sheet,) = excel.read(write({"Biểu 1": rows}))
        assert sheet.cells == wanted, form


# --- how much a workbook may hold -----------------------------------------------------------------------


def refusal(data: bytes) -> tuple[str, str]:
    with pytest.raises(Unreadable) as caught:
        excel.read(data)
    return caught.value.rule, caught.value.words.get("what", "")


def test_a_bloated_but_legal_workbook_is_read() -> None:
    whole = bent('<dimension ref="A1:C2"', '<dimension ref="A1:XFD1048576"')
    assert len(excel.read(whole)[0].cells) == 4
    styled = bent("</sheetData>", '<row r="1048576" s="3" customFormat="1"><c r="XFD1048576" s="0"/></row></sheetData>')
    assert len(excel.read(styled)[0].cells) == 4
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    row = f'<table:table-row table:number-rows-repeated="1048575">{empty}</table:table-row>'
    first = f"<table:table-row>{workbooks.ods_cell(5)}{empty}</table:table-row>"
    (sheet,) = excel.read(workbooks.ods_of(f'<table:table table:name="A">{first}{row}</table:table>'))
    assert sheet.cells == [Cell(1, 1, "5", True)]


def test_a_cell_far_below_is_read_and_one_far_off_is_refused() -> None:
    def moved(to: str) -> bytes:
        row = "".join(filter(str.isdigit, to))
        return bent('<row r="2" spans="1:3"><c r="B2"', f'<row r="{row}" spans="1:3"><c r="{to}"')

    assert excel.read(moved("B1048576"))[0].cells[-1] == Cell(1_048_576, 2, "600", True)
    assert excel.read(moved("XFD100"))[0].cells[-1] == Cell(100, 16_384, "600", True)
    assert refusal(moved("XFD1048576")) == ("too_heavy", 'trang "Biểu 1" có ô ở quá xa')


@pytest.mark.long
@pytest.mark.parametrize(("columns", "rows"), [(400, 400), (16_384, 1_048_576), (1, 1_048_576), (16_384, 7)])
def test_a_table_that_repeats_a_filled_cell_without_end_is_refused(columns: int, rows: int) -> None:
    cell = workbooks.ods_cell(5, f' table:number-columns-repeated="{columns}"')
    row = f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
    assert refusal(workbooks.ods_of(f'<table:table table:name="A">{row}</table:table>'))[0] == "too_heavy"


@pytest.mark.parametrize("columns", ["0", "-1", "16385", "x", "1e3", "9" * 40])
def test_a_table_with_a_repeat_that_no_sheet_has_is_refused(columns: str) -> None:
    cell = workbooks.ods_cell(None, f' table:number-columns-repeated="{columns}"')
    data = workbooks.ods_of(f'<table:table table:name="A"><table:table-row>{cell}</table:table-row></table:table>')
    assert refusal(data) == ("unsafe", "ô lặp lại bất thường")


def test_what_calamine_passes_over_in_a_table_is_read_or_refused() -> None:
    def table(cells: str) -> bytes:
        return workbooks.ods_of(f'<table:table table:name="A"><table:table-row>{cells}</table:table-row></table:table>')

    error = '<table:table-cell office:value-type="float" office:value="0" calcext:value-type="error"><text:p>#REF!'
    assert excel.read(table(f"{error}</text:p></table:table-cell>"))[0].cells == [Cell(1, 1, "#REF!", False)]
    inner = "<table:table table:name='B'><table:table-row><table:table-cell/></table:table-row></table:table>"
    assert refusal(table(f"<table:table-cell>{inner}</table:table-cell>")) == ("unsafe", "bảng nằm trong một ô")


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
