"""When figures came in."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from tests.homes import SmallHome
from warehouse import arrivals

EARLY, LATE = 1_655_500_000, 1_656_400_000
PERIOD = "2022H1"


def saved_at(path: Path, seconds: float) -> None:
    os.utime(path, (seconds, seconds))


def sent(home: SmallHome, unit_id: int = 3, period: str = PERIOD) -> dict[str, datetime]:
    with home.open().warehouse.read() as connection:
        return arrivals.first_sent(connection, period).get(unit_id, {})


def refused(home: SmallHome) -> dict[int, set[str]]:
    with home.open().warehouse.read() as connection:
        return arrivals.forms_refused(connection, PERIOD)


def test_each_form_came_when_its_first_accepted_file_was_saved(small_home: SmallHome) -> None:
    saved_at(small_home.send("B-03", only=["bieu_1", "bieu_2"]), EARLY)
    small_home.collect()
    saved_at(small_home.send("B-03", name="du.xlsx"), LATE)
    small_home.collect()
    early, late = (datetime.fromtimestamp(one, UTC) for one in (EARLY, LATE))
    assert sent(small_home) == {
        "bia": early,
        "bieu_1": early,
        "bieu_2": early,
        "bieu_4": late,
        "thuyet_minh": late,
        "giai_trinh": late,
    }


def test_a_clock_that_ran_ahead_is_held_to_the_moment_of_receipt(small_home: SmallHome) -> None:
    saved_at(small_home.send("B-03"), 4_000_000_000)
    small_home.collect()
    assert max(sent(small_home).values()) < datetime.now(UTC)


def test_a_refused_file_has_sent_nothing_and_its_forms_are_refused_until_it_is_cleared(small_home: SmallHome) -> None:
    small_home.send("B-03", only=["bieu_4"], bieu_4__hoc_bong__so_luong="nhiều")
    small_home.collect()
    assert sent(small_home) == {} and "bieu_4" in refused(small_home)[3]
    small_home.send("B-03", name="sua.xlsx")
    small_home.collect()
    assert "bieu_4" in sent(small_home) and refused(small_home) == {}


def test_another_periods_files_are_no_arrival(small_home: SmallHome) -> None:
    small_home.send("B-03", "2021H2")
    small_home.collect()
    assert sent(small_home) == {} and len(sent(small_home, period="2021H2")) == 6
