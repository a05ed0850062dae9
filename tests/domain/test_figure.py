"""Figures: honest approximations, which figure is found, and shares over the units that have both numbers."""

from __future__ import annotations

from itertools import permutations

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.figure import (
    ALL,
    FIGURES,
    HALF,
    ITSELF,
    SAME_HALF,
    YEAR,
    YEAR_END,
    Approximation,
    Figure,
    FigureKey,
    Figures,
    approximate,
)

ROUNDS = st.sampled_from([1, 10, 100, 1000, 1_000_000, 100_000_000])


def figure(
    code: str,
    value: int | None,
    *,
    scope: str = ALL,
    comparison: str = ITSELF,
    span: str = HALF,
    of_year: int | None = None,
    counted: int = 1,
) -> Figure:
    return Figure(FigureKey(code, "", scope, comparison, span), value, of_year, 1, counted, "done")


# --- approximations ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "round_to", "word", "number"),
    [
        (33_872, 1000, "gần", 34_000),
        (34_000, 1000, "", 34_000),
        (34_001, 1000, "trên", 34_000),
        (12_140, 1000, "trên", 12_000),
        (1_618, 100, "trên", 1_600),
        (496_500_000, 100_000_000, "gần", 500_000_000),
        (20_576, 1, "", 20_576),
        (1_204, 1000, "", 1_204),  # a fifth above 1.000: outside the band
        (950, 1000, "", 950),  # just at the band's edge
        (951, 1000, "gần", 1_000),
        (1_049, 1000, "trên", 1_000),
        (1_050, 1000, "", 1_050),
        (400, 1000, "", 400),
        (0, 1000, "", 0),
        (-33_872, 1000, "", -33_872),
    ],
)
def test_a_value_is_called_near_or_above_only_within_its_band(
    value: int, round_to: int, word: str, number: int
) -> None:
    assert approximate(value, round_to) == Approximation(word, number)


@given(st.integers(-(10**6), 10**12), ROUNDS)
def test_an_approximation_never_claims_the_wrong_side_and_is_within_five_per_cent(value: int, round_to: int) -> None:
    near = approximate(value, round_to)
    if near.word == "gần":
        assert value < near.number
    elif near.word == "trên":
        assert value > near.number
    else:
        assert near.word == "" and near.number == value
    if near.word:
        assert near.number % round_to == 0 and near.number > 0
        assert 20 * abs(value - near.number) < near.number


@given(st.integers(1, 10**9), ROUNDS)
def test_a_multiple_is_printed_exactly(times: int, round_to: int) -> None:
    assert approximate(times * round_to, round_to) == Approximation("", times * round_to)


@given(st.integers(1, 10**12), ROUNDS)
def test_what_is_within_the_band_of_its_nearest_multiple_is_rounded(value: int, round_to: int) -> None:
    below = value // round_to * round_to
    nearest = min((below, below + round_to), key=lambda one: abs(value - one))
    assume(nearest > 0 and nearest != value and 20 * abs(value - nearest) < nearest)
    assume(2 * abs(value - nearest) != round_to)  # a tie may go either way
    assert approximate(value, round_to) == Approximation("gần" if value < nearest else "trên", nearest)


def test_the_band_is_the_callers() -> None:
    assert approximate(1_090, 1000, band=0.1) == Approximation("trên", 1_000)
    assert approximate(1_040, 1000, band=0.01) == Approximation("", 1_040)


# --- which figure is found ---------------------------------------------------------------------------


def test_a_figure_is_found_by_everything_that_makes_it_that_figure() -> None:
    told = [
        figure("lop", 31),
        figure("lop", 27, comparison=SAME_HALF),
        figure("lop", 34, comparison=YEAR_END),
        figure("lop", 65, span=YEAR),
        figure("lop", 3, scope="7"),
        Figure(FigureKey("lop", "chuyen_de=phap_luat"), 9, None, 1, 1, "done"),
        figure("hoc_vien", 1618),
    ]
    figures = Figures(told)
    assert figures.value("lop") == 31
    assert figures.value("lop", comparison=SAME_HALF) == 27
    assert figures.value("lop", comparison=YEAR_END) == 34
    assert figures.value("lop", span=YEAR) == 65
    assert figures.value("lop", scope="7") == 3
    by_topic = figures.find("lop", breakdown="chuyen_de=phap_luat")
    assert by_topic is not None and by_topic.value == 9
    assert sorted(one.value or 0 for one in figures) == [3, 9, 27, 31, 34, 65, 1618]


def test_a_figure_that_is_not_there_has_no_value() -> None:
    figures = Figures([figure("lop", None, counted=0)])
    assert figures.find("hoc_vien") is None and figures.value("hoc_vien") is None
    assert figures.find("lop") is not None and figures.value("lop") is None


def test_of_several_years_the_latest_is_found_in_whatever_order_they_come() -> None:
    told = [figure("gdht_cong_nhan", 100 + year, of_year=year) for year in (2020, 2021, 2022)]
    for order in permutations([*told, figure("gdht_cong_nhan", 5)]):
        found = Figures(order).find("gdht_cong_nhan")
        assert found is not None and (found.of_year, found.value) == (2022, 2122)


@pytest.mark.parametrize(("expected", "counted", "incomplete"), [(48, 47, True), (48, 48, False), (1, 0, True)])
def test_a_figure_short_of_units_is_incomplete(expected: int, counted: int, incomplete: bool) -> None:
    assert Figure(FigureKey("lop"), 3, None, expected, counted, "done").incomplete is incomplete


def test_a_frame_of_figures_with_more_columns_becomes_the_same_figures() -> None:
    rows = [
        ("lop", "", ALL, ITSELF, HALF, None, 31, 15, 14, "estimated"),
        ("gdht_cong_nhan", "", "3", SAME_HALF, YEAR, 2021, None, 1, 0, "done"),
    ]
    frame = pl.DataFrame(rows, schema=FIGURES, orient="row").with_columns(more=pl.lit(1))
    figures = Figures.from_frame(frame.select(reversed(frame.columns)))
    assert figures.find("lop") == Figure(FigureKey("lop"), 31, None, 15, 14, "estimated")
    recognised = figures.find("gdht_cong_nhan", scope="3", comparison=SAME_HALF, span=YEAR)
    assert recognised == Figure(FigureKey("gdht_cong_nhan", "", "3", SAME_HALF, YEAR), None, 2021, 1, 0, "done")


# --- shares ------------------------------------------------------------------------------------------


def test_a_share_sums_both_over_the_units_that_have_both() -> None:
    figures = Figures(
        [
            figure("hoi_vien", 100, scope="1"),
            figure("dan_so", 1000, scope="1"),
            figure("hoi_vien", 50, scope="2"),  # no population
            figure("dan_so", 900, scope="3"),  # no members
            figure("hoi_vien", 30, scope="4"),
            figure("dan_so", 400, scope="4"),
            figure("hoi_vien", 7, scope="5"),
            figure("dan_so", None, scope="5", counted=0),
            figure("hoi_vien", 187),
            figure("dan_so", 2300),
        ]
    )
    assert figures.share("hoi_vien", "dan_so", ["1", "2", "3", "4", "5", "6"]) == (130, 1400, 2)
    assert figures.share("hoi_vien", "dan_so", ["1"]) == (100, 1000, 1)
    assert figures.share("hoi_vien", "dan_so", ["2", "3", "5", "6"]) is None
    assert figures.share("hoi_vien", "dan_so", []) is None


def test_a_zero_counts_as_a_number_in_a_share() -> None:
    figures = Figures([figure("hoi_vien", 0, scope="1"), figure("dan_so", 1000, scope="1")])
    assert figures.share("hoi_vien", "dan_so", ["1"]) == (0, 1000, 1)


def test_a_share_of_the_year_is_of_the_years_figures() -> None:
    figures = Figures(
        [
            figure("lop", 1, scope="1"),
            figure("trung_tam", 2, scope="1"),
            figure("lop", 3, scope="1", span=YEAR),
            figure("trung_tam", 4, scope="1", span=YEAR),
        ]
    )
    assert figures.share("lop", "trung_tam", ["1"], YEAR) == (3, 4, 1)
    assert figures.share("lop", "trung_tam", ["1"]) == (1, 2, 1)


def test_a_share_of_an_earlier_close_is_of_what_it_said_then() -> None:
    then = [figure(code, value, scope="9", comparison=SAME_HALF) for code, value in (("lop", 5), ("trung_tam", 8))]
    figures = Figures([*then, figure("lop", 1, scope="1"), figure("lop", 1)])
    assert figures.scopes("lop", SAME_HALF) == ["9"] and figures.scopes("lop") == ["1"]
    assert figures.share("lop", "trung_tam", ["9"], comparison=SAME_HALF) == (5, 8, 1)
    assert figures.share("lop", "trung_tam", ["9"]) is None


@given(st.dictionaries(st.integers(1, 20).map(str), st.tuples(*[st.none() | st.integers(0, 10**9)] * 2)))
def test_a_share_is_the_sum_of_the_shares_of_its_units(told: dict[str, tuple[int | None, int | None]]) -> None:
    pairs = list(told.items())
    figures = Figures(
        figure(code, value, scope=scope)
        for scope, values in pairs
        for code, value in zip(("a", "b"), values, strict=True)
    )
    single = [both for scope, _ in pairs if (both := figures.share("a", "b", [scope]))]
    whole = tuple(sum(numbers) for numbers in zip(*single, strict=True)) if single else None
    assert figures.share("a", "b", list(told)) == whole
