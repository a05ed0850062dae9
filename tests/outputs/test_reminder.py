"""The reminder to a unit and the office's summary, as their readers see them.

The golden texts are written anew with SOKET_WRITE_GOLDEN=1; read the difference before keeping it.
"""

from __future__ import annotations

import io
import os
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import docx
import pytest
from docx.table import Table
from openxml_audit import OpenXmlValidator

from domain.association import Association
from domain.finding import Finding, Severity
from domain.half_year import HalfYear
from domain.rate import Rate
from outputs.reminder import Case, Chase, RefusedFile, Summary, subject_of, time_words, write_letter, write_summary

GOLDEN = Path(__file__).parent / "golden"
OURS = Association(
    name="Hội Khuyến học thành phố Sơn La",
    parent="Hội Khuyến học tỉnh Sơn La",
    place="Sơn La",
    area="thành phố",
    signatory="Nguyễn Văn Học",
    phone="0000 000 049",
)
CHASE = Chase(
    association=OURS,
    period=HalfYear(2022, 1),
    day=date(2022, 6, 27),
    deadline=date(2022, 6, 24),
    answer_by=datetime(2022, 6, 30, 17),
    letter="12/HKH",
)
SILENT = Case(
    unit="Ban Khuyến học Trường Ba",
    contact="Trưởng ban, 0000 000 003",
    expected=True,
    received=(),
    missing=("Bìa", "Biểu 1 (Tổ chức, hội viên)"),
    refused=(),
    days_late=3,
    note="lập hôm nay",
)
PARTLY = replace(SILENT, unit="Ban Khuyến học Bưu điện & Viễn thông", received=("Bìa",), missing=("Thuyết minh",))
NUMBER = Finding(
    "whole_number",
    Severity.REFUSE_FILE,
    "Hội viên: tổng số, Kỳ này",
    "Biểu 1",
    "F19",
    '"khoảng 500"',
    "số nguyên, không âm",
    "Chỉ ghi số.",
)
DAMAGED = Finding("damaged", Severity.REFUSE_FILE, None, None, None, "không mở được trọn vẹn tệp", "", "Lưu lại tệp.")
REFUSED = replace(
    SILENT,
    unit="Hội Khuyến học xã Hai",
    contact="Chủ tịch Hội, 0000 000 002",
    missing=(),
    refused=(RefusedFile("bieu.xlsx", (NUMBER,)), RefusedFile("hong.xlsx", (DAMAGED,))),
)
SUMMARY = Summary(
    cases=(SILENT, REFUSED),
    late=(("Ban Khuyến học Trường Bốn", 4),),
    groups=(("Tất cả đơn vị", Rate(6, 4, 3)), ("Hội Khuyến học xã, phường", Rate(2, 1, 1))),
    to_fill_in=1,
    notices=("Có 1 tệp chưa rõ của đơn vị nào; xin xem trước khi gửi công văn.",),
)


def text_of(data: bytes) -> str:
    """Paragraphs and tables from top to bottom; the cells of a row parted by bars."""
    lines = []
    for block in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(block, Table):
            lines += [" | ".join(cell.text.strip().replace("\n", " / ") for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    return "\n".join(line for line in lines if line.strip()) + "\n"


def golden(name: str, text: str) -> str:
    path = GOLDEN / name
    if os.environ.get("SOKET_WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "case"), [("missing", SILENT), ("refused", REFUSED)])
def test_a_letter_reads_exactly_as_the_golden_text(name: str, case: Case) -> None:
    text = text_of(write_letter(CHASE, case))
    assert text == golden(f"reminder_{name}.txt", text)


def test_the_summary_reads_exactly_as_the_golden_text() -> None:
    text = text_of(write_summary(CHASE, SUMMARY))
    assert text == golden("reminder_summary.txt", text)


def test_a_unit_that_sent_some_forms_is_told_which_came_and_which_did_not() -> None:
    text = text_of(write_letter(CHASE, PARTLY))
    assert "đã nhận được: Bìa; chưa nhận được: Thuyết minh." in text
    assert "báo cáo sẽ ghi rõ chưa có đủ số liệu của đơn vị." in text


def test_a_refused_file_beside_forms_that_never_came_is_told_with_them() -> None:
    text = text_of(write_letter(CHASE, replace(REFUSED, missing=("Thuyết minh",))))
    assert "Ngoài ra, chưa nhận được: Thuyết minh." in text


def test_whoever_was_received_before_is_not_told_that_its_figures_will_be_missing() -> None:
    text = text_of(write_letter(CHASE, replace(REFUSED, whole=True)))
    assert "được giữ nguyên" in text and "chưa có số liệu" not in text


def test_of_an_optional_unit_the_report_will_say_nothing() -> None:
    assert "Sau thời hạn này" not in text_of(write_letter(CHASE, replace(REFUSED, expected=False)))


def test_without_a_covering_letter_or_a_telephone_the_words_are_left_out() -> None:
    plain = replace(CHASE, letter="", association=OURS.changed(phone=""))
    text = text_of(write_letter(plain, SILENT))
    assert "đã đề nghị các đơn vị gửi số liệu" in text and "Công văn số" not in text
    assert "điện thoại" not in text


def test_of_a_file_with_many_points_five_are_told_and_the_rest_counted() -> None:
    text = text_of(write_letter(CHASE, replace(REFUSED, refused=(RefusedFile("bieu.xlsx", (NUMBER,) * 8),))))
    assert text.count("Biểu 1!F19") == 5 and "còn 3 điểm khác" in text


def test_a_file_of_which_no_point_stands_refers_to_its_reply() -> None:
    assert "xin xem phản hồi" in text_of(write_letter(CHASE, replace(REFUSED, refused=(RefusedFile("a.xlsx", ()),))))


def test_a_letter_names_no_other_unit_and_holds_no_contact() -> None:
    text = text_of(write_letter(CHASE, REFUSED))
    assert REFUSED.contact not in text and SILENT.unit not in text


@pytest.mark.parametrize("case", [SILENT, PARTLY, REFUSED, replace(REFUSED, whole=True)])
def test_no_letter_shames_its_reader(case: Case) -> None:
    words = {word.strip(".,:;“”") for word in text_of(write_letter(CHASE, case)).casefold().split()}
    assert not {"lỗi", "sai", "muộn", "chậm", "trễ", "phê", "vi"} & words


def test_equal_words_give_equal_bytes_and_another_day_other_ones() -> None:
    assert write_letter(CHASE, SILENT) == write_letter(CHASE, SILENT)
    assert write_summary(CHASE, SUMMARY) == write_summary(CHASE, SUMMARY)
    assert write_letter(replace(CHASE, day=date(2022, 6, 28)), SILENT) != write_letter(CHASE, SILENT)


def test_a_summary_without_cases_has_the_rates_alone() -> None:
    text = text_of(write_summary(CHASE, replace(SUMMARY, cases=(), late=(), to_fill_in=0, notices=())))
    assert "Đơn vị cần liên hệ" not in text and "Tất cả đơn vị | 6 | 4 | 66,67 | 3 | 50,00" in text


def test_words_that_xml_cannot_hold_do_not_stop_a_letter(tmp_path: Path) -> None:
    odd = RefusedFile("a\x01<b>&.xlsx", (replace(NUMBER, saw='"\x0b<5 & >6"'),))
    assert "a<b>&.xlsx" in text_of(write_letter(CHASE, replace(REFUSED, refused=(odd,))))


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2022, 6, 30, 17), "17 giờ, ngày 30 tháng 6 năm 2022"),
        (datetime(2022, 2, 5, 16, 30), "16 giờ 30 phút, ngày 05 tháng 02 năm 2022"),
    ],
)
def test_the_hour_is_said_with_its_minutes_where_there_are_any(at: datetime, words: str) -> None:
    assert time_words(at) == words


def test_the_subject_names_the_period() -> None:
    assert subject_of(HalfYear(2021, 2)) == "V/v đôn đốc gửi số liệu 6 tháng cuối năm 2021"


def test_word_finds_no_fault_in_a_letter_or_a_summary(tmp_path: Path) -> None:
    for name, data in (("thu.docx", write_letter(CHASE, REFUSED)), ("tong-hop.docx", write_summary(CHASE, SUMMARY))):
        path = tmp_path / name
        path.write_bytes(data)
        result = OpenXmlValidator().validate(path)
        assert result.is_valid, result.errors
