"""The receipt, read back from its bytes."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator

from domain.association import Association
from outputs.letter import Answer
from outputs.receipt import Recorded, Slip, write_receipt
from tests.outputs.test_letter import ROW, WARNING

ASSOCIATION = Association(
    name="Hội Khuyến học thành phố Sơn La",
    parent="Hội Khuyến học tỉnh Sơn La",
    place="Sơn La",
    area="thành phố",
    phone="0212 3852 000",
)
ANSWER = Answer(
    association=ASSOCIATION.name,
    unit="Hội Khuyến học phường Chiềng An",
    file="Bieu so lieu 2022H1.xlsx",
    sha256="0123456789abcdef" * 4,
    period="6 tháng đầu năm 2022",
    received=datetime(2022, 6, 15, 8, 5),
    accepted=True,
    after_close=False,
    findings=(),
    until=date(2022, 6, 24),
)
SLIP = Slip(
    ASSOCIATION,
    number=2,
    replaces=1,
    recorded=(Recorded("Hội viên", "hội viên", "20.576"), Recorded("Quỹ vận động", "đồng", "chưa có số")),
)


def texts(data: bytes) -> list[str]:
    """Paragraphs and cells, in the document's order."""
    paragraphs = docx.Document(io.BytesIO(data)).element.body.iter(qn("w:p"))
    said = ("".join(one.text or "" for one in paragraph.iter(qn("w:t"))) for paragraph in paragraphs)
    return [text for text in said if text]


def test_a_receipt_says_what_came_when_and_what_was_recorded() -> None:
    assert texts(write_receipt(ANSWER, SLIP)) == [
        "HỘI KHUYẾN HỌC TỈNH SƠN LA",
        "HỘI KHUYẾN HỌC",
        "THÀNH PHỐ SƠN LA",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Mã đối chiếu: 01234567",
        "Sơn La, ngày 15 tháng 6 năm 2022",
        "PHIẾU TIẾP NHẬN",
        "Số liệu 6 tháng đầu năm 2022",
        "Kính gửi: Hội Khuyến học phường Chiềng An",
        "Hội Khuyến học thành phố Sơn La đã nhận tệp số liệu của đơn vị như sau:",
        "Tên tệp:",
        "Bieu so lieu 2022H1.xlsx",
        "Thời gian nhận:",
        "08 giờ 05 phút, ngày 15/06/2022",
        "Kỳ báo cáo:",
        "6 tháng đầu năm 2022",
        "Lần gửi:",
        "thứ 2, thay lần 1",
        "Tình trạng:",
        "Đã tiếp nhận.",
        "Số liệu đã ghi nhận:",
        "Chỉ tiêu",
        "Đơn vị tính",
        "Đã ghi nhận",
        "Hội viên",
        "hội viên",
        "20.576",
        "Quỹ vận động",
        "đồng",
        "chưa có số",
        "Nếu khác sổ của đơn vị, xin báo 0212 3852 000, hạn đến hết ngày 24/06/2022.",
        "Phiếu này được lập tự động khi tiếp nhận tệp.",
    ]


def test_a_first_file_takes_nobodys_place() -> None:
    told = texts(write_receipt(ANSWER, replace(SLIP, number=1, replaces=None)))
    assert "thứ 1" in told


def test_without_a_telephone_or_a_day_neither_is_named() -> None:
    slip = replace(SLIP, association=ASSOCIATION.changed(phone=""))
    told = texts(write_receipt(replace(ANSWER, until=None), slip))
    assert "Nếu khác sổ của đơn vị, xin báo văn phòng." in told


def test_a_file_without_figures_has_no_table_of_them() -> None:
    told = texts(write_receipt(ANSWER, replace(SLIP, recorded=())))
    assert not [text for text in told if "ghi nhận" in text or "xin báo" in text]


def test_after_a_close_it_says_that_what_was_published_stands() -> None:
    told = texts(write_receipt(replace(ANSWER, after_close=True), SLIP))
    assert "Kỳ này đã chốt: số liệu đã công bố chưa thay đổi." in told


def test_points_to_look_at_and_what_was_mended_are_counted() -> None:
    told = texts(write_receipt(replace(ANSWER, findings=(WARNING,), mended=(ROW,)), SLIP))
    assert "Đã tiếp nhận, có 1 điểm xin xem lại. Đã sửa 1 điểm, còn 1 điểm." in told


@pytest.mark.parametrize("name", ["=1+1.xlsx", "a & <b>.xlsx", "a\x0bb.xlsx", "tệp\ncủa tôi.xlsx"])
def test_any_name_of_a_file_makes_a_document(name: str) -> None:
    told = "".join(texts(write_receipt(replace(ANSWER, file=name), SLIP)))
    assert name.replace("\x0b", "").replace("\n", "") in told


def test_equal_answers_give_equal_bytes() -> None:
    assert write_receipt(ANSWER, SLIP) == write_receipt(replace(ANSWER), replace(SLIP))


def test_openxml_audit_has_nothing_to_complain_of(tmp_path: Path) -> None:
    path = tmp_path / "phieu.docx"
    path.write_bytes(write_receipt(ANSWER, SLIP))
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []
