"""Days on which offices work: Monday to Friday, without the days off that an association declares."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

_DAY = timedelta(days=1)
_SATURDAY = 5


def is_day_off(day: date, days_off: Collection[date] = ()) -> bool:
    """A Saturday, a Sunday, or one of ``days_off``."""
    return day.weekday() >= _SATURDAY or day in days_off


def or_next_working_day(day: date, days_off: Collection[date] = ()) -> date:
    """The day itself where offices work on it, else the first one after it on which they do: a deadline
    on a day off moves so."""
    while is_day_off(day, days_off):
        day += _DAY
    return day


def or_last_working_day(day: date, days_off: Collection[date] = ()) -> date:
    """The day itself where offices work on it, else the last one before it on which they do."""
    while is_day_off(day, days_off):
        day -= _DAY
    return day


def working_days_after(day: date, count: int, days_off: Collection[date] = ()) -> date:
    """The ``count``-th working day after ``day``, which itself does not count; ``day`` where count is 0."""
    for _ in range(count):
        day = or_next_working_day(day + _DAY, days_off)
    return day


def days_after(day: date, due: date) -> int:
    """How many days, days off included, ``day`` lies after ``due``; 0 where it does not."""
    return max(0, (day - due).days)
