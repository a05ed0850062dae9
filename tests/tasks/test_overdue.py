from __future__ import annotations

import json
from datetime import date

import pytest

from domain.half_year import HalfYear
from tasks.overdue import note_overdue
from tests.homes import SmallHome
from warehouse import tables

PERIOD = HalfYear(2022, 1)
DEADLINE, AFTER = date(2022, 6, 24), date(2022, 6, 25)


@pytest.fixture
def home(small_home: SmallHome) -> SmallHome:
    small_home.send("00001")
    small_home.collect("2021H1")  # a period of which nothing is due is told of instead
    return small_home


def incomplete(home: SmallHome) -> list[list[str]]:
    """The codes of the units, of each alert on the period."""
    rows = home.rows(tables.outbox, "event", "period", "payload")
    return [
        [unit["unit"] for unit in json.loads(payload)["units"]]
        for event, period, payload in rows
        if (event, period) == ("soket.period.incomplete", str(PERIOD))
    ]


def test_a_passed_deadline_is_told_once_with_who_has_not_sent(home: SmallHome) -> None:
    assert not note_overdue(home.open(), PERIOD, DEADLINE)
    assert note_overdue(home.open(), PERIOD, AFTER)
    assert not note_overdue(home.open(), PERIOD, date(2022, 7, 30))
    assert incomplete(home) == [["00002", "B-03", "B-04"]]


def test_a_deadline_on_a_day_off_has_passed_after_the_next_working_day(home: SmallHome) -> None:
    home.set("days_off = [2022-06-24]")
    assert not note_overdue(home.open(), PERIOD, date(2022, 6, 27))  # the Monday after
    assert note_overdue(home.open(), PERIOD, date(2022, 6, 28))


def test_a_period_that_is_complete_or_closed_is_not_told(small_home: SmallHome) -> None:
    small_home.send_all()
    small_home.collect()
    assert not note_overdue(small_home.open(), PERIOD, AFTER)
    small_home.close_period()
    assert not note_overdue(small_home.open(), PERIOD, AFTER)
    assert incomplete(small_home) == []


def test_a_shut_gate_is_told_once_for_the_same_units(home: SmallHome) -> None:
    home.close_period()
    home.close_period()
    assert incomplete(home) == [["00002", "B-03", "B-04"]]
    home.send("00002")
    home.close_period()
    assert incomplete(home)[1:] == [["B-03", "B-04"]]
