"""Rates of units that have sent, and that have on time."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.rate import Rate


def test_both_rates_are_of_all_that_are_expected_to_two_decimals_half_up() -> None:
    rate = Rate(expected=48, received=47, on_time=45)
    assert (rate.completeness, rate.punctuality) == (Decimal("97.92"), Decimal("93.75"))
    assert Rate(800, 1, 0).completeness == Decimal("0.13")  # 0.125


def test_where_nobody_is_expected_there_is_no_rate() -> None:
    assert (Rate(0, 0, 0).completeness, Rate(0, 0, 0).punctuality) == (None, None)


@given(st.integers(1, 5000), st.data())
def test_nobody_is_on_time_who_has_not_sent(expected: int, data: st.DataObject) -> None:
    received = data.draw(st.integers(0, expected))
    rate = Rate(expected, received, data.draw(st.integers(0, received)))
    assert rate.completeness is not None and rate.punctuality is not None
    assert 0 <= rate.punctuality <= rate.completeness <= 100
