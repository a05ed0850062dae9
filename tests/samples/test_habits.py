"""Habits: who sends how, that every way of sending gives the same answers, and what goes wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import polars as pl
import pytest

from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from domain.submission import FileState
from domain.unit import Unit
from flows.collect import collect
from flows.parameters import CollectRequest
from outputs.form_plan import plan_forms
from samples.association import PERIODS, SILENT, senders, units
from samples.deliver import CORRECTED, deliver, deliveries, filling, make_home
from samples.habits import HABITS, MISHAPS, Habit, Mishap, habit_of, mishaps_of
from tasks.home import Home
from tests.homes import folder_of_unit
from tests.tasks.submitted import observed

UNIT = {unit.code: unit for unit in units()}
NOW = PERIODS[-1]
READ = HABITS


# --- the tables --------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_most_units_send_the_form_as_it_was_given(period: HalfYear) -> None:
    expected = [unit for unit in senders(period) if unit.kind != "van_phong"]
    plain = [unit for unit in expected if not any(_sends(habit, unit, period) for habit in HABITS)]
    assert len(plain) >= 0.6 * len(expected)


def _sends(habit: Habit, unit: Unit, period: HalfYear) -> bool:
    return unit.code in habit.units and str(period) in habit.periods


def test_a_unit_has_one_habit_in_a_period_and_every_habit_is_somebodys() -> None:
    told = Counter((code, period) for habit in HABITS for code in habit.units for period in habit.periods)
    assert set(told.values()) == {1}
    assert {code for code, _ in told} <= set(UNIT)
    assert len({habit.name for habit in HABITS}) == len(HABITS)


def test_every_kind_of_file_that_is_read_is_sent() -> None:
    assert {habit.suffix for habit in HABITS} == {".xlsx", ".xls", ".ods", ".csv", ".tsv", ".docx"}


def test_a_unit_writes_as_its_habit_says() -> None:
    for habit in HABITS:
        assert habit_of(UNIT[habit.units[0]], HalfYear.parse(habit.periods[0])) == (habit.write, habit.suffix)


def test_mishaps_happen_to_senders_of_the_plain_form_and_not_to_the_office_that_corrects_itself() -> None:
    for mishap in MISHAPS:
        unit, period = UNIT[mishap.unit], HalfYear.parse(mishap.period)
        assert mishap in mishaps_of(unit, period)
        assert mishap.unit not in (CORRECTED, SILENT[0])
        if mishap.when != "beside":
            assert not any(_sends(habit, unit, period) for habit in HABITS)


def test_what_goes_wrong_is_followed_by_a_good_file(catalogue: Catalogue) -> None:
    for mishap in (one for one in MISHAPS if one.when != "beside"):
        period = HalfYear.parse(mishap.period)
        files = list(deliveries(catalogue, UNIT[mishap.unit], period))
        assert [one.hours for one in files] == sorted({one.hours for one in files})
        good = habit_of(UNIT[mishap.unit], period)[0](plan_forms(catalogue, filling(UNIT[mishap.unit], period)))
        beside = [one.file.format(period=period) for one in MISHAPS if one.when == "beside"]
        files = [one for one in files if one.name not in beside]
        assert files[-1].data == good
        names = [one.name for one in files]
        assert names.index(mishap.file.format(period=period)) == len(names) - 2
        assert len(names) == (3 if mishap.when == "correction" else 2)


# --- every habit says the same -----------------------------------------------------------------------


@pytest.mark.parametrize("habit", READ, ids=lambda habit: habit.name)
def test_what_is_read_does_not_depend_on_the_habit(catalogue: Catalogue, habit: Habit) -> None:
    unit, period = UNIT[habit.units[0]], HalfYear.parse(habit.periods[-1])
    plans = plan_forms(catalogue, filling(unit, period))
    plain = observed(catalogue, habit_of(UNIT["03646"], period)[0](plans), ".xlsx", unit)
    sent = observed(catalogue, habit.write(plans), habit.suffix, unit)
    assert len(plain) > 20
    assert sent == plain


# --- through the intake ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def verdicts(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """What became of every file with a mishap in the last period and of the good ones beside it."""
    home = tmp_path_factory.mktemp("mishaps")
    make_home(home)
    deliver(home, catalogue, NOW)
    collect(CollectRequest(period=str(NOW)), str(home))
    opened = Home.open(home)
    with opened.warehouse.read() as connection:
        files = connection.exec_driver_sql("SELECT path, state, reason, cleared_by FROM file").fetchall()
        ignored = connection.exec_driver_sql("SELECT path, 'ignored', note, 0 FROM sighting WHERE sha256 IS NULL")
        rows = [tuple(row) for row in (*files, *ignored.fetchall())]
    opened.warehouse.close()
    return pl.DataFrame(rows, schema=["path", "state", "reason", "cleared_by"], orient="row")


def _of_now() -> Iterator[Mishap]:
    return (one for one in MISHAPS if one.period == str(NOW))


@pytest.mark.long
@pytest.mark.parametrize("mishap", _of_now(), ids=lambda mishap: mishap.name)
def test_each_mishap_is_refused_by_its_name_and_cleared_by_the_good_file(
    verdicts: pl.DataFrame, mishap: Mishap
) -> None:
    path = f"{folder_of_unit(UNIT[mishap.unit])}/{mishap.file.format(period=NOW)}"
    _, state, reason, cleared_by = verdicts.row(by_predicate=pl.col("path") == path)
    if mishap.when == "beside":
        assert (state, reason) == ("ignored", mishap.reason)
        return
    assert (state, cleared_by is not None) == (FileState.REFUSED, True)
    assert reason == mishap.reason


def test_nothing_else_is_refused_but_the_version_that_is_corrected(verdicts: pl.DataFrame) -> None:
    mishaps = {f"{folder_of_unit(UNIT[one.unit])}/{one.file.format(period=NOW)}" for one in _of_now()}
    refused = set(verdicts.filter(pl.col("state") == FileState.REFUSED)["path"])
    assert refused - mishaps == {f"{folder_of_unit(UNIT[CORRECTED])}/Bieu so lieu {NOW}.xlsx"}
