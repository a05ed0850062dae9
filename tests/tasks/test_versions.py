"""A period closed, reopened and closed again: every version stays, and what is restated is named with its causes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update

from domain.figure import ALL, SAME_HALF, YEAR, YEAR_END
from domain.half_year import HalfYear
from domain.restatement import Cause, Restated, Why
from tasks.known import NeverClosed, Which
from tasks.look import figure_list, figures_known
from tasks.trace import trace
from tasks.versions import NotClosed, diff, reopen, to_restate, would_change
from tests.engines import Engine
from tests.homes import SmallHome
from tests.tasks.test_freeze import figures
from warehouse import closes, tables

pytestmark = pytest.mark.long

H1, H2 = HalfYear(2021, 1), HalfYear(2021, 2)
P = HalfYear(2022, 1)


def send(home: SmallHome, period: HalfYear = P, skip: str = "", name: str = "bieu", **changes: Any) -> None:
    for unit in home.open().units:
        if unit.code != skip:
            home.send(unit.code, str(period), name=f"{name} {period}.xlsx", **changes)


def open_again(home: SmallHome, period: HalfYear = P) -> None:
    reopen(home.open(), period, "Thư ký", "có tệp nộp muộn")


def close(home: SmallHome, period: HalfYear = P, accept: str = "") -> int:
    done = home.close_period(str(period), [accept] if accept else [])
    assert done.closing.new and done.closing.close
    return done.closing.close.version


def by_code(found: tuple[Restated, ...]) -> dict[str, Restated]:
    """The halves' whole figures."""
    return {one.indicator: one for one in found if not one.breakdown and one.span != YEAR}


@pytest.fixture
def twice(small_home: SmallHome) -> SmallHome:
    """2022H1 closed without B-04, which then sent, while 00001 corrected; closed again."""
    send(small_home, skip="B-04")
    assert close(small_home, accept="B-04") == 1
    small_home.send("B-04", name="muon.xlsx", bieu_1__hoi_vien__ky_nay=90)
    small_home.send("00001", name="bieu (sua).xlsx", bieu_1__hoi_vien__ky_nay=520)
    small_home.collect()
    open_again(small_home)
    assert close(small_home) == 2
    return small_home


# --- states ------------------------------------------------------------------------------------


def test_a_file_after_the_close_is_received_judged_answered_marked_and_changes_no_figure(small_home: SmallHome) -> None:
    send(small_home)
    close(small_home)
    before = small_home.rows(tables.figure, "id", "value")
    small_home.send("B-03", name="sua.xlsx", bieu_1__hoi_vien__ky_nay=999)
    done = small_home.collect()
    assert (done.accepted, done.refused) == (1, 0)
    assert small_home.rows(tables.file, "after_close")[-1] == (True,)
    assert "số liệu đã công bố chưa thay đổi" in small_home.replies("B-03")["sua"]
    assert ("soket.submission.after_close",) in small_home.rows(tables.outbox, "event")
    assert small_home.rows(tables.figure, "id", "value") == before
    again = small_home.close_period()
    assert not again.closing.new and again.closing.arrived_since == 1


def test_a_period_goes_from_open_over_closed_to_reopened_and_closed_again(twice: SmallHome) -> None:
    assert dict(twice.rows(tables.period, "code", "state"))["2022H1"] == "closed"
    assert twice.rows(tables.close, "period", "version") == [("2022H1", 1), ("2022H1", 2)]
    acts = [(who, act) for who, act, subject, _ in twice.acts() if subject == "2022H1"]
    assert acts == [("Thư ký", "close"), ("Thư ký", "reopen"), ("Thư ký", "close")]


@pytest.mark.parametrize("closed", [False, True])
def test_only_a_closed_period_can_be_reopened(small_home: SmallHome, closed: bool) -> None:
    send(small_home)
    small_home.collect()
    if closed:
        close(small_home)
        open_again(small_home)
    with pytest.raises(NotClosed, match="reopen: 2022H1 is not closed"):
        open_again(small_home)


def test_a_period_is_not_reopened_without_a_reason(small_home: SmallHome) -> None:
    send(small_home)
    close(small_home)
    with pytest.raises(ValueError, match="give the reason"):
        reopen(small_home.open(), P, "Thư ký", " ")
    assert dict(small_home.rows(tables.period, "code", "state"))["2022H1"] == "closed"


def test_before_it_is_reopened_what_would_change_is_shown_and_nothing_done(small_home: SmallHome) -> None:
    send(small_home)
    close(small_home)
    assert would_change(small_home.open(), P) == ()
    small_home.send("B-03", name="sua.xlsx", bieu_1__hoi_vien__ky_nay=530)
    small_home.collect()
    found = by_code(would_change(small_home.open(), P))
    assert list(found) == ["hoi_vien"]
    one = found["hoi_vien"]
    assert (one.printed_in, one.before, one.now, one.difference) == (1, 2000, 2030, 30)
    assert [(cause.unit, cause.why, cause.before, cause.now) for cause in one.causes] == [
        ("B-03", Why.CORRECTION, 500, 530)
    ]
    assert dict(small_home.rows(tables.period, "code", "state"))["2022H1"] == "closed"


# --- versions stay -----------------------------------------------------------------------------


def test_every_version_keeps_its_figures_and_its_issued_report(twice: SmallHome) -> None:
    from tasks.publish import published_of

    assert figures(twice, version=1).value("hoi_vien") == 1500
    assert figures(twice, version=2).value("hoi_vien") == 520 + 500 + 500 + 90
    home = twice.open()
    first, second = (published_of(home, P, Which(n)) for n in (1, 2))
    assert first.path.name == "bao-cao-2022H1-v1.docx" and second.path.name == "bao-cao-2022H1-v2.docx"
    assert first.sha256 != second.sha256 and not (first.new or second.new or first.altered)
    assert trace(home, P, "hoi_vien", Which(1)).value == 1500


def test_figures_as_of_a_day_are_those_of_the_version_that_stood_then(twice: SmallHome) -> None:
    shift(twice, 1, days=-10)
    today = datetime.now(UTC).date()
    home = twice.open()
    assert value(home_figures(twice, today - timedelta(days=5))) == 1500
    assert value(home_figures(twice, today + timedelta(days=1))) == 1610
    close_then, _ = figures_known(home, P, Which(as_of=today - timedelta(days=5)))
    assert close_then and close_then.version == 1
    assert len(trace(home, P, "hoi_vien", Which(as_of=today - timedelta(days=5))).cells) == 3


def shift(home: SmallHome, version: int, days: int) -> None:
    """As if that version had been closed so many days from when it was."""
    with home.open().warehouse.write() as connection:
        close = closes.find_close(connection, str(P), version)
        assert close
        at = datetime.fromisoformat(close.closed_at) + timedelta(days=days)
        of_it = tables.close.c.id == close.id
        connection.execute(update(tables.close).where(of_it).values(closed_at=at.isoformat(timespec="microseconds")))


def home_figures(home: SmallHome, day: date) -> dict[str, int | None]:
    _, found = figures_known(home.open(), P, Which(as_of=day))
    return {code: one["value"] for code, one in figure_list(found).items()}


def value(found: dict[str, int | None]) -> int | None:
    return found["hoi_vien"]


def test_on_a_day_before_any_close_the_figures_are_what_had_been_accepted_by_then(small_home: SmallHome) -> None:
    send(small_home, skip="B-04")
    small_home.collect()
    long_ago = "2022-06-15T03:00:00.000000+00:00"
    with small_home.open().warehouse.write() as connection:
        connection.execute(update(tables.section).values(accepted_at=long_ago))
    small_home.send("B-04")
    small_home.send("00001", name="sua.xlsx", bieu_1__hoi_vien__ky_nay=700)
    small_home.collect()
    assert value(home_figures(small_home, date(2022, 6, 14))) is None
    assert value(home_figures(small_home, date(2022, 6, 15))) == 1500
    close_then, _ = figures_known(small_home.open(), P, Which(as_of=date(2022, 6, 15)))
    assert close_then is None
    assert value(home_figures(small_home, datetime.now(UTC).date() + timedelta(days=1))) == 2200


def test_a_day_ends_at_midnight_in_ho_chi_minh_city() -> None:
    assert Which(as_of=date(2022, 6, 15)).until == "2022-06-15T17:00:00.000000+00:00"


def test_a_day_without_a_report_has_none(small_home: SmallHome) -> None:
    from tasks.publish import published_of

    with pytest.raises(NeverClosed, match="2022H1: on 2022-06-15 it had no report"):
        published_of(small_home.open(), P, Which(as_of=date(2022, 6, 15)))


# --- what differs between versions -------------------------------------------------------------


def test_each_restated_figure_has_before_now_difference_and_the_units_and_cells_that_made_it(twice: SmallHome) -> None:
    found = by_code(diff(twice.open(), P, 1, 2))
    members = found["hoi_vien"]
    assert (members.before, members.now, members.difference) == (1500, 1610, 110)
    correction, late = members.causes
    assert (correction.unit, correction.why, correction.before, correction.now) == ("00001", Why.CORRECTION, 500, 520)
    assert [(one.file.rsplit("/", 1)[-1], one.sheet, one.value) for one in correction.cells_before] == [
        ("bieu 2022H1.xlsx", "Biểu 1", 500)
    ]
    assert [(one.file.rsplit("/", 1)[-1], one.value) for one in correction.cells_now] == [("bieu (sua).xlsx", 520)]
    assert correction.cells_now[0].cell == correction.cells_before[0].cell
    assert (late.unit, late.name, late.why) == ("B-04", "Ban Khuyến học Trường Bốn", Why.LATE)
    assert (late.before, late.now, late.cells_before) == (None, 90, ())


def test_a_sum_of_indicators_names_the_cells_of_its_summands(twice: SmallHome) -> None:
    (cause,) = by_code(diff(twice.open(), P, 1, 2))["tien_kt"].causes
    assert (cause.unit, cause.now) == ("B-04", 4_100_000)
    assert sorted(one.value or 0 for one in cause.cells_now) == [1_400_000, 2_700_000]


def test_the_differences_of_the_units_add_up_to_the_difference_of_the_whole(twice: SmallHome) -> None:
    found = diff(twice.open(), P, 1, 2)
    assert len(found) > 5
    for one in found:
        moved = sum((cause.now or 0) - (cause.before or 0) for cause in one.causes)
        assert moved == (one.now or 0) - (one.before or 0), one.indicator


def test_a_version_does_not_differ_from_itself_and_backwards_the_signs_change(twice: SmallHome) -> None:
    home = twice.open()
    assert diff(home, P, 2, 2) == ()
    there, back = by_code(diff(home, P, 1, 2))["hoi_vien"], by_code(diff(home, P, 2, 1))["hoi_vien"]
    assert there.difference == 110 and back.difference == -110


def test_a_version_that_is_not_there_is_named(twice: SmallHome) -> None:
    with pytest.raises(NeverClosed, match="2022H1 version 3: no such close; the newest is version 2"):
        diff(twice.open(), P, 1, 3)


def test_the_same_file_read_otherwise_is_a_cause_of_its_own(small_home: SmallHome) -> None:
    from flows.reread import reread

    send(small_home)
    small_home.collect()
    with small_home.open().warehouse.write() as connection:  # as if the reader had read 400 where 500 stands
        connection.execute(text("UPDATE observation SET value = 400 WHERE indicator = 'hoi_vien' AND value = 500"))
    close(small_home)
    open_again(small_home)
    reread("2022H1", str(small_home.path), "bộ đọc mới", "Lan")
    assert close(small_home) == 2
    (one,) = [one for one in diff(small_home.open(), P, 1, 2) if one.indicator == "hoi_vien"]
    assert {cause.why for cause in one.causes} == {Why.READ_AGAIN}


def test_an_estimate_that_became_final_is_told_from_a_correction(small_home: SmallHome) -> None:
    send(small_home, bieu_1__hoi_vien__uoc=20)
    close(small_home)
    small_home.send("B-03", name="chinh thuc.xlsx", bieu_1__hoi_vien__ky_nay=507)
    small_home.collect()
    open_again(small_home)
    close(small_home)
    (cause,) = by_code(diff(small_home.open(), P, 1, 2))["hoi_vien"].causes
    assert (cause.unit, cause.why, cause.before, cause.now) == ("B-03", Why.ESTIMATE, 500, 507)


def test_a_figure_of_the_registry_names_the_units_that_came_and_went(small_home: SmallHome) -> None:
    send(small_home)
    close(small_home)
    registry = small_home.path / "units.csv"
    registry.write_text(registry.read_text("utf-8") + "5,B-05,Ban Khuyến học Trường Năm,ban,,,,\n", "utf-8")
    small_home.send("B-05", bieu_1__hoi_vien__ky_nay=11)
    small_home.collect()
    open_again(small_home)
    close(small_home)
    one = by_code(diff(small_home.open(), P, 1, 2))["ban_khuyen_hoc"]
    assert (one.before, one.now) == (2, 3)
    assert one.causes == (Cause("B-05", "Ban Khuyến học Trường Năm", Why.UNITS, None, 1),)


def test_a_unit_that_took_over_from_another_is_told_from_a_list_that_changed(small_home: SmallHome) -> None:
    """B-03 turns out to have been part of B-05 since spring."""
    send(small_home, bieu_1__hoi_vien__ky_nay=100)
    close(small_home)
    registry = small_home.path / "units.csv"
    ended = registry.read_text("utf-8").replace("Trường Ba,ban,,,,", "Trường Ba,ban,,,2022-04-30,")
    registry.write_text(f"{ended}5,B-05,Ban Khuyến học Trường Năm,ban,,2022-05-01,,\n", "utf-8")
    (small_home.path / "lineage.csv").write_text("from,to,date,share\n3,5,2022-05-01,\n", "utf-8")
    small_home.send("B-05", bieu_1__hoi_vien__ky_nay=130)
    small_home.collect()
    open_again(small_home)
    close(small_home)
    found = by_code(diff(small_home.open(), P, 1, 2))
    assert "ban_khuyen_hoc" not in found  # one went, one came
    assert [(one.unit, one.why, one.before, one.now) for one in found["hoi_vien"].causes] == [
        ("B-03", Why.MERGED, 100, None),
        ("B-05", Why.MERGED, None, 130),
    ]


def test_a_figure_that_the_catalogue_has_no_more_is_restated_with_its_cells(twice: SmallHome) -> None:
    home = twice.open()
    left = tuple(one for one in home.catalogue.indicators if one.code != "hoi_vien")
    later = replace(home, catalogue=home.catalogue.changed(indicators=left))
    gone = by_code(diff(later, P, 1, 2))["hoi_vien"]
    assert gone == by_code(diff(home, P, 1, 2))["hoi_vien"] and gone.causes[0].cells_now


def test_the_same_cells_computed_otherwise_say_so(small_home: SmallHome) -> None:
    send(small_home)
    close(small_home)
    open_again(small_home)
    close(small_home)
    with small_home.open().warehouse.write() as connection:
        connection.execute(
            text("UPDATE figure SET value = 9 WHERE close_id = 2 AND scope = 'all' AND indicator || breakdown = 'lop'")
        )
    (one,) = diff(small_home.open(), P, 1, 2)
    assert [cause.why for cause in one.causes] == [Why.OTHERWISE]


# --- what a report restates --------------------------------------------------------------------


def restated_in(home: SmallHome, period: HalfYear) -> tuple[Restated, ...]:
    with home.open().warehouse.read() as connection:
        close = closes.find_close(connection, str(period))
        assert close
        return to_restate(home.open(), close, connection)


def test_a_first_report_restates_nothing(small_home: SmallHome) -> None:
    for period in (H1, H2, P):
        send(small_home, period)
        close(small_home, period)
        assert restated_in(small_home, period) == ()


def test_the_report_of_a_second_version_restates_its_own_figures(twice: SmallHome) -> None:
    assert restated_in(twice, P) == diff(twice.open(), P, 1, 2) != ()


@pytest.fixture
def estimated(small_home: SmallHome) -> SmallHome:
    """2021H1 closed with estimates; 2021H2's forms give the final figures of two units: 12 members more, of one that
    had estimated, and 3 fewer of one that had not."""
    send(small_home, H1, bieu_1__hoi_vien__uoc=20, bieu_3__hoc_vien__uoc=60)
    close(small_home, H1)
    send(small_home, H2, skip="00001")
    small_home.send(
        "00001",
        str(H2),
        name="2021H2.xlsx",
        bieu_1__hoi_vien__chinh_thuc_ky_truoc=512,
        bieu_3__hoc_vien__chinh_thuc_ky_truoc=70,
    )
    small_home.send("B-03", str(H2), name="2021H2 (2).xlsx", bieu_1__hoi_vien__chinh_thuc_ky_truoc=497)
    close(small_home, H2)
    return small_home


def test_final_figures_of_an_estimated_half_are_restated_in_the_next_report(estimated: SmallHome) -> None:
    found = {one.indicator: one for one in restated_in(estimated, H2)}
    assert set(found) == {"hoi_vien", "hoc_vien"}
    members = found["hoi_vien"]
    assert (members.period, members.printed_in, members.before, members.now) == ("2021H1", 1, 2000, 2009)
    assert [(one.unit, one.why, one.before, one.now) for one in members.causes] == [
        ("00001", Why.ESTIMATE, 500, 512),
        ("B-03", Why.ESTIMATE, 500, 497),
    ]
    (cell,) = members.causes[0].cells_now
    assert (cell.file.rsplit("/", 1)[-1], cell.sheet, cell.value) == ("2021H2.xlsx", "Biểu 1", 512)


DIVIDED = """id,code,name,kind,parent,valid_from,valid_to,contact
1,00001,Hội Khuyến học xã Một,hoi_xa,,,2021-06-30,
3,B-03,Ban Khuyến học Trường Ba,ban,,,,
5,00005,Hội Khuyến học xã Năm,hoi_xa,,2021-07-01,,
6,00006,Hội Khuyến học xã Sáu,hoi_xa,,2021-07-01,,
"""


def test_the_final_figure_of_a_unit_whose_part_nobody_has_stated_restates_no_total(
    engine: Engine, tmp_path: Path
) -> None:
    """Một was divided between Năm and Sáu, nobody knows how: what it reported is in the total already."""
    home = engine.home(tmp_path / "home", DIVIDED)
    (home.path / "lineage.csv").write_text("from,to,date,share\n1,5,2021-07-01,\n1,6,2021-07-01,\n", encoding="utf-8")
    for code in ("00001", "B-03"):
        home.send(code, str(H1), bieu_1__hoi_vien__uoc=20)
    close(home, H1)
    for code in ("B-03", "00005", "00006"):
        home.send(code, str(H2), name="2021H2.xlsx", bieu_1__hoi_vien__chinh_thuc_ky_truoc=700)
    close(home, H2)
    (members,) = [one for one in restated_in(home, H2) if one.indicator == "hoi_vien"]
    assert (members.before, members.now) == (1000, 1200)
    assert [(one.unit, one.before, one.now) for one in members.causes] == [("B-03", 500, 700)]
    home.close()
    engine.drop(home.warehouse)


def test_the_year_adds_up_the_final_figures_of_its_first_half(estimated: SmallHome) -> None:
    made = figures(estimated, str(H2))
    assert made.value("hoc_vien") == 2 * 60
    assert made.value("hoc_vien", span=YEAR) == 2 * 60 + 60 + 70
    assert made.value("hoc_vien", span=YEAR, scope="1") == 60 + 70
    assert made.find("hoc_vien", span=YEAR, scope=ALL)
    assert figures(estimated, str(H1)).value("hoc_vien") == 2 * 60  # what was published stands


def test_what_was_published_of_a_half_is_compared_with_its_final_figures(small_home: SmallHome) -> None:
    send(small_home, H2, bieu_1__hoi_vien__uoc=20)
    close(small_home, H2)
    send(small_home, P, bieu_1__hoi_vien__chinh_thuc_ky_truoc=501)
    close(small_home, P)
    assert figures(small_home).value("hoi_vien", comparison=YEAR_END) == 4 * 501
    before = figures(small_home).find("hoi_vien", comparison=YEAR_END)
    assert before and before.basis == "done" and (before.counted, before.expected) == (4, 4)


def test_a_later_report_compares_with_the_final_figures_that_an_earlier_one_told_of(estimated: SmallHome) -> None:
    """Of the first half of 2021 the second gave 70 learners for 60, of one of two associations."""
    send(estimated, P)
    close(estimated, P)
    made = figures(estimated).find("hoc_vien", comparison=SAME_HALF)
    assert made and (made.value, made.counted, made.expected) == (60 + 70, 2, 2)
    assert figures(estimated).value("hoc_vien", comparison=SAME_HALF, scope="1") == 70
    assert restated_in(estimated, P) == ()


def test_a_half_that_was_closed_again_is_restated_once_where_a_report_compares_with_it(small_home: SmallHome) -> None:
    send(small_home, H1)
    close(small_home, H1)
    send(small_home, H2)
    close(small_home, H2)
    small_home.send("B-03", str(H1), name="sua.xlsx", bieu_1__hoi_vien__ky_nay=450)
    small_home.collect()
    open_again(small_home, H1)
    assert close(small_home, H1) == 2
    send(small_home, P)
    close(small_home, P)
    (one,) = restated_in(small_home, P)
    assert (one.period, one.printed_in, one.indicator, one.before, one.now) == ("2021H1", 1, "hoi_vien", 2000, 1950)
    assert [cause.unit for cause in one.causes] == ["B-03"]
    small_home.send("B-04", name="sua.xlsx", bieu_1__hoi_vien__ky_nay=600)
    small_home.collect()
    open_again(small_home)
    close(small_home)
    assert {one.period for one in restated_in(small_home, P)} == {"2022H1"}


def test_a_report_in_between_that_has_the_half_not_in_it_tells_nothing_of_it(engine: Engine, tmp_path: Path) -> None:
    """The second half of 2020 is closed late, after the first of 2021 was closed again: it compares with neither."""
    home = engine.home(tmp_path / "home", periods=("2020H2", "2021H1", "2021H2", "2022H1"))
    for period in (H1, H2):
        send(home, period)
        close(home, period)
    home.send("B-03", str(H1), name="sua.xlsx", bieu_1__hoi_vien__ky_nay=450)
    home.collect()
    open_again(home, H1)
    for period in (HalfYear(2020, 2), P):
        send(home, period)
    for period in (H1, HalfYear(2020, 2), P):
        close(home, period)
    (one,) = restated_in(home, P)
    assert (one.period, one.printed_in, one.indicator, one.before, one.now) == ("2021H1", 1, "hoi_vien", 2000, 1950)
    home.close()
    engine.drop(home.warehouse)


def test_a_year_whose_first_half_was_closed_again_says_so(small_home: SmallHome) -> None:
    for period in (H1, H2):
        send(small_home, period)
        close(small_home, period)
    small_home.send("00001", str(H1), name="sua.xlsx", bieu_3__hoc_vien__ky_nay=80)
    small_home.collect()
    for period in (H1, H2):
        open_again(small_home, period)
        close(small_home, period)
    of_year = [one for one in diff(small_home.open(), H2, 1, 2) if one.span == YEAR and not one.breakdown]
    assert [(one.indicator, one.before, one.now) for one in of_year] == [("hoc_vien", 240, 260)]
    assert [cause.why for cause in of_year[0].causes] == [Why.FIRST_HALF]
