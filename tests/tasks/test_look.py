"""What commands show: the closed sample walked back to its cells, and the shapes that programs read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from samples.association import SILENT
from tasks.home import Home
from tasks.known import NeverClosed, Which
from tasks.look import (
    UnknownIndicator,
    figure_list,
    figures_known,
    find_indicator,
    period_findings,
    period_status,
)
from tasks.trace import trace
from tests.homes import SmallHome
from warehouse import tables

LAST = HalfYear(2022, 1)


@pytest.fixture(scope="module")
def home(sample_home: Path) -> Iterator[Home]:
    opened = Home.open(sample_home)
    yield opened
    opened.warehouse.close()


# --- shapes -----------------------------------------------------------------------------------


def test_figures_are_listed_with_unit_name_and_how_many_counted(home: Home) -> None:
    close, found = figures_known(home, LAST)
    listed = figure_list(found)
    assert close and (close.version, close.expected, close.received) == (1, 48, 47)
    assert listed["hoi_co_so"] == {
        "value": 15,
        "unit": "hội",
        "name": "Hội Khuyến học cơ sở",
        "expected": 15,
        "counted": 15,
    }
    assert (listed["hoi_vien"]["expected"], listed["hoi_vien"]["counted"]) == (48, 47)
    assert list(listed) == [i.code for i in home.catalogue.indicators if i.code in listed]
    assert json.loads(json.dumps(listed, ensure_ascii=False)) == listed


@pytest.mark.both_engines
def test_a_cell_of_a_trace_and_a_finding_have_these_keys(small_home: SmallHome) -> None:
    small_home.send("B-03", bieu_1__hoi_vien__ky_nay="…")
    small_home.send("B-04", name="tot.xlsx")
    small_home.close_period(accept=["00001", "00002", "B-03"])
    opened = small_home.open()
    (found,) = period_findings(opened, LAST)
    sha256 = found["sha256"]
    assert {**found, "message": found["message"][:60]} == {
        "unit": "B-03",
        "file": "inbox/003-ban-khuyen-hoc-truong-ba/bieu.xlsx",
        "sha256": sha256,
        "rule": "required",
        "stage": "judge",
        "explained": None,
        "severity": "warn",
        "sheet": "Biểu 1",
        "cell": found["cell"],
        "saw": "…",
        "wanted": "một số",
        "message": f"Biểu 1!{found['cell']} (Hội viên: tổng số, Kỳ này): …; cần: một số. Ghi số; không phát sinh"[:60],
    }
    assert (opened.raw / sha256).is_file()
    walked = trace(opened, LAST, "hoi_vien")
    (cell,) = walked.cells
    assert walked.value == 500 and {**cell, "sha256": "", "cell": ""} == {
        "unit": "B-04",
        "file": "inbox/004-ban-khuyen-hoc-truong-bon/tot.xlsx",
        "sha256": "",
        "sheet": "Biểu 1",
        "cell": "",
        "value": 500,
    }, "a value that is missing adds no cell"
    assert trace(opened, LAST, "chi_hoi").value is None and trace(opened, LAST, "chi_hoi").cells == []


def test_a_status_says_who_sent_what(home: Home) -> None:
    found = period_status(home, LAST)
    assert (found.state, found.version, found.standing.expected, found.standing.received) == ("closed", 1, 48, 47)
    assert [one.unit.code for one in found.standing.units if one.expected and one.missing_forms] == [SILENT[0]]
    left = sorted(Path(path).name for path, _ in found.ignored)
    assert left[:2] == ["Thumbs.db", "desktop.ini"] and [name[:2] for name in left[2:]] == ["~$"] * 3


@pytest.mark.both_engines
def test_a_period_that_was_never_collected_is_open(small_home: SmallHome) -> None:
    found = period_status(small_home.open(), LAST)
    assert (found.state, found.version, found.ignored, found.standing.received) == ("open", 0, (), 0)
    assert period_findings(small_home.open(), LAST) == []


def test_a_superseded_finding_is_shown_no_more(home: Home) -> None:
    assert [one for one in period_findings(home, LAST) if one["severity"] != "warn"] == []


# --- errors -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("version", "named"), [(None, "2022H1"), (3, "2022H1 version 3")])
@pytest.mark.both_engines
def test_figures_of_a_period_never_closed_are_refused_by_name(
    small_home: SmallHome, version: int | None, named: str
) -> None:
    for show in (figures_known, lambda home, period, v: trace(home, period, "hoi_vien", v)):
        with pytest.raises(NeverClosed) as caught:
            show(small_home.open(), LAST, Which(version))
        assert str(caught.value).startswith(f"{named}: ") and "\n" not in str(caught.value)


def test_a_version_that_was_never_closed_is_refused(home: Home) -> None:
    first, _ = figures_known(home, LAST, Which(1))
    assert first and first.version == 1
    with pytest.raises(NeverClosed):
        figures_known(home, LAST, Which(2))


@pytest.mark.parametrize(("code", "near"), [("hoi_vien_", "hoi_vien"), ("hoc_vin", "hoc_vien"), ("xyz", None)])
def test_an_unknown_indicator_names_the_nearest(small_home: SmallHome, code: str, near: str | None) -> None:
    with pytest.raises(UnknownIndicator) as caught:
        find_indicator(small_home.open(), code)
    assert repr(code) in str(caught.value)
    assert ("did you mean" in str(caught.value)) is (near is not None)
    assert near is None or repr(near) in str(caught.value)


def test_a_known_indicator_is_found(small_home: SmallHome, catalogue: Catalogue) -> None:
    assert find_indicator(small_home.open(), "hoi_vien") == catalogue.indicator_by_code["hoi_vien"]


@pytest.mark.both_engines
def test_who_is_missing_at_a_close_is_no_later_ever_after(small_home: SmallHome) -> None:
    small_home.send("00001", "2022H1")
    small_home.close_period("2022H1", accept=("00002", "B-03", "B-04"))
    with small_home.open().warehouse.write() as connection:
        at = "2022-06-28T18:30:00.000000+00:00"  # in the night before the 29th, where the office is
        connection.execute(update(tables.close).values(closed_at=at))
    for day, late in ((None, 5), (date(2022, 7, 30), 5), (date(2022, 6, 27), 3)):
        found = period_status(small_home.open(), HalfYear.parse("2022H1"), day)
        missing = next(one for one in found.standing.units if one.unit.code == "B-04")
        assert (missing.status, missing.days_late(found.day)) == ("missing", late)
