"""The letter that goes with a unit's forms, read as Word shows it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
from openxml_audit import OpenXmlValidator

from domain.association import Association
from outputs.covering_letter import CoveringLetter, write_covering_letter

OURS = Association(
    name="Hội Khuyến học huyện Thử",
    parent="Hội Khuyến học tỉnh Thử",
    place="Thử",
    area="huyện",
    signatory="Nguyễn Văn Thử",
    phone="0212 000 111",
)
LETTER = CoveringLetter(
    association=OURS,
    unit_name="Hội Khuyến học xã Một",
    period="6 tháng đầu năm 2022",
    cut_off=date(2022, 6, 14),
    deadline=date(2022, 6, 24),
    forms=(("Bìa", "Bìa"), ("Biểu 1", "Tổ chức, hội viên")),
    workbook="001-hoi-khuyen-hoc-xa-mot.xlsx",
    folder="001-hoi-khuyen-hoc-xa-mot",
    replies="phan-hoi",
)


def body(letter: CoveringLetter = LETTER) -> str:
    """The paragraphs outside the tables."""
    return "\n".join(one.text for one in docx.Document(io.BytesIO(write_covering_letter(letter))).paragraphs)


def tables(letter: CoveringLetter = LETTER) -> list[str]:
    """The text of each table: the head, the signature."""
    document = docx.Document(io.BytesIO(write_covering_letter(letter)))
    return ["\n".join(cell.text for row in table.rows for cell in row.cells) for table in document.tables]


def test_the_head_names_both_bodies_leaves_number_and_date_open_and_says_what_it_is_about() -> None:
    head, _ = tables()
    assert "HỘI KHUYẾN HỌC TỈNH THỬ" in head and "HỘI KHUYẾN HỌC HUYỆN THỬ" in head
    assert "Số:      /HKH" in head
    assert "V/v gửi báo cáo số liệu 6 tháng đầu năm 2022" in head.replace("\n", " ")
    assert "Thử, ngày      tháng      năm 2022" in head
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in head


def test_the_number_and_the_day_of_the_letter_are_printed_once_they_are_known() -> None:
    head, _ = tables(replace(LETTER, number="05/HKH", day=date(2022, 6, 1)))
    assert "Số: 05/HKH" in head and "Thử, ngày 01 tháng 6 năm 2022" in head


def test_it_tells_a_unit_what_to_send_by_when_where_to_and_whom_to_ask() -> None:
    said = body()
    assert "Kính gửi: Hội Khuyến học xã Một" in said
    assert "001-hoi-khuyen-hoc-xa-mot.xlsx, gồm 2 trang: Bìa; Biểu 1 (Tổ chức, hội viên)." in said
    assert "số liệu tính đến ngày 14 tháng 6 năm 2022" in said
    assert "Gửi chậm nhất ngày 24 tháng 6 năm 2022." in said
    assert "thư mục “001-hoi-khuyen-hoc-xa-mot”" in said and "thư mục “phan-hoi”" in said
    assert "điện thoại 0212 000 111." in said
    assert said.rstrip().endswith("./.")


def test_it_tells_how_to_answer_in_the_words_of_the_form() -> None:
    said = body()
    for words in ("Enable Editing", "ô màu vàng", "như 1600", "Không phát sinh ghi 0 hoặc “-”", "chưa có số ghi “…”"):
        assert words in said
    assert "lỗi" not in said.casefold()


def test_the_signature_stands_beside_who_gets_it() -> None:
    _, signed = tables()
    assert "TM. BAN THƯỜNG VỤ" in signed and "CHỦ TỊCH" in signed and "Nguyễn Văn Thử" in signed
    assert "- Như trên;" in signed and "- Lưu: VT." in signed


def test_an_association_without_a_telephone_is_asked_at_its_office() -> None:
    said = body(replace(LETTER, association=OURS.changed(phone="")))
    assert "Văn phòng Hội Khuyến học huyện Thử." in said and "điện thoại" not in said


def test_equal_letters_are_equal_bytes_and_another_units_differ() -> None:
    assert write_covering_letter(LETTER) == write_covering_letter(replace(LETTER))
    assert write_covering_letter(replace(LETTER, unit_name="Xã Hai")) != write_covering_letter(LETTER)


def test_openxml_audit_has_nothing_to_complain_of(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(write_covering_letter(LETTER))
    assert [f"{error}" for error in OpenXmlValidator().validate(path).errors] == []
