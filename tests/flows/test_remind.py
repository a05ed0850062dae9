"""remind as a command and as a flow: it collects first, so that nobody who has sent is reminded."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.parameters import RemindRequest
from flows.remind import Reminded
from flows.remind import remind as flow
from flows.when import scheduled_day
from tests.flows.conftest import Run
from tests.homes import SmallHome, period_table
from warehouse import tables

MONDAY, SUNDAY = "2022-06-27", "2022-06-26"


def remind(run: Run, home: SmallHome, day: str, *more: str) -> tuple[int, str]:
    code, out, _ = run("--home", str(home.path), "remind", "2022H1", "--on", day, "--no-wait", *more)
    return code, out


def told(run: Run, home: SmallHome, day: str) -> dict[str, Any]:
    code, out = remind(run, home, day, "--json")
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


def test_what_lies_in_an_inbox_is_collected_before_anybody_is_reminded(run: Run, small_home: SmallHome) -> None:
    small_home.send("00001")
    found = told(run, small_home, MONDAY)
    assert [one["unit"] for one in found["letters"]] == ["00002", "B-03", "B-04"]
    assert all(Path(one["file"]).exists() for one in found["letters"]) and Path(found["summary"]).exists()
    assert (found["day"], found["written"], found["set_aside"], found["problems"]) == (MONDAY, 4, [], [])


def test_people_read_in_one_line_what_was_written_and_a_second_run_writes_nothing(
    run: Run, small_home: SmallHome
) -> None:
    folder = small_home.path / "reminders" / "2022H1" / MONDAY
    assert remind(run, small_home, MONDAY) == (0, f"remind: letters 4, new files 5: {folder}\n")
    assert remind(run, small_home, MONDAY) == (0, f"remind: letters 4, nothing new: {folder}\n")


def test_people_read_who_is_not_written_to_and_what_is_no_longer_to_be_sent(run: Run, small_home: SmallHome) -> None:
    remind(run, small_home, "2022-06-27")
    small_home.send("B-03")
    _, out = remind(run, small_home, "2022-06-27")
    assert "  set aside, no longer to be sent: " in out and "khong-gui/003-ban-khuyen-hoc-truong-ba-" in out


def test_on_a_day_off_one_line_says_so_and_nothing_is_even_collected(run: Run, small_home: SmallHome) -> None:
    small_home.send("00001")
    assert remind(run, small_home, SUNDAY) == (0, f"remind: {SUNDAY} is a day off; nothing is written.\n")
    assert not (small_home.path / "reminders").exists() and small_home.files() == []


def test_an_inbox_that_is_not_there_ends_with_1_and_accuses_nobody(run: Run, small_home: SmallHome) -> None:
    small_home.set('inboxes = ["inbox", "/no/such/share"]')
    code, out = remind(run, small_home, MONDAY)
    assert code == 1 and "letters 0" in out
    assert "00001 is not written to: an inbox could not be looked into" in out


@pytest.mark.parametrize("day", ["27/06/2022", "2022-06-31", "mai"])
def test_a_day_that_is_none_is_wrong_use(run: Run, small_home: SmallHome, day: str) -> None:
    code, _, errors = run("--home", str(small_home.path), "remind", "2022H1", "--on", day)
    assert code == 2 and len(errors.strip().splitlines()) == 1


def test_letters_for_a_later_day_do_not_tell_that_the_deadline_has_passed(small_home: SmallHome) -> None:
    with (small_home.path / "soket.toml").open("a", encoding="utf-8") as settings:
        settings.write(period_table("2098H1"))
    flow(RemindRequest(period="2098H1", on=date(2098, 6, 25), wait=False), str(small_home.path))
    assert small_home.rows(tables.outbox, "event") == []
    flow(RemindRequest(period="2022H1", on=date(2022, 6, 27), wait=False), str(small_home.path))
    assert small_home.rows(tables.outbox, "event") == [("soket.period.incomplete",)]


def test_the_letters_of_a_scheduled_run_bear_the_day_that_it_was_scheduled_for(
    small_home: SmallHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduled = datetime.fromisoformat("2022-06-26T18:00:00+00:00")
    run = {"scheduled_start_time": scheduled, "id": "7", "name": "nhắc"}
    monkeypatch.setattr("prefect.runtime.flow_run", type("Run", (), run))
    assert scheduled_day() == date(2022, 6, 27), "already Monday in Ho Chi Minh City"
    done = flow(RemindRequest(period="2022H1", wait=False), str(small_home.path))
    assert isinstance(done, Reminded)
    assert done.reminders.folder.name == MONDAY and len(done.reminders.letters) == 4
    assert not done.needs_a_person
