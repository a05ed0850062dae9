"""Values beside another field, and beside the most and the least that is likely."""

from __future__ import annotations

from typing import Any

from domain.catalogue import Catalogue
from outputs.blank_form import write_workbook
from tasks.comparison import Submissions
from tests.tasks.apart import apart
from tests.tasks.submitted import filled, planned, read_here, recognise, stood, submissions


def batch(catalogue: Catalogue, only: tuple[str, ...] = (), standing: Any = None, **changes: Any) -> Submissions:
    plans = planned(catalogue, filled(**changes), only)
    return submissions(catalogue, recognise(catalogue, read_here(write_workbook(plans))), standing)


def told(catalogue: Catalogue, made: Submissions, rule: str, field: str) -> list[tuple[Any, ...]]:
    """Left, right, sheet and cell of each comparison of a rule that is told at a field."""
    found = [one for one in apart(catalogue, made) if (one.rule.id, one.field) == (rule, field)]
    return [one.numbers.select("left", "right", "sheet", "cell").row(0) for one in found]


def test_two_columns_of_a_row_are_set_side_by_side(catalogue: Catalogue) -> None:
    made = batch(catalogue, bieu_2__gdht__dang_ky_moi=30)
    assert told(catalogue, made, "part_at_most_whole", "bieu_2.gdht.dang_ky_moi") == [(30, 700, "Biểu 2", "G8")]


def test_two_forms_of_one_file_are_told_at_the_left_one(catalogue: Catalogue) -> None:
    made = batch(catalogue, bia__so_ho__value=990)
    assert told(catalogue, made, "forms_agree", "bieu_2.gdht.tong") == [(1000, 990, "Biểu 2", "E8")]
    assert told(catalogue, made, "forms_agree", "bia.so_ho.value") == []


def test_a_form_that_comes_alone_is_set_beside_what_stands(catalogue: Catalogue) -> None:
    registered = stood(("2022H1", "bieu_2", "bieu_2.gdht.tong", 2022, 1001))
    made = batch(catalogue, ("bia", "bieu_1"), registered)
    assert told(catalogue, made, "forms_agree", "bia.so_ho.value") == [(1001, 1000, "Bìa", "B9")]
    assert told(catalogue, made, "forms_agree", "bieu_2.gdht.tong") == []


def test_with_nothing_on_the_other_side_nothing_is_compared(catalogue: Catalogue) -> None:
    assert told(catalogue, batch(catalogue, ("bia", "bieu_1")), "forms_agree", "bia.so_ho.value") == []


def test_several_fields_on_a_side_are_added_up_and_a_missing_one_leaves_the_sum_unknown(catalogue: Catalogue) -> None:
    first = "bieu_2.dvht_co_quan.tong"
    made = batch(catalogue, bieu_2__dvht_co_quan__tong=1, bieu_2__dvht_doanh_nghiep__tong=2)
    assert told(catalogue, made, "at_most_other", first) == [(7, 6, "Biểu 2", "E12")]
    made = batch(catalogue, bieu_2__dvht_doanh_nghiep__tong="…")
    assert told(catalogue, made, "at_most_other", first) == [(None, 6, "Biểu 2", "E12")]


def test_an_amount_is_set_beside_the_least_for_as_many(catalogue: Catalogue) -> None:
    made = batch(catalogue, bieu_4__hoc_bong__so_luong=5, bieu_4__hoc_bong__so_tien=1500)
    assert told(catalogue, made, "money_each", "bieu_4.hoc_bong.so_tien") == [(1500, 100_000, "Biểu 4", "F11")]
    made = batch(catalogue, bieu_4__hoc_bong__so_luong=0, bieu_4__hoc_bong__so_tien=1500)
    assert told(catalogue, made, "money_each", "bieu_4.hoc_bong.so_tien") == []


def test_a_forms_own_sum_and_an_amount_of_nothing_are_not_too_small(catalogue: Catalogue) -> None:
    made = batch(catalogue, bieu_4__quy_thu__so_tien=0)
    assert told(catalogue, made, "money_scale", "bieu_4.quy_thu.so_tien") == [(None, 100_000, "Biểu 4", "F8")]
    assert told(catalogue, made, "money_scale", "bieu_4.quy_ton_cuoi.so_tien") == []


def test_the_most_that_a_row_can_hold_bounds_each_of_its_values(catalogue: Catalogue) -> None:
    made = batch(catalogue, bieu_2__cdht_xa__dang_ky=6)
    assert told(catalogue, made, "most_possible", "bieu_2.cdht_xa.dang_ky") == [(6, 1, "Biểu 2", "F11")]
