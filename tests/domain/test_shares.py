"""The largest remainder, for one number and for a column."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.shares import share_out, shared_out

WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=60).filter(any)


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (10, [1, 1], [5, 5]),
        (10, [1, 1, 1], [4, 3, 3]),
        (1, [1, 1, 1], [1, 0, 0]),
        (0, [3, 4], [0, 0]),
        (7, [3, 2, 2], [3, 2, 2]),
        (100, [50, 30, 21], [49, 30, 21]),
        (5, [0, 1], [0, 5]),
        (-10, [1, 1, 1], [-4, -3, -3]),
        (-100, [50, 30, 21], [-49, -30, -21]),
    ],
)
def test_shares_go_by_the_largest_remainder(total: int, weights: list[int], shares: list[int]) -> None:
    assert share_out(total, weights) == shares


@given(st.integers(-(10**9), 10**9), WEIGHTS)
def test_shares_sum_to_the_total_and_are_within_one_of_their_proportion(total: int, weights: list[int]) -> None:
    shares = share_out(total, weights)
    assert sum(shares) == total
    whole = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * whole - total * weight) < whole
        assert share * total >= 0 and (weight or not share)


@given(st.integers(0, 10**6), st.lists(st.integers(1, 1000), min_size=2, max_size=20))
def test_a_greater_weight_never_has_a_smaller_share(total: int, weights: list[int]) -> None:
    by_weight = sorted(zip(weights, share_out(total, weights), strict=True))
    assert all(a <= b for (v, a), (w, b) in pairwise(by_weight) if v < w)


TOTALS = st.integers(-(2**62), 2**62) | st.integers(-20, 20)
LARGE = st.lists(st.integers(0, 2**60) | st.integers(0, 3), min_size=1, max_size=7).filter(any)


@given(st.lists(st.tuples(TOTALS, LARGE), min_size=1, max_size=20))
def test_a_column_is_shared_out_as_each_of_its_numbers_is(groups: list[tuple[int, list[int]]]) -> None:
    rows = [
        (number, total, weight, sum(weights)) for number, (total, weights) in enumerate(groups) for weight in weights
    ]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(("group", "total", "weight", "whole"), pl.Int64), orient="row")
    shares = frame.select(share=shared_out("total", "weight", "whole", "group"))["share"]
    assert shares.dtype == pl.Int64
    assert shares.to_list() == [share for total, weights in groups for share in share_out(total, weights)]
