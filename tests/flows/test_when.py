"""Which period a run is about: by the time it was scheduled for, or as somebody names it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from domain.half_year import HalfYear
from flows.when import asked_period, by_hand, scheduled, scheduled_day
from tasks.registry import HomeError
from tests.homes import SmallHome


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes the run be scheduled for a time."""

    def schedule(time: str) -> None:
        run = type("Run", (), {"scheduled_start_time": datetime.fromisoformat(time)})
        monkeypatch.setattr("prefect.runtime.flow_run", run)

    return schedule


@pytest.mark.parametrize(
    ("time", "period"),
    [
        ("2021-06-13T16:59:00+00:00", None),  # a minute before the first cut-off
        ("2022-06-30T11:00:00+00:00", HalfYear(2022, 1)),
        ("2021-12-13T16:59:00+00:00", HalfYear(2021, 1)),
        ("2021-12-13T17:00:00+00:00", HalfYear(2021, 2)),  # already 14 December in Ho Chi Minh City
    ],
)
def test_a_scheduled_run_is_about_the_newest_period_past_its_cut_off_at_that_time(
    small_home: SmallHome, at: Any, time: str, period: HalfYear | None
) -> None:
    at(time)
    assert asked_period(small_home.open(), "") == period


def test_a_time_is_told_on_the_offices_clock(at: Any) -> None:
    at("2022-06-30T18:30:00+00:00")
    assert f"{scheduled():%Y-%m-%d %H:%M}" == "2022-07-01 01:30"
    assert str(scheduled_day()) == "2022-07-01"


def test_a_period_that_is_named_is_that_one_whenever_the_run_is(small_home: SmallHome, at: Any) -> None:
    at("2020-01-01T00:00:00+00:00")
    assert asked_period(small_home.open(), "2022H1") == HalfYear(2022, 1)


def test_a_named_period_that_soket_toml_does_not_have_is_refused_by_name(small_home: SmallHome) -> None:
    with pytest.raises(HomeError, match=r"period 2030H1 is not there \(known: 2021H1, 2021H2, 2022H1\)"):
        asked_period(small_home.open(), "2030H1")


def test_a_run_by_hand_without_a_period_is_told_to_name_one(
    small_home: SmallHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.when.by_hand", lambda: True)
    with pytest.raises(HomeError, match="a run by hand names its period, saw none"):
        asked_period(small_home.open(), "")


def test_outside_prefect_nothing_is_by_hand_and_now_is_the_time() -> None:
    assert not by_hand()
    assert scheduled().utcoffset() is not None
