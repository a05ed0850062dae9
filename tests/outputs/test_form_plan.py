"""The plan of a form: what each formula comes to, what stands beside the inputs, and what is prefilled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue import Catalogue
from expectations.load import load_catalogue
from outputs.form_plan import Filling, plan_forms
from outputs.sheet_plan import Answer, Formula, PlannedCell, SheetPlan, results

CATALOGUE: Catalogue = load_catalogue()
EMPTY = Filling("Hội Khuyến học xã Một", "00001", "hoi_xa", "6 tháng đầu năm 2022", "14/06/2022")


def planned(filling: Filling = EMPTY) -> dict[str, SheetPlan]:
    return {plan.form: plan for plan in plan_forms(CATALOGUE, filling)}


def filled(**answers: Answer) -> Filling:
    """Answers by field key, with two underscores for its dots."""
    return replace(EMPTY, answers={key.replace("__", "."): value for key, value in answers.items()})


def cells(plans: Mapping[str, SheetPlan]) -> Iterator[PlannedCell]:
    return (cell for plan in plans.values() for row in plan.rows for cell in row if cell)


def cell(key: str, filling: Filling = EMPTY) -> PlannedCell:
    (found,) = [one for one in cells(planned(filling)) if one.key == key]
    return found


def made(filling: Filling) -> dict[str, int | str]:
    """What each formula comes to, as a spreadsheet would add the filling's numbers."""
    plans = planned(filling)
    numbers = {str(one.key): one.value for one in cells(plans) if one.key and isinstance(one.value, int)}
    return results(list(plans.values()), numbers)


def column(plan: SheetPlan, heading: str) -> list[PlannedCell | None]:
    """The cells below a heading of one level."""
    first = plan.heading_rows + next(
        n for n, row in enumerate(plan.rows) if any(one and one.style == "heading" for one in row)
    )
    at = next(
        place
        for row in plan.rows[first - plan.heading_rows : first]
        for place, one in enumerate(row)
        if one and one.value == heading
    )
    return [row[at] for row in plan.rows[first:]]


def line(plan: SheetPlan, label: str) -> list[PlannedCell | None]:
    (found,) = [row for row in plan.rows if any(one and one.value == label for one in row)]
    return found


def values(row: list[PlannedCell | None]) -> list[Answer]:
    return [one.value if one else None for one in row]


# --- what formulas come to ---------------------------------------------------------------------------


def test_a_total_is_the_sum_of_its_parts() -> None:
    of = made(
        filled(bieu_1__chi_hoi_thon__ky_nay=9, bieu_1__chi_hoi_truong__ky_nay=3, bieu_1__chi_hoi_dong_ho__ky_nay=1)
    )
    assert of["bieu_1.chi_hoi.ky_nay"] == 13
    assert of["bieu_1.ban.ky_nay"] == 0


def test_a_balance_adds_what_came_and_takes_off_what_went() -> None:
    money = {"quy_ton_dau": 1_000, "quy_thu": 500, "quy_chi": 1_700}
    of = made(filled(**{f"bieu_4__{row}__so_tien": value for row, value in money.items()}))
    assert of["bieu_4.quy_ton_cuoi.so_tien"] == -200


def test_a_balance_starts_from_the_opening_that_is_carried_over() -> None:
    carried = replace(filled(bieu_4__quy_thu__so_tien=500), carried={"bieu_4.quy_ton_dau.so_tien": 70})
    assert made(carried)["bieu_4.quy_ton_cuoi.so_tien"] == 570


def test_a_total_that_is_asked_for_is_empty_where_nothing_is_filled_in() -> None:
    of = made(EMPTY)
    assert of["bieu_1.chi_hoi.ky_nay"] == of["bieu_4.quy_ton_cuoi.so_tien"] == ""
    assert of["bieu_3.lop.ky_nay"] == 0, "classes that are left blank are none"


def test_a_total_of_estimates_is_empty_where_none_is_filled_in() -> None:
    assert made(EMPTY)["bieu_3.lop.uoc"] == ""
    assert made(filled(bieu_3__lop_khac__ky_nay=4))["bieu_3.lop.uoc"] == ""
    assert made(filled(bieu_3__lop_khac__uoc=0))["bieu_3.lop.uoc"] == 0
    assert made(filled(bieu_3__lop_khac__uoc=2, bieu_3__lop_phap_luat__uoc=1))["bieu_3.lop.uoc"] == 3


def test_a_dash_is_an_answer_and_adds_nothing() -> None:
    assert made(filled(bieu_3__lop_khac__uoc="-"))["bieu_3.lop.uoc"] == 0
    assert made(filled(bieu_1__chi_hoi_thon__ky_nay="-"))["bieu_1.chi_hoi.ky_nay"] == 0


def test_a_number_typed_as_text_is_not_added_by_a_spreadsheet() -> None:
    of = made(filled(bieu_1__chi_hoi_thon__ky_nay=9, bieu_1__chi_hoi_truong__ky_nay="3 chi hội"))
    assert of["bieu_1.chi_hoi.ky_nay"] == 9
    assert of["bia.tong_kiem_tra.value"] == 9


def percent_of(filling: Filling, form: str, label: str) -> int | str:
    plan = planned(filling)[form]
    number = plan.rows.index(line(plan, label))
    (at,) = [
        place for place, one in enumerate(plan.rows[number]) if one and one.formula and one.formula.kind == "percent"
    ]
    return made(filling)[f"{plan.name}:{number}:{at}"]


def test_a_percentage_is_of_what_there_is_in_the_place() -> None:
    recognised = filled(bieu_2__gdht__tong=9175, bieu_2__gdht__cong_nhan=4820, bieu_2__gdht__dang_ky=5000)
    assert percent_of(recognised, "bieu_2", "Gia đình học tập") == f"{100 * 4820 / 9175:.10g}"


def test_a_percentage_reaches_across_sheets() -> None:
    members = filled(bieu_1__hoi_vien__ky_nay=500, bia__dan_so__value=4000)
    assert percent_of(members, "bieu_1", "Tỷ lệ hội viên/dân số") == "12.5"


@pytest.mark.parametrize(
    "answers", [{}, {"bieu_2__gdht__tong": 10}, {"bieu_2__gdht__cong_nhan": 3}, {"bieu_2__gdht__tong": 0}]
)
def test_a_percentage_without_both_numbers_is_empty(answers: dict[str, int]) -> None:
    assert percent_of(filled(**answers), "bieu_2", "Gia đình học tập") == ""


def year_to_date(filling: Filling, label: str) -> PlannedCell | None:
    plan = planned(filling)["bieu_3"]
    labels = [one.value if one else None for one in column(plan, "Chỉ tiêu")]
    return column(plan, "Lũy kế từ đầu năm")[labels.index(label)]


def test_what_occurred_since_january_adds_the_first_half() -> None:
    filling = replace(filled(bieu_3__hoc_vien__ky_nay=60), first_half={"bieu_3.hoc_vien.ky_nay": 45})
    shown = year_to_date(filling, "Học viên, mỗi người tính một lần")
    assert shown is not None and shown.formula == Formula("sum", ("bieu_3.hoc_vien.ky_nay",), constant=45)
    plan = planned(filling)["bieu_3"]
    (number,) = [n for n, row in enumerate(plan.rows) if shown in row]
    assert made(filling)[f"Biểu 3:{number}:{plan.rows[number].index(shown)}"] == 105


def test_what_occurred_since_january_adds_a_computed_total_too() -> None:
    filling = replace(filled(bieu_3__lop_khac__ky_nay=4), first_half={"bieu_3.lop.ky_nay": 10})
    plan = planned(filling)["bieu_3"]
    shown = year_to_date(filling, "Lớp, chuyên đề: tổng số")
    (number,) = [n for n, row in enumerate(plan.rows) if shown in row]
    assert made(filling)[f"Biểu 3:{number}:{plan.rows[number].index(shown)}"] == 14


def test_a_state_is_not_added_up_over_the_year() -> None:
    shown = year_to_date(EMPTY, "Trung tâm đang hoạt động")
    assert shown is not None and shown.formula is None and shown.style == "shut"


# --- the control total -------------------------------------------------------------------------------

INPUTS = sorted(
    key
    for key, one in CATALOGUE.field_by_key.items()
    if one.input and one.row != "*" and "hoi_xa" in one.asked_of and one.form.startswith("bieu_")
)


@given(st.dictionaries(st.sampled_from(INPUTS), st.integers(0, 10**9), max_size=30), st.integers(0, 3))
def test_the_control_total_is_the_sum_of_every_input(answers: dict[str, int], branches: int) -> None:
    rows: list[dict[str, Answer]] = [
        {"ten": f"Chi hội {n}", "so_hoi_vien": 100 + n, "tang_giam": -n} for n in range(branches)
    ]
    filling = replace(EMPTY, answers=dict(answers), lists={"danh_sach": rows})
    assert made(filling)["bia.tong_kiem_tra.value"] == sum(answers.values()) + 100 * branches


def test_neither_totals_nor_the_cover_nor_an_opening_are_in_the_control_total() -> None:
    told = filled(
        bia__dan_so__value=4000,
        bieu_4__quy_ton_dau__so_tien=7_000,
        bieu_1__chi_hoi_thon__ky_nay=2,
        bia__so_ho__value=900,
    )
    assert made(told)["bia.tong_kiem_tra.value"] == 2


@pytest.mark.parametrize("kind", ["hoi_xa", "hoi_khac", "ban", "van_phong"])
def test_the_control_total_names_only_cells_that_the_form_has(kind: str) -> None:
    plans = planned(replace(EMPTY, kind=kind))
    keys = {one.key for one in cells(plans)}
    (control,) = [one.formula for one in cells(plans) if one.key == "bia.tong_kiem_tra.value"]
    assert control is not None and control.plus and set(control.plus) <= keys
    assert len(control.plus) == len(set(control.plus)) and control.minus == ()


# --- headings ----------------------------------------------------------------------------------------


def headings(plan: SheetPlan) -> list[list[PlannedCell | None]]:
    return [row for row in plan.rows if any(one and one.style == "heading" for one in row)]


def test_headings_of_one_level_stand_in_one_row() -> None:
    plan = planned()["bieu_1"]
    (row,) = headings(plan)
    assert plan.heading_rows == 1
    assert values(row)[:6] == ["STT", "Chỉ tiêu", "Mã số", "Đơn vị tính", "Cùng kỳ năm trước", "Kỳ này"]


def test_headings_of_two_levels_span_the_columns_below_them_and_name_the_year() -> None:
    plan = planned()["bieu_2"]
    top, low = headings(plan)
    assert plan.heading_rows == 2 and len(top) == len(low) == 15
    spans = [(one.value, one.span) for one in top if one]
    assert spans[:5] == [("STT", 1), ("Mô hình", 1), ("Mã số", 1), ("Đơn vị tính", 1), ("Tổng số trên địa bàn", 1)]
    assert spans[5:] == [("Đăng ký năm 2022", 2), ("Công nhận năm gần nhất", 3), ("Kỳ trước", 5)]
    assert sum(one.span for one in top if one) == 15, "no column is covered twice or left out"
    assert values(low)[5:10] == ["Tổng số", "Trong đó đăng ký mới", "Năm", "Số", "Tỷ lệ %"]
    assert values(low)[10:] == ["Tổng số", "Đăng ký", "Đăng ký mới", "Năm công nhận", "Công nhận"]


def test_the_year_of_registrations_is_the_periods() -> None:
    top, _ = headings(planned(replace(EMPTY, period="6 tháng cuối năm 2021"))["bieu_2"])
    assert "Đăng ký năm 2021" in values(top)


def test_letters_stand_over_what_is_printed_and_numbers_over_what_is_counted() -> None:
    for form, count in (("bieu_1", 6), ("bieu_2", 11), ("bieu_4", 8)):
        plan = planned()[form]
        (letters,) = [row for row in plan.rows if row and row[0] and row[0].style == "letters"]
        assert values(letters) == ["A", "B", "C", "D", *[str(n) for n in range(1, count + 1)]]


# --- rows and what stands beside the inputs ----------------------------------------------------------


def test_a_row_has_the_same_number_in_whatever_form_it_stands() -> None:
    """The code of a row is its place in the whole form, also where a kind sees only a part of it."""
    codes = {
        kind: {str(row[1].value): row[2].value for row in plan.rows if len(row) > 5 and row[1] and row[2]}
        for kind in ("hoi_xa", "ban")
        for plan in [planned(replace(EMPTY, kind=kind))["bieu_1"]]
    }
    assert set(codes["ban"]) < set(codes["hoi_xa"])
    assert codes["ban"].items() <= codes["hoi_xa"].items()
    assert codes["ban"]["Hội viên: tổng số"] == "13"


def test_parts_are_dashed_below_their_numbered_whole() -> None:
    plan = planned()["bieu_3"]
    numbered = [(str(row[0].value), str(row[1].value)) for row in plan.rows if len(row) == 10 and row[0] and row[1]]
    assert numbered[2:6] == [
        ("1", "Trung tâm đang hoạt động"),
        ("2", "Lớp, chuyên đề: tổng số"),
        ("-", "Xóa mù chữ"),
        ("-", "Khuyến nông"),
    ]
    assert numbered[-2:] == [("3", "Học viên, mỗi người tính một lần"), ("4", "Lượt học viên")]


def test_the_same_half_last_year_is_printed_beside_the_input_and_locked() -> None:
    filling = replace(EMPTY, same_half={"bieu_1.hoi_vien.ky_nay": 480})
    row = line(planned(filling)["bieu_1"], "Hội viên: tổng số")
    assert row[4] == PlannedCell(480, "locked")
    assert row[5] == PlannedCell(None, "input", key="bieu_1.hoi_vien.ky_nay")


def test_where_nothing_is_known_of_last_year_the_cell_is_empty_and_locked() -> None:
    row = line(planned()["bieu_1"], "Hội viên: tổng số")
    assert row[4] == PlannedCell(None, "locked")


def below(plan: SheetPlan, heading: str, label: str) -> PlannedCell | None:
    """The cell of a row under a heading of the lowest level."""
    low = headings(plan)[-1]
    return line(plan, label)[values(low).index(heading)]


def test_the_half_before_is_printed_in_a_column_of_its_own_for_every_input_and_locked() -> None:
    last = {"bieu_2.gdht.cong_nhan": 4_820, "bieu_2.gdht.cong_nhan_nam": 2021, "bieu_4.hoc_bong.so_tien": 1_500_000}
    plans = planned(replace(EMPTY, last=last))
    assert below(plans["bieu_2"], "Công nhận", "Gia đình học tập") == PlannedCell(4_820, "locked")
    assert below(plans["bieu_2"], "Năm công nhận", "Gia đình học tập") == PlannedCell(2021, "shown_year")
    assert below(plans["bieu_2"], "Đăng ký", "Gia đình học tập") == PlannedCell(None, "locked")
    assert below(plans["bieu_4"], "Kỳ trước: số tiền (đồng)", "Học bổng") == PlannedCell(1_500_000, "locked")
    shut = below(plans["bieu_4"], "Kỳ trước: số lượng", "Vận động được trong kỳ")
    assert shut is not None and shut.style == "shut", "of what is not asked nothing is shown"


def test_columns_that_show_the_half_before_move_no_cell_that_is_filled_in() -> None:
    for plan in planned().values():
        width = max(len(row) for row in plan.rows)
        filled_in = [at for row in plan.rows for at, one in enumerate(row) if one and one.key]
        shown = [at for at, column in enumerate(CATALOGUE.form_by_code[plan.form].columns) if column.shows == "last"]
        assert not shown or plan.form == "bia" or max(filled_in) < min(shown) <= max(shown) == width - 1


def test_a_cover_says_in_words_what_was_reported_before_so_that_it_is_never_read_as_a_number() -> None:
    plan = planned(replace(EMPTY, last={"bia.so_ho.value": 20_576}))["bia"]
    assert values(line(plan, "Số hộ")) == ["Số hộ", None, "hộ", "Kỳ trước: 20.576"]
    assert values(line(plan, "Dân số")) == ["Dân số", None, "người", None]


def test_nothing_that_is_shown_is_in_the_control_total() -> None:
    everything = dict.fromkeys(CATALOGUE.field_by_key, 1_000_003)
    shown = replace(filled(bieu_2__gdht__tong=5), last=everything, same_half=everything, first_half=everything)
    assert made(shown)["bia.tong_kiem_tra.value"] == 5


def test_an_opening_that_is_carried_over_is_locked() -> None:
    key = "bieu_4.quy_ton_dau.so_tien"
    carried = replace(EMPTY, carried={key: 1_234})
    assert cell(key, carried) == PlannedCell(1_234, "locked", key=key)
    zero = cell(key, replace(EMPTY, carried={key: 0}))
    assert (zero.value, zero.style) == (0, "locked"), "an empty fund is carried over too"


def test_an_opening_that_nothing_is_known_of_is_asked_for() -> None:
    key = "bieu_4.quy_ton_dau.so_tien"
    assert cell(key) == PlannedCell(None, "input", key=key)


def test_a_cell_that_asks_nothing_is_shut() -> None:
    row = line(planned()["bieu_4"], "Vận động được trong kỳ")
    assert [one.style if one else None for one in row[4:8]] == ["shut", "input", "input", "input"]
    row = line(planned()["bieu_1"], "Tỷ lệ hội viên/dân số")
    assert [one.style if one else None for one in row[4:9]] == ["shut", "formula", "shut", "shut", "shut"]


def test_an_answer_stands_in_its_own_cell_and_nowhere_else() -> None:
    told = filled(bieu_1__hoi_vien__ky_nay=777_001)
    assert [one.key for one in cells(planned(told)) if one.value == 777_001] == ["bieu_1.hoi_vien.ky_nay"]


def test_every_field_that_a_kind_is_asked_has_one_cell() -> None:
    for kind in ("hoi_xa", "hoi_khac", "ban", "van_phong"):
        plans = planned(replace(EMPTY, kind=kind))
        keys = [one.key for one in cells(plans) if one.key and "#" not in one.key]
        asked = [
            one.key
            for form in CATALOGUE.forms_for(kind)
            for one in form.fields
            if kind in one.asked_of and one.row != "*"
        ]
        assert sorted(keys) == sorted([*asked, "bia.tong_kiem_tra.value"])


# --- lists, covers and texts -------------------------------------------------------------------------


def test_a_list_has_its_rows_and_blank_ones_up_to_the_number_declared() -> None:
    plan = planned(replace(EMPTY, lists={"danh_sach": [{"ten": "Chi hội A", "so_hoi_vien": 12}]}))["danh_sach"]
    body = plan.rows[-40:]
    assert [one[0].value for one in body if one[0]] == list(range(1, 41))
    assert values(body[0])[1:] == ["Chi hội A", None, 12, None]
    keys = [one.key for one in body[0] if one and one.key]
    assert keys == [f"danh_sach.*.{column}#1" for column in ("ten", "loai", "so_hoi_vien", "tang_giam")]
    assert values(body[1])[1:] == [None] * 4
    assert [one.style if one else None for one in body[1]] == ["text", "words", "words", "input", "input"]


def test_a_list_longer_than_its_blank_rows_is_whole() -> None:
    rows: list[dict[str, Answer]] = [{"ten": f"Chi hội {n}", "so_hoi_vien": n} for n in range(1, 56)]
    plan = planned(replace(EMPTY, lists={"danh_sach": rows}))["danh_sach"]
    assert values(column(plan, "Số hội viên")) == list(range(1, 56))


def test_a_cover_says_whose_it_is_and_for_when_in_locked_cells() -> None:
    plan = planned()["bia"]
    told = {str(row[0].value): row[1] for row in plan.rows if len(row) > 1 and row[0] and row[1]}
    assert told["Tên đơn vị"] == PlannedCell("Hội Khuyến học xã Một", "locked")
    assert told["Mã đơn vị"] == PlannedCell("00001", "locked")
    assert told["Kỳ báo cáo"] == PlannedCell("6 tháng đầu năm 2022", "locked")
    assert told["Số liệu tính đến ngày"] == PlannedCell("14/06/2022", "locked")
    assert told["Dân số"] == PlannedCell(None, "input", key="bia.dan_so.value")
    assert told["Tổng kiểm tra"].style == "formula"


def test_a_committees_cover_asks_for_no_population() -> None:
    plan = planned(replace(EMPTY, kind="ban"))["bia"]
    labels = [row[0].value for row in plan.rows if row and row[0]]
    assert "Dân số" not in labels and "Tổng kiểm tra" in labels


def test_a_narrative_is_asked_in_words() -> None:
    key = "thuyet_minh.han_che.value"
    assert cell(key, filled(thuyet_minh__han_che__value="Còn khó khăn.")) == PlannedCell(
        "Còn khó khăn.", "words", key=key
    )


def test_a_table_says_which_form_it_is_of_whom_and_for_when() -> None:
    head = [one.value for row in planned()["bieu_1"].rows[:4] for one in row if one]
    assert head == [
        "Biểu số: 01/HKH-CS",
        "Đơn vị báo cáo: Hội Khuyến học xã Một",
        "TỔ CHỨC, HỘI VIÊN",
        "Kỳ báo cáo: 6 tháng đầu năm 2022 · Số liệu tính đến ngày: 14/06/2022",
    ]


def test_a_table_of_two_columns_says_whose_it_is_within_them() -> None:
    """Another organisation's list may be as narrow as that; what stands outside its columns is not printed."""
    wide = CATALOGUE.form_by_code["danh_sach"]
    narrow = wide.changed(columns=wide.columns[:2])
    plan = {one.form: one for one in plan_forms(CATALOGUE.changed(forms=(narrow,)), EMPTY)}["danh_sach"]
    assert values(plan.rows[0]) == ["", "Đơn vị báo cáo: Hội Khuyến học xã Một"]
    reach = [sum(one.span for one in row if one) for row in plan.rows if row]
    assert set(reach) == {2} and len(plan.widths) == 2


@pytest.mark.parametrize(
    ("kind", "forms"),
    [
        ("hoi_khac", ["bia", "bieu_1", "bieu_2", "bieu_3", "bieu_4", "danh_sach", "thuyet_minh", "giai_trinh"]),
        ("ban", ["bia", "bieu_1", "bieu_2", "bieu_4", "thuyet_minh", "giai_trinh"]),
        ("van_phong", ["bia", "bieu_4", "thuyet_minh", "giai_trinh"]),
    ],
)
def test_each_kind_is_given_its_own_sheets(kind: str, forms: list[str]) -> None:
    assert list(planned(replace(EMPTY, kind=kind))) == forms


def test_every_row_is_as_wide_as_its_sheet_and_none_is_wider() -> None:
    for plan in planned().values():
        reach = [max((at + one.span for at, one in enumerate(row) if one), default=0) for row in plan.rows]
        assert set(reach) <= {0, len(plan.widths)}, plan.name


def test_a_text_form_has_a_label_and_an_answer_and_a_cover_the_unit_too() -> None:
    plans = planned()
    assert [len(plans[form].widths) for form in ("thuyet_minh", "bia")] == [2, 4]
    assert [one.value for one in line(plans["bia"], "Số hộ") if one] == ["Số hộ", None, "hộ", None]
    assert len(line(plans["thuyet_minh"], "Hạn chế")) == 2
