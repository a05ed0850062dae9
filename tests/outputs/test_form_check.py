"""What a spreadsheet tells whoever fills in a cell, and what it lets pass."""

from __future__ import annotations

from dataclasses import replace

import openpyxl
import pytest

from domain.catalogue import Catalogue
from expectations.load import load_catalogue
from outputs.form_check import Check, checks_of, validation
from outputs.form_plan import Filling, plan_forms
from tests.office import saved_again

CATALOGUE: Catalogue = load_catalogue()
EMPTY = Filling("Hội Khuyến học xã Một", "00001", "hoi_xa", "6 tháng đầu năm 2022", "14/06/2022")
KINDS = ["hoi_xa", "hoi_khac", "ban", "van_phong"]


def check(key: str, **known: dict[str, int]) -> Check:
    return checks_of(CATALOGUE, replace(EMPTY, **known))[key]  # type: ignore[arg-type]


# --- what is told ------------------------------------------------------------------------------------


def test_a_cell_tells_what_was_reported_in_the_half_before_and_a_year_before() -> None:
    key = "bieu_2.gdht.dang_ky"
    told = check(key, last={key: 20_576}, same_half={key: 19_000})
    assert told.title == "Gia đình học tập"
    assert told.prompt.startswith("Kỳ trước: 20.576 hộ. Cùng kỳ năm trước: 19.000 hộ. Ghi số nguyên (hộ).")


def test_a_cell_of_which_nothing_is_known_tells_how_to_answer() -> None:
    assert check("bieu_1.hoi_vien.ky_nay").prompt == (
        'Ghi số nguyên (hội viên). Không phát sinh ghi 0 hoặc "-"; chưa có ghi "…".'
    )
    assert check("bieu_1.hoi_vien_moi.ky_nay").prompt == (
        'Ghi số nguyên (hội viên). Để trống hoặc "-" là không phát sinh; chưa có ghi "…".'
    )
    assert check("bieu_3.luot_hoc_vien.ky_nay").prompt == "Ghi số nguyên (lượt người). Không bắt buộc ghi."


def test_money_is_told_in_its_own_unit_and_not_in_that_of_its_row() -> None:
    key = "bieu_4.hoc_bong.so_tien"
    assert check(key, last={key: 1_500_000}).prompt.startswith("Kỳ trước: 1.500.000 đồng. ")


def test_a_nothing_that_was_reported_is_told_too() -> None:
    key = "bieu_3.hoc_vien.ky_nay"
    assert check(key, last={key: 0}).prompt.startswith("Kỳ trước: 0 học viên. ")


def test_an_estimate_and_an_earlier_final_figure_tell_whose_they_are() -> None:
    assert "cột “Kỳ này”" in check("bieu_1.hoi_vien.uoc").prompt
    earlier = check("bieu_1.hoi_vien.chinh_thuc_ky_truoc", last={"bieu_1.hoi_vien.ky_nay": 480})
    assert earlier.prompt == "Kỳ trước đã báo: 480 hội viên. Chỉ ghi khi số chính thức khác số đã báo."


def test_a_year_tells_the_year_before_without_a_dot() -> None:
    key = "bieu_2.gdht.cong_nhan_nam"
    assert check(key, last={key: 2021}).prompt == "Kỳ trước: 2021. Ghi năm, bốn chữ số. Không bắt buộc ghi."
    assert check(key).prompt == "Ghi năm, bốn chữ số. Không bắt buộc ghi."


@pytest.mark.parametrize("kind", KINDS)
def test_every_cell_that_is_filled_in_with_numbers_or_sentences_is_checked_and_nothing_else(kind: str) -> None:
    filling = replace(EMPTY, kind=kind)
    checked = set(checks_of(CATALOGUE, filling))
    cells = [cell for plan in plan_forms(CATALOGUE, filling) for row in plan.rows for cell in row if cell and cell.key]
    numbers = {str(cell.key).partition("#")[0] for cell in cells if cell.style in ("input", "year")}
    personal = {one.key for one in CATALOGUE.field_by_key.values() if one.personal}
    assert numbers - personal <= checked
    assert not checked & personal, "of names nothing is asked"
    assert all(f"thuyet_minh.{row}.value" in checked for row in ("ket_qua", "han_che"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_told_fits_what_a_spreadsheet_takes(kind: str) -> None:
    large = dict.fromkeys(CATALOGUE.field_by_key, 9_999_999_999_999)
    told = checks_of(CATALOGUE, replace(EMPTY, kind=kind, last=large, same_half=large))
    assert len(told) > 20
    for key, one in told.items():
        options = validation(one, "AA1000", "$B$47:$E$47")
        assert 0 < len(options["input_title"]) <= 32, key
        assert 0 < len(options["input_message"]) <= 255 and not options["input_message"].endswith("…"), key
        assert len(options["error_title"]) <= 32 and 0 < len(options["error_message"]) <= 255, key
        assert len(str(options.get("value", ""))) <= 255, key


# --- what is let pass --------------------------------------------------------------------------------


WHOLE, SIGNED = "bieu_1.hoi_vien.ky_nay", "danh_sach.*.tang_giam"
TYPED: dict[str, tuple[list[object], list[object]]] = {  # field → what may be typed, what may not
    WHOLE: (
        [
            0,
            1,
            1600,
            500_000_000,
            9_999_999_999_999,
            "-",
            "–",
            "không",
            "Không có",
            "không phát sinh",
            " - ",
            "…",
            "...",
        ],
        [-1, 1.6, 0.5, 10**13, "1.600", "12 người", "khoảng 100", "?"],
    ),
    SIGNED: ([-5, 0, 5, "-", "…"], [-0.5, 10**13, -(10**13), "giảm 5"]),
}


@pytest.fixture(scope="module")
def let_pass(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, object], object]:
    """What LibreOffice makes of each check's formula over each thing typed: (field, typed) → its result."""
    book, folder = openpyxl.Workbook(), tmp_path_factory.mktemp("typed")
    cases = [(key, typed) for key, both in TYPED.items() for typed in (*both[0], *both[1])]
    for row, (key, typed) in enumerate(cases, start=1):
        book.active.cell(row, 1, typed)
        book.active.cell(row, 2, validation(check(key), f"A{row}", "")["value"])
    book.save(folder / "typed.xlsx")
    made = saved_again([folder / "typed.xlsx"], "xlsx", folder) / "typed.xlsx"
    sheet = openpyxl.load_workbook(made, data_only=True).active
    return {case: sheet.cell(row, 2).value for row, case in enumerate(cases, start=1)}


@pytest.mark.parametrize("key", TYPED)
def test_a_number_and_every_mark_of_nothing_or_not_known_may_be_typed(
    key: str, let_pass: dict[tuple[str, object], object]
) -> None:
    assert {typed: let_pass[key, typed] for typed in TYPED[key][0]} == dict.fromkeys(TYPED[key][0], True)


@pytest.mark.parametrize("key", TYPED)
def test_what_would_be_refused_or_could_mean_two_things_cannot_be_typed(
    key: str, let_pass: dict[tuple[str, object], object]
) -> None:
    assert {typed: let_pass[key, typed] for typed in TYPED[key][1]} == dict.fromkeys(TYPED[key][1], False)
    assert validation(check(key), "F8", "")["error_type"] == "stop"


def test_a_year_has_four_digits_and_is_not_after_the_periods() -> None:
    options = validation(check("bieu_2.gdht.cong_nhan_nam"), "H8", "")
    assert (options["validate"], options["minimum"], options["maximum"]) == ("integer", 1900, 2022)
    assert options["error_type"] == "stop" and "2022" in options["error_message"]


def test_a_lists_kind_is_chosen_from_the_axis_and_another_word_is_asked_about() -> None:
    options = validation(check("danh_sach.*.loai"), "C7", "$B$47:$E$47")
    assert (options["validate"], options["source"], options["error_type"]) == ("list", "=$B$47:$E$47", "warning")
    assert check("danh_sach.*.loai").choices == ("thôn, tổ dân phố", "trường học", "cơ quan", "dòng họ")
    assert "thôn, tổ dân phố; trường học; cơ quan; dòng họ" in options["error_message"]


def test_a_long_text_is_asked_about_and_may_stay() -> None:
    options = validation(check("thuyet_minh.han_che.value"), "B4", "")
    assert (options["validate"], options["criteria"], options["value"]) == ("length", "<=", 2000)
    assert options["error_type"] == "information"


def test_nobody_is_told_of_an_error() -> None:
    for one in checks_of(CATALOGUE, EMPTY).values():
        options = validation(one, "F8", "$B$47:$E$47")
        assert options["error_title"] == "Xin xem lại"
        assert "lỗi" not in f"{options['error_message']} {options['input_message']}".casefold()
