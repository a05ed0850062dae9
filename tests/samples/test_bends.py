"""Bends: what offices do to the form, seen in the sheets themselves."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

import pytest

from domain.catalogue import Catalogue
from domain.vietnamese import read_whole
from outputs.form_plan import plan_forms
from outputs.sheet_plan import PlannedCell, SheetPlan
from samples import bends
from samples.association import PERIODS, units
from samples.deliver import filling

NOW = PERIODS[-1]


@pytest.fixture(scope="module")
def plans(catalogue: Catalogue) -> list[SheetPlan]:
    return plan_forms(catalogue, filling(next(unit for unit in units() if unit.code == "03673"), NOW))


def cells(plans: Sequence[SheetPlan]) -> Iterator[PlannedCell]:
    return (cell for plan in plans for row in plan.rows for cell in row if cell)


def texts(plans: Sequence[SheetPlan]) -> list[str]:
    return [cell.value for cell in cells(plans) if isinstance(cell.value, str)]


def plan(plans: Sequence[SheetPlan], form: str) -> SheetPlan:
    return next(one for one in plans if one.form == form)


def table(one: SheetPlan) -> list[list[object]]:
    return [[cell.value if cell else None for cell in row] for row in one.rows]


# --- words and numbers -------------------------------------------------------------------------------


def test_letters_and_marks_come_apart_and_say_the_same(plans: list[SheetPlan]) -> None:
    apart = texts(bends.decomposed(plans))
    assert apart != texts(plans)
    assert [unicodedata.normalize("NFC", text) for text in apart] == texts(plans)


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("Lũy kế từ đầu năm", "Luỹ kế từ đầu năm"),
        ("hòa, khỏe; thủy", "hoà, khoẻ; thuỷ"),
        ("hoàn toàn, quý, khuyến học", "hoàn toàn, quý, khuyến học"),
        ("toán", "toán"),
    ],
)
def test_old_spelling_has_the_mark_on_the_second_vowel_where_the_word_ends(new: str, old: str) -> None:
    assert bends._with_old_tones(new) == old


def test_only_what_the_form_says_is_spelt_the_old_way(plans: list[SheetPlan]) -> None:
    changed = [a.style for a, b in zip(cells(plans), cells(bends.old_tones(plans)), strict=True) if a != b]
    assert "heading" in changed
    assert not {"words", "input"} & set(changed)


def test_headings_and_labels_stand_in_capitals_and_answers_as_they_were(plans: list[SheetPlan]) -> None:
    before, after = list(cells(plans)), list(cells(bends.upper_case(plans)))
    assert all(str(b.value).isupper() for b in after if b.style in ("heading", "label") and b.value)
    assert [b for b in after if b.key] == [a for a in before if a.key]


@pytest.mark.parametrize(
    ("bend", "members"),
    [(bends.with_dots, "{:,}"), (bends.with_spaces, " {:,}"), (bends.with_commas, "{:,}")],
)
def test_numbers_typed_as_text_read_as_the_numbers(plans: list[SheetPlan], bend: object, members: str) -> None:
    assert callable(bend)
    typed = [(a, b) for a, b in zip(cells(plans), cells(bend(plans)), strict=True) if a != b]
    assert len(typed) > 10
    assert all(isinstance(b.value, str) and read_whole(b.value).value == a.value for a, b in typed)
    mark = {bends.with_dots: ".", bends.with_spaces: "\u00a0", bends.with_commas: ","}[bend]
    was, now = next((a, b) for a, b in typed if a.key == "bieu_1.hoi_vien.ky_nay")
    assert now.value == members.format(was.value).replace(",", mark)


def test_years_and_the_parts_of_a_sum_stay_numbers(plans: list[SheetPlan]) -> None:
    kept = {cell.key for cell in cells(bends.with_dots(plans)) if isinstance(cell.value, int)}
    assert {"bieu_2.gdht.cong_nhan_nam", "bieu_1.chi_hoi_thon.ky_nay", "bieu_4.quy_thu.so_tien"} <= kept


# --- sheets ------------------------------------------------------------------------------------------


def test_columns_are_inserted_before_and_among_those_of_a_table(plans: list[SheetPlan]) -> None:
    before, after = (table(plan(one, "bieu_1")) for one in (plans, bends.with_columns(plans)))
    heading = next(row for row in before if "Chỉ tiêu" in row)
    moved = next(row for row in after if "Chỉ tiêu" in row)
    assert moved == [None, *heading[:2], None, *heading[2:]]
    one = plan(bends.with_columns(plans), "bieu_1")
    assert len(one.widths) == len(moved)


def test_a_merged_heading_grows_over_a_column_inserted_below_it(plans: list[SheetPlan]) -> None:
    title = next(cell for cell in cells([plan(plans, "bieu_1")]) if cell.style == "title")
    grown = next(cell for cell in cells([plan(bends.with_columns(plans), "bieu_1")]) if cell.style == "title")
    assert grown.span == title.span + 1


@pytest.mark.parametrize("form", ["bieu_1", "bieu_2"])
def test_the_third_header_row_stands_over_all_that_is_counted(plans: list[SheetPlan], form: str) -> None:
    one = plan(bends.with_three_header_rows(plans), form)
    top, middle, low, letters = one.rows[4:8]
    assert one.heading_rows == 3
    assert [cell.down for cell in top[:4] if cell] == [3] * 4
    over = top[4]
    assert over is not None and over.value == "Số liệu của đơn vị" and over.span == len(letters) - 4
    assert middle[:4] == [None] * 4 and any(middle[4:])
    assert bool(any(low)) == (form == "bieu_2")
    assert [cell.value for cell in letters[:4] if cell] == list("ABCD")


def test_subtotals_add_up_the_rows_above_them_and_notes_stand_below(plans: list[SheetPlan]) -> None:
    bent = bends.with_subtotals(plans)
    branches = table(plan(bent, "danh_sach"))
    place = next(number for number, row in enumerate(branches) if row[1:2] == ["Cộng"])
    column = next(row for row in branches if "Tên chi hội" in row).index("Số hội viên")
    above = [row[column] for row in branches[place - 3 : place]]
    assert branches[place][column] == sum(number for number in above if isinstance(number, int))
    assert str(branches[-2][0]).startswith("Ghi chú")
    assert plan(bent, "giai_trinh") == plan(plans, "giai_trinh"), "nothing is filled in there"
    assert all(cell.key is None for cell in cells(bent) if cell.value == "Cộng")


def test_one_more_sheet_holds_the_words_of_a_drop_down_list(plans: list[SheetPlan]) -> None:
    *form, extra = bends.with_a_list_of_kinds(plans)
    assert form == plans
    assert (extra.name, [row[0] for row in table(extra)][1]) == ("DM", "trường học")
