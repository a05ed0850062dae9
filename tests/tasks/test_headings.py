from __future__ import annotations

import pytest

from domain.catalogue import Catalogue
from domain.cells import Layout
from domain.vietnamese import heading_key
from tasks.grid import Grid
from tasks.headings import Headings, without_numbering
from tests.tasks.submitted import HEADING_4, typed


def grid(*lines: str) -> Grid:
    sheet = typed("Tờ 1", *lines)
    return Grid("Tờ 1", Layout.WORKBOOK, {(c.row, c.column): (c.text, c.number) for c in sheet.cells})


MODELS = (
    "STT | Mô hình | Mã số | Đơn vị tính | Tổng số trên địa bàn | Đăng ký năm 2022 | | Công nhận năm gần nhất | | ",
    "    |         |       |             |                      | Tổng số | Trong đó đăng ký mới | Năm | Số | Tỷ lệ %",
)
LIST = "STT | Tên chi hội | Loại | Số hội viên | Tăng/giảm"


def headers(catalogue: Catalogue, *lines: str) -> list[tuple[str, int, dict[str, int]]]:
    """Form, row of the lowest headings and columns of each header in a sheet that fits a form."""
    found = list(Headings(catalogue).headers(grid(*lines)))
    assert all(len(candidates) <= 1 for candidates in found)
    return [(one.form.code, one.row, one.columns) for candidates in found for one in candidates]


def test_a_grid_knows_its_filled_columns_row_by_row() -> None:
    made = grid("a | | b", "", " | c")
    assert made.rows == {1: [1, 3], 3: [2]}
    assert (made.text(1, 3), made.text(1, 2), made.text(1, None)) == ("b", "", "")
    assert made.key(1, 1) == "a"


def test_the_heading_above_is_the_columns_own_or_a_group_left_of_it() -> None:
    made = grid("Mô hình | Đăng ký | | Công nhận | | Ghi chú | ", " | Tổng số | Mới | Năm | Số | | ")
    assert [made.group(1, column, (1, 2)) for column in range(1, 8)] == [1, 2, 2, 4, 4, 6, None]
    assert made.group(3, 1, (1, 2)) is None and grid(" | a").group(1, 1, (1,)) is None


def test_a_form_is_found_by_its_headings(catalogue: Catalogue) -> None:
    ((form, row, columns),) = headers(catalogue, "tên | gì đó", "", HEADING_4)
    assert (form, row) == ("bieu_4", 3)
    assert columns == {
        "stt": 1,
        "chi_tieu": 2,
        "ma_so": 3,
        "don_vi_tinh": 4,
        "so_luong": 5,
        "so_tien": 6,
        "hien_vat": 7,
        "cap_tren": 8,
    }


def test_columns_may_stand_in_any_order_with_others_between_them(catalogue: Catalogue) -> None:
    turned = (
        "Ngoài ra cấp trên trao | | Số tiền | ghi thêm | Số lượng | Trong đó hiện vật quy tiền | Đơn vị tính | Chỉ tiêu"
    )
    ((form, _, columns),) = headers(catalogue, turned)
    assert form == "bieu_4"
    assert columns == {"cap_tren": 1, "so_tien": 3, "so_luong": 5, "hien_vat": 6, "don_vi_tinh": 7, "chi_tieu": 8}


@pytest.mark.parametrize("gone", ["Chỉ tiêu", "Số lượng", "Số tiền (đồng)", "Ngoài ra cấp trên trao (đồng)"])
def test_without_a_label_or_a_value_column_it_is_not_the_form(catalogue: Catalogue, gone: str) -> None:
    assert headers(catalogue, HEADING_4.replace(gone, "khác")) == []


@pytest.mark.parametrize("gone", ["STT", "Mã số", "Đơn vị tính"])
def test_a_column_that_is_not_read_may_be_missing(catalogue: Catalogue, gone: str) -> None:
    assert [form for form, _, _ in headers(catalogue, HEADING_4.replace(gone, ""))] == ["bieu_4"]


def test_a_merged_heading_of_two_levels_is_found_at_its_lower_one(catalogue: Catalogue) -> None:
    ((form, row, columns),) = headers(catalogue, *MODELS)
    assert (form, row) == ("bieu_2", 2)
    assert {code: columns[code] for code in ("mo_hinh", "tong", "dang_ky", "dang_ky_moi", "cong_nhan_nam")} == {
        "mo_hinh": 2,
        "tong": 5,
        "dang_ky": 6,
        "dang_ky_moi": 7,
        "cong_nhan_nam": 8,
    }
    assert (columns["cong_nhan"], columns["ty_le"]) == (9, 10)


def test_the_level_above_decides_between_two_columns_of_one_name(catalogue: Catalogue) -> None:
    top, low = MODELS
    assert headers(catalogue, top.replace("Đăng ký năm 2022", "Kế hoạch năm 2022"), low) == []


def test_the_year_in_a_heading_makes_no_difference(catalogue: Catalogue) -> None:
    for year in ("2019", "2031"):
        assert [form for form, *_ in headers(catalogue, MODELS[0].replace("2022", year), MODELS[1])] == ["bieu_2"]


def test_an_inserted_column_within_a_group_keeps_the_group(catalogue: Catalogue) -> None:
    top = (
        "Mô hình | Tổng số trên địa bàn | Đăng ký năm 2022 | | | | Công nhận năm gần nhất | | ",
        "        |                      | Tổng số | | | Trong đó đăng ký mới | Năm | | Số ",
    )
    ((_, _, columns),) = headers(catalogue, *top)
    assert (columns["dang_ky"], columns["dang_ky_moi"], columns["cong_nhan_nam"], columns["cong_nhan"]) == (3, 6, 7, 9)


def test_two_forms_on_one_sheet_are_found_from_top_to_bottom(catalogue: Catalogue) -> None:
    found = headers(catalogue, LIST, "1 | Chi hội A | thôn | 5 | 0", "", HEADING_4, "1 | Học bổng")
    assert [(form, row) for form, row, _ in found] == [("danh_sach", 1), ("bieu_4", 4)]


def test_forms_with_equal_headings_are_all_candidates(catalogue: Catalogue) -> None:
    heading = "STT | Chỉ tiêu | Cùng kỳ năm trước | Kỳ này | Trong đó: ước | Số chính thức kỳ trước"
    (candidates,) = Headings(catalogue).headers(grid(heading))
    assert sorted(one.form.code for one in candidates) == ["bieu_1", "bieu_3"]


def test_an_alias_of_the_label_column_is_an_anchor_too(catalogue: Catalogue) -> None:
    top, low = MODELS
    assert [form for form, *_ in headers(catalogue, top.replace("Mô hình", "Chỉ tiêu"), low)] == ["bieu_2"]


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("1. Hội viên", "Hội viên"),
        ("12) Hội viên", "Hội viên"),
        ("a) Hội viên", "Hội viên"),
        ("IV. Hội viên", "Hội viên"),
        ("- Hội viên", "Hội viên"),
        ("Hội viên", "Hội viên"),
        ("1. 2 Hội viên", "2 Hội viên"),
    ],
)
def test_a_labels_own_numbering_says_nothing(label: str, said: str) -> None:
    assert without_numbering(heading_key(label)) == heading_key(said)
