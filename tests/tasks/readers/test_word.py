from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

from domain.cells import Layout
from domain.vietnamese import read_whole
from tasks.readers import sheet, word
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


def with_line(text: str) -> Callable[[Document], None]:
    """A line above a table."""

    def fill(document: Document) -> None:
        document.add_paragraph(text)
        table(document, "a|b")

    return fill


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
    lines, _ = read(with_line(paragraph))
    assert [(cell.column, cell.text) for cell in lines.cells] == [(1, label), (2, value)]


@pytest.mark.parametrize("paragraph", ["BÌA", "Dân số:", "Dân số:   ", ""])
def test_a_line_without_a_value_says_nothing(paragraph: str) -> None:
    lines, _ = read(with_line(paragraph))
    assert lines.cells == []


def test_the_place_of_a_line_is_its_paragraph() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph("BÌA")
        document.add_paragraph("")
        document.add_paragraph("Mã đơn vị: 00001")
        document.add_paragraph("một dòng không có giá trị")
        document.add_paragraph("Dân số: 4000")
        table(document, "a|b")

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
        table(document, "a|b")

    lines, _ = read(fill)
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


# --- what Word shows ------------------------------------------------------------------------------------

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def made(xml: str) -> Any:
    return parse_xml(xml.replace(">", f' xmlns:w="{W}" xmlns:mc="{MC}">', 1))


def cell_of(inner: str) -> list[str]:
    """The texts of a table whose one cell holds a paragraph of this content."""

    def fill(document: Document) -> None:
        table(document, "x")
        cell = document.tables[0].cell(0, 0)._tc
        cell.remove(cell.p_lst[0])
        cell.append(made(f"<w:p>{inner}</w:p>"))

    _, *sheets = read(fill)
    return [cell.text for sheet in sheets for cell in sheet.cells]


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (run("12") + "<w:r><w:br/></w:r>" + run("34"), "12\n34"),
        (run("12") + "<w:r><w:cr/></w:r>" + run("34"), "12\n34"),
        (run("12") + "<w:r><w:tab/></w:r>" + run("34"), "12\t34"),
        (run("12") + "<w:r><w:noBreakHyphen/></w:r>" + run("34"), "12-34"),
        (run("12") + "<w:r><w:softHyphen/></w:r>" + run("34"), "1234"),
        (run("12") + "<w:r><w:sym/></w:r>" + run("34"), "12□34"),
        (f'<w:ins w:id="1">{run("12")}</w:ins>' + run("34"), "1234"),
        (run("12") + '<w:del w:id="1"><w:r><w:delText>99</w:delText></w:r></w:del>' + run("34"), "1234"),
        (f'<w:moveFrom w:id="1">{run("99")}</w:moveFrom><w:moveTo w:id="2">{run("12")}</w:moveTo>', "12"),
        (run("99", "<w:vanish/>") + run("12"), "12"),
        (run("12", '<w:vanish w:val="0"/>'), "12"),
        (run("99", "<w:strike/>") + run("12"), "□12"),
        (run("1200") + run("1", '<w:vertAlign w:val="superscript"/>'), "1200¹"),
        (run("12") + "<w:r><w:footnoteReference w:id='2'/></w:r>", "12"),
        (f"<w:sdt><w:sdtContent>{run('12')}</w:sdtContent></w:sdt>", "12"),
        (f"<w:hyperlink>{run('12')}</w:hyperlink>", "12"),
        (run("12") + "<w:r><w:instrText>PAGE 99</w:instrText></w:r>", "12"),
        (
            f"<mc:AlternateContent><mc:Choice Requires='w'>{run('12')}</mc:Choice>"
            f"<mc:Fallback>{run('12')}</mc:Fallback></mc:AlternateContent>",
            "12",
        ),
        (
            run("12") + f"<w:r><w:pict><w:txbxContent><w:p>{run('99')}</w:p></w:txbxContent></w:pict></w:r>",
            "12",
        ),
    ],
)
def test_a_cell_says_what_word_shows(inner: str, text: str) -> None:
    assert cell_of(inner) == [text]


def test_two_lines_of_a_cell_are_never_one_number() -> None:
    (text,) = cell_of(run("12") + "<w:r><w:br/></w:r>" + run("345"))
    assert read_whole(text).value is None


def test_a_deleted_row_and_a_deleted_cell_are_not_read() -> None:
    def fill(document: Document) -> None:
        table(document, "a|b", "1|2", "3|4")
        rows = document.tables[0].rows
        rows[1]._tr.get_or_add_trPr().append(made('<w:del w:id="1"></w:del>'))
        rows[2].cells[0]._tc.get_or_add_tcPr().append(made('<w:cellDel w:id="2"></w:cellDel>'))

    _, sheet = read(fill)
    assert [(cell.row, cell.column, cell.text) for cell in sheet.cells] == [(1, 1, "a"), (1, 2, "b"), (2, 2, "4")]


def test_a_table_within_a_cell_is_a_sheet_of_its_own() -> None:
    def fill(document: Document) -> None:
        table(document, "a|b")
        inner = document.tables[0].cell(0, 1).add_table(rows=1, cols=2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "1", "2"

    _, one, two = read(fill)
    assert [cell.text for cell in one.cells] == ["a", "b"]
    assert (two.name, [cell.text for cell in two.cells]) == ("bảng 2", ["1", "2"])


def test_what_a_merged_cell_covers_is_not_read() -> None:
    def fill(document: Document) -> None:
        table(document, "a|1", "b|2")
        for row, value in zip(document.tables[0].rows, ("restart", "continue"), strict=True):
            row.cells[1]._tc.get_or_add_tcPr().append(made(f'<w:vMerge w:val="{value}"></w:vMerge>'))

    _, sheet = read(fill)
    assert [cell.text for cell in sheet.cells] == ["a", "1", "b"]


def test_a_document_of_words_alone_is_refused_as_prose() -> None:
    with pytest.raises(Unreadable) as caught:
        read(lambda document: document.add_paragraph("Hội viên: 500 người, đã mở 31 lớp."))
    assert caught.value.rule == "prose"
    (lines,) = read(lambda document: document.add_paragraph(" "))
    assert lines.cells == []


@pytest.mark.parametrize("span", ["64", "1000000", "-3", "x"])
def test_a_cell_wider_than_word_makes_one_is_unsafe(span: str) -> None:
    def fill(document: Document) -> None:
        table(document, "a|b")
        document.tables[0].cell(0, 0)._tc.get_or_add_tcPr().append(made(f'<w:gridSpan w:val="{span}"></w:gridSpan>'))

    with pytest.raises(Unreadable) as caught:
        read(fill)
    assert caught.value.rule == "unsafe"


def test_more_cells_than_any_form_has_are_too_heavy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_CELLS", 5)
    with pytest.raises(Unreadable) as caught:
        read(lambda document: table(document, "a|b|c", "d|e|f"))
    assert caught.value.rule == "too_heavy"
