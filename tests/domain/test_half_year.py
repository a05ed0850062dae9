"""The period: its code, its words on a cover, and the halves that it is compared with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.half_year import HalfYear

HALVES = st.builds(HalfYear, st.integers(1000, 9998), st.sampled_from([1, 2]))


def test_a_period_is_a_year_and_a_half() -> None:
    period = HalfYear.parse("2022H1")
    assert (period.year, period.half) == (2022, 1)
    assert str(period) == "2022H1"
    assert HalfYear.parse("2021H2") == HalfYear(2021, 2)


@pytest.mark.parametrize("code", ["", "2022", "2022H3", "2022H0", "2022h1", "22H1", " 2022H1", "2022H1 ", "2022H11"])
def test_any_other_code_is_refused_with_what_was_written_and_what_is_wanted(code: str) -> None:
    with pytest.raises(ValueError, match="2022H1 or 2022H2") as told:
        HalfYear.parse(code)
    assert repr(code) in str(told.value)


@given(HALVES)
def test_the_code_of_a_period_reads_back_as_the_period(period: HalfYear) -> None:
    assert HalfYear.parse(str(period)) == period


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("6 tháng đầu năm 2022", "2022H1"),
        ("6 tháng cuối năm 2022", "2022H2"),
        ("sáu tháng đầu năm 2022", "2022H1"),
        ("Sáu tháng cuối năm 2021", "2021H2"),
        ("6 THÁNG ĐẦU NĂM 2022", "2022H1"),
        ("  6  tháng\u00a0đầu\nnăm 2022 ", "2022H1"),
        ("2022H1", "2022H1"),
        ("2022h2", "2022H2"),
        ("năm 2022", "2022H2"),
        ("Cả năm 2022", "2022H2"),
    ],
)
def test_a_cover_calls_its_period_by_words_or_by_code(text: str, code: str) -> None:
    assert HalfYear.from_cover(text) == HalfYear.parse(code)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2022",
        "6 tháng năm 2022",
        "6 tháng giữa năm 2022",
        "9 tháng đầu năm 2022",
        "6 tháng đầu năm 22",
        "6 tháng đầu năm 2022 và 2023",
        "quý I năm 2022",
        "tháng 6 năm 2022",
        "đầu năm 2022",
    ],
)
def test_a_cover_that_says_anything_else_names_no_period(text: str) -> None:
    assert HalfYear.from_cover(text) is None


@given(HALVES)
def test_the_words_of_a_period_read_back_as_the_period(period: HalfYear) -> None:
    assert HalfYear.from_cover(period.words) == period


@given(st.integers(0, 9999), st.sampled_from(["đầu", "cuối"]))
def test_whatever_year_a_cover_states_its_period_has_a_code_that_reads_back(year: int, half: str) -> None:
    """A slip such as ``năm 0222`` must come out as an unknown period, not as a crash."""
    period = HalfYear.from_cover(f"6 tháng {half} năm {year:04d}")
    assert period is not None
    assert HalfYear.parse(str(period)) == period


@pytest.mark.parametrize(("code", "words"), [("2022H1", "6 tháng đầu năm 2022"), ("2021H2", "6 tháng cuối năm 2021")])
def test_a_period_is_printed_in_words(code: str, words: str) -> None:
    assert HalfYear.parse(code).words == words


@given(HALVES)
def test_halves_follow_one_another_without_a_gap(period: HalfYear) -> None:
    assert period.next.previous == period
    assert period.previous.next == period


@given(HALVES)
def test_halves_sort_in_the_order_of_time(period: HalfYear) -> None:
    assert period.previous < period < period.next
    assert sorted([period.next, period, period.previous]) == [period.previous, period, period.next]


def test_a_half_is_compared_with_the_same_half_and_with_the_end_of_last_year() -> None:
    assert HalfYear(2022, 1).same_half_last_year == HalfYear(2021, 1)
    assert HalfYear(2022, 2).same_half_last_year == HalfYear(2021, 2)
    assert HalfYear(2022, 1).end_of_last_year == HalfYear(2021, 2)
    assert HalfYear(2022, 2).end_of_last_year == HalfYear(2021, 2)
