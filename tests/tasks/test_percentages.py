"""A percentage that stands in a form follows from its two numbers, or does not."""

from __future__ import annotations

from typing import Any

import pytest

from domain.catalogue import Catalogue
from outputs.blank_form import write_workbook
from tasks.percentages import follows, read_percentage
from tests.tasks.apart import apart
from tests.tasks.submitted import filled, planned, read_here, recognise, submissions


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("52,53", 4820, 9175),
        ("52.53", 4820, 9175),
        ("52,53 %", 4820, 9175),
        ("52,5%", 4820, 9175),
        ("53", 4820, 9175),
        ("52.534059945504", 4820, 9175),  # what a formula stores that rounds nothing
        ("0.5253", 4820, 9175),  # what a cell in per cent format stores
        ("0.52534059945504", 4820, 9175),
        ("1", 7, 7),
        ("0.5", 1, 2),
        ("100", 7, 7),
        ("0", 0, 7),
        ("12,5", 1, 8),
        ("0,13", 1, 800),  # 0,125 half up
    ],
)
def test_a_percentage_follows_when_it_is_rounded_half_up(text: str, part: int, whole: int) -> None:
    written = read_percentage(text)
    assert written is not None and follows(written, part, whole)


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("52,6%", 4820, 9175),
        ("53,65", 22, 41),  # cut off, not rounded
        ("0,5253%", 4820, 9175),  # with its sign it is no fraction of 1
        ("1", 1, 2),
        ("0.5", 2, 3),
        ("5253", 4820, 9175),
        ("-12,5", 1, 8),
        ("0,12", 1, 800),
    ],
)
def test_any_other_percentage_does_not_follow(text: str, part: int, whole: int) -> None:
    written = read_percentage(text)
    assert written is not None and not follows(written, part, whole)


@pytest.mark.parametrize("text", ["", "hơn một nửa", "52,53/100", "1.234,5", "#DIV/0!", "=A1/B1", "12 345", "%"])
def test_what_is_no_single_number_is_not_read(text: str) -> None:
    assert read_percentage(text) is None


def test_each_percentage_of_a_form_is_set_beside_its_two_numbers(catalogue: Catalogue) -> None:
    changes: dict[str, Any] = {"bieu_2__gdht__cong_nhan": 333, "bieu_2__gdht__cong_nhan_nam": 2021}
    sheets = read_here(write_workbook(planned(catalogue, filled(**changes))))
    batch = submissions(catalogue, recognise(catalogue, sheets))
    made = {one.key: one for one in apart(catalogue, batch) if one.rule.id == "typed_percentage"}
    row = made["bieu_2.gdht.ty_le"].numbers.row(0, named=True)
    assert (row["part"], row["whole"], row["due"], row["cell"]) == ("333", "1.000", "33,30", "J8")
    assert row["left"] == row["right"], "the form's own formula follows"
    assert made["bieu_1.ty_le_hoi_vien.ky_nay"].numbers.row(0, named=True)["due"] == "12,50"


def test_a_percentage_is_no_field_and_no_value(catalogue: Catalogue) -> None:
    recognised = recognise(catalogue, read_here(write_workbook(planned(catalogue))))
    assert "percent" not in recognised.fields["asks"].to_list()
    assert set(recognised.percentages["asks"]) == {"percent"}
    assert recognised.percentages["value"].null_count() == len(recognised.percentages)
