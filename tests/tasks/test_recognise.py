"""Recognition, by headings and labels, of what offices really send."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.catalogue import Catalogue
from domain.cells import Layout
from domain.observation import FIELDS
from domain.submission import Cover
from expectations.load import load_catalogue
from outputs.blank_form import write_workbook
from outputs.sheet_plan import PlannedCell, SheetPlan
from samples.files import bent_workbook, delimited, document
from tasks.readers.sheet import Sheet
from tasks.recognised import Recognised, Refusal
from tests.homes import good_answers
from tests.tasks.submitted import (
    COVER,
    HEADING_4,
    PERIOD,
    answers,
    filled,
    planned,
    read_here,
    recognise,
    typed,
    with_names,
)

CATALOGUE = load_catalogue()
COVER_SHEET = typed("Bìa", *COVER)
TEACHERS = "5 | Nhà giáo được khen thưởng | 07 | người | 7 | 1400000"


def sent(filling_kind: str = "hoi_xa", **changes: Any) -> list[Sheet]:
    return read_here(write_workbook(planned(CATALOGUE, filled(filling_kind, **changes))))


def awards(*rows: str) -> Recognised:
    """A cover, and Biểu 4 with these rows."""
    return recognise(CATALOGUE, [COVER_SHEET, typed("Biểu 4", HEADING_4, *rows)])


def without_places(cover: Cover) -> Cover:
    return replace(cover, control_cell=None, code_cell=None, period_cell=None, as_of_cell=None)


def refusal(recognised: Recognised) -> Refusal:
    assert recognised.fields.is_empty() and recognised.covers == {} and recognised.forms == {}
    return recognised.refusals[1]


# --- the form as it was given -----------------------------------------------------------------


def test_every_answer_of_a_filled_form_is_found_under_its_field() -> None:
    said = answers(recognise(CATALOGUE, sent()))
    for key, value in good_answers("hoi_xa").items():
        assert said[key] == value, key
    assert said["bieu_1.chi_hoi.ky_nay"] == 3, "the total that a formula made"
    assert said["bieu_4.quy_ton_cuoi.so_tien"] == 2_000_000
    assert [said[f"danh_sach.*.ten#{n}"] for n in (1, 2, 3)] == [f"Chi hội bản {n}" for n in (1, 2, 3)]
    assert "danh_sach.*.ten#4" not in said, "the blank lines of a list are no branches"


def test_a_forms_fields_are_typed_and_each_has_its_place() -> None:
    fields = recognise(CATALOGUE, sent()).fields
    assert fields.schema == FIELDS
    row = fields.row(by_predicate=pl.col("field") == "bieu_4.nha_giao.so_luong", named=True)
    sheet = next(one for one in sent() if one.name == "Biểu 4")
    label = next(cell for cell in sheet.cells if cell.text == "Nhà giáo được khen thưởng")
    assert {name: row[name] for name in ("sheet", "cell", "label", "item", "role", "asks", "text", "number")} == {
        "sheet": "Biểu 4",
        "cell": f"E{label.row}",
        "label": "Nhà giáo được khen thưởng, Số lượng",
        "item": 0,
        "role": "value",
        "asks": "number",
        "text": "7",
        "number": True,
    }


def test_the_forms_of_a_file_are_those_that_it_holds() -> None:
    forms = recognise(CATALOGUE, sent()).forms[1]
    assert sorted(forms) == sorted(form.code for form in CATALOGUE.forms_for("hoi_xa"))
    (sheets,) = [read_here(write_workbook(planned(CATALOGUE, only=["bia", "bieu_3"])))]
    assert sorted(recognise(CATALOGUE, sheets).forms[1]) == ["bia", "bieu_3"]


def test_a_committees_short_form_is_whole() -> None:
    recognised = recognise(CATALOGUE, sent("ban"), kind="ban")
    said = answers(recognised)
    assert set(CATALOGUE.forms_owed_by("ban")) <= set(recognised.forms[1])
    assert said["bieu_1.hoi_vien.ky_nay"] == 500
    asked_of_others = {f.key for f in CATALOGUE.field_by_key.values() if "ban" not in f.asked_of}
    assert not asked_of_others & {key.partition("#")[0] for key in said}
    blanks = recognised.fields.filter((pl.col("blank") == "ask") & pl.col("canonical").is_null())
    assert blanks.is_empty()


def test_rows_that_are_not_asked_of_a_committee_are_kept_where_it_fills_them_in() -> None:
    # a committee that uses an association's form, and fills in what it has
    recognised = recognise(CATALOGUE, sent(bieu_1__chi_hoi_thon__ky_nay=3), kind="ban")
    said = answers(recognised)
    assert said["bieu_1.chi_hoi_thon.ky_nay"] == 3
    assert "bieu_1.chi_hoi_co_quan.ky_nay" not in said, "a blank that is not asked for is no answer"
    row = recognised.fields.row(by_predicate=pl.col("field") == "bieu_1.chi_hoi_thon.ky_nay", named=True)
    assert row["blank"] == "optional"


# --- bent forms -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("write", "suffix"),
    [(bent_workbook, ".xlsx"), (delimited, ".csv"), (document, ".docx")],
    ids=["workbook", "text", "Word"],
)
def test_a_bent_form_a_text_file_and_a_word_file_say_the_same(
    write: Callable[[list[SheetPlan]], bytes], suffix: str
) -> None:
    bent = recognise(CATALOGUE, read_here(write(planned(CATALOGUE)), suffix))
    straight = recognise(CATALOGUE, sent())
    assert answers(bent) == answers(straight)
    assert without_places(bent.covers[1]) == without_places(straight.covers[1])
    assert sorted(bent.forms[1]) == sorted(straight.forms[1])


def _with_row(plan: SheetPlan, at: int) -> SheetPlan:
    """An empty row, but not between the rows of one heading."""
    heading = [n for n, row in enumerate(plan.rows) if any(cell and cell.style == "heading" for cell in row)]
    if len(heading) > 1 and heading[0] < at <= heading[-1]:
        return plan
    rows = [*plan.rows[:at], [], *plan.rows[at:]]
    return replace(plan, rows=rows)


def _with_column(plan: SheetPlan, at: int) -> SheetPlan:
    rows: list[list[PlannedCell | None]] = [[*row[:at], None, *row[at:]] if at < len(row) else row for row in plan.rows]
    return replace(plan, rows=rows, widths=[*plan.widths[:at], 5, *plan.widths[at:]])


@st.composite
def bent(draw: st.DrawFn) -> list[SheetPlan]:
    """The form with rows and columns inserted, its sheets renamed and in another order."""
    plans = []
    for number, given_plan in enumerate(planned(CATALOGUE)):
        plan = given_plan
        for at in draw(st.lists(st.integers(0, len(plan.rows)), max_size=4)):
            plan = _with_row(plan, at)
        for at in draw(st.lists(st.integers(0, len(plan.widths) - 1), max_size=3)):
            plan = _with_column(plan, at)
        plans.append(replace(plan, name=f"Trang {number}"))
    return draw(st.permutations(plans))


@settings(max_examples=25)
@given(bent())
def test_rows_and_columns_inserted_and_sheets_reordered_change_no_answer(plans: list[SheetPlan]) -> None:
    recognised = recognise(CATALOGUE, read_here(write_workbook(plans)))
    straight = recognise(CATALOGUE, sent())
    assert recognised.refusals == {}
    assert answers(recognised) == answers(straight)
    assert recognised.covers[1].control_total == straight.covers[1].control_total


def test_places_follow_the_rows_and_columns_that_were_inserted() -> None:
    (plan,) = planned(CATALOGUE, only=["bieu_4"])
    cover = planned(CATALOGUE, only=["bia"])
    straight = recognise(CATALOGUE, read_here(write_workbook([*cover, plan]))).fields
    moved = recognise(CATALOGUE, read_here(write_workbook([*cover, _with_column(_with_row(plan, 0), 0)]))).fields

    def cell(fields: pl.DataFrame) -> str:
        return str(fields.row(by_predicate=pl.col("field") == "bieu_4.nha_giao.so_luong", named=True)["cell"])

    assert (cell(straight)[0], cell(moved)[0]) == ("E", "F")
    assert int(cell(moved)[1:]) == int(cell(straight)[1:]) + 1


def test_a_hidden_row_of_letters_under_the_heading_is_no_row_of_the_form() -> None:
    recognised = awards("A | B | C | D | 1 | 2 | 3 | 4", TEACHERS)
    assert answers(recognised)["bieu_4.nha_giao.so_luong"] == 7


def test_subtotals_and_notes_among_the_rows_are_passed_over() -> None:
    recognised = awards("I | Khen thưởng | | | 97 | 4100000", TEACHERS, " | Cộng | | | 97 | 4100000", "Ghi chú: ước")
    said = answers(recognised)
    assert said["bieu_4.nha_giao.so_luong"] == 7
    assert said["bieu_4.hoc_sinh.so_luong"] is None, "a row that is not there is no nought"


# --- labels -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "label",
    [
        "NHÀ GIÁO ĐƯỢC KHEN THƯỞNG",
        unicodedata.normalize("NFD", "Nhà giáo được khen thưởng"),
        "  Nhà  giáo\u00a0được khen thưởng: ",
        "1. Nhà giáo được khen thưởng",
        "- Nhà giáo được khen thưởng",
        "b) Nhà giáo, được khen thưởng",
    ],
)
def test_a_label_is_known_however_it_is_typed(label: str) -> None:
    assert answers(awards(f"5 | {label} | 07 | người | 7 | 5"))["bieu_4.nha_giao.so_luong"] == 7


@pytest.mark.parametrize("label", ["Xóa mù chữ", "Xoá mù chữ", "XOÁ MÙ CHỮ"])
def test_a_tone_mark_may_stand_on_either_vowel(label: str) -> None:
    heading = "STT | Chỉ tiêu | Kỳ này | Trong đó: ước | Số chính thức kỳ trước"
    sheet = typed("Biểu 3", heading, "1 | Trung tâm đang hoạt động | 1", f"2 | {label} | 4", "3 | Học viên | 60")
    assert answers(recognise(CATALOGUE, [COVER_SHEET, sheet]))["bieu_3.lop_xoa_mu_chu.ky_nay"] == 4


def test_another_tone_is_another_word() -> None:
    assert (
        answers(awards("5 | Nhá giáo được khen thưởng | | | 7", "6 | Học bổng | | | 3")).get("bieu_4.nha_giao.so_luong")
        is None
    )


@pytest.mark.parametrize("label", ["Hội viên: tổng số", "Tổng số hội viên", "Hội viên", "7. Tổng số hội viên"])
def test_an_alias_names_the_same_row(label: str) -> None:
    heading = "STT | Chỉ tiêu | Kỳ này | Trong đó: ước | Số chính thức kỳ trước"
    sheet = typed("Biểu 1", heading, f"1 | {label} | 500", "2 | Hội viên kết nạp mới | 20")
    assert answers(recognise(CATALOGUE, [COVER_SHEET, sheet], "ban"))["bieu_1.hoi_vien.ky_nay"] == 500


def test_forms_with_equal_headings_are_told_apart_by_their_rows() -> None:
    heading = "Chỉ tiêu | Kỳ này | Trong đó: ước | Số chính thức kỳ trước"
    one = typed("a", heading, "Hội viên | 500", "Hội viên giảm | 3")
    three = typed("b", heading, "Học viên | 60", "Lượt học viên | 90")
    recognised = recognise(CATALOGUE, [COVER_SHEET, three, one])
    assert sorted(recognised.forms[1]) == ["bia", "bieu_1", "bieu_3"]
    said = answers(recognised)
    assert (said["bieu_1.hoi_vien.ky_nay"], said["bieu_3.hoc_vien.ky_nay"]) == (500, 60)


# --- lists ------------------------------------------------------------------------------------

LIST = "STT | Tên chi hội | Loại | Số hội viên | Tăng/giảm"


def branches(*rows: str, heading: str = LIST) -> list[tuple[Any, ...]]:
    """Item, name and members of each branch that is read."""
    recognised = recognise(CATALOGUE, [COVER_SHEET, typed("Danh sách", heading, *rows)])
    members = with_names(recognised.fields).filter(pl.col("field") == "danh_sach.*.so_hoi_vien")
    return members.select("item", "item_name", "value").rows()


def test_each_row_of_a_list_is_an_item_under_its_name() -> None:
    assert branches("1 | Chi hội bản A | thôn | 30 | 2", "2 | Chi hội  bản B | thôn | 40 | -1") == [
        (1, "Chi hội bản A", 30),
        (2, "Chi hội bản B", 40),
    ]


@pytest.mark.parametrize("total", ["Cộng", "CỘNG:", "Tổng cộng", "Tổng số", "Tổng"])
def test_subtotals_in_a_list_are_no_items_and_do_not_end_it(total: str) -> None:
    rows = ["1 | Chi hội A | thôn | 30 | 0", f" | {total} | | 30 | 0", "2 | Chi hội B | thôn | 40 | 0"]
    assert branches(*rows, f" | {total} | | 70 | 0") == [(1, "Chi hội A", 30), (2, "Chi hội B", 40)]


def test_a_signature_block_is_no_item_of_a_list() -> None:
    assert branches(
        "1 | Chi hội A | thôn | 30 | 0",
        "",
        "Người lập biểu (ký, ghi rõ họ tên) | | | Thủ trưởng đơn vị (ký, đóng dấu)",
        " | Nguyễn Thị Kín | | Lò Văn Giấu",
    ) == [(1, "Chi hội A", 30)]


@pytest.mark.parametrize("signature", ["Người lập biểu", "Người lập biểu (ký, ghi rõ họ tên)"])
def test_a_signature_block_is_no_item_of_a_list_without_ordinals(signature: str) -> None:
    assert branches(
        "Chi hội A | thôn | 30 | 0",
        f"{signature} | | Thủ trưởng đơn vị (ký, đóng dấu)",
        "Lò Văn Giấu",
        heading="Tên chi hội | Loại | Số hội viên | Tăng/giảm",
    ) == [(1, "Chi hội A", 30)]


def test_blank_lines_with_an_ordinal_alone_are_no_items() -> None:
    assert branches("1 | Chi hội A | thôn | 30 | 0", "2", "3.", "4 | Chi hội B | thôn | 40 | 0") == [
        (1, "Chi hội A", 30),
        (2, "Chi hội B", 40),
    ]


def test_an_item_without_a_name_or_without_a_number_is_still_an_item() -> None:
    assert branches("1 | | thôn | 30 | 0", "2 | Chi hội B | thôn") == [(1, "", 30), (2, "Chi hội B", None)]


def test_a_list_ends_where_the_next_form_begins() -> None:
    recognised = recognise(
        CATALOGUE,
        [COVER_SHEET, typed("Tất cả", LIST, "1 | Chi hội A | thôn | 30 | 0", "KHEN THƯỞNG", HEADING_4, TEACHERS)],
    )
    said = answers(recognised)
    assert said["bieu_4.nha_giao.so_luong"] == 7
    assert [key for key in said if key.startswith("danh_sach.*.ten")] == ["danh_sach.*.ten#1"]


# --- numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed_text", "written", "value", "canonical"),
    [
        ("7", "number", 7, "7"),
        ("1.600", "number", 1600, "1600"),
        ("1 600 người", "number", 1600, "1600"),
        ("-", "nothing", 0, "0"),
        ("không", "nothing", 0, "0"),
        ("0", "nothing", 0, "0"),
        ("…", "unknown", None, None),
        ("khoảng một trăm", "unreadable", None, "khoảng một trăm"),
        ("-5", "number", -5, "-5"),
        ("", "blank", 0, "0"),
    ],
)
def test_a_cell_keeps_what_was_written_and_what_a_rule_judges(
    typed_text: str, written: str, value: int | None, canonical: str | None
) -> None:
    fields = awards(f"5 | Nhà giáo được khen thưởng | 07 | người | {typed_text} | 5").fields
    row = fields.row(by_predicate=pl.col("field") == "bieu_4.nha_giao.so_luong", named=True)
    assert (row["written"], row["value"], row["canonical"]) == (written, value, canonical)


def test_a_blank_is_nought_only_where_nought_may_be_left_blank() -> None:
    said = answers(awards("1 | Vận động được trong kỳ | | đồng | | ", "5 | Nhà giáo được khen thưởng | | | | 5"))
    assert said["bieu_4.nha_giao.so_luong"] == 0
    assert said["bieu_4.quy_thu.so_tien"] is None, "asked for"
    assert said["bieu_4.nha_giao.cap_tren"] is None, "optional"


def test_a_signed_column_is_judged_without_its_sign() -> None:
    (sheet,) = [typed("Danh sách", LIST, "1 | Chi hội A | thôn | 30 | -4")]
    fields = recognise(CATALOGUE, [COVER_SHEET, sheet]).fields
    row = fields.row(by_predicate=pl.col("field") == "danh_sach.*.tang_giam", named=True)
    assert (row["value"], row["canonical"]) == (-4, "4")


@pytest.mark.parametrize("huge", ["99999999999999999999", "1" + "0" * 400])
def test_a_number_too_large_to_be_kept_does_not_stop_the_batch(huge: str) -> None:
    fields = awards(f"5 | Nhà giáo được khen thưởng | 07 | người | {huge} | 5").fields
    row = fields.row(by_predicate=pl.col("field") == "bieu_4.nha_giao.so_luong", named=True)
    assert row["value"] is None and row["text"] == huge


def test_only_a_cell_stored_as_a_number_says_so() -> None:
    fields = awards("5 | Nhà giáo được khen thưởng | 07 | người | 7 | 1.400.000").fields
    numbers = dict(fields.filter(pl.col("sheet") == "Biểu 4").select("field", "number").iter_rows())
    assert numbers["bieu_4.nha_giao.so_luong"] is True
    assert numbers["bieu_4.nha_giao.so_tien"] is False


# --- the cover and texts ----------------------------------------------------------------------


def test_a_cover_says_who_when_and_its_control_total_with_their_places() -> None:
    cover = recognise(CATALOGUE, sent()).covers[1]
    assert (cover.unit_name, cover.unit_code) == ("Hội Khuyến học xã Một", "00001")
    assert (cover.period_text, cover.period) == (PERIOD, "2022H1")
    assert cover.code_cell == ("Bìa", "B4") and cover.period_cell == ("Bìa", "B5")
    inputs = [f for f in CATALOGUE.field_by_key.values() if f.input]
    said = answers(recognise(CATALOGUE, sent()))
    numbers = [v for key, v in said.items() if key.partition("#")[0] in {f.key for f in inputs} and v]
    assert cover.control_total == sum(n for n in numbers if isinstance(n, int))


def test_a_file_without_a_cover_has_forms_but_no_period() -> None:
    recognised = recognise(CATALOGUE, [typed("Biểu 4", HEADING_4, TEACHERS)])
    assert recognised.forms == {1: ("bieu_4",)}
    cover = recognised.covers[1]
    assert (cover.unit_code, cover.unit_name, cover.period, cover.period_text, cover.control_total) == (None,) * 5


@pytest.mark.parametrize(
    ("text", "period"),
    [("6 tháng đầu năm 2022", "2022H1"), ("năm 2022", "2022H2"), ("2021H2", "2021H2"), ("quý I", None), ("2022", None)],
)
def test_a_cover_stands_for_the_period_that_it_names(text: str, period: str | None) -> None:
    cover = recognise(CATALOGUE, [typed("Bìa", "Mã số đơn vị | 00001", f"Kỳ báo cáo | {text}")]).covers[1]
    assert (cover.period_text, cover.period, cover.unit_code) == (text, period, "00001")


def test_the_cover_may_stand_in_lines_above_a_table() -> None:
    sheet = typed("", *COVER, "Tổng kiểm tra | 1400007", "", HEADING_4, TEACHERS, layout=Layout.LINES)
    recognised = recognise(CATALOGUE, [sheet])
    assert recognised.covers[1].unit_code == "00001" and recognised.covers[1].control_total == 1_400_007
    row = recognised.fields.row(by_predicate=pl.col("field") == "bieu_4.nha_giao.so_luong", named=True)
    assert (row["sheet"], row["cell"]) == ("", "dòng 7, cột 5")


def test_a_denominator_left_blank_is_blank_not_the_unit_beside_it() -> None:
    recognised = recognise(CATALOGUE, sent(bia__dan_so__value=None))
    row = recognised.fields.row(by_predicate=pl.col("field") == "bia.dan_so.value", named=True)
    assert (row["written"], row["value"], row["canonical"], row["blank"]) == ("blank", None, None, "ask")


def test_the_first_answer_of_a_narrative_counts() -> None:
    texts = typed("Thuyết minh", "Hạn chế | ", "2. Hạn chế | Chi hội còn ít.", "Hạn chế: | Chi hội còn yếu.")
    assert answers(recognise(CATALOGUE, [COVER_SHEET, texts]))["thuyet_minh.han_che.value"] == "Chi hội còn ít."


@pytest.mark.parametrize("number", [0, 1])
def test_a_signature_block_alone_makes_no_cover(number: int) -> None:
    block = typed("Biểu 4", HEADING_4, TEACHERS, "", "Người lập biểu | Nguyễn Thị Kín"[: 15 + 20 * number])
    assert recognise(CATALOGUE, [block]).forms == {1: ("bieu_4",)}


# --- personal data ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("write", "suffix"),
    [(write_workbook, ".xlsx"), (delimited, ".csv"), (document, ".docx")],
    ids=["workbook", "text", "Word"],
)
def test_who_filled_in_the_form_is_recognised_nowhere(write: Callable[[list[SheetPlan]], bytes], suffix: str) -> None:
    filling = filled(
        bia__nguoi_lap__value="Nguyễn Thị Kín", bia__dien_thoai__value="0912345678", bia__chu_tich__value="Lò Văn Giấu"
    )
    recognised = recognise(CATALOGUE, read_here(write(planned(CATALOGUE, filling)), suffix))
    assert answers(recognised)["bia.dan_so.value"] == 4000
    told = repr(recognised.fields.rows()) + repr(recognised.covers)
    assert not [secret for secret in ("Thị Kín", "0912345678", "Văn Giấu", "bia.nguoi_lap") if secret in told]


# --- refusals ---------------------------------------------------------------------------------


def test_two_sheets_of_one_form_are_refused_by_its_name() -> None:
    sheet = typed("Biểu 4", HEADING_4, TEACHERS)
    refused = refusal(recognise(CATALOGUE, [COVER_SHEET, sheet, replace(sheet, name="Biểu 4 (cũ)")]))
    assert (refused.rule, refused.words) == ("form_twice", {"form": "Khen thưởng, Quỹ khuyến học"})


def test_two_rows_of_one_label_are_refused_by_the_label() -> None:
    refused = refusal(awards(TEACHERS, TEACHERS))
    assert refused.words == {"form": "Khen thưởng, Quỹ khuyến học: Nhà giáo được khen thưởng"}


def test_two_covers_that_differ_are_refused_and_two_that_agree_are_not() -> None:
    other = typed("Bìa cũ", "Mã đơn vị | 00002", f"Kỳ báo cáo | {PERIOD}")
    refused = refusal(recognise(CATALOGUE, [COVER_SHEET, other]))
    assert (refused.rule, refused.words) == ("form_twice", {"form": "Bìa: Mã đơn vị"})
    assert recognise(CATALOGUE, [COVER_SHEET, replace(COVER_SHEET, name="Bìa (2)")]).refusals == {}


def test_an_unknown_form_names_the_nearest() -> None:
    refused = refusal(recognise(CATALOGUE, [typed("Tờ 1", "Tên chi hội | Số hội viên | Ghi chú", "Chi hội A | 30")]))
    assert (refused.rule, refused.words) == (
        "unknown_form",
        {"nearest": "Tăng/giảm (biểu Danh sách chi hội); trong tệp ghi “Ghi chú”"},
    )


@pytest.mark.parametrize("sheets", [[], [typed("Tờ 1", "hàng | giá", "gạo | 5")]])
def test_a_file_like_no_form_at_all_says_so(sheets: list[Sheet]) -> None:
    assert refusal(recognise(CATALOGUE, sheets)).words == {"nearest": "không có biểu nào"}


def test_a_file_that_could_not_be_read_keeps_its_refusal() -> None:
    damaged = Refusal("damaged", {})
    assert refusal(recognise(CATALOGUE, [], refusals={1: damaged})) is damaged


def test_equal_headings_over_no_known_row_are_either_of_two_forms(catalogue: Catalogue) -> None:
    sheet = typed("Tờ 1", "Chỉ tiêu | Kỳ này | Trong đó: ước | Số chính thức kỳ trước", "Gạo | 5")
    refused = refusal(recognise(catalogue, [sheet]))
    assert refused.rule == "two_forms"
    assert refused.words == {"form": "Tổ chức, hội viên", "other": "Trung tâm học tập cộng đồng"}
