"""Covers: what they say, and what of it must not pass silently."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from expectations.load import load_catalogue
from tasks.recognised import Recognised
from tests.tasks.submitted import COVER, HEADING_4, recognise, typed

CATALOGUE = load_catalogue()


def with_total(total: str) -> Recognised:
    table = typed("Biểu 4", HEADING_4, "5 | Nhà giáo được khen thưởng | 07 | người | 7 | 2,700,000")
    return recognise(CATALOGUE, [typed("Bìa", *COVER, f"Tổng kiểm tra | {total}"), table])


@pytest.mark.parametrize(
    ("line", "day"),
    [("14/06/2022", date(2022, 6, 14)), ("44726", date(2022, 6, 14)), ("hôm qua", None)],
)
def test_a_cover_states_the_day_of_its_figures_and_where(line: str, day: date | None) -> None:
    cover = with_day(line).covers[1]
    assert (cover.as_of, cover.as_of_text, cover.as_of_cell) == (day, line, ("Bìa", "B4"))


def with_day(line: str) -> Recognised:
    cover = typed("Bìa", *COVER, f"Số liệu tính đến ngày | {line}")
    return recognise(CATALOGUE, [cover, typed("Biểu 4", HEADING_4, "5 | Học bổng | | | 7")])


def test_a_cover_that_states_no_day_has_none() -> None:
    cover = with_day("").covers[1]
    assert (cover.as_of, cover.as_of_text) == (None, None)


@pytest.mark.parametrize("total", ["=SUM(A1:A9)", "#REF!", "2.700"])
def test_a_doubtful_control_total_is_found_as_a_field_is(total: str) -> None:
    recognised = with_total(total)
    cover = recognised.covers[1]
    assert cover.control_total is None and not cover.control_unreadable
    row = recognised.fields.row(by_predicate=pl.col("role") == "control_total", named=True)
    assert (row["text"], row["value"], row["asks"], row["cell"]) == (total, None, "number", "B4")


@pytest.mark.parametrize("total", ["2700007", "2,700,007"])
def test_a_control_total_that_is_a_number_is_no_field(total: str) -> None:
    recognised = with_total(total)
    assert recognised.covers[1].control_total == 2_700_007
    assert "control_total" not in recognised.fields["role"].to_list()


def test_a_control_total_in_words_is_unreadable() -> None:
    cover = with_total("nhiều").covers[1]
    assert cover.control_total is None and cover.control_unreadable


@pytest.mark.parametrize(
    ("line", "text", "cell"),
    [
        ("Số hộ | 1000 | hộ", "1000", "B4"),
        ("Số hộ | | hộ", "", "B4"),
        ("Số hộ | hộ", "", "C4"),
        ("Số hộ | hộ | 1000", "1000", "C4"),
        ("Số hộ | 2010 hộ", "2010 hộ", "B4"),  # no year
        ("Số hộ | 1000 | hộ | Kỳ trước: 980", "1000", "B4"),
        ("Số hộ | | hộ | Kỳ trước: 980", "", "B4"),
        ("Số hộ | | | Kỳ trước: 980", "", "B4"),
        ("Số hộ | hộ | | Kỳ trước: 980", "", "C4"),
    ],
)
def test_a_unit_or_an_earlier_figure_beside_a_value_or_a_blank_is_no_value(line: str, text: str, cell: str) -> None:
    table = typed("Biểu 4", HEADING_4, "5 | Học bổng | | | 7")
    fields = recognise(CATALOGUE, [typed("Bìa", *COVER, line), table]).fields
    row = fields.row(by_predicate=pl.col("field") == "bia.so_ho.value", named=True)
    assert (row["text"], row["cell"]) == (text, cell)
