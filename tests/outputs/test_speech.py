"""The page that is read out: what it says, and that it is one page."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from domain.figure import Figures
from domain.half_year import HalfYear
from domain.record import DeclarationError
from outputs.report_content import Report
from outputs.speech import write_speech
from tests.office import pdf_text, saved_again
from tests.outputs.handmade import CATALOGUE, handmade_report, measured, with_plan
from tests.outputs.test_report import complaints


@pytest.fixture
def report() -> Report:
    return measured(handmade_report())


def said(report: Report) -> list[str]:
    lines = docx.Document(io.BytesIO(write_speech(report))).paragraphs
    return [one.text.replace("\n", " ") for one in lines if one.text]


def test_it_greets_says_the_figures_as_prose_rounds_them_and_thanks(report: Report) -> None:
    lines = said(report)
    assert lines[:4] == [
        "BÀI PHÁT BIỂU",
        "Sơ kết công tác 6 tháng đầu năm 2022 và phương hướng, nhiệm vụ 6 tháng cuối năm 2022",
        "Kính thưa các vị đại biểu,",
        "Thưa toàn thể hội nghị,",
    ]
    assert "Số hội viên là gần 34.000 người (số liệu của 47/48 đơn vị), tăng 1.204 hội viên (3,69%)" in lines[5]
    assert any("đã mở 31 lớp cho trên 1.600 học viên" in line for line in lines)
    assert lines[-2:] == ["Chưa có số liệu của: Ban Khuyến học Bưu điện & Viễn thông.", "Xin trân trọng cảm ơn./."]


def test_the_years_is_of_the_whole_year(report: Report) -> None:
    lines = said(replace(report, period=HalfYear(2022, 2)))
    assert "Tổng kết công tác năm 2022" in lines[1] and "xây dựng xã hội học tập năm 2022" in lines[4]


def test_a_paragraph_without_figures_disappears(report: Report) -> None:
    empty = replace(report, figures=Figures([]), missing=())
    assert len(said(empty)) == 6  # title, subject, two greetings, whose figures, thanks


def test_it_holds_no_controls_for_it_is_checked_as_text(report: Report) -> None:
    assert "w:sdt" not in docx.Document(io.BytesIO(write_speech(report))).element.xml


def test_equal_reports_give_equal_bytes_and_nothing_to_complain_of(report: Report) -> None:
    assert write_speech(report) == write_speech(report)
    assert complaints(write_speech(report)) == []


def test_a_catalogue_without_a_speech_says_what_to_declare(report: Report) -> None:
    with pytest.raises(ValueError, match=r"report\.toml: has no \[speech\]"):
        write_speech(with_plan(report, speech=None))


def test_a_wrong_sentence_is_named_by_its_paragraph(report: Report) -> None:
    speech = CATALOGUE.report.speech
    assert speech is not None
    broken = with_plan(report, speech=speech.changed(paragraphs=(("Đúng.",), ("Có {{ hoi_vein }}.",))))
    with pytest.raises(DeclarationError, match="speech, paragraph 2, sentence 1: unknown name 'hoi_vein'"):
        write_speech(broken)


def test_it_is_one_page(report: Report, tmp_path: Path) -> None:
    written = tmp_path / "phat-bieu.docx"
    written.write_bytes(write_speech(report))
    made = saved_again([written], "pdf", tmp_path) / "phat-bieu.pdf"
    assert pdf_text(made).count("\f") == 1
