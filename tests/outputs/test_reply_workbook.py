"""The return workbook: the sender's own, added to and never changed otherwise."""

from __future__ import annotations

import base64
import io
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator

from domain.finding import Severity
from outputs.reply_workbook import (
    LIST_HEADINGS,
    LIST_SHEET,
    CannotMark,
    Entry,
    FindingList,
    findings_workbook,
    mark_workbook,
)
from tasks.readers import reading
from tests.office import saved_again
from tests.workbooks import unzipped, xls, xlsb, zipped

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


def entry(cell: str | None = "B3", sheet: str | None = "Biểu 1", **changes: object) -> Entry:
    place = f"{sheet}!{cell}" if sheet and cell else "tệp"
    made = Entry(
        sheet, cell, place, "Hội viên", "để trống", "một số", "Ghi số; không phát sinh ghi 0.", Severity.REFUSE_FILE
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def listed(*entries: Entry) -> FindingList:
    state = "Chưa tiếp nhận được tệp bieu.xlsx."
    return FindingList("Hội Khuyến học", "Hội xã Một", "bieu.xlsx", "6 tháng đầu năm 2022", state, entries, "0a1b2c3d")


# --- what senders have in their workbooks -------------------------------------------------------------


def plain(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    """Nothing but cells."""


def picture(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.insert_image("D2", "dot.png", {"image_data": io.BytesIO(DOT)})


def chart(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    made = book.add_chart({"type": "column"})
    made.add_series({"values": "='Biểu 1'!$B$2:$B$9"})
    sheet.insert_chart("D2", made)
    lone = book.add_chartsheet("Biểu đồ")
    other = book.add_chart({"type": "line"})
    other.add_series({"values": "='Biểu 1'!$B$2:$B$9"})
    lone.set_chart(other)


def newer_checks_and_bars(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    other = book.add_worksheet("Danh mục")
    other.write_column("A1", ["thôn", "trường"])
    sheet.data_validation("C2:C9", {"validate": "list", "source": "='Danh mục'!$A$1:$A$2"})
    sheet.conditional_format("B2:B9", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("B2:B9", {"type": "cell", "criteria": ">", "value": 5, "format": book.add_format()})


def notes(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.write_comment("B3", "Số của chị Hoa", {"author": "Văn thư", "x_scale": 2})
    sheet.write_comment("C4", "Xem lại sau")


def protection(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.protect("mat khau")
    sheet.write("B4", 7, book.add_format({"locked": False}))


def tables_and_names(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.add_table("F1:G5", {"columns": [{"header": "Một"}, {"header": "Hai"}]})
    sheet.autofilter("A1:C9")
    sheet.print_area("A1:C9")
    sheet.repeat_rows(0)
    book.define_name("TongSo", "='Biểu 1'!$B$9")
    book.define_name("'Biểu 1'!Rieng", "='Biểu 1'!$B$2")


def several_sheets(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    hidden, last = book.add_worksheet("Ẩn"), book.add_worksheet("Cuối")
    hidden.hide()
    last.activate()
    last.select()
    sheet.select()
    last.set_landscape()
    last.set_footer("&C&P")


Decorate = Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None]
DECORATIONS: dict[str, Decorate] = {
    one.__name__: one
    for one in (
        plain,
        picture,
        chart,
        newer_checks_and_bars,
        notes,
        protection,
        tables_and_names,
        several_sheets,
    )
}


def decorated(decorate: Decorate) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Biểu 1")
        sheet.write_row("A1", ["Chỉ tiêu", "Kỳ này", "Ghi chú"])
        for row in range(1, 9):
            sheet.write_row(row, 0, [f"Dòng {row}", row * 11, "chữ"])
        sheet.write_formula("B10", "=SUM(B2:B9)", None, 396)
        decorate(book, sheet)
    return data.getvalue()


def with_threads(data: bytes) -> bytes:
    """A conversation on B3, as newer versions of Excel keep it beside a note."""
    parts = unzipped(data)
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    parts[rels] = parts[rels].replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
        b'Target="../threadedComments/threadedComment1.xml"/></Relationships>',
    )
    name = "{11111111-1111-4111-8111-111111111111}"
    parts["xl/threadedComments/threadedComment1.xml"] = (
        '<?xml version="1.0" encoding="UTF-8"?><ThreadedComments '
        'xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        f'<threadedComment ref="B3" dT="2022-06-01T00:00:00.00" personId="{name}" id="{name}"><text>Đúng chưa?</text>'
        "</threadedComment></ThreadedComments>"
    ).encode()
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(
        b"</Types>",
        b'<Override PartName="/xl/threadedComments/threadedComment1.xml" '
        b'ContentType="application/vnd.ms-excel.threadedcomments+xml"/></Types>',
    )
    return zipped(parts)


def with_a_pivot(data: bytes) -> bytes:
    """A pivot table on the first sheet; its parts are not read, and must come back as they were."""
    parts = unzipped(data)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts["xl/pivotTables/pivotTable1.xml"] = (
        f'<pivotTableDefinition xmlns="{main}" name="P" cacheId="1" dataCaption="x">'
        '<location ref="H1:I3" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/></pivotTableDefinition>'
    ).encode()
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    before = parts.get(
        rels, b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    )
    link = f'<Relationship Id="rId98" Type="{office}/pivotTable" Target="../pivotTables/pivotTable1.xml"/>'
    parts[rels] = before.replace(b"</Relationships>", link.encode() + b"</Relationships>")
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/xl/pivotTables/pivotTable1.xml" ContentType="application/vnd.openxmlformats-'
        b'officedocument.spreadsheetml.pivotTable+xml"/></Types>',
    )
    return zipped(parts)


SAMPLES: dict[str, Callable[[], bytes]] = {
    **{name: partial(decorated, one) for name, one in DECORATIONS.items()},
    "threads": lambda: with_threads(decorated(notes)),
    "pivot": lambda: with_a_pivot(decorated(plain)),
}
MAY_SAY_MORE = (
    r"\[Content_Types\]\.xml",
    r"docProps/app\.xml",
    r"xl/(workbook|styles)\.xml",
    r"xl/_rels/.*",
    r"xl/(worksheets|chartsheets)/.*",
    r"xl/(comments|drawings/vmlDrawing).*",
)
MARKS = listed(
    entry("B3"),
    entry("B4", severity=Severity.WARN),
    entry("B5", severity=Severity.WARN, explained="Sáp nhập hai chi hội"),
    entry("B6", mended=True),
    entry(None, None, label=None, saw="tệp thiếu biểu"),
)


def sheet_data(part: bytes) -> bytes:
    found = re.search(rb"<sheetData.*?(?:</sheetData>|/>)", part, re.DOTALL)
    assert found
    return found[0]


def worksheets(parts: dict[str, bytes]) -> dict[str, bytes]:
    return {name: part for name, part in parts.items() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)}


def faults(data: bytes, folder: Path, name: str) -> Counter[str]:
    path = folder / f"{name}.xlsx"
    path.write_bytes(data)
    return Counter(one.description for one in OpenXmlValidator().validate(str(path)).errors)


@pytest.mark.parametrize("name", SAMPLES)
def test_no_cell_of_the_sender_is_touched(name: str) -> None:
    before = SAMPLES[name]()
    after = worksheets(unzipped(mark_workbook(before, MARKS)))
    for part, content in worksheets(unzipped(before)).items():
        assert sheet_data(after[part]) == sheet_data(content)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_part_of_the_sender_is_there_and_only_those_that_must_say_more_differ(name: str) -> None:
    before = unzipped(SAMPLES[name]())
    after = unzipped(mark_workbook(zipped(before), MARKS))
    assert set(before) <= set(after)
    changed = {part for part, content in before.items() if after[part] != content}
    assert [part for part in changed if not re.fullmatch("|".join(MAY_SAY_MORE), part)] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_the_standard_finds_no_new_fault(name: str, tmp_path: Path) -> None:
    before = SAMPLES[name]()
    new = faults(mark_workbook(before, MARKS), tmp_path, "after") - faults(before, tmp_path, "before")
    assert not new


@pytest.mark.parametrize("name", SAMPLES)
def test_our_readers_see_the_same_cells_and_our_sheet_before_them(name: str) -> None:
    before = SAMPLES[name]()
    old = reading.read(before, ".xlsx").sheets
    new = reading.read(mark_workbook(before, MARKS), ".xlsx").sheets
    assert [sheet.cells for sheet in new if sheet.name != LIST_SHEET] == [sheet.cells for sheet in old]
    texts = {cell.text for cell in next(sheet for sheet in new if sheet.name == LIST_SHEET).cells}
    assert set(LIST_HEADINGS) <= texts


@pytest.mark.parametrize("name", SAMPLES)
def test_answering_an_answer_changes_nothing_and_the_same_bytes_come_again(name: str) -> None:
    sample = SAMPLES[name]()  # made once: xlsxwriter writes the time into it
    once = mark_workbook(sample, MARKS)
    assert mark_workbook(sample, MARKS) == once
    again = mark_workbook(once, MARKS)
    names = re.findall(r'<(?:\w+:)?sheet [^>]*?name="([^"]*)"', unzipped(again)["xl/workbook.xml"].decode())
    assert names.count(LIST_SHEET) == 1 and not [one for one in names if one.startswith(f"{LIST_SHEET} (")]
    assert {p: sheet_data(c) for p, c in worksheets(unzipped(again)).items()} == {
        p: sheet_data(c) for p, c in worksheets(unzipped(once)).items()
    }


def test_each_cell_is_coloured_by_its_severity_and_what_is_mended_is_not() -> None:
    book = openpyxl.load_workbook(io.BytesIO(mark_workbook(decorated(plain), MARKS)))
    coloured = {}
    for place, rules in book["Biểu 1"].conditional_formatting._cf_rules.items():
        for rule in rules:
            coloured[str(place.sqref)] = rule.dxf.fill.bgColor.rgb[-6:]
    assert coloured == {"B3": "FFC7CE", "B4": "FFCC66", "B5": "DDEBF7"}


def test_a_note_says_what_is_wanted_and_stands_behind_the_senders_own() -> None:
    book = openpyxl.load_workbook(io.BytesIO(mark_workbook(decorated(notes), MARKS)))
    sheet = book["Biểu 1"]
    assert sheet["B3"].comment.text.startswith("Số của chị Hoa")
    assert "Cần: một số" in sheet["B3"].comment.text and "Cách sửa: Ghi số" in sheet["B3"].comment.text
    assert sheet["C4"].comment.text == "Xem lại sau"
    assert sheet["B6"].comment is None


def test_a_cell_with_a_conversation_is_in_the_list_and_keeps_its_conversation() -> None:
    before = unzipped(with_threads(decorated(notes)))
    after = unzipped(mark_workbook(zipped(before), MARKS))
    name = "xl/threadedComments/threadedComment1.xml"
    assert after[name] == before[name]
    assert "B3" in {cell.value for row in first_sheet(zipped(after)).iter_rows() for cell in row}


def first_sheet(data: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def test_the_list_is_the_first_sheet_opened_and_its_lines_lead_to_their_cells() -> None:
    book = openpyxl.load_workbook(io.BytesIO(mark_workbook(decorated(several_sheets), MARKS)))
    assert book.sheetnames[0] == LIST_SHEET and book.active.title == LIST_SHEET
    assert [one.title for one in book if one.sheet_view.tabSelected] == [LIST_SHEET]
    assert book["Ẩn"].sheet_state == "hidden"
    links = {cell.hyperlink.location for row in book[LIST_SHEET].iter_rows() for cell in row if cell.hyperlink}
    assert "'Biểu 1'!B3" in links


def test_names_that_belong_to_a_sheet_still_belong_to_it() -> None:
    book = openpyxl.load_workbook(io.BytesIO(mark_workbook(decorated(tables_and_names), MARKS)))
    assert book.defined_names["TongSo"].attr_text == "'Biểu 1'!$B$9"
    assert book["Biểu 1"].defined_names["Rieng"].attr_text == "'Biểu 1'!$B$2"
    assert book["Biểu 1"].print_area == "'Biểu 1'!$A$1:$C$9"
    assert book["Biểu 1"].print_title_rows == "$1:$1"


def test_a_sheet_that_only_has_the_lists_name_is_the_senders() -> None:
    def named_like_ours(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        book.add_worksheet(LIST_SHEET).write("A1", "việc cần sửa của văn phòng")

    book = openpyxl.load_workbook(io.BytesIO(mark_workbook(decorated(named_like_ours), MARKS)))
    assert book[LIST_SHEET]["A1"].value == "việc cần sửa của văn phòng"
    assert book.sheetnames[0].startswith(LIST_SHEET) and book.sheetnames[0] != LIST_SHEET


ANY_TEXT = st.text(max_size=60) | st.sampled_from(["=1+1", "+84", "-5", "@SUM(A1)", "\x00\x0b", "<&>\"'", "a\nb", "😀"])


@settings(max_examples=30, deadline=None)
@given(ANY_TEXT, ANY_TEXT)
def test_text_taken_from_the_input_is_never_a_formula(saw: str, label: str) -> None:
    wanted = listed(entry(saw=saw, label=label), entry("C4", saw=saw, explained=label, severity=Severity.WARN))
    for data in (mark_workbook(decorated(plain), wanted), findings_workbook(wanted)):
        sheet = first_sheet(data)
        kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
        assert "f" not in kinds


def test_a_list_alone_looks_like_the_list_before_a_workbook(tmp_path: Path) -> None:
    alone, before = (first_sheet(data) for data in (findings_workbook(MARKS), mark_workbook(decorated(plain), MARKS)))
    assert [[c.value for c in row] for row in alone.iter_rows()] == [[c.value for c in r] for r in before.iter_rows()]
    assert findings_workbook(MARKS) == findings_workbook(MARKS)
    assert not faults(findings_workbook(MARKS), tmp_path, "alone")


REFUSED: dict[str, Callable[[], bytes]] = {
    "no zip": lambda: b"so lieu",
    "nothing": lambda: b"",
    "old Excel": lambda: xls({"Biểu 1": [["a"]]}),
    "binary workbook": lambda: xlsb({"Biểu 1": [["a"]]}),
    "no workbook in it": lambda: zipped({"a.txt": b"a"}),
    "cut off": lambda: decorated(plain)[:-200],
    "without styles": lambda: zipped({n: p for n, p in unzipped(decorated(plain)).items() if n != "xl/styles.xml"}),
    "broken sheet": lambda: zipped({**unzipped(decorated(plain)), "xl/worksheets/sheet1.xml": b"<worksheet><sheet"}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_added_to_without_harm_is_refused(name: str) -> None:
    with pytest.raises(CannotMark):
        mark_workbook(REFUSED[name](), MARKS)


def test_a_signed_workbook_is_refused() -> None:
    parts = unzipped(decorated(plain))
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/'
        b'origin" Target="_xmlsignatures/origin.sigs"/></Relationships>',
    )
    parts["_xmlsignatures/origin.sigs"] = b""
    with pytest.raises(CannotMark):
        mark_workbook(zipped(parts), MARKS)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 255), st.integers(0, 3))
def test_damaged_bytes_are_refused_or_answered_and_nothing_else(at: int, byte: int, cut: int) -> None:
    data = bytearray(decorated(notes))
    data[at % len(data)] = byte
    data = data[: len(data) - cut * 100]
    try:
        marked = mark_workbook(bytes(data), MARKS)
    except CannotMark:
        return
    assert zipfile.ZipFile(io.BytesIO(marked)).testzip() is None


def test_colours_and_notes_are_seen_and_taken_off_again_after_libreoffice_has_saved_them(tmp_path: Path) -> None:
    path = tmp_path / "tra-lai.xlsx"
    path.write_bytes(mark_workbook(decorated(notes), MARKS))
    saved = (saved_again([path], "xlsx", tmp_path / "again") / "tra-lai.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(saved))["Biểu 1"]
    assert {str(place.sqref) for place in sheet.conditional_formatting} == {"B3", "B4", "B5"}
    assert "Cần: một số" in sheet["B3"].comment.text
    again = openpyxl.load_workbook(io.BytesIO(mark_workbook(saved, listed())))
    assert again.sheetnames == [LIST_SHEET, "Biểu 1"]
    assert not list(again["Biểu 1"].conditional_formatting)
    assert again["Biểu 1"]["B4"].comment is None
    assert again["Biểu 1"]["B3"].comment.text.strip() == "Số của chị Hoa"


def test_the_picture_that_calc_renders_has_the_colours(tmp_path: Path) -> None:
    path = tmp_path / "tra-lai.xlsx"
    path.write_bytes(mark_workbook(decorated(plain), MARKS))
    pdf = saved_again([path], "pdf", tmp_path / "seen") / "tra-lai.pdf"
    painter = shutil.which("pdftoppm")
    if painter is None:
        pytest.skip("pdftoppm (poppler-utils) is not installed; .ci/run installs it")
    subprocess.run([painter, "-r", "50", str(pdf), str(tmp_path / "page")], check=True)
    pages = sorted(tmp_path.glob("page*.ppm"))
    assert len(pages) == 2, "the list, and the sender's sheet"
    for page in pages:
        colours = pixels(page.read_bytes())
        assert {bytes.fromhex("FFC7CE"), bytes.fromhex("FFCC66"), bytes.fromhex("DDEBF7")} <= colours, page.name


def pixels(picture: bytes) -> set[bytes]:
    """The colours of a .ppm: a head of three lines, then three bytes a pixel."""
    body = picture.split(b"\n", 3)[3]
    return {body[at : at + 3] for at in range(0, len(body), 3)}
