from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from domain.cells import Layout
from tasks.readers import word
from tasks.readers.sheet import Cell, Sheet, Unreadable


def read(fill: Callable[[Document], object]) -> list[Sheet]:
    document = docx.Document()
    fill(document)
    data = io.BytesIO()
    document.save(data)
    return word.read(data.getvalue())


def table(document: Document, *rows: str) -> None:
    cells = [row.split("|") for row in rows]
    made = document.add_table(rows=len(cells), cols=max(map(len, cells)))
    for r, row in enumerate(cells):
        for c, text in enumerate(row):
            made.cell(r, c).text = text.strip()


def test_lines_with_a_label_and_a_value_come_first_then_each_table() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph("Mã đơn vị: 00001")
        table(document, "STT|Chỉ tiêu", "1|Hội viên")
        document.add_paragraph("Kỳ báo cáo: 6 tháng đầu năm 2022")
        table(document, "a|b")

    lines, one, two = read(fill)
    assert (lines.name, lines.layout) == ("", Layout.PARAGRAPHS)
    assert [cell.text for cell in lines.cells] == ["Mã đơn vị", "00001", "Kỳ báo cáo", "6 tháng đầu năm 2022"]
    assert [cell.column for cell in lines.cells] == [1, 2, 1, 2]
    assert [(sheet.name, sheet.layout) for sheet in (one, two)] == [
        ("bảng 1", Layout.TABLE),
        ("bảng 2", Layout.TABLE),
    ]
    assert one.cells == [
        Cell(1, 1, "STT", True),
        Cell(1, 2, "Chỉ tiêu", True),
        Cell(2, 1, "1", True),
        Cell(2, 2, "Hội viên", True),
    ]


@pytest.mark.parametrize(
    ("paragraph", "label", "value"),
    [
        ("Dân số: 4000 người", "Dân số", "4000 người"),
        ("Dân số :  4000 ", "Dân số", "4000"),
        ("Hạn chế: Họp lúc 7:30 hằng tuần", "Hạn chế", "Họp lúc 7:30 hằng tuần"),
    ],
)
def test_a_line_is_split_at_its_first_colon(paragraph: str, label: str, value: str) -> None:
    (lines,) = read(lambda document: document.add_paragraph(paragraph))
    assert [(cell.column, cell.text) for cell in lines.cells] == [(1, label), (2, value)]


@pytest.mark.parametrize("paragraph", ["BÌA", "Dân số:", "Dân số:   ", ""])
def test_a_line_without_a_value_says_nothing(paragraph: str) -> None:
    (lines,) = read(lambda document: document.add_paragraph(paragraph))
    assert lines.cells == []


def test_the_place_of_a_line_is_its_paragraph() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph("BÌA")
        document.add_paragraph("")
        document.add_paragraph("Mã đơn vị: 00001")
        document.add_paragraph("một dòng không có giá trị")
        document.add_paragraph("Dân số: 4000")

    (lines, *_) = read(fill)
    assert [cell.row for cell in lines.cells] == [3, 3, 5, 5]


def test_a_cell_merged_across_keeps_the_columns_behind_it_in_place() -> None:
    def fill(document: Document) -> None:
        made = document.add_table(rows=2, cols=4)
        made.cell(0, 1).merge(made.cell(0, 2)).text = "Đăng ký năm"
        made.cell(0, 3).text = "Ghi chú"
        for column in range(4):
            made.cell(1, column).text = str(column)

    _, sheet = read(fill)
    assert [(cell.row, cell.column, cell.text) for cell in sheet.cells] == [
        (1, 2, "Đăng ký năm"),
        (1, 4, "Ghi chú"),
        (2, 1, "0"),
        (2, 2, "1"),
        (2, 3, "2"),
        (2, 4, "3"),
    ]


def test_a_cell_merged_downwards_is_said_once() -> None:
    def fill(document: Document) -> None:
        made = document.add_table(rows=2, cols=2)
        made.cell(0, 0).merge(made.cell(1, 0)).text = "Mô hình"
        made.cell(0, 1).text, made.cell(1, 1).text = "Đăng ký", "Tổng số"

    _, sheet = read(fill)
    assert [(cell.row, cell.column, cell.text) for cell in sheet.cells] == [
        (1, 1, "Mô hình"),
        (1, 2, "Đăng ký"),
        (2, 2, "Tổng số"),
    ]


def test_the_paragraphs_of_a_cell_are_its_lines() -> None:
    def fill(document: Document) -> None:
        cell = document.add_table(rows=1, cols=1).cell(0, 0)
        cell.text = "một"
        cell.add_paragraph("hai")

    _, sheet = read(fill)
    assert [cell.text for cell in sheet.cells] == ["một\nhai"]


def test_a_line_written_in_several_runs_is_one_text() -> None:
    def fill(document: Document) -> None:
        paragraph = document.add_paragraph("Mã ")
        paragraph.add_run("đơn vị").bold = True
        paragraph.add_run(": 000")
        paragraph.add_run("01").italic = True

    (lines,) = read(fill)
    assert [cell.text for cell in lines.cells] == ["Mã đơn vị", "00001"]


def test_an_archive_that_is_no_document_is_damaged() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(Unreadable) as caught:
        word.read(data.getvalue())
    assert caught.value.rule == "damaged"


def test_a_cell_a_row_or_a_table_in_a_content_control_keeps_its_place() -> None:
    def fill(document: Document) -> None:
        table(document, "STT|Số lượng|Số tiền", "1|7|1400000")
        table(document, "a|b")
        first, second = document.tables
        for element in (first.rows[0].cells[1]._tc, first.rows[1].cells[1]._tc, first.rows[1]._tr, second._tbl):
            control = OxmlElement("w:sdt")
            content = OxmlElement("w:sdtContent")
            element.addprevious(control)
            control.append(content)
            content.append(element)

    _, one, two = read(fill)
    assert [(cell.row, cell.column, cell.text) for cell in one.cells] == [
        *((1, 1, "STT"), (1, 2, "Số lượng"), (1, 3, "Số tiền")),
        *((2, 1, "1"), (2, 2, "7"), (2, 3, "1400000")),
    ]
    assert [cell.text for cell in two.cells] == ["a", "b"]


def test_a_row_that_begins_further_right_keeps_its_columns() -> None:
    def fill(document: Document) -> None:
        table(document, "a|b|c", "1|2|3")
        row = document.tables[0].rows[1]._tr
        row.remove(row.tc_lst[0])
        before = OxmlElement("w:gridBefore")
        before.set(qn("w:val"), "1")
        row.get_or_add_trPr().append(before)

    _, one = read(fill)
    assert [(cell.column, cell.text) for cell in one.cells if cell.row == 2] == [(2, "2"), (3, "3")]
