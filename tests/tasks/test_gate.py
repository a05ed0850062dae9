"""The gate: what a period still lacks."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.half_year import HalfYear
from outputs.blank_form import write_workbook
from outputs.sheet_plan import SheetPlan
from tasks.dismiss import dismiss
from tasks.home import TIMEZONE
from tasks.look import period_status
from tasks.receive import receive
from tasks.standing import MISSING, RECEIVED, REFUSED, Standing, UnitStatus
from tests.homes import UNITS, SmallHome, good_branches

P = HalfYear(2022, 1)
SCHOOLS = "Đơn vị học tập: trường học"
OFFICE = "5,VP-01,Văn phòng Hội,van_phong,,,,\n"


def stands(home: SmallHome, period: HalfYear = P) -> dict[str, UnitStatus]:
    return {one.unit.code: one for one in period_status(home.open(), period).standing.units}


def shut_by(home: SmallHome, *accepted: str) -> list[str]:
    return [one.unit.code for one in period_status(home.open(), P).standing.shut_by(accepted)]


def test_a_unit_that_sent_nothing_is_missing_with_all_its_forms(small_home: SmallHome) -> None:
    small_home.collect()
    one, committee = stands(small_home)["00001"], stands(small_home)["B-03"]
    assert (one.status, one.complete, one.expected) == (MISSING, False, True)
    assert one.missing_forms == ("bia", "bieu_1", "bieu_2", "bieu_3", "bieu_4", "danh_sach", "thuyet_minh")
    assert committee.missing_forms == ("bia", "bieu_1", "bieu_2", "bieu_4", "thuyet_minh")
    assert shut_by(small_home) == ["00001", "00002", "B-03", "B-04"]


@pytest.mark.both_engines
def test_each_thing_that_is_open_stops_the_gate_until_its_unit_is_let_pass(small_home: SmallHome) -> None:
    small_home.send("00001", branches=[{**good_branches(1)[0], "so_hoi_vien": "nhiều"}, *good_branches(2)])
    small_home.send("00002", bieu_1__hoi_vien__ky_nay=None)
    small_home.send("B-03", only=["bieu_1", "bieu_2", "thuyet_minh"])
    small_home.send("B-04", bieu_4__hoc_bong__so_luong="nhiều")
    small_home.collect()
    found = stands(small_home)
    assert [found[code].status for code in ("00001", "00002", "B-03", "B-04")] == [
        RECEIVED,
        RECEIVED,
        MISSING,
        REFUSED,
    ]
    assert found["00001"].stops[0].startswith("Danh sách chi hội!") and len(found["00001"].stops) == 1
    assert found["00002"].stops[0].startswith("Biểu 1!") and found["00002"].missing_forms == ()
    assert found["B-03"].missing_forms == ("bieu_4",)
    assert found["B-04"].refused == (("inbox/004-ban-khuyen-hoc-truong-bon/bieu.xlsx", "whole_number"),)
    assert not any(one.complete for one in found.values())
    assert shut_by(small_home) == ["00001", "00002", "B-03", "B-04"]
    assert shut_by(small_home, "00001", "B-04") == ["00002", "B-03"]
    standing = period_status(small_home.open(), P).standing
    assert (standing.expected, standing.received) == (4, 2)


@pytest.mark.both_engines
def test_a_refused_file_of_one_unit_with_two_forms_is_cleared_by_both_corrections(small_home: SmallHome) -> None:
    small_home.send("B-03", name="tot.xlsx")
    small_home.collect()
    small_home.send("B-03", name="sai.xlsx", only=["bieu_1", "bieu_4"], bieu_4__hoc_bong__so_luong="nhiều")
    small_home.collect()
    assert stands(small_home)["B-03"].status == REFUSED
    small_home.send("B-03", name="sua 1.xlsx", only=["bieu_1"])
    small_home.collect()
    assert stands(small_home)["B-03"].status == REFUSED, "its Biểu 4 is still to be corrected"
    small_home.send("B-03", name="sua 4.xlsx", only=["bieu_4"])
    small_home.collect()
    assert stands(small_home)["B-03"].complete


def test_a_blank_is_mended_by_a_later_file(small_home: SmallHome) -> None:
    small_home.send("B-03", bieu_1__hoi_vien__ky_nay="…")
    small_home.collect()
    assert stands(small_home)["B-03"].status == RECEIVED and not stands(small_home)["B-03"].complete
    small_home.send("B-03", name="du.xlsx")
    small_home.collect()
    assert stands(small_home)["B-03"].complete


@pytest.mark.both_engines
def test_a_file_that_cannot_be_read_belongs_to_every_period_until_a_later_one_is_accepted(
    small_home: SmallHome,
) -> None:
    small_home.put("B-03", "hong.xlsx", b"PK\x03\x04")
    small_home.collect()
    for period in (P, HalfYear(2021, 2)):
        assert stands(small_home, period)["B-03"].refused == (
            ("inbox/003-ban-khuyen-hoc-truong-ba/hong.xlsx", "damaged"),
        )
    small_home.send("B-03", name="tot.xlsx")
    small_home.collect()
    assert stands(small_home)["B-03"].complete


@pytest.mark.both_engines
def test_a_file_without_a_verdict_stops_the_gate(small_home: SmallHome) -> None:
    small_home.send("B-03")
    small_home.collect()
    assert stands(small_home)["B-03"].complete
    small_home.send("B-03", name="moi.xlsx", bieu_1__hoi_vien__ky_nay=501)
    receive(small_home.open())
    found = stands(small_home)["B-03"]
    assert not found.complete and "moi.xlsx" in found.stops[0] and "B-03" in shut_by(small_home)


def test_another_periods_files_are_no_answer(small_home: SmallHome) -> None:
    small_home.send("B-03", "2021H2")
    small_home.collect()
    assert stands(small_home)["B-03"].status == MISSING
    assert stands(small_home, HalfYear(2021, 2))["B-03"].status == RECEIVED


def test_of_two_units_with_a_code_each_is_let_pass_by_its_id(tmp_path: Path) -> None:
    """The one that ended has a refused file; nobody lets it pass who means the other."""
    ended = UNITS.replace(
        "3,B-03,Ban Khuyến học Trường Ba,ban,,,,", "3,B-03,Ban Khuyến học Trường Ba,ban,,,2022-03-31,"
    )
    assert ended != UNITS
    home = SmallHome(tmp_path / "home", ended + "5,B-03,Ban Khuyến học Trường Năm,ban,,2022-04-01,,\n")
    home.send("id:3", bieu_4__quy_thu__so_tien="nhiều")
    home.collect()
    both = [one for one in period_status(home.open(), P).standing.units if one.unit.code == "B-03"]
    assert [(one.name, one.status) for one in both] == [("id:3", REFUSED), ("id:5", MISSING)]
    others = ("00001", "00002", "B-04")
    assert shut_by(home, *others, "B-03") == ["B-03", "B-03"]
    assert shut_by(home, *others, "id:5") == ["B-03"] and shut_by(home, *others, "id:3", "id:5") == []
    home.close()


def test_an_optional_unit_stops_nothing_by_its_silence_but_by_what_it_sent(tmp_path: Path) -> None:
    home = SmallHome(tmp_path / "home", UNITS + OFFICE)
    home.collect()
    office = stands(home)["VP-01"]
    assert (office.expected, office.status) == (False, MISSING)
    assert "VP-01" not in shut_by(home) and period_status(home.open(), P).standing.expected == 4
    home.send("VP-01", bieu_4__quy_thu__so_tien=None)
    home.collect()
    assert "VP-01" in shut_by(home) and shut_by(home, "00001", "00002", "B-03", "B-04", "VP-01") == []
    home.send("VP-01", name="hong.xlsx", bieu_4__hoc_bong__so_luong="nhiều")
    home.collect()
    assert stands(home)["VP-01"].status == REFUSED
    home.close()


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "asked"),
    [("2022-06-14", "", True), ("2022-06-15", "", False), ("", "2022-06-14", True), ("", "2022-06-13", False)],
)
def test_only_units_that_are_valid_at_the_cut_off_are_asked(
    tmp_path: Path, valid_from: str, valid_to: str, asked: bool
) -> None:
    home = SmallHome(tmp_path / "home", UNITS + f"5,B-05,Ban mới,ban,,{valid_from},{valid_to},\n")
    assert ("B-05" in stands(home)) is asked
    home.close()


def test_an_empty_standing_shuts_nothing() -> None:
    empty = Standing(())
    assert (empty.expected, empty.received, empty.shut_by()) == (0, 0, [])


def test_a_form_that_has_lost_a_row_does_not_pass_for_a_form_without_anything_in_it(small_home: SmallHome) -> None:
    """One kind of three is missing from the table: the sum of the other two would hide it."""

    def without_schools(plans: Sequence[SheetPlan]) -> bytes:
        kept = [
            replace(plan, rows=[row for row in plan.rows if not any(c and c.value == SCHOOLS for c in row)])
            for plan in plans
        ]
        return write_workbook(kept)

    small_home.send("B-03", write=without_schools)
    closed = small_home.close_period(accept=["00001", "00002", "B-04"])
    (stopped,) = closed.closing.shut_by
    assert stopped.unit.code == "B-03"
    assert len(stopped.stops) == 3  # there, registered, newly registered
    assert all("Đơn vị học tập: trường học" in message for message in stopped.stops)


# --- units that have ended ----------------------------------------------------------------------------


@pytest.fixture
def with_one_that_ended(tmp_path: Path) -> Iterator[SmallHome]:
    home = SmallHome(tmp_path / "home", units=UNITS.replace("Trường Ba,ban,,,", "Trường Ba,ban,,,2022-01-31"))
    yield home
    home.close()


def test_a_form_of_a_unit_that_had_ended_at_the_cut_off_is_refused_and_shows(with_one_that_ended: SmallHome) -> None:
    home = with_one_that_ended
    home.send("B-03")
    home.send("B-04")
    assert (home.collect().accepted, [reason for *_, reason in home.files()]) == (1, ["unit_ended", None])
    one = stands(home)["B-03"]
    assert (one.expected, one.refused) == (False, (("inbox/003-ban-khuyen-hoc-truong-ba/bieu.xlsx", "unit_ended"),))
    assert "B-03" in shut_by(home)
    (told,) = home.folder("B-03").rglob("phan-hoi/*-tin-nhan.txt")
    assert "Ban Khuyến học Trường Ba không có trong danh sách đơn vị ở ngày chốt 14/06/2022" in told.read_text("utf-8")


def test_what_it_sends_for_a_period_of_its_own_days_is_accepted(with_one_that_ended: SmallHome) -> None:
    with_one_that_ended.send("B-03", "2021H2")
    assert with_one_that_ended.collect().accepted == 1
    assert "B-03" not in stands(with_one_that_ended)


def test_any_refused_file_of_it_shows_until_somebody_looks_at_it(with_one_that_ended: SmallHome) -> None:
    with_one_that_ended.put("B-03", "ban ky.pdf", b"%PDF-1.7\n")
    with_one_that_ended.collect()
    assert stands(with_one_that_ended)["B-03"].refused[0][1] == "scan"
    dismiss(with_one_that_ended.open(), "inbox/003-ban-khuyen-hoc-truong-ba/ban ky.pdf", "Thư ký", "bản ký")
    assert "B-03" not in stands(with_one_that_ended)


@pytest.mark.both_engines
def test_a_refused_file_of_a_unit_that_left_the_registry_stops_the_gate_by_its_path(small_home: SmallHome) -> None:
    small_home.put("B-03", "ban ky.pdf", b"%PDF-1.7\n")
    small_home.collect()
    listed = (line for line in UNITS.splitlines(keepends=True) if "B-03" not in line)
    (small_home.path / "units.csv").write_text("".join(listed), encoding="utf-8")
    small_home.collect()
    (line,) = period_status(small_home.open(), P).standing.unreceived
    assert line.startswith("inbox/003-ban-khuyen-hoc-truong-ba/ban ky.pdf: is refused (scan)")


# --- on time, late, warnings --------------------------------------------------------------------------

DEADLINE, AFTER = date(2022, 6, 24), date(2022, 6, 28)


def saved_on(path: Path, day: date) -> None:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=TIMEZONE).timestamp()
    os.utime(path, (at, at))


def lateness(one: UnitStatus, day: date) -> tuple[date | None, bool | None, int | None]:
    return one.arrived, one.on_time(day), one.days_late(day)


@pytest.mark.parametrize(
    ("saved", "on_time", "late"), [(DEADLINE, True, 0), (date(2022, 6, 25), False, 1), (AFTER, False, 4)]
)
def test_a_unit_arrives_on_the_day_on_which_its_last_form_was_saved(
    small_home: SmallHome, saved: date, on_time: bool, late: int
) -> None:
    saved_on(small_home.send("B-03", only=["bieu_1", "bieu_2", "thuyet_minh"]), date(2022, 6, 15))
    small_home.collect()
    assert stands(small_home)["B-03"].arrived is None
    saved_on(small_home.send("B-03", name="bieu 4.xlsx", only=["bieu_4"]), saved)
    small_home.collect()
    assert lateness(stands(small_home)["B-03"], AFTER) == (saved, on_time, late)


def test_the_day_is_that_of_the_associations_clock(small_home: SmallHome) -> None:
    path = small_home.send("B-03")
    at = datetime(2022, 6, 24, 17, 30, tzinfo=UTC).timestamp()  # half past midnight of the 25th
    os.utime(path, (at, at))
    small_home.collect()
    assert stands(small_home)["B-03"].arrived == date(2022, 6, 25)


@pytest.mark.both_engines
def test_a_later_correction_makes_nobody_late(small_home: SmallHome) -> None:
    saved_on(small_home.send("B-03"), DEADLINE)
    small_home.collect()
    for name, value in (("sua.xlsx", 501), ("hong.xlsx", "nhiều")):
        saved_on(small_home.send("B-03", name=name, bieu_1__hoi_vien__ky_nay=value), AFTER)
        small_home.collect()
        assert lateness(stands(small_home)["B-03"], AFTER) == (DEADLINE, True, 0)
    assert stands(small_home)["B-03"].status == REFUSED


def test_whoever_has_not_sent_may_be_on_time_until_the_deadline_has_passed(small_home: SmallHome) -> None:
    one = stands(small_home)["B-03"]
    assert lateness(one, DEADLINE) == (None, None, None)
    assert lateness(one, AFTER) == (None, False, 4)


def test_a_deadline_on_a_day_off_counts_at_its_moved_date(small_home: SmallHome) -> None:
    small_home.set("days_off = [2022-06-24, 2022-06-27]")
    standing = period_status(small_home.open(), P).standing
    assert {one.due for one in standing.units} == {AFTER}
    assert standing.overdue(AFTER) == [] and len(standing.overdue(date(2022, 6, 29))) == 4


def test_overdue_are_the_expected_that_lack_forms_after_the_deadline(tmp_path: Path) -> None:
    home = SmallHome(tmp_path / "home", UNITS + OFFICE)
    home.send("00001")
    home.send("B-03", only=["bieu_1"])
    home.send("B-04", bieu_4__hoc_bong__so_luong="nhiều")
    home.collect()
    standing = period_status(home.open(), P).standing
    assert [one.unit.code for one in standing.overdue(AFTER)] == ["00002", "B-03", "B-04"]
    assert standing.overdue(DEADLINE) == []
    home.close()


def test_each_owed_form_is_received_refused_or_missing(small_home: SmallHome) -> None:
    small_home.send("B-03", only=["bieu_1", "bieu_2"])
    small_home.collect()
    small_home.send("B-03", name="sai.xlsx", only=["bieu_4"], bieu_4__hoc_bong__so_luong="nhiều")
    small_home.collect()
    assert stands(small_home)["B-03"].forms == (
        ("bia", RECEIVED),
        ("bieu_1", RECEIVED),
        ("bieu_2", RECEIVED),
        ("bieu_4", REFUSED),
        ("thuyet_minh", MISSING),
    )


@pytest.mark.both_engines
def test_warnings_are_counted_open_and_explained(small_home: SmallHome) -> None:
    small_home.send("B-03", bieu_1__hoi_vien__ky_nay=None, bieu_4__quy_thu__so_tien=None)
    small_home.collect()
    assert stands(small_home)["B-03"].warnings == (2, 0) and stands(small_home)["00001"].warnings == (0, 0)
    with small_home.open().warehouse.write() as connection:
        connection.exec_driver_sql("UPDATE finding SET explained = 'đang rà soát' WHERE id = 1")
    assert stands(small_home)["B-03"].warnings == (1, 1)


def test_a_file_without_a_verdict_is_waiting_and_a_blank_is_not(small_home: SmallHome) -> None:
    small_home.send("B-03", bieu_1__hoi_vien__ky_nay=None)
    small_home.collect()
    small_home.send("B-04")
    small_home.receive()
    found = stands(small_home)
    assert found["B-03"].waiting == () and len(found["B-03"].stops) == 1
    assert len(found["B-04"].waiting) == 1 and found["B-04"].waiting == found["B-04"].stops
