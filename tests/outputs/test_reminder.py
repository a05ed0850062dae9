"""The reminder to a unit, as its reader sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from domain.half_year import HalfYear
from outputs.reminder import Case, RefusedFile, subject_of, time_words, write_letter
from tests.outputs.chased import CHASE, NUMBER, OURS, PARTLY, REFUSED, SILENT, golden, text_of


@pytest.mark.parametrize(("name", "case"), [("missing", SILENT), ("refused", REFUSED)])
def test_a_letter_reads_exactly_as_the_golden_text(name: str, case: Case) -> None:
    text = text_of(write_letter(CHASE, case))
    assert text == golden(f"reminder_{name}.txt", text)


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


def test_the_letter_that_asked_is_named_with_its_day_where_that_is_known() -> None:
    text = text_of(write_letter(replace(CHASE, letter_date=date(2022, 6, 1)), SILENT))
    assert "đã có Công văn số 12/HKH ngày 01 tháng 6 năm 2022 đề nghị các đơn vị" in text


def test_without_a_covering_letter_or_a_telephone_the_words_are_left_out() -> None:
    plain = replace(CHASE, letter="", association=OURS.changed(phone=""))
    text = text_of(write_letter(plain, SILENT))
    assert "đã đề nghị các đơn vị gửi số liệu" in text and "Công văn số" not in text
    assert "điện thoại" not in text


def test_of_a_file_with_many_points_five_are_told_and_the_rest_counted() -> None:
    text = text_of(write_letter(CHASE, replace(REFUSED, refused=(RefusedFile("bieu.xlsx", (NUMBER,) * 8),))))
    assert text.count("Biểu 1!F19") == 5 and "còn 3 điểm khác" in text


def test_a_file_of_which_no_point_stands_refers_to_its_reply() -> None:
    assert "xin xem tệp trả lời" in text_of(write_letter(CHASE, replace(REFUSED, refused=(RefusedFile("a.xlsx", ()),))))


def test_a_letter_names_no_other_unit_and_holds_no_contact() -> None:
    text = text_of(write_letter(CHASE, REFUSED))
    assert REFUSED.contact not in text and SILENT.unit not in text


@pytest.mark.parametrize("case", [SILENT, PARTLY, REFUSED, replace(REFUSED, whole=True)])
def test_no_letter_shames_its_reader(case: Case) -> None:
    words = {word.strip(".,:;“”") for word in text_of(write_letter(CHASE, case)).casefold().split()}
    assert not {"lỗi", "sai", "muộn", "chậm", "trễ", "phê", "vi"} & words


def test_equal_words_give_equal_bytes_and_another_day_other_ones() -> None:
    assert write_letter(CHASE, SILENT) == write_letter(CHASE, SILENT)
    assert write_letter(replace(CHASE, day=date(2022, 6, 28)), SILENT) != write_letter(CHASE, SILENT)


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


def test_word_finds_no_fault_in_a_letter(tmp_path: Path) -> None:
    path = tmp_path / "thu.docx"
    path.write_bytes(write_letter(CHASE, REFUSED))
    result = OpenXmlValidator().validate(path)
    assert result.is_valid, result.errors
