"""What commands show: the closed sample walked back to its cells, and the shapes that programs read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import update

from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from domain.vietnamese import read_whole
from samples.association import PERIODS, SILENT, said, units
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


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_the_cells_of_every_figure_add_up_to_it(home: Home, period: HalfYear) -> None:
    _, found = figures_known(home, period)
    assert len(found) > 50
    values = {indicator.code: figure for indicator, figure in found}
    for indicator in home.catalogue.indicators:
        walked = trace(home, period, indicator.code)
        figure = values.get(indicator.code)
        assert walked.value == (figure.value if figure else None), indicator.code
        assert sum(cell["value"] for cell in walked.cells) == (walked.value or 0), indicator.code
        if figure and indicator.source == "reported":
            assert len({cell["unit"] for cell in walked.cells}) >= figure.counted, indicator.code


def test_a_cell_of_a_figure_holds_its_value_in_the_file_that_was_sent(home: Home) -> None:
    cells = [cell for cell in trace(home, LAST, "hoi_vien").cells if cell["file"].endswith(".xlsx")]
    assert len(cells) > 20
    for cell in cells:
        raw = home.raw / cell["sha256"]
        assert hashlib.sha256(raw.read_bytes()).hexdigest() == cell["sha256"]
        assert (home.path / cell["file"]).read_bytes() == raw.read_bytes()
    for cell in cells[:3]:
        book = openpyxl.load_workbook(home.path / cell["file"], data_only=True)
        assert read_whole(str(book[cell["sheet"]][cell["cell"]].value)).value == cell["value"]


def test_each_units_cell_is_what_the_unit_said(home: Home) -> None:
    by_code = {unit.code: unit for unit in units()}
    for cell in trace(home, LAST, "hoc_sinh_kt").cells:
        assert said(LAST)[by_code[cell["unit"]].code].answers["bieu_4.hoc_sinh.so_luong"] == cell["value"]


def test_a_figure_from_parts_is_walked_to_the_parts_alone(home: Home) -> None:
    cells = trace(home, LAST, "dvht_dang_ky").cells
    per_unit: dict[str, int] = {}
    for cell in cells:
        per_unit[cell["unit"]] = per_unit.get(cell["unit"], 0) + 1
    assert max(per_unit.values()) == 3
    totals = trace(home, LAST, "chi_hoi").cells
    assert len({cell["unit"] for cell in totals}) == len(totals), "a total's own cell, not its parts' too"


def test_a_figure_made_of_others_is_walked_to_both(home: Home) -> None:
    cells = trace(home, LAST, "tien_kt").cells
    assert len(cells) == 2 * len({cell["unit"] for cell in cells}) == 2 * 47


def test_a_registry_figure_is_walked_to_the_lines_of_units_csv(home: Home) -> None:
    walked = trace(home, LAST, "ban_khuyen_hoc")
    assert (walked.value, len(walked.cells)) == (33, 33)
    lines = (home.path / "units.csv").read_text(encoding="utf-8").splitlines()
    for cell in walked.cells:
        assert (cell["file"], cell["sheet"], cell["value"]) == ("units.csv", None, 1)
        line = int(cell["cell"].removeprefix("dòng "))
        assert lines[line - 1].split(",")[1] == cell["unit"]
        assert (home.raw / cell["sha256"]).read_bytes() == (home.path / "units.csv").read_bytes()


def test_the_unit_that_did_not_send_is_in_no_figure_of_that_period(home: Home) -> None:
    assert SILENT[0] not in {cell["unit"] for cell in trace(home, LAST, "hoi_vien").cells}
    assert SILENT[0] in {cell["unit"] for cell in trace(home, PERIODS[0], "hoi_vien").cells}


def test_the_places_of_text_and_word_files_have_no_letters(home: Home) -> None:
    places = {Path(cell["file"]).suffix: (cell["sheet"], cell["cell"]) for cell in trace(home, LAST, "hoi_vien").cells}
    assert places[".csv"][0] is None and places[".csv"][1].startswith("dòng ")
    assert places[".docx"][0] == "bảng 1" and places[".docx"][1].startswith("hàng ")


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
def test_a_correction_after_the_close_changes_neither_the_figure_nor_its_trace(small_home: SmallHome) -> None:
    small_home.send_all()
    small_home.close_period()
    before = trace(small_home.open(), LAST, "hoi_vien")
    small_home.send("00001", name="sửa.xlsx", bieu_1__hoi_vien__ky_nay=999)
    assert small_home.collect().accepted == 1
    after = trace(small_home.open(), LAST, "hoi_vien")
    assert after == before
    assert sum(cell["value"] for cell in after.cells) == after.value == 2000


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
