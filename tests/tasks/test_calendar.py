"""What a run that a schedule woke has to do: a table of times."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.half_year import HalfYear
from tasks.calendar import Due, Work, work_due
from tasks.home import TIMEZONE
from tests.homes import SmallHome

# cut-off 14 June 2022, a Tuesday; deadline 24 June, a Friday
NOTHING = None
DRAFT = Due(HalfYear(2022, 1), Work.DRAFT)
CLOSE = Due(HalfYear(2022, 1), Work.CLOSE)
TIMES = [
    ("2021-06-13 18:00", NOTHING),  # before the first cut-off of all
    ("2022-06-14 07:30", NOTHING),
    ("2022-06-14 18:00", DRAFT),
    ("2022-06-14 23:59", DRAFT),
    ("2022-06-15 18:00", NOTHING),
    ("2022-06-24 07:30", NOTHING),  # the deadline itself
    ("2022-06-24 18:00", NOTHING),
    ("2022-06-25 07:30", CLOSE),
    ("2022-06-25 18:00", NOTHING),
    ("2022-06-26 07:30", CLOSE),  # every morning until it is closed
    ("2022-09-30 07:30", CLOSE),
]


def local(time: str) -> datetime:
    return datetime.fromisoformat(time).replace(tzinfo=TIMEZONE)


@pytest.mark.parametrize(("time", "due"), TIMES)
def test_what_is_due_at_a_time(small_home: SmallHome, time: str, due: Due | None) -> None:
    assert work_due(small_home.open(), local(time)) == due


@pytest.mark.parametrize(("time", "due"), TIMES)
def test_a_time_of_another_zone_is_the_same_moment(small_home: SmallHome, time: str, due: Due | None) -> None:
    assert work_due(small_home.open(), local(time).astimezone(UTC)) == due


def test_a_deadline_on_a_day_off_is_over_after_the_next_working_day(small_home: SmallHome) -> None:
    small_home.set("days_off = [2022-06-24]")  # then Saturday, Sunday; Monday 27 is the last day
    home = small_home.open()
    assert [work_due(home, local(f"2022-06-{day} 07:30")) for day in (25, 27, 28)] == [None, None, CLOSE]


def test_a_period_that_was_closed_once_is_closed_again_only_by_somebody(small_home: SmallHome) -> None:
    small_home.send_all()
    small_home.close_period()
    assert work_due(small_home.open(), local("2022-06-25 07:30")) is None
    assert work_due(small_home.open(), local("2022-06-14 18:00")) is None


def test_figures_that_wait_for_approval_leave_their_close_due(small_home: SmallHome) -> None:
    small_home.set("approval = true")
    small_home.send_all()
    small_home.close_period()
    assert work_due(small_home.open(), local("2022-06-25 07:30")) == CLOSE
