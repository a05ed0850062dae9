"""Figures unit by unit across a real change: Sơn La's 12 communes that became 4 wards between 2025H1 and 2025H2."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain.figure import YEAR
from domain.half_year import HalfYear
from tasks.by_unit import UnitFigure, figures_by_unit
from tasks.known import Which
from tasks.versions import to_restate
from tests import merged
from tests.homes import SmallHome
from tests.tasks.test_freeze import figures
from warehouse import closes

H1, H2 = HalfYear(2025, 1), HalfYear(2025, 2)
TODAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> SmallHome:
    """Both halves closed. Unit n of the communes has 100 + n members and 10 + n learners; a ward 1000 and 50."""
    made = SmallHome(tmp_path_factory.mktemp("merged") / "home", merged.UNITS_CSV, merged.PERIODS)
    (made.path / "lineage.csv").write_text(merged.LINEAGE_CSV, "utf-8")
    for unit in merged.units(merged.BEFORE):
        send(made, unit.id, H1, 100 + unit.id, 10 + unit.id)
    assert made.close_period("2025H1").closing.new
    for unit in merged.units(merged.AFTER):
        finals = {"bieu_3__hoc_vien__chinh_thuc_ky_truoc": 100} if unit.id == 104 else {}
        send(made, unit.id, H2, 1000, 50, **finals)
    assert made.close_period("2025H2").closing.new
    return made


def send(home: SmallHome, unit_id: int, period: HalfYear, members: int, learners: int, **more: int) -> None:
    answers = {"bieu_1__hoi_vien__ky_nay": members, **more}
    if unit_id != 13:
        answers["bieu_3__hoc_vien__ky_nay"] = learners
    home.send(f"id:{unit_id}", str(period), name=f"{period}.xlsx", **answers)  # type: ignore[arg-type]  # answers


def by_name(home: SmallHome, period: HalfYear, indicator: str, until: date | None) -> dict[str, UnitFigure]:
    _, found = figures_by_unit(home.open(), period, Which(), [indicator], until)
    return {one.name.removeprefix("Hội Khuyến học "): one for one in found}


def test_as_reported_then_each_commune_has_its_own(home: SmallHome) -> None:
    found = by_name(home, H1, "hoi_vien", None)
    assert len(found) == 13 and found["phường Chiềng Lề"].values == (101, None, None)
    assert found["phường Chiềng Lề"].unit == "03646"


def test_in_todays_units_a_ward_has_what_its_communes_had(home: SmallHome) -> None:
    found = by_name(home, H1, "hoi_vien", TODAY)
    wards = {name: one for name, one in found.items() if name.startswith("phường")}
    assert {one.unit: one.values[0] for one in wards.values()} == {
        "03646": 101 + 102 + 103 + 104,
        "03664": 105 + 111 + 109,
        "03670": 107 + 112 + 108,
        "03679": 106 + 110,
    }
    assert all(
        (one.counted, one.expected, one.apportioned, one.lacks) == (n, n, False, ())
        for one, n in zip(wards.values(), (4, 3, 3, 2), strict=True)
    )
    assert found["Ban Khuyến học Trường Trung học số 1 (mẫu)"].values[0] == 113


def test_the_code_that_changed_hands_is_another_unit_then_and_now(home: SmallHome) -> None:
    then, now = (by_name(home, H1, "hoi_vien", until) for until in (None, TODAY))
    assert [name for name, one in then.items() if one.unit == "03646"] == ["phường Chiềng Lề"]
    assert [name for name, one in now.items() if one.unit == "03646"] == ["phường Tô Hiệu"]


def test_a_unit_that_is_no_more_and_of_which_no_line_tells_is_marked(home: SmallHome) -> None:
    assert not any(one.ended for until in (None, TODAY) for one in by_name(home, H1, "hoi_vien", until).values())
    lineage = home.path / "lineage.csv"
    lineage.write_text(merged.LINEAGE_CSV.splitlines()[0] + "\n", "utf-8")
    found = by_name(home, H1, "hoi_vien", TODAY)
    lineage.write_text(merged.LINEAGE_CSV, "utf-8")
    assert len(found) == 13
    assert [name for name, one in found.items() if not one.ended] == ["Ban Khuyến học Trường Trung học số 1 (mẫu)"]


def test_both_ways_add_up_to_the_same_whole(home: SmallHome) -> None:
    for indicator in ("hoi_vien", "hoc_vien", "quy_thu"):
        sums = {
            sum(one.values[0] or 0 for one in by_name(home, H1, indicator, until).values()) for until in (None, TODAY)
        }
        assert sums == {figures(home, "2025H1").value(indicator)}


def test_what_does_not_add_when_communes_merge_is_a_named_gap(home: SmallHome) -> None:
    one = by_name(home, H1, "cdht_xa_dang_ky", TODAY)["phường Chiềng Sinh"]
    assert (one.values[0], one.counted, one.expected) == (None, 0, 2)
    assert {lack.name for lack in one.lacks} == {"Hội Khuyến học phường Chiềng Sinh", "Hội Khuyến học xã Chiềng Ngần"}
    assert {lack.reason for lack in one.lacks} == {"not_added"}


def test_the_year_of_a_ward_adds_what_its_communes_reported_in_the_first_half(home: SmallHome) -> None:
    made = figures(home, "2025H2")
    assert made.value("hoc_vien", span=YEAR, scope="101") == 50 + (11 + 12 + 13 + 14)
    whole = made.find("hoc_vien", span=YEAR)
    assert whole and (whole.counted, whole.expected) == (4, 4)


def test_a_successors_final_figure_replaces_what_its_predecessors_had_reported(home: SmallHome) -> None:
    """Ward 104 says 100 learners for the first half; its communes had reported 16 and 20."""
    made = figures(home, "2025H2")
    assert made.value("hoc_vien", span=YEAR, scope="104") == 50 + 100
    assert made.value("hoc_vien", span=YEAR) == 4 * 50 + sum(10 + n for n in range(1, 13)) - 36 + 100
    with home.open().warehouse.read() as connection:
        close = closes.find_close(connection, "2025H2")
        assert close
        (one,) = to_restate(home.open(), close, connection)
    assert (one.period, one.indicator, one.difference) == ("2025H1", "hoc_vien", 64)
    assert [(cause.unit, cause.before, cause.now) for cause in one.causes] == [("03679", 36, 100)]


def test_a_split_whose_shares_nobody_stated_is_left_out_and_named(home: SmallHome, tmp_path: Path) -> None:
    lineage = merged.LINEAGE_CSV.replace("10,104,2025-07-01,", "10,104,2025-07-01,\n10,103,2025-07-01,")
    path = home.path / "lineage.csv"
    path.write_text(lineage, "utf-8")
    found = by_name(home, H1, "hoi_vien", TODAY)
    path.write_text(merged.LINEAGE_CSV, "utf-8")
    sinh = found["phường Chiềng Sinh"]
    assert (sinh.values[0], sinh.counted, sinh.expected) == (106, 1, 2)
    assert [(lack.name, lack.reason) for lack in sinh.lacks] == [("Hội Khuyến học xã Chiềng Ngần", "unconfirmed")]
    assert found["phường Chiềng Cơi"].values[0] == 107 + 112 + 108


def test_a_split_with_stated_shares_is_apportioned_and_marked(home: SmallHome) -> None:
    lineage = merged.LINEAGE_CSV.replace("10,104,2025-07-01,", "10,104,2025-07-01,1/3\n10,103,2025-07-01,2/3")
    path = home.path / "lineage.csv"
    path.write_text(lineage, "utf-8")
    found = by_name(home, H1, "hoi_vien", TODAY)
    path.write_text(merged.LINEAGE_CSV, "utf-8")
    sinh, coi = found["phường Chiềng Sinh"], found["phường Chiềng Cơi"]
    assert (sinh.values[0], coi.values[0]) == (106 + 37, 327 + 73) and sinh.apportioned and coi.apportioned
    assert not found["phường Tô Hiệu"].apportioned
