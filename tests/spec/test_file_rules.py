"""Rules on the file itself: what is sent, and how it is refused before any form in it is judged."""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

import docx
import pytest

from domain.association import Association
from domain.catalogue import Catalogue
from domain.finding import Severity
from domain.rule import FILE_RULES
from domain.unit import Unit
from outputs.blank_form import write_workbook
from outputs.form_plan import plan_forms
from outputs.letter import Answer
from outputs.receipt import Recorded, Slip, write_receipt
from outputs.reply_workbook import Entry, FindingList, findings_workbook
from outputs.sheet_plan import PlannedCell, SheetPlan, results
from samples.files import _all_numbers as all_numbers
from samples.files import delimited, document
from tasks.readers.compound import rebuilt
from tests import workbooks
from tests.homes import SmallHome
from tests.spec.table import NOW, Found, found_in, good_filling, put, registry

FILES = """
    what is sent                                   | rule             | severity    | sheet | cell | saw
    a good form                                    |
    a good text file                               |
    a good Word document                           |
    a form whose code lost its zeros               |
    a form without a code, with the unit's name    |
    the form of another unit, by its code          | wrong_unit       | refuse_file | Bìa   | B4   | thư mục của {me}, trong tệp ghi C-99
    the form of another unit, by its name only     | wrong_unit       | refuse_file |       |      | thư mục của {me}, trong tệp ghi Hội Khuyến học xã 99
    a form without a period                        | no_period        | refuse_file | Bìa   | B5   | kỳ báo cáo ghi là "để trống"
    a form for June                                | no_period        | refuse_file | Bìa   | B5   | kỳ báo cáo ghi là "tháng sáu năm 2022"
    a form for a period that is not open           | unknown_period   | refuse_file | Bìa   | B5   | tệp ghi kỳ 6 tháng đầu năm 2019, kỳ này chưa mở
    a form for the year, of a period not open      | unknown_period   | refuse_file | Bìa   | B5   | tệp ghi kỳ 6 tháng cuối năm 2022, kỳ này chưa mở
    a table of something else                      | unknown_form     | refuse_file |       |      | tên cột không khớp biểu nào; gần nhất là "không có biểu nào"
    a table whose headings were renamed            | unknown_form     | refuse_file |       |      | tên cột không khớp biểu nào; gần nhất là "Số lượng (biểu Khen thưởng, Quỹ khuyến học); trong tệp ghi “Bao nhiêu”"
    an empty workbook                              | unknown_form     | refuse_file |       |      | tên cột không khớp biểu nào; gần nhất là "không có biểu nào"
    a workbook that holds a form twice             | form_twice       | refuse_file |       |      | hai chỗ trong tệp cùng là "Tổ chức, hội viên"
    a workbook cut in half                         | damaged          | refuse_file |       |      | không mở được trọn vẹn tệp
    a workbook with a byte flipped                 | damaged          | refuse_file |       |      | không mở được trọn vẹn tệp
    a half-finished copy with zeros behind         | damaged          | refuse_file |       |      | không mở được trọn vẹn tệp
    a workbook named as an old one                 |
    an old workbook named as a new one             | no_control_total | warn        |       |      | không có Tổng kiểm tra
    a workbook named as a text file                |
    a workbook named as a Word document            |
    a text file named as a workbook                |
    a workbook without a suffix                    |
    a workbook in UTF-16                           |
    a binary workbook                              |
    an OpenDocument workbook                       |
    a file without a byte in it                    | empty            | refuse_file |       |      | tệp rỗng, không có gì bên trong
    a file of zeros                                | empty            | refuse_file |       |      | tệp rỗng, không có gì bên trong
    a file of 31 megabytes                         | too_large        | refuse_file |       |      | tệp nặng 31,0 MB
    a workbook with macros                         | macro            | refuse_file |       |      | tệp có lệnh tự chạy (macro)
    a workbook with a password                     | encrypted        | refuse_file |       |      | tệp đặt mật khẩu
    a workbook with a DOCTYPE                      | unsafe           | refuse_file |       |      | tệp có phần bên trong không phải do Excel hay Word thường ghi: khai báo DOCTYPE
    a workbook with a cell far away                | too_heavy        | refuse_file |       |      | tệp quá nặng để đọc: trang "Trang 1" có ô ở quá xa
    a printed page                                 | scan             | refuse_file |       |      | tệp là ảnh hoặc PDF (.pdf), không lấy được số
    a picture named as a workbook                  | scan             | refuse_file |       |      | tệp là ảnh hoặc PDF (.xlsx), không lấy được số
    an old Word document                           | old_word         | refuse_file |       |      | tệp Word kiểu cũ (.doc)
    a rich text                                    | old_word         | refuse_file |       |      | tệp Word kiểu cũ (.rtf)
    an archive                                     | archive          | refuse_file |       |      | tệp nén (.zip)
    a workbook in gzip                             | archive          | refuse_file |       |      | tệp nén (.xlsx)
    a web page named as a workbook                 | web_page         | refuse_file |       |      | tệp có đuôi .xls nhưng bên trong là trang web (HTML)
    Excel's XML of 2003                            | web_page         | refuse_file |       |      | tệp có đuôi .xls nhưng bên trong là tệp XML kiểu Excel 2003
    slides                                         | unsupported      | refuse_file |       |      | loại tệp .pptx không lấy được số
    a database                                     | unsupported      | refuse_file |       |      | loại tệp (không có đuôi) không lấy được số
    a text file without a control total            | no_control_total | warn        |       |      | không có Tổng kiểm tra
    a Word document without a control total        |
    our list of findings alone                     | not_mended       | refuse_file |       |      | tệp là thư trả lời của văn phòng gửi lại nguyên như cũ
    our receipt, saved again                       | not_mended       | refuse_file |       |      | tệp là thư trả lời của văn phòng gửi lại nguyên như cũ
    a form sent back as it came                    | not_filled_in    | refuse_file |       |      | biểu chưa điền số liệu nào
"""  # noqa: E501


_Row = list[PlannedCell | None]


#: The refusals of files whose cases stand with what finds them.
OTHERS = {
    "link",
    "not_a_file",
    "bad_name",
    "name_twice",
    "unit_ended",
    "not_judged",
    "prose",
    "two_forms",
    "other_date",
}


class Sent(NamedTuple):
    name: str
    data: bytes


def with_rows(plans: Sequence[SheetPlan], change: Callable[[_Row], _Row | None]) -> list[SheetPlan]:
    """Every row changed; a row that becomes None is left out."""
    return [replace(plan, rows=[new for row in plan.rows if (new := change(row)) is not None]) for plan in plans]


def cover(plans: Sequence[SheetPlan], label: str, value: str | None) -> list[SheetPlan]:
    """The form with another answer behind a label of its cover."""

    def change(row: _Row) -> _Row:
        if len(row) > 1 and row[0] and row[1] and row[0].value == label:
            return [row[0], replace(row[1], value=value, formula=None), *row[2:]]
        return row

    return with_rows(plans, change)


def without(plans: Sequence[SheetPlan], label: str) -> list[SheetPlan]:
    """The form without a line of its cover."""
    return with_rows(plans, lambda row: None if row and row[0] and row[0].value == label else row)


def renamed(plans: Sequence[SheetPlan], heading: str, other: str) -> list[SheetPlan]:
    def change(row: _Row) -> _Row:
        return [replace(cell, value=other) if cell and cell.value == heading else cell for cell in row]

    return with_rows(plans, change)


def flipped(data: bytes) -> bytes:
    middle = data.index(b"xl/worksheets/sheet2.xml") + 400
    return data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]


XML_2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'


def as_book(plans: Sequence[SheetPlan]) -> workbooks.Book:
    """The form's cells with the results of its formulas, for other writers of workbooks."""
    made = results(plans, all_numbers(plans))

    def value(plan: SheetPlan, r: int, c: int, cell: PlannedCell | None) -> workbooks.Value:
        if cell is None:
            return None
        return made[cell.key or f"{plan.name}:{r}:{c}"] if cell.formula else cell.value

    return {
        plan.name: [[value(plan, r, c, cell) for c, cell in enumerate(row)] for r, row in enumerate(plan.rows)]
        for plan in plans
    }


def with_part(data: bytes, name: str) -> bytes:
    return workbooks.zipped({**workbooks.unzipped(data), name: b"x"})


def with_doctype(data: bytes) -> bytes:
    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"<sst ", b'<!DOCTYPE sst [<!ENTITY a "5">]><sst ') if "sharedStrings" in name else part

    return workbooks.changed(data, change)


def far_away() -> bytes:
    """Its last cell is the last that a sheet has."""

    def change(name: str, part: bytes) -> bytes:
        return part.replace(b'<row r="2"', b'<row r="1048576"').replace(b'r="B2"', b'r="XFD1048576"')

    return workbooks.changed(workbooks.xlsx({"Trang 1": [["a"], [None, 1]]}), change)


def slides() -> bytes:
    data = io.BytesIO()
    docx.Document().save(data)
    return workbooks.changed(
        data.getvalue(), lambda name, part: b"<p:presentation xmlns:p='x'/>" if name == "word/document.xml" else part
    )


def compound_file(stream: str) -> bytes:
    """An OLE2 file with one stream of this name."""
    names = ("Workbook", stream)
    old, new = (name.encode("utf-16-le").ljust(64, b"\0") + bytes([2 * len(name) + 2]) for name in names)
    return rebuilt(bytes(5000)).replace(old, new)


def sendings(catalogue: Catalogue, unit: Unit) -> dict[str, Callable[[], Sent]]:
    """What is sent → the file of it, made when it is needed."""
    good = plan_forms(catalogue, good_filling(unit))
    period, code, name, total = "Kỳ báo cáo", "Mã đơn vị", "Tên đơn vị", "Tổng kiểm tra"
    other_name = cover(without(good, code), name, "Hội Khuyến học xã 99")
    renamed_heading = renamed([plan for plan in good if plan.form == "bieu_4"], "Số lượng", "Bao nhiêu")
    pupils = [[PlannedCell("Họ và tên"), PlannedCell("Lớp")], [PlannedCell("A"), PlannedCell(9)]]

    def book(plans: Sequence[SheetPlan]) -> Callable[[], Sent]:
        return lambda: Sent("bieu.xlsx", write_workbook(plans))

    def named(name: str, bend: Callable[[bytes], bytes] = bytes) -> Callable[[], Sent]:
        return lambda: Sent(name, bend(write_workbook(good)))

    return {
        "a good form": book(good),
        "a good text file": lambda: Sent("bieu.csv", delimited(good)),
        "a good Word document": lambda: Sent("bieu.docx", document(good)),
        "a form whose code lost its zeros": book(cover(good, code, unit.code.lstrip("0"))),
        "a form without a code, with the unit's name": book(without(good, code)),
        "the form of another unit, by its code": book(cover(good, code, "C-99")),
        "the form of another unit, by its name only": book(other_name),
        "a form without a period": book(cover(good, period, None)),
        "a form for June": book(cover(good, period, "tháng sáu năm 2022")),
        "a form for a period that is not open": book(cover(good, period, "6 tháng đầu năm 2019")),
        "a form for the year, of a period not open": book(cover(good, period, "Năm 2022")),
        "a table of something else": book([SheetPlan("x", "Trang 1", [[*row] for row in pupils], [9, 9])]),
        "a table whose headings were renamed": book(renamed_heading),
        "an empty workbook": book([SheetPlan("x", "Trang 1", [], [9])]),
        "a workbook that holds a form twice": book([*good, replace(good[1], name="Biểu 1 (2)")]),
        "a workbook cut in half": named("bieu.xlsx", lambda data: data[: len(data) // 2]),
        "a workbook with a byte flipped": named("bieu.xlsx", flipped),
        "a half-finished copy with zeros behind": named("bieu.xlsx", lambda d: d[:9000].ljust(len(d), b"\0")),
        "a workbook named as an old one": named("bieu.xls"),
        "an old workbook named as a new one": lambda: Sent("bieu.xlsx", workbooks.xls(as_book(without(good, total)))),
        "a workbook named as a text file": named("bieu.csv"),
        "a workbook named as a Word document": named("bieu.docx"),
        "a text file named as a workbook": lambda: Sent("bieu.xlsx", delimited(good)),
        "a workbook without a suffix": named("bieu"),
        "a workbook in UTF-16": named("bieu.xlsx", lambda data: workbooks.changed(data, workbooks.in_utf16)),
        "a binary workbook": lambda: Sent("bieu.xlsb", workbooks.xlsb(as_book(good))),
        "an OpenDocument workbook": lambda: Sent("bieu.ods", workbooks.ods(as_book(good))),
        "a file without a byte in it": lambda: Sent("bieu.xlsx", b""),
        "a file of zeros": lambda: Sent("bieu.csv", bytes(9000)),
        "a file of 31 megabytes": lambda: Sent("bieu.xlsx", bytes(31 * 2**20)),
        "a workbook with macros": named("bieu.xlsm", lambda d: with_part(d, "xl/vbaProject.bin")),
        "a workbook with a password": lambda: Sent("bieu.xlsx", compound_file("EncryptedPackage")),
        "a workbook with a DOCTYPE": named("bieu.xlsx", with_doctype),
        "a workbook with a cell far away": lambda: Sent("bieu.xlsx", far_away()),
        "a printed page": lambda: Sent("bieu.pdf", b"%PDF-1.7"),
        "a picture named as a workbook": lambda: Sent("bieu.xlsx", b"\xff\xd8\xff\xe0" + bytes(40)),
        "an old Word document": lambda: Sent("bieu.doc", compound_file("WordDocument")),
        "a rich text": lambda: Sent("bieu.rtf", b"{\\rtf1 x}"),
        "an archive": lambda: Sent("bieu.zip", workbooks.zipped({"bieu.xlsx": b"x"})),
        "a workbook in gzip": named("bieu.xlsx", gzip.compress),
        "a web page named as a workbook": lambda: Sent("bieu.xls", b"<html><table><tr><td>1</td></tr></table></html>"),
        "Excel's XML of 2003": lambda: Sent("bieu.xls", XML_2003),
        "slides": lambda: Sent("bieu.pptx", slides()),
        "a database": lambda: Sent("bieu", b"SQLite format 3\0" + bytes(80)),
        "a text file without a control total": lambda: Sent("bieu.csv", delimited(without(good, total))),
        "our list of findings alone": lambda: Sent("bieu.xlsx", findings_workbook(OUR_LIST)),
        "our receipt, saved again": lambda: Sent("phieu.docx", write_receipt(OUR_ANSWER, OUR_SLIP)),
        "a form sent back as it came": book(plan_forms(catalogue, replace(good_filling(unit), answers={}, lists={}))),
        "a Word document without a control total": lambda: Sent("bieu.docx", document(without(good, total))),
    }


OUR_LIST = FindingList(
    association="Hội Khuyến học huyện Thử",
    unit="Hội Khuyến học xã Một",
    file="bieu.xlsx",
    period="6 tháng đầu năm 2022",
    state="Chưa tiếp nhận được tệp bieu.xlsx.",
    entries=(Entry("Biểu 1", "F19", "Biểu 1!F19", "Hội viên", "để trống", "một số", "Ghi số.", Severity.WARN),),
    check="0123abcd",
)
OUR_ANSWER = Answer(
    association="Hội Khuyến học huyện Thử",
    unit="Hội Khuyến học xã Một",
    file="bieu.xlsx",
    sha256="0123abcd" * 8,
    period="6 tháng đầu năm 2022",
    received=datetime(2022, 6, 15, 8, 5),
    accepted=True,
    after_close=False,
    findings=(),
)
OUR_SLIP = Slip(
    Association(name="Hội Khuyến học huyện Thử", parent="Hội Khuyến học tỉnh Thử", place="Thử", area="huyện"),
    1,
    None,
    (Recorded("Hội viên", "hội viên", "500"),),
)

ROWS = [tuple(cell.strip() for cell in line.split("|")) for line in FILES.strip().splitlines()[1:]]
NUMBERS = {row[0]: number for number, row in enumerate(ROWS, start=1)}
UNITS = registry(["hoi_xa"] * len(ROWS)).replace(
    f"{NUMBERS['a form whose code lost its zeros']},C-4", f"{NUMBERS['a form whose code lost its zeros']},0004"
)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallHome]:
    """Every file in one home, each sent by a unit of its own, collected once."""
    home = SmallHome(tmp_path_factory.mktemp("files") / "home", UNITS)
    opened = home.open()
    for unit, row in zip(opened.units, ROWS, strict=True):
        sent = sendings(opened.catalogue, unit)[row[0]]()
        put(home, unit, sent.name, sent.data)
    home.collect()
    yield home
    home.close()


@pytest.fixture(scope="module")
def verdicts(judged: SmallHome) -> dict[str, tuple[Unit, str, list[Found]]]:
    """What was sent → by whom, its state, what was found."""
    home = judged.open()
    found = found_in(home)
    told = {}
    for unit, row in zip(home.units, ROWS, strict=True):
        ((state, findings),) = found[unit.code]
        told[row[0]] = (unit, state, findings)
    return told


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_what_is_sent_is_answered_as_the_table_says(
    verdicts: dict[str, tuple[Unit, str, list[Found]]], row: tuple[str, ...]
) -> None:
    what, *rest = row
    unit, state, found = verdicts[what]
    wanted: list[Found] = []
    if rest[0]:
        rule, severity, sheet, cell, saw = rest
        wanted = [Found(rule, severity, sheet, cell, saw.format(me=unit.name))]
    assert found == wanted
    assert state == ("refused" if wanted and wanted[0].severity == "refuse_file" else "accepted")


def test_every_refusal_of_files_has_a_case(catalogue: Catalogue) -> None:
    assert not OTHERS - set(FILE_RULES)
    assert {row[1] for row in ROWS if row[1]} | {"tie"} | OTHERS == set(FILE_RULES)
    assert set(sendings(catalogue, Unit(1, "C-1", "x", "hoi_xa", None, None, None, "", 2))) == set(NUMBERS)


def test_a_refused_file_names_the_units_code_and_the_open_periods(judged: SmallHome) -> None:
    """What is wanted is said so that it can be done without a telephone."""
    written = judged.path.rglob("phan-hoi/*-tin-nhan.txt")
    replies = {path.parent.parent.name: path.read_text(encoding="utf-8") for path in written}
    units = judged.open().units

    def reply(what: str) -> str:
        return replies[units[NUMBERS[what] - 1].slug]

    assert "Cần: mã đơn vị C-6" in reply("the form of another unit, by its code")
    open_now = "6 tháng đầu năm 2021, 6 tháng cuối năm 2021, 6 tháng đầu năm 2022"
    assert f"Cần: kỳ đang thu: {open_now}" in reply("a form for a period that is not open")
    assert "Tình trạng: Đã tiếp nhận." in reply("a good Word document")


# --- two files at the same time ----------------------------------------------------------------------


def saved_at(home: SmallHome, code: str, name: str, second: int, members: int = 500, period: str = NOW) -> None:
    path = home.send(code, period, name=name, bieu_1__hoi_vien__ky_nay=members)
    os.utime(path, (1_655_000_000 + second, 1_655_000_000 + second))


def states(home: SmallHome, code: str) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(state, [(one.rule, one.severity) for one in found]) for state, found in found_in(home.open())[code]]


def test_of_two_files_saved_at_the_same_time_neither_is_guessed_to_be_newer(small_home: SmallHome) -> None:
    saved_at(small_home, "00001", "a.xlsx", 60, members=501)
    saved_at(small_home, "00001", "b.xlsx", 60, members=502)
    small_home.collect()
    assert states(small_home, "00001") == [("accepted", []), ("refused", [("tie", "refuse_file")])]


def test_files_that_do_not_compete_are_no_tie(small_home: SmallHome) -> None:
    """Another time, another unit, another period, and the same bytes under another name."""
    saved_at(small_home, "00001", "a.xlsx", 60, members=501)
    saved_at(small_home, "00001", "b.xlsx", 61, members=502)
    saved_at(small_home, "00001", "copy.xlsx", 61, members=502)
    saved_at(small_home, "00002", "a.xlsx", 60, members=501)
    saved_at(small_home, "B-03", "a.xlsx", 60)
    saved_at(small_home, "B-03", "b.xlsx", 60, period="2021H2")
    small_home.collect()
    assert states(small_home, "00001") == [("accepted", [])] * 2
    assert states(small_home, "00002") == [("accepted", [])]
    assert states(small_home, "B-03") == [("accepted", [])] * 2


def test_a_file_that_comes_later_is_newer_even_with_the_same_time(small_home: SmallHome) -> None:
    saved_at(small_home, "00001", "a.xlsx", 60, members=501)
    small_home.collect()
    saved_at(small_home, "00001", "b.xlsx", 60, members=502)
    small_home.collect()
    assert states(small_home, "00001") == [("accepted", [])] * 2


# --- a cover that states an impossible year ----------------------------------------------------------


@pytest.mark.parametrize("year", ["0222", "0000", "9999"])
def test_a_slip_in_the_year_is_refused_and_stops_no_other_file(small_home: SmallHome, year: str) -> None:
    home = small_home.open()
    one, other = home.units[0], home.units[1]
    good = plan_forms(home.catalogue, good_filling(one))
    put(small_home, one, "a.xlsx", write_workbook(cover(good, "Kỳ báo cáo", f"6 tháng đầu năm {year}")))
    put(small_home, other, "b.xlsx", write_workbook(plan_forms(home.catalogue, good_filling(other))))
    small_home.collect()
    assert states(small_home, one.code) == [("refused", [("unknown_period", "refuse_file")])]
    assert states(small_home, other.code) == [("accepted", [])]
