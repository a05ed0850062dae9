"""Forms bent as senders bend them say the same, or are refused: never something else."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cells import Layout
from expectations.load import load_catalogue
from outputs.blank_form import write_workbook
from outputs.sheet_plan import PlannedCell, SheetPlan
from tasks.readers.sheet import Sheet
from tasks.recognised import Recognised
from tests.tasks.readers.test_legacy import to_tcvn3, to_vni
from tests.tasks.submitted import COVER, HEADING_4, answers, filled, planned, read_here, recognise, typed, with_names

CATALOGUE = load_catalogue()
COVER_SHEET = typed("Bìa", *COVER)
LIST = "STT | Tên chi hội | Loại | Số hội viên | Tăng/giảm"
TEACHERS = "5 | Nhà giáo được khen thưởng | 07 | người | 7 | 1400000"
PUPILS = "6 | Học sinh, sinh viên được khen thưởng | 08 | lượt | 90 | 2700000"
Row = list[PlannedCell | None]


def observed(sheets: Sequence[Sheet]) -> list[tuple[object, ...]]:
    """Form, field, item name, value, written: what is said, wherever it stands."""
    recognised = recognise(CATALOGUE, sheets)
    assert recognised.refusals == {}
    told = with_names(recognised.fields).filter(pl.col("asks") != "text")
    return sorted(told.select("form", "field", "item_name", "value", "written").rows(), key=str)


STRAIGHT = observed(read_here(write_workbook(planned(CATALOGUE))))


def said(*lines: str) -> dict[str, int | str | None]:
    """What one sheet says beside a cover."""
    recognised = recognise(CATALOGUE, [COVER_SHEET, typed("Tờ 1", *lines)])
    assert recognised.refusals == {}
    return answers(recognised)


def refused(*lines: str, layout: str = Layout.WORKBOOK) -> str:
    recognised = recognise(CATALOGUE, [COVER_SHEET, typed("Tờ 1", *lines, layout=layout)])
    assert recognised.fields.is_empty()
    return recognised.refusals[1].rule


def names(*lines: str) -> list[str]:
    made = said(*lines)
    return [str(value) for key, value in made.items() if key.startswith("danh_sach.*.ten#")]


# --- anything inserted, anything in another order ------------------------------------------------------


def with_rows(plan: SheetPlan, places: Sequence[int]) -> SheetPlan:
    rows = list(plan.rows)
    for at in sorted(places, reverse=True):
        rows.insert(min(at, len(rows)), [])
    return replace(plan, rows=rows)


def unmerged(plan: SheetPlan) -> SheetPlan:
    """The same cells, none over more than its own place: a column or a row can be put between any two."""
    rows: list[Row] = [[cell and replace(cell, span=1, down=1) for cell in row] for row in plan.rows]
    return replace(plan, rows=rows)


def with_column(plan: SheetPlan, at: int) -> SheetPlan:
    rows: list[Row] = [[*row[:at], None, *row[at:]] if at < len(row) else row for row in plan.rows]
    return replace(plan, rows=rows, widths=[*plan.widths[:at], 5, *plan.widths[at:]])


def body(plan: SheetPlan) -> tuple[list[Row], list[Row]]:
    """The rows above a table's data, and its data."""
    first = next(n for n, row in enumerate(plan.rows) if any(cell and cell.key for cell in row))
    return list(plan.rows[:first]), list(plan.rows[first:])


@st.composite
def bent(draw: st.DrawFn) -> list[SheetPlan]:
    plans = []
    for number, planned_sheet in enumerate(planned(CATALOGUE)):
        plan = unmerged(planned_sheet)
        if plan.form.startswith("bieu"):
            above, data = body(plan)
            plan = replace(plan, rows=[*above, *draw(st.permutations(data))])
        plan = with_rows(plan, draw(st.lists(st.integers(0, len(plan.rows)), max_size=5)))
        for at in draw(st.lists(st.integers(0, len(plan.widths) - 1), max_size=3)):
            plan = with_column(plan, at)
        plans.append(replace(plan, name=f"{draw(st.sampled_from(['Trang', 'Sheet', 'Biểu 1 cũ']))} {number}"))
    return draw(st.permutations(plans))


@settings(max_examples=60)
@given(bent())
def test_a_form_with_rows_columns_and_sheets_inserted_or_reordered_says_the_same(plans: list[SheetPlan]) -> None:
    assert observed(read_here(write_workbook(plans))) == STRAIGHT


@settings(max_examples=20)
@given(st.sampled_from(["NFD", "upper", "new tones", "TCVN3", "VNI", "spaces"]), st.randoms())
def test_a_form_in_another_spelling_says_the_same(spelling: str, random: object) -> None:
    def spelled(cell: PlannedCell | None) -> PlannedCell | None:
        if cell is None or not isinstance(cell.value, str) or cell.key:
            return cell
        text = cell.value
        match spelling:
            case "NFD":
                text = unicodedata.normalize("NFD", text)
            case "upper":
                text = text.upper()
            case "new tones":
                text = text.replace("óa", "oá").replace("òa", "oà").replace("ũy", "uỹ").replace("ỏe", "oẻ")
            case "TCVN3":
                text = to_tcvn3(text)
            case "VNI":
                text = to_vni(text)
            case _:
                text = f"  {text.replace(' ', chr(0xA0) + ' ')}\u200b "
        return replace(cell, value=text)

    plans = [
        replace(plan, rows=[[spelled(cell) for cell in row] for row in plan.rows])
        for plan in planned(CATALOGUE)
        if plan.form != "bia"
    ]
    cover = [plan for plan in planned(CATALOGUE) if plan.form == "bia"]
    assert observed(read_here(write_workbook([*cover, *plans]))) == STRAIGHT


def test_hidden_sheets_are_read_too() -> None:
    """calamine gives every sheet; a hidden second copy is refused like any other."""
    sheet = typed("Biểu 4", HEADING_4, TEACHERS)
    assert answers(recognise(CATALOGUE, [COVER_SHEET, sheet]))["bieu_4.nha_giao.so_luong"] == 7


# --- headers ------------------------------------------------------------------------------------------

MODELS = (
    "     |         |       |             | KẾT QUẢ THỰC HIỆN    |                 |                      | | |",
    "STT | Mô hình | Mã số | Đơn vị tính | Tổng số trên địa bàn | Đăng ký năm 2022 | | Công nhận năm gần nhất | | ",
    "    |         |       |             |                      | Tổng số | Trong đó đăng ký mới | Năm | Số | Tỷ lệ %",
)
FAMILIES = "1 | Gia đình học tập | 01 | hộ | 1000 | 700 | 20 | 2021 | 650 | 65"


def family(*lines: str) -> tuple[object, ...]:
    made = said(*lines)
    codes = ("tong", "dang_ky", "dang_ky_moi", "cong_nhan_nam", "cong_nhan")
    return tuple(made[f"bieu_2.gdht.{code}"] for code in codes)


def test_a_header_of_three_levels_is_read() -> None:
    assert family(*MODELS, FAMILIES) == (1000, 700, 20, "2021", 650)


def test_an_empty_row_within_a_header_and_a_level_between_change_nothing() -> None:
    top, low = MODELS[1:]
    assert family(top, "", "", low, FAMILIES) == (1000, 700, 20, "2021", 650)
    between = " | | | | | Số lượng đã có | | Đã có quyết định | |"
    assert family(top, between, low, FAMILIES) == (1000, 700, 20, "2021", 650)


def test_a_heading_written_over_two_rows_is_one() -> None:
    top = HEADING_4.replace("Số tiền (đồng)", "Số tiền")
    low = " | | | | | (đồng)"
    assert said(top, low, TEACHERS)["bieu_4.nha_giao.so_tien"] == 1_400_000


@pytest.mark.parametrize("title", ["Chỉ tiêu", "CHỈ TIÊU KHEN THƯỞNG", "Số lượng, số tiền khen thưởng", "Số lượng"])
def test_a_title_that_holds_a_headings_words_is_no_heading(title: str) -> None:
    made = said(title, "", HEADING_4, TEACHERS)
    assert (made["bieu_4.nha_giao.so_luong"], made["bieu_4.nha_giao.so_tien"]) == (7, 1_400_000)


@pytest.mark.parametrize("group", ["Cùng kỳ năm trước", "Kế hoạch năm 2022", "Kỳ trước", "Số ước cả năm"])
def test_numbers_under_a_group_of_another_time_are_not_this_periods(group: str) -> None:
    assert refused(f" | | | | {group} | ", HEADING_4, TEACHERS) == "unknown_form"


def test_a_column_that_is_divided_further_is_not_read_by_its_first_part() -> None:
    divided = "STT | Chỉ tiêu | Số lượng | | Số tiền | Trong đó hiện vật quy tiền | Ngoài ra cấp trên trao"
    assert refused(divided, " | | Nam | Nữ | | | ", "5 | Nhà giáo được khen thưởng | 3 | 4 | 5") == "unknown_form"


@pytest.mark.parametrize("letters", ["A | B | C | D | 1 | 2 | 3 | 4", "(A) | (B) | (C) | (D) | (1) | (2) | (3) | (4)"])
def test_a_row_that_names_the_columns_is_no_data(letters: str) -> None:
    assert said(HEADING_4, letters, TEACHERS)["bieu_4.nha_giao.so_luong"] == 7


@pytest.mark.parametrize("letters", ["A | B | C | 1 | 2", "1 | 2 | 3 | 4 | 5", "(1) | (2) | (3) | (4) | (5)=(4)-(3)"])
def test_a_row_that_names_the_columns_is_no_item(letters: str) -> None:
    assert names(LIST, letters, "1 | Chi hội A | thôn | 30 | 0") == ["Chi hội A"]


# --- pages ----------------------------------------------------------------------------------------------


def test_a_header_printed_again_on_the_next_page_goes_on_with_the_table() -> None:
    made = said(HEADING_4, TEACHERS, "", HEADING_4, PUPILS, HEADING_4)
    assert (made["bieu_4.nha_giao.so_luong"], made["bieu_4.hoc_sinh.so_luong"]) == (7, 90)
    one, two = "1 | Chi hội A | thôn | 30 | 0", "2 | Chi hội B | thôn | 40 | 0"
    assert names(LIST, one, "", "trang 2", LIST, two) == ["Chi hội A", "Chi hội B"]


def test_a_second_table_with_rows_of_the_first_is_refused() -> None:
    assert refused(HEADING_4, TEACHERS, HEADING_4, TEACHERS) == "form_twice"
    item = "1 | Chi hội A | thôn | 30 | 0"
    assert refused(LIST, item, LIST, item) == "form_twice"


def test_a_list_printed_twice_is_told_by_the_number_of_its_row_for_its_name_may_be_a_persons() -> None:
    first, again = "1 | Chi hội A | thôn | 30 | 0", "2 | Quàng Thị Bích | thôn | 40 | 0"
    sheet = typed("Tờ 1", LIST, first, again, LIST, again)
    refusal = recognise(CATALOGUE, [COVER_SHEET, sheet]).refusals[1]
    assert refusal.words == {"form": "Danh sách chi hội: dòng 3"}


def test_a_second_header_over_other_columns_is_refused() -> None:
    assert refused(HEADING_4, TEACHERS, f" | {HEADING_4}", f" | {PUPILS}") == "form_twice"


def test_two_forms_side_by_side_are_both_read() -> None:
    made = said(f"{HEADING_4} | | Tên chi hội | Số hội viên | Tăng/giảm", f"{TEACHERS} | | | | Chi hội A | 30 | 0")
    assert made["bieu_4.nha_giao.so_luong"] == 7
    assert (made["danh_sach.*.ten#1"], made["danh_sach.*.so_hoi_vien#1"]) == ("Chi hội A", 30)


# --- lists ----------------------------------------------------------------------------------------------

A, B = "1 | Chi hội A | thôn | 30 | 0", "2 | Chi hội B | thôn | 40 | 0"


@pytest.mark.parametrize(
    "extra",
    [
        "",
        " | Cộng | | 70 | 0",
        "Tổng cộng | | | 70 | 0",
        " | Tổng cộng: 2 chi hội | | 70 | 0",
        " | Cộng khối thôn | | 70 | 0",
        "I | Khối thôn, tổ dân phố",
        "A | Chi hội cơ quan",
        "Ghi chú: số liệu ước",
        " | Nguồn: sổ chi hội",
        "(*) chưa kể hội viên danh dự",
        " | * chưa kể hội viên danh dự",
        "3",
    ],
)
def test_what_is_no_branch_is_passed_over_wherever_it_stands(extra: str) -> None:
    for lines in ((extra, A, B), (A, extra, B), (A, B, extra)):
        assert names(LIST, *lines) == ["Chi hội A", "Chi hội B"], lines


@pytest.mark.parametrize(
    "ending",
    [
        "Người lập biểu | | | Thủ trưởng đơn vị",
        " | | | TM. BAN THƯỜNG VỤ",
        " | | | Chủ tịch",
        " | | | Chiềng Lề, ngày 14 tháng 6 năm 2022",
        "Lập biểu | | | Kế toán",
    ],
)
def test_a_signature_ends_a_list_and_names_no_branch(ending: str) -> None:
    assert names(LIST, A, B, "", ending, " | Nguyễn Thị Kín | | Lò Văn Giấu") == ["Chi hội A", "Chi hội B"]


@pytest.mark.parametrize("name", ["Chi hội Cộng Hòa", "Cộng đồng bản Hẹo", "Tổng kho", "Nguồn Sơn", "Ghi"])
def test_a_branch_whose_name_begins_like_a_total_is_a_branch(name: str) -> None:
    assert names(LIST, f"1 | {name} | thôn | 30 | 0", B) == [name, "Chi hội B"]


def test_a_branch_without_an_ordinal_is_a_branch() -> None:
    assert names(LIST, A, " | Chi hội B | thôn | 40 | 0", " | Chi hội C") == ["Chi hội A", "Chi hội B", "Chi hội C"]


def test_the_order_of_a_lists_rows_changes_no_branch() -> None:
    assert names(LIST, B, A) == ["Chi hội B", "Chi hội A"]


# --- covers ---------------------------------------------------------------------------------------------


def test_a_cover_whose_lines_are_numbered_is_read() -> None:
    cover = typed("Bìa", *(f"{n}. | {line}" for n, line in enumerate(COVER, start=1)))
    recognised = recognise(CATALOGUE, [cover, typed("Biểu 4", HEADING_4, TEACHERS)])
    assert (recognised.covers[1].unit_code, recognised.covers[1].period) == ("00001", "2022H1")


# --- what is not ours, and what nearly is ---------------------------------------------------------------


def beside(*lines: str) -> Recognised:
    """A good table, and another sheet."""
    return recognise(CATALOGUE, [COVER_SHEET, typed("Biểu 4", HEADING_4, TEACHERS), typed("Tờ 9", *lines)])


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("Sheet | Cell | Error | Detail", "Biểu 4 | E14 | 07 | missing"),
        ("Biểu | Ô | Đã ghi | Cần | Cách sửa", "Biểu 4 | E14 | 12 | một số | Ghi số"),
        ("Ghi chép", "gọi lại cho thôn 5", "12 quyển vở"),
        ("hàng | giá", "gạo | 5"),
        ("Chỉ tiêu | Giải thích", "Học bổng | số suất đã trao", "Nhà giáo được khen thưởng | kể cả đã nghỉ hưu"),
    ],
)
def test_a_sheet_that_is_plainly_not_ours_is_passed_over(lines: tuple[str, ...]) -> None:
    recognised = beside(*lines)
    assert recognised.refusals == {}
    assert answers(recognised)["bieu_4.nha_giao.so_luong"] == 7


@pytest.mark.parametrize(
    ("lines", "nearest"),
    [
        (
            ("Tên chi hội | Hội viên | Tăng/giảm", "Chi hội A | 30 | 0"),
            "Số hội viên (biểu Danh sách chi hội); trong tệp ghi “Hội viên”",
        ),
        (
            ("Chỉ tiêu | Kỳ báo cáo này | Trong đó: ước", "Học viên | 30 | 0"),
            "Kỳ này (biểu Tổ chức, hội viên); trong tệp ghi “Kỳ báo cáo này”",
        ),
        (("Việc | Bao nhiêu", "Trung tâm đang hoạt động | 1", "Khuyến nông | 40"), "không có biểu nào"),
    ],
)
def test_a_table_that_looks_like_ours_is_never_passed_over(lines: tuple[str, ...], nearest: str) -> None:
    refusal = beside(*lines).refusals[1]
    assert (refusal.rule, refusal.words) == ("unknown_form", {"nearest": nearest})


@pytest.mark.parametrize(
    ("right", "mistyped"),
    [
        ("Trong đó: ước", "Trong đó ước tính"),
        ("Trong đó: ước", "Trong đó số ước"),
        ("Số chính thức kỳ trước", "Số chính thức của kỳ trước"),
    ],
)
def test_a_mistyped_heading_of_a_column_that_may_be_missing_loses_nothing(right: str, mistyped: str) -> None:
    bad = "Chỉ tiêu | Kỳ này | Trong đó: ước | Số chính thức kỳ trước".replace(right, mistyped)
    refusal = recognise(CATALOGUE, [COVER_SHEET, typed("Tờ 1", bad, "Hội viên | 500 | 20 | 480")]).refusals[1]
    assert refusal.rule == "unknown_form" and f"trong tệp ghi “{mistyped}”" in refusal.words["nearest"]
    without = "Chỉ tiêu | Kỳ này"
    assert said(without, "Hội viên | 500")["bieu_1.hoi_vien.ky_nay"] == 500


def test_a_line_of_a_text_file_that_is_longer_than_its_heading_is_refused() -> None:
    """Its cells have moved: a comma within a number parted it."""
    ok = "5 | Nhà giáo được khen thưởng | 07 | người | 7 | 1400000 | 0 | 0"
    assert refused(HEADING_4, f"{ok} | 5", layout=Layout.LINES) == "damaged"
    lines = recognise(CATALOGUE, [COVER_SHEET, typed("", HEADING_4, ok, layout=Layout.LINES)])
    assert answers(lines)["bieu_4.nha_giao.so_luong"] == 7
    assert said(HEADING_4, f"{ok} | xem lại")["bieu_4.nha_giao.so_luong"] == 7, "a note beside a workbook's table"


def test_a_row_of_two_marks_of_thousands_has_no_value_anywhere() -> None:
    made = recognise(
        CATALOGUE,
        read_here(
            write_workbook(
                planned(CATALOGUE, filled(bieu_3__hoc_vien__ky_nay="1.600", bieu_4__hoc_sinh__so_luong="1,600"))
            )
        ),
    )
    fields = made.fields.filter(pl.col("field").is_in(["bieu_3.hoc_vien.ky_nay", "bieu_4.hoc_sinh.so_luong"]))
    assert fields.select("value", "canonical").rows() == [(None, "1600 hoặc 1,6")] * 2
