"""Closing: figures frozen under a version, once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from domain.figure import ALL, PLAN, SAME_HALF, YEAR, YEAR_END, Figures
from tasks.freeze import check_accepted
from tasks.registry import HomeError
from tests.engines import Engine
from tests.homes import UNITS, SmallHome
from warehouse import closes, declared, frozen, tables

ALL_BUT_ONE = ["00001", "00002", "B-04"]
pytestmark = pytest.mark.both_engines


def rows(home: SmallHome, table: Any) -> list[dict[str, Any]]:
    """A table's rows, in the order in which they were kept."""
    with home.open().warehouse.read() as connection:
        query = select(table).order_by(*table.primary_key.columns)
        return [dict(row) for row in connection.execute(query).mappings()]


def figures(home: SmallHome, period: str = "2022H1", version: int | None = None) -> Figures:
    with home.open().warehouse.read() as connection:
        close = closes.find_close(connection, period, version)
        assert close
        return Figures.from_frame(frozen.figures_of(connection, close.id))


@pytest.fixture(scope="module")
def closed_homes() -> dict[str, SmallHome]:
    """By engine."""
    return {}


def close_three(home: SmallHome) -> SmallHome:
    """Four units send good forms for three halves, and all are closed."""
    for n, period in enumerate(("2021H1", "2021H2", "2022H1")):
        for unit in home.open().units:
            home.send(
                unit.code,
                period,
                name=f"{period}.xlsx",
                bieu_1__hoi_vien__ky_nay=500 + 10 * n,
                bieu_4__nha_giao__so_luong=7 + n,
            )
        assert home.close_period(period).closing.new
    home.close()
    return home


@pytest.fixture
def closed(
    closed_homes: dict[str, SmallHome], engine: Engine, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallHome]:
    """A copy of a home with three closed halves."""
    if engine.name not in closed_homes:
        closed_homes[engine.name] = close_three(engine.home(tmp_path_factory.mktemp("closed") / "home"))
    made = engine.copy(closed_homes[engine.name], tmp_path / "made")
    made._minutes = 1000
    yield made
    made.close()
    engine.drop(made.warehouse)


def test_a_shut_gate_freezes_nothing(small_home: SmallHome) -> None:
    small_home.send("B-03")
    closing = small_home.close_period(accept=["00001", "00002"]).closing
    assert closing.close is None and not closing.new
    assert [one.unit.code for one in closing.shut_by] == ["B-04"]
    assert rows(small_home, tables.close) == rows(small_home, tables.figure) == []
    assert {row["state"] for row in rows(small_home, tables.period)} == {"open"}


def test_a_gate_that_only_a_stray_file_keeps_shut_is_an_alert_once(small_home: SmallHome) -> None:
    (small_home.path / "inbox").mkdir(exist_ok=True)
    (small_home.path / "inbox" / "của ai.xlsx").write_bytes(b"PK")
    passing = [*ALL_BUT_ONE, "B-03"]
    for _ in range(2):
        closing = small_home.close_period(accept=passing).closing
        assert closing.close is None and not closing.shut_by and len(closing.unreceived) == 1
    (told,) = [row for row in rows(small_home, tables.outbox) if row["event"] == "soket.period.incomplete"]
    assert json.loads(told["payload"]) == {"units": [], "expected": 4, "unreceived": 1}


def test_units_let_pass_are_kept_with_the_reason(small_home: SmallHome) -> None:
    small_home.send("B-03")
    done = small_home.close_period(accept=[*ALL_BUT_ONE, "B-03"], reason="đã đôn đốc hai lần")
    assert done.closing.close and (done.closing.close.expected, done.closing.close.received) == (4, 1)
    passed = {(row["unit_id"], row["reason"]) for row in rows(small_home, tables.close_exception)}
    assert passed == {(n, "đã đôn đốc hai lần") for n in (1, 2, 4)}, "B-03 was complete: nothing to let pass"
    (close,) = rows(small_home, tables.close)
    assert (close["closed_by"], close["reason"], close["version"]) == ("Thư ký", "đã đôn đốc hai lần", 1)
    found = figures(small_home).find("hoi_vien")
    assert found and (found.value, found.counted, found.expected) == (500, 1, 4)


@pytest.mark.parametrize(
    ("accept", "named"), [({"B-99": "nghỉ hè"}, "B-99"), ({"B-03": ""}, "--reason"), ({"B-03": "  "}, "--reason")]
)
def test_only_a_unit_of_the_registry_is_let_pass_and_only_for_a_reason(
    small_home: SmallHome, accept: dict[str, str], named: str
) -> None:
    home = small_home.open()
    check_accepted(home, {"B-03": "nghỉ hè"})
    with pytest.raises(ValueError) as caught:
        check_accepted(home, accept)
    assert named in str(caught.value) and "\n" not in str(caught.value)


def test_a_close_freezes_the_sections_that_it_counted(closed: SmallHome) -> None:
    with closed.open().warehouse.read() as connection:
        close = closes.find_close(connection, "2022H1")
        assert close
        counted = set(connection.scalars(frozen.sections_of(close.id)))
        now = set(connection.scalars(frozen.counted_sections("2022H1")))
    assert counted == now and len(counted) == 2 * 8 + 2 * 6
    assert (close.version, close.expected, close.received) == (1, 4, 4)


def test_the_figures_of_a_close_add_its_units_and_compare_with_earlier_closes(closed: SmallHome) -> None:
    made = figures(closed)
    assert made.value("hoi_vien") == 4 * 520
    assert made.value("hoi_vien", comparison=SAME_HALF) == 4 * 500
    assert made.value("hoi_vien", comparison=YEAR_END) == 4 * 510
    assert made.value("hoi_vien", scope="3", comparison=YEAR_END) == 510
    assert made.find("hoi_vien", span=YEAR) is None, "a first half has no year"
    first = figures(closed, "2021H1")
    assert first.find("hoi_vien", comparison=SAME_HALF) is None


def test_a_second_half_has_the_year_too(closed: SmallHome) -> None:
    made = figures(closed, "2021H2")
    assert (made.value("nha_giao_kt"), made.value("nha_giao_kt", span=YEAR)) == (4 * 8, 4 * (7 + 8))
    assert (made.value("hoi_vien"), made.value("hoi_vien", span=YEAR)) == (4 * 510, 4 * 510)
    assert figures(closed).value("nha_giao_kt", comparison=YEAR_END, span=YEAR) == 4 * 15


def test_a_comparison_names_the_close_that_it_froze(closed: SmallHome) -> None:
    closes_by_id = {row["id"]: row["period"] for row in rows(closed, tables.close)}
    compared = {
        (closes_by_id[row["close_id"]], row["comparison"], closes_by_id.get(row["compared_close"]))
        for row in rows(closed, tables.figure)
    }
    assert compared == {
        ("2021H1", "", None),
        ("2021H2", "", None),
        ("2021H2", "", "2021H1"),  # the year adds it up
        ("2022H1", "", None),
        ("2022H1", SAME_HALF, "2021H1"),
        ("2022H1", YEAR_END, "2021H2"),
    }


TARGETS = """unit,indicator,year,value,source
00001,hoi_vien,2022,600,KH 1
,lop,2022,10,KH 2
,chi_hoi,2021,9,KH 0
"""


def closed_again(home: SmallHome) -> closes.Close:
    """2022H1 under its next version."""
    with home.open().warehouse.write() as connection:
        connection.execute(update(tables.period).where(tables.period.c.code == "2022H1").values(state="reopened"))
    close = home.close_period().closing.close
    assert close
    return close


def test_a_close_freezes_the_targets_of_its_year_and_names_the_version_that_it_used(closed: SmallHome) -> None:
    path = closed.path / "targets.csv"
    path.write_text(TARGETS, encoding="utf-8")
    close = closed_again(closed)
    made = figures(closed)
    assert [made.value("hoi_vien", scope=scope, comparison=PLAN, span=YEAR) for scope in ("1", ALL)] == [600, 600]
    assert made.value("lop", comparison=PLAN, span=YEAR) == 10
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert [row["targets"] for row in rows(closed, tables.close)] == [None, None, None, sha256]
    assert (closed.path / "raw" / sha256).read_bytes() == path.read_bytes()
    assert [(row["unit_id"], row["value"], row["source"]) for row in rows(closed, tables.target)] == [
        (1, 600, "KH 1"),
        (None, 10, "KH 2"),
        (None, 9, "KH 0"),
    ]
    with closed.open().warehouse.read() as connection:
        assert declared.own_targets(connection, close.id, 2022) == {"lop"}
        assert declared.own_targets(connection, close.id, 2021) == {"chi_hoi"}
        assert declared.own_targets(connection, close.id - 1, 2022) == frozenset()


def test_an_earlier_version_keeps_the_targets_that_it_was_closed_with(closed: SmallHome) -> None:
    path = closed.path / "targets.csv"
    path.write_text(TARGETS, encoding="utf-8")
    closed_again(closed)
    path.write_text(TARGETS.replace("KH 2", "KH 2a").replace(",10,", ",20,"), encoding="utf-8")
    closed_again(closed)
    assert [figures(closed, version=n).value("lop", comparison=PLAN, span=YEAR) for n in (1, 2, 3)] == [None, 10, 20]
    assert len(rows(closed, tables.targets)) == 2


def test_targets_that_cannot_be_used_stop_the_close_before_anything_is_frozen(closed: SmallHome) -> None:
    (closed.path / "targets.csv").write_text(TARGETS.replace("lop", "lopp"), encoding="utf-8")
    with pytest.raises(HomeError, match=r"targets\.csv, line 3: indicator 'lopp'"):
        closed_again(closed)
    assert len(rows(closed, tables.close)) == 3 and rows(closed, tables.target) == []


def test_a_repeated_close_changes_nothing(closed: SmallHome) -> None:
    before = [rows(closed, table) for table in tables.metadata.sorted_tables]
    done = closed.close_period()
    assert done.closing.close and (done.closing.new, done.closing.arrived_since, done.changed) == (False, 0, False)
    assert [rows(closed, table) for table in tables.metadata.sorted_tables] == before


def test_a_file_that_comes_after_the_close_is_kept_told_and_changes_no_figure(closed: SmallHome) -> None:
    before = rows(closed, tables.figure)
    closed.send("B-03", name="muon.xlsx", bieu_1__hoi_vien__ky_nay=9000)
    closed.send("B-04", "2021H2", name="muon.xlsx")
    done = closed.close_period()
    assert done.collected.accepted == 2
    assert (done.closing.new, done.closing.arrived_since) == (False, 1)
    assert rows(closed, tables.figure) == before
    assert [row["after_close"] for row in rows(closed, tables.file) if row["path"].endswith("muon.xlsx")] == [True] * 2
    assert sum(row["after_close"] for row in rows(closed, tables.file)) == 2
    (reply,) = closed.folder("B-03").glob("phan-hoi/muon-*-tin-nhan.txt")
    assert "Kỳ này đã chốt: số liệu đã công bố chưa thay đổi." in reply.read_text(encoding="utf-8")


def test_a_reopened_period_is_closed_under_the_next_version_and_the_first_stays(closed: SmallHome) -> None:
    closed.send("B-03", name="sua.xlsx", bieu_1__hoi_vien__ky_nay=1000)
    closed.collect()
    with closed.open().warehouse.write() as connection:
        connection.execute(update(tables.period).where(tables.period.c.code == "2022H1").values(state="reopened"))
    done = closed.close_period()
    assert done.closing.close and (done.closing.new, done.closing.close.version) == (True, 2)
    assert figures(closed, version=1).value("hoi_vien") == 4 * 520
    assert figures(closed, version=2).value("hoi_vien") == figures(closed).value("hoi_vien") == 3 * 520 + 1000


def test_the_close_keeps_the_dates_and_the_units_of_its_day(closed: SmallHome) -> None:
    settings, units = closed.path / "soket.toml", closed.path / "units.csv"
    settings.write_text(settings.read_text(encoding="utf-8").replace("2022-06-14", "2022-06-20"), encoding="utf-8")
    units.write_text(UNITS + "5,B-05,Ban mới,ban,,,,\n", encoding="utf-8")
    closed.collect()
    with closed.open().warehouse.read() as connection:
        close = closes.find_close(connection, "2022H1")
        assert close and str(close.cut_off) == "2022-06-14"
        assert [row["unit_id"] for row in frozen.registry_rows(connection, close.registry).iter_rows(named=True)] == [
            1,
            2,
            3,
            4,
        ]


def test_a_close_is_written_into_the_audit(closed: SmallHome) -> None:
    told = [act[:3] for act in closed.acts()]
    assert told == [("Thư ký", "close", period) for period in ("2021H1", "2021H2", "2022H1")]


def test_only_one_close_has_a_version(closed: SmallHome) -> None:
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError), closed.open().warehouse.write() as connection:
        connection.execute(
            text(
                "INSERT INTO close (period, version, closed_at, closed_by, reason, catalogue, registry, cut_off,"
                " signing, expected, received) SELECT period, version, closed_at, closed_by, reason, catalogue,"
                " registry, cut_off, signing, expected, received FROM close WHERE period = '2022H1'"
            )
        )


def test_a_second_half_whose_first_was_never_closed_says_so(small_home: SmallHome) -> None:
    for period in ("2021H2", "2022H1"):
        small_home.send_all(period)
        done = small_home.close_period(period)
        assert done.closing.new and done.closing.without_first_half == (period == "2021H2")


def test_a_code_that_no_unit_has_is_told_with_the_nearest(small_home: SmallHome) -> None:
    wanted = "--accept-missing B-3: no unit in units.csv has this code; did you mean 'B-03' (Ban Khuyến học Trường Ba)?"
    with pytest.raises(HomeError) as refused:
        check_accepted(small_home.open(), {"B-3": "nghỉ"})
    assert str(refused.value) == wanted


def test_a_code_that_is_like_none_is_told_alone(small_home: SmallHome) -> None:
    with pytest.raises(HomeError, match=r"--accept-missing \?\?: no unit in units.csv has this code$"):
        check_accepted(small_home.open(), {"??": "nghỉ"})
