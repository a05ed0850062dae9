"""The office's summary of whom to chase, as its reader sees it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from openxml_audit import OpenXmlValidator

from outputs.chase_summary import write_summary
from tests.outputs.chased import CHASE, SILENT, SUMMARY, golden, text_of


def test_the_summary_reads_exactly_as_the_golden_text() -> None:
    text = text_of(write_summary(CHASE, SUMMARY))
    assert text == golden("reminder_summary.txt", text)


def test_a_summary_without_cases_has_the_rates_alone() -> None:
    text = text_of(write_summary(CHASE, replace(SUMMARY, cases=(), late=(), to_fill_in=0, notices=())))
    assert "Đơn vị cần liên hệ" not in text and "Tất cả đơn vị | 6 | 4 | 66,67 | 3 | 50,00" in text


def test_on_a_day_without_letters_no_time_is_named_that_they_give() -> None:
    assert "lập hôm nay: trước" in text_of(write_summary(CHASE, SUMMARY))
    assert "lập hôm nay: trước" not in text_of(write_summary(CHASE, replace(SUMMARY, letters=0)))


def test_the_digits_of_a_telephone_are_not_parted_at_the_end_of_a_line() -> None:
    called = replace(SILENT, contact="Trưởng ban, 0212 3852 111")
    assert "Trưởng ban, 0212\u00a03852\u00a0111" in text_of(write_summary(CHASE, replace(SUMMARY, cases=(called,))))


def test_equal_words_give_equal_bytes() -> None:
    assert write_summary(CHASE, SUMMARY) == write_summary(CHASE, SUMMARY)


def test_word_finds_no_fault_in_a_summary(tmp_path: Path) -> None:
    path = tmp_path / "tong-hop.docx"
    path.write_bytes(write_summary(CHASE, SUMMARY))
    result = OpenXmlValidator().validate(path)
    assert result.is_valid, result.errors
