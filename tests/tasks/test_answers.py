"""What is told of a verdict: the day, the figures, what was mended."""

from __future__ import annotations

from datetime import date
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from tasks.answers import RECEIPT, _until
from tests.homes import SmallHome
from warehouse.replies import WORKBOOK


def receipt(home: SmallHome, code: str, name: str) -> list[str]:
    """The texts of a receipt, paragraph by paragraph."""
    body = docx.Document(str(home.documents(code, RECEIPT)[name])).element.body
    return ["".join(one.text or "" for one in paragraph.iter(qn("w:t"))) for paragraph in body.iter(qn("w:p"))]


@pytest.mark.parametrize(
    ("received", "until"),
    [
        (date(2022, 6, 1), date(2022, 6, 24)),
        (date(2022, 6, 24), date(2022, 6, 24)),
        (date(2022, 6, 25), date(2022, 6, 27)),
        (date(2022, 6, 27), date(2022, 6, 27)),
        (date(2022, 6, 28), None),
    ],
)
def test_an_answer_is_of_use_until_the_deadline_and_then_until_the_day_before_the_signing(
    small_home: SmallHome, received: date, until: date | None
) -> None:
    home = small_home.open()
    assert _until(home, "2022H1", received) == until
    assert _until(home, None, received) is None and _until(home, "2030H1", received) is None


def test_a_deadline_on_a_day_off_moves(small_home: SmallHome) -> None:
    small_home.set("days_off = [2022-06-24]")
    assert _until(small_home.open(), "2022H1", date(2022, 6, 1)) == date(2022, 6, 27), "a Friday, and a weekend"


def test_a_receipt_prints_what_was_recorded_with_its_points(small_home: SmallHome) -> None:
    small_home.send("00001", name="mot.xlsx", bieu_1__hoi_vien__ky_nay=20_576)
    small_home.send("00001", name="hai.xlsx", bieu_1__hoi_vien__ky_nay=20_577)
    small_home.send("B-03", name="ba.xlsx", bieu_1__hoi_vien__ky_nay="…")
    small_home.collect()
    one, two, three = (receipt(small_home, *of) for of in (("00001", "mot"), ("00001", "hai"), ("B-03", "ba")))
    assert "20.576" in one and "700" in one and "5.000.000" in one and "thứ 1" in one
    assert "20.577" in two and "thứ 2, thay lần 1" in two
    assert "chưa có số" in three and "Gia đình học tập đăng ký" not in three, "a committee is not asked for it"


def test_a_file_after_the_close_is_told_that_nothing_published_changed(small_home: SmallHome) -> None:
    small_home.send_all()
    assert small_home.close_period().closing.new
    small_home.send("B-03", name="muon.xlsx", bieu_1__hoi_vien__ky_nay=501)
    small_home.collect()
    assert "Kỳ này đã chốt: số liệu đã công bố chưa thay đổi." in receipt(small_home, "B-03", "muon")


MISTAKES: dict[str, Any] = {"bieu_1__hoi_vien__ky_nay": "nhiều", "bieu_4__nha_giao__so_luong": "bảy"}


def test_points_stand_in_the_order_in_which_somebody_goes_through_the_file(small_home: SmallHome) -> None:
    small_home.send("00001", name="a.xlsx", **MISTAKES, bieu_2__gdht__dang_ky_moi=99_999)
    small_home.collect()
    told = small_home.replies("00001")["a"].splitlines()
    places = [line.partition(". ")[2][:6] for line in told if line[:1].isdigit()]
    assert places == ["Biểu 1", "Biểu 2", "Biểu 4"], "a number that is none was found before two that do not agree"


def test_what_was_mended_is_ticked_and_what_is_left_is_counted(small_home: SmallHome) -> None:
    small_home.send("00001", name="a.xlsx", **MISTAKES)
    small_home.send("00001", name="b.xlsx", **{**MISTAKES, "bieu_4__nha_giao__so_luong": 7})
    small_home.send("00001", name="c.xlsx")
    small_home.collect()
    told = small_home.replies("00001")
    assert "Đã sửa" not in told["a"]
    assert "Đã sửa 1 điểm, còn 1 điểm." in told["b"]
    assert "Tình trạng: Đã tiếp nhận. Đã sửa 1 điểm đã nêu lần trước." in told["c"]
    sheet = openpyxl.load_workbook(small_home.documents("00001", WORKBOOK)["b"]).worksheets[0]
    ticked = [row for row in sheet.iter_rows(values_only=True) if "✓ Đã sửa" in row]
    assert len(ticked) == 1 and any("Nhà giáo" in str(cell) for cell in ticked[0])


def test_a_file_that_could_not_be_judged_has_mended_nothing(small_home: SmallHome) -> None:
    small_home.send("00001", name="a.xlsx", **MISTAKES)
    other = small_home.unit("00002")
    small_home.send("00001", name="b.xlsx", as_unit=other)
    small_home.collect()
    assert "lần trước" not in small_home.replies("00001")["b"] and "Đã sửa" not in small_home.replies("00001")["b"]
