"""Whom to chase on a day, of what, and who is not to be written to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from domain.half_year import HalfYear
from tasks.chase import Chased, Chasing, answer_by, chase, nobody_because
from tasks.home import TIMEZONE
from tests.homes import UNITS, SmallHome

P = HalfYear(2022, 1)
BEFORE, DEADLINE, AFTER = date(2022, 6, 20), date(2022, 6, 24), date(2022, 6, 27)
OFFICE = "5,VP-01,Văn phòng Hội,van_phong,,,,\n"


def chasing(home: SmallHome, day: date = AFTER) -> Chasing:
    return chase(home.open(), P, day)


def chased(home: SmallHome, day: date = AFTER) -> dict[str, Chased]:
    return {one.code: one for one in chasing(home, day).chased}


# --- who ---------------------------------------------------------------------------------------------


def test_until_the_deadline_has_passed_only_units_with_a_refused_file_are_chased(small_home: SmallHome) -> None:
    small_home.send("B-03", bieu_4__hoc_bong__so_luong="nhiều")
    small_home.send("B-04")
    small_home.collect()
    assert list(chased(small_home, DEADLINE)) == ["B-03"]
    assert list(chased(small_home)) == ["00001", "00002", "B-03"]


def test_whoever_sent_all_its_forms_is_not_chased_though_a_cell_is_blank_or_it_came_late(small_home: SmallHome) -> None:
    late = small_home.send("B-03", bieu_1__hoi_vien__ky_nay=None)
    os.utime(late, (1_656_400_000, 1_656_400_000))
    small_home.collect()
    assert "B-03" not in chased(small_home, date(2022, 6, 29))


@pytest.mark.parametrize(("data", "asked"), [(None, False), (b"%PDF-1.7\n", True)])
def test_an_optional_unit_is_chased_only_for_a_refused_file(tmp_path: Path, data: bytes | None, asked: bool) -> None:
    home = SmallHome(tmp_path / "home", UNITS + OFFICE)
    if data:
        home.put("VP-01", "ban ky.pdf", data)
    home.collect()
    assert ("VP-01" in chased(home)) is asked
    home.close()


# --- of what -----------------------------------------------------------------------------------------


def test_a_case_names_what_came_what_is_missing_and_what_was_refused_with_its_reasons(small_home: SmallHome) -> None:
    small_home.send("B-03", only=["bieu_1", "bieu_2"])
    small_home.collect()
    small_home.send("B-03", name="sai.xlsx", only=["bieu_4"], bieu_4__hoc_bong__so_luong="nhiều")
    small_home.collect()
    case = chased(small_home)["B-03"].case
    assert case.received == ("Bìa", "Biểu 1 (Tổ chức, hội viên)", "Biểu 2 (Mô hình học tập)")
    assert case.missing == ("Thuyết minh",), "Biểu 4 came, and was refused"
    (file,) = case.refused
    assert file.name == "sai.xlsx" and [one.rule for one in file.findings] == ["whole_number"]
    assert (case.days_late, case.whole) == (3, False)


def test_a_file_that_could_not_be_read_may_hold_every_form(small_home: SmallHome) -> None:
    small_home.put("B-03", "hong.xlsx", b"PK\x03\x04")
    small_home.collect()
    case = chased(small_home)["B-03"].case
    assert case.missing == () and [one.rule for one in case.refused[0].findings] == ["damaged"]


def test_a_refused_correction_of_a_complete_unit_is_chased_as_that(small_home: SmallHome) -> None:
    small_home.send("B-03")
    small_home.collect()
    small_home.put("B-03", "hong.xlsx", b"PK\x03\x04")
    small_home.collect()
    case = chased(small_home)["B-03"].case
    assert (case.whole, case.missing, case.days_late) == (True, (), None)


# --- who is held back --------------------------------------------------------------------------------


def test_a_unit_with_a_file_that_waits_for_its_verdict_is_not_written_to(small_home: SmallHome) -> None:
    small_home.send("B-03")
    small_home.receive()
    held = {code: one.held for code, one in chased(small_home).items()}
    assert held["B-03"] is not None and "no verdict" in held["B-03"].reason and held["00001"] is None


def test_where_an_inbox_could_not_be_looked_into_nobody_is_said_not_to_have_sent(small_home: SmallHome) -> None:
    small_home.put("B-04", "ban ky.pdf", b"%PDF-1.7\n")
    small_home.set('inboxes = ["inbox", "/no/such/share"]')
    small_home.collect()
    found = chasing(small_home)
    assert len(found.unseen) == 1 and "/no/such/share: cannot be read" in found.unseen[0].for_log
    assert {one.code for one in found.chased if one.held is None} == {"B-04"}, "its file was seen"


def test_a_file_of_no_unit_is_counted_for_the_office_to_look_at(small_home: SmallHome) -> None:
    lost = small_home.path / "inbox" / "chua-ro-don-vi"
    lost.mkdir(parents=True)
    (lost / "bieu.csv").write_bytes(b"a;1")
    small_home.collect()
    assert (chasing(small_home).of_no_unit, chasing(small_home).unseen) == (1, ())


def test_a_letter_of_an_earlier_day_gives_its_unit_time(small_home: SmallHome) -> None:
    small_home.collect()
    slug = small_home.unit("B-03").slug
    folder = small_home.path / "reminders" / "2022H1" / "2022-06-22"
    folder.mkdir(parents=True)
    (folder / f"{slug}.docx").write_bytes(b"")
    (folder.parent / "2022-06-99").mkdir()
    assert answer_by(small_home.open(), P, date(2022, 6, 22)).date() == AFTER
    held = chased(small_home)["B-03"].held
    assert held is not None and held.note == "đã lập ngày 22/06/2022, hẹn 27/06/2022"
    assert chased(small_home)["B-04"].held is None
    assert chased(small_home, date(2022, 6, 28))["B-03"].held is None, "its time is over"
    shutil.rmtree(folder)
    assert chased(small_home)["B-03"].held is None


# --- when --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [date(2022, 6, 25), date(2022, 6, 26), date(2022, 6, 28)])
def test_nobody_is_reminded_on_a_day_off(small_home: SmallHome, day: date) -> None:
    small_home.set("days_off = [2022-06-28]")
    assert nobody_because(small_home.open(), P, day) == f"{day} is a day off; nothing is written"
    assert nobody_because(small_home.open(), P, AFTER) == ""


def test_nobody_is_reminded_of_a_closed_period_from_the_day_of_its_close(small_home: SmallHome) -> None:
    small_home.send_all()
    small_home.close_period()
    today = datetime.now(TIMEZONE).date()
    working = next(date.fromordinal(today.toordinal() + n) for n in range(7) if (today.weekday() + n) % 7 < 5)
    assert "is closed since" in nobody_because(small_home.open(), P, working)
    assert nobody_because(small_home.open(), P, AFTER) == "", "on that day it was open"


@pytest.mark.parametrize(
    ("day", "settings", "until"),
    [
        (AFTER, [], datetime(2022, 6, 30, 17)),
        (AFTER, ["days_to_answer = 1", "answer_time = 16:30:00"], datetime(2022, 6, 28, 16, 30)),
        (AFTER, ["days_off = [2022-06-29]"], datetime(2022, 7, 1, 17)),
        (BEFORE, [], datetime(2022, 6, 24, 17)),  # the deadline, not the third day
        (AFTER, ["days_to_answer = 20"], datetime(2022, 7, 14, 17)),  # the day before the signing
        (date(2022, 7, 15), [], datetime(2022, 7, 20, 17)),  # the signing is past
    ],
)
def test_an_answer_is_asked_for_between_the_deadline_and_the_signing(
    later_signing: SmallHome, day: date, settings: list[str], until: datetime
) -> None:
    for line in settings:
        later_signing.set(line)
    assert answer_by(later_signing.open(), P, day).replace(tzinfo=None) == until


@pytest.fixture
def later_signing(small_home: SmallHome) -> Iterator[SmallHome]:
    path = small_home.path / "soket.toml"
    path.write_text(path.read_text("utf-8").replace("signing = 2022-06-28", "signing = 2022-07-15"), "utf-8")
    yield small_home
