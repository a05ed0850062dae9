"""Working days: what a deadline on a day off moves to, and when an answer is due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.working_day import (
    days_after,
    is_day_off,
    or_last_working_day,
    or_next_working_day,
    working_days_after,
)

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
DAYS_OFF = st.lists(st.dates(date(2000, 1, 1), date(2100, 1, 1)), max_size=10)
FRIDAY, SATURDAY, MONDAY = date(2022, 6, 24), date(2022, 6, 25), date(2022, 6, 27)


@pytest.mark.parametrize(
    ("day", "off"),
    [(FRIDAY, False), (SATURDAY, True), (date(2022, 6, 26), True), (MONDAY, False), (date(2022, 9, 2), True)],
)
def test_saturdays_sundays_and_declared_days_are_off(day: date, off: bool) -> None:
    assert is_day_off(day, [date(2022, 9, 2)]) is off


def test_a_deadline_on_a_day_off_moves_over_the_weekend_and_the_days_off_after_it() -> None:
    assert or_next_working_day(SATURDAY) == MONDAY
    assert or_next_working_day(SATURDAY, [MONDAY]) == date(2022, 6, 28)
    assert or_next_working_day(FRIDAY) == FRIDAY


def test_working_days_are_counted_from_the_day_after() -> None:
    assert working_days_after(FRIDAY, 1) == MONDAY
    assert working_days_after(FRIDAY, 3, [MONDAY]) == date(2022, 6, 30)
    assert working_days_after(FRIDAY, 0) == FRIDAY


def test_days_late_are_days_of_the_calendar_and_never_negative() -> None:
    assert [days_after(day, FRIDAY) for day in (date(2022, 6, 1), FRIDAY, MONDAY)] == [0, 0, 3]


@given(DAYS, DAYS_OFF)
def test_the_day_it_moves_to_is_the_first_working_day_not_before_it(day: date, off: list[date]) -> None:
    moved = or_next_working_day(day, off)
    assert moved >= day and not is_day_off(moved, off)
    assert all(is_day_off(day + timedelta(n), off) for n in range((moved - day).days))
    assert or_next_working_day(moved, off) == moved


@given(DAYS, DAYS_OFF)
def test_back_and_forth_meet_no_working_day_between(day: date, off: list[date]) -> None:
    before, after = or_last_working_day(day, off), or_next_working_day(day, off)
    assert before <= day <= after and not is_day_off(before, off)
    assert (before == after) is not is_day_off(day, off)
    assert working_days_after(before, 1, off) == (after if before != after else working_days_after(after, 1, off))


@given(DAYS, st.integers(1, 30), DAYS_OFF)
def test_between_a_day_and_the_nth_after_it_lie_n_working_days(day: date, count: int, off: list[date]) -> None:
    until = working_days_after(day, count, off)
    between = [day + timedelta(n) for n in range(1, (until - day).days + 1)]
    assert sum(not is_day_off(one, off) for one in between) == count and not is_day_off(until, off)
