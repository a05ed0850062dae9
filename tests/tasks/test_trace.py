"""Printed figures walked back to the cells that they add up: by an indicator, and by a report's own keys."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from domain.citation import Citation
from domain.half_year import HalfYear
from domain.vietnamese import grouped, read_whole
from samples.association import PERIODS, SILENT, said, units
from tasks.home import Home
from tasks.known import NeverClosed, Which
from tasks.look import figures_known
from tasks.printed import printed_figures
from tasks.publish import published_of
from tasks.trace import trace, trace_key
from tasks.versions import reopen
from tests.homes import SmallHome

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


# --- by a report's key ------------------------------------------------------------------------------

# key → of which versions, and of which indicators
WALKS = {
    "2022H1.1:hoi_vien": ["2022H1.1 hoi_vien"],
    "2022H1.1:hoi_vien@3": ["2022H1.1 hoi_vien"],
    "2022H1.1:hoi_vien=units": ["2022H1.1 hoi_vien"],
    "2022H1.1:hoi_vien=lead": ["2022H1.1 hoi_vien"],
    "2022H1.1:hoi_vien~h": ["2021H1.1 hoi_vien"],
    "2022H1.1:hoi_vien~h=units": ["2022H1.1 hoi_vien", "2021H1.1 hoi_vien"],
    "2022H1.1:hoi_vien~h=change": ["2022H1.1 hoi_vien", "2021H1.1 hoi_vien"],
    "2022H1.1:hoi_vien~e=change": ["2022H1.1 hoi_vien", "2021H2.1 hoi_vien"],
    "2022H1.1:gdht_dang_ky/gdht_tong!2022=share": ["2022H1.1 gdht_dang_ky", "2022H1.1 gdht_tong"],
    "2022H1.1:gdht_dang_ky/gdht_tong~h!2022=points": [
        *("2022H1.1 gdht_dang_ky", "2022H1.1 gdht_tong"),
        *("2021H1.1 gdht_dang_ky", "2021H1.1 gdht_tong"),
    ],
    "2022H1.1:gdht_cong_nhan!2021=state": ["2022H1.1 gdht_cong_nhan", "2022H1.1 gdht_tong"],
    "2022H1.1:quy_thu~p+y=plan": ["2022H1.1 quy_thu"],
    "2021H2.1:quy_thu": ["2021H2.1 quy_thu"],
    "2021H2.1:quy_thu+y": ["2021H2.1 quy_thu", "2021H1.1 quy_thu"],
    "2021H2.1:quy_thu~p+y=plan": ["2021H2.1 quy_thu", "2021H1.1 quy_thu"],
    "2021H2.1:hoi_vien~p+y=plan": ["2021H2.1 hoi_vien"],
    "2021H2.1:quy_thu~h+y=change": ["2021H2.1 quy_thu", "2021H1.1 quy_thu"],  # no year before was ever closed
}


@pytest.mark.parametrize("key", WALKS)
def test_a_key_is_walked_to_every_figure_that_it_is_made_of(home: Home, key: str) -> None:
    found = trace_key(home, Citation.parse(key))
    assert [f"{one.period}.{one.version} {one.indicator}" for one in found] == WALKS[key]
    for one in found:
        assert sum(cell["value"] for cell in one.cells) == one.value


def test_a_units_value_is_walked_to_its_own_cells_alone(home: Home) -> None:
    (one,) = trace_key(home, Citation.parse("2022H1.1:hoi_vien@3"))
    (cell,) = one.cells
    unit = next(unit for unit in home.units if unit.id == 3)
    assert cell["unit"] == unit.code and cell["value"] == one.value


@pytest.mark.long
@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_every_figure_of_a_report_is_walked_to_cells_that_add_up_to_what_it_prints(
    home: Home, period: HalfYear
) -> None:
    """Values of the half in tables, which print them exactly; everything else leads to some figure at least."""
    exact = 0
    listed = printed_figures(published_of(home, period, Which()).path)
    of_units = [one for one in listed if "@" in one.key]
    for one in [*(one for one in listed if one not in of_units), *of_units[::20]]:
        citation = Citation.parse(one.key)
        found = trace_key(home, citation)
        values = [sum(cell["value"] for cell in walked.cells) for walked in found]
        assert found and values == [walked.value or 0 for walked in found], one.key
        if one.text.replace(".", "").isdigit() and citation.shown == "":
            assert grouped(sum(values)) == one.text, one.key
            exact += 1
    assert exact > 50


def test_a_version_that_was_never_closed_is_refused(home: Home) -> None:
    with pytest.raises(NeverClosed, match="2022H1 version 2"):
        trace_key(home, Citation.parse("2022H1.2:hoi_vien"))


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("shown", "walked"),
    [
        ("=before", [(1, 1_500)]),
        ("", [(2, 1_590)]),
        ("=change", [(1, 1_500), (2, 1_590)]),
        ("=cause", [(1, 1_500), (2, 1_590)]),
    ],
)
def test_a_restated_figure_is_walked_as_it_was_printed_and_as_it_is_now(
    small_home: SmallHome, shown: str, walked: list[tuple[int, int]]
) -> None:
    for code in ("00001", "00002", "B-03"):
        small_home.send(code)
    small_home.close_period(accept=["B-04"])
    small_home.send("B-04", name="muon.xlsx", bieu_1__hoi_vien__ky_nay=90)
    small_home.collect()
    reopen(small_home.open(), LAST, "Thư ký", "có tệp nộp muộn")
    small_home.close_period()
    opened = small_home.open()
    key = f"2022H1.2:hoi_vien>2022H1.1{shown}"
    assert key in {one.key for one in printed_figures(published_of(opened, LAST, Which()).path)}
    assert [(one.version, one.value) for one in trace_key(opened, Citation.parse(key))] == walked


@pytest.mark.both_engines
def test_a_year_that_was_restated_is_walked_to_both_halves_of_each_version(small_home: SmallHome) -> None:
    second = HalfYear(2021, 2)
    for period in ("2021H1", "2021H2"):
        small_home.send_all(period)
        small_home.close_period(period)
    small_home.send("B-03", "2021H2", name="sua.xlsx", bieu_4__quy_thu__so_tien=6_000_000)
    small_home.collect("2021H2")
    reopen(small_home.open(), second, "Thư ký", "sửa")
    small_home.close_period("2021H2")
    opened = small_home.open()
    key = "2021H2.2:quy_thu+y>2021H2.1=change"
    assert key in {one.key for one in printed_figures(published_of(opened, second, Which()).path)}
    found = [(one.period, one.version, one.value) for one in trace_key(opened, Citation.parse(key))]
    assert found == [("2021H2", 1, 20_000_000), ("2021H1", 1, 20_000_000), ("2021H2", 2, 21_000_000)]
