"""A form that comes back as it went out is no submission; one in which anything stands is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from domain.observation import FIELDS
from domain.vietnamese import Written
from outputs.blank_form import write_workbook
from outputs.form_plan import plan_forms
from outputs.sheet_plan import SheetPlan
from samples.files import delimited, document
from samples.opendocument import opendocument
from tasks.gate import standing
from tasks.refusals import _not_filled_in as not_filled_in
from tests.homes import SmallHome
from tests.office import saved_again
from tests.spec.table import written_over
from warehouse import tables

OPENING = {"bieu_4.quy_ton_dau.so_tien": 37_455_000}
WRITERS = {"xlsx": write_workbook, "ods": opendocument, "csv": delimited, "docx": document}
REFUSED, ACCEPTED = ("refused", "not_filled_in"), ("accepted", None)


def given_out(home: SmallHome, code: str, **filled: Any) -> list[SheetPlan]:
    """The form of a unit as it is given out, with what it carries over, and what was filled in since."""
    filling = replace(home.filling(code), answers={}, lists={}, carried=OPENING)
    return plan_forms(home.open().catalogue, replace(filling, **filled))


def verdict(home: SmallHome, code: str, name: str, data: bytes) -> tuple[str, str | None]:
    home.put(code, name, data)
    home.collect()
    last, state, reason = home.files()[-1]
    assert last == name
    return state, reason


# --- as it went out -------------------------------------------------------------------------------


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("code", ["00001", "B-03"])
def test_a_form_as_it_was_given_out_is_refused_in_every_format(small_home: SmallHome, code: str, writer: str) -> None:
    data = WRITERS[writer](given_out(small_home, code))
    assert verdict(small_home, code, f"bieu.{writer}", data) == REFUSED


@pytest.mark.long
@pytest.mark.parametrize("target", ["xlsx:Calc MS Excel 2007 XML", "xls:MS Excel 97", "ods:calc8"])
def test_so_is_one_that_was_opened_and_saved(small_home: SmallHome, tmp_path: Path, target: str) -> None:
    form = tmp_path / "bieu.xlsx"
    form.write_bytes(write_workbook(given_out(small_home, "00001")))
    (saved,) = (one for one in saved_again([form], target, tmp_path).iterdir() if one.is_file())
    assert verdict(small_home, "00001", saved.name, saved.read_bytes()) == REFUSED


def test_it_takes_nothing_of_what_was_sent_and_is_settled_by_a_form_that_is_filled_in(small_home: SmallHome) -> None:
    small_home.send("00001", name="1.xlsx")
    small_home.collect()
    before = small_home.rows(tables.observation, "section_id", "field", "value")
    assert verdict(small_home, "00001", "2.xlsx", write_workbook(given_out(small_home, "00001"))) == REFUSED
    assert small_home.rows(tables.observation, "section_id", "field", "value") == before
    assert [rule for (rule,) in small_home.rows(tables.finding, "rule")] == ["not_filled_in"], "no cell is asked for"
    assert [reason for _, reason in refused_files(small_home, "00001")] == ["not_filled_in"]
    small_home.send("00001", name="3.xlsx", bieu_1__hoi_vien__ky_nay=501)
    small_home.collect()
    assert refused_files(small_home, "00001") == ()


def refused_files(small_home: SmallHome, code: str) -> tuple[tuple[str, str], ...]:
    """What keeps the gate shut for a unit: paths and reasons."""
    home = small_home.open()
    with home.warehouse.read() as connection:
        found = standing(home, HalfYear.parse("2022H1"), connection)
    return next(one.refused for one in found.units if one.unit.code == code)


# --- with anything in it --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "filled",
    [
        pytest.param({"answers": {"bieu_1.chi_hoi_thon.ky_nay": 3}}, id="a number"),
        pytest.param({"answers": {"bieu_1.chi_hoi_thon.ky_nay": 0}}, id="a nought"),
        pytest.param({"answers": {"bieu_1.chi_hoi_thon.ky_nay": "…"}}, id="not known yet"),
        pytest.param({"answers": {"bieu_1.chi_hoi_thon.ky_nay": "ba"}}, id="what is no number"),
        pytest.param({"answers": {"thuyet_minh.han_che.value": "Chưa có số liệu của hai chi hội."}}, id="a sentence"),
        pytest.param({"lists": {"danh_sach": [{"ten": "Chi hội bản Hò"}]}}, id="a row of a list"),
    ],
)
def test_a_form_in_which_anything_is_written_is_judged_by_its_cells(
    small_home: SmallHome, filled: Mapping[str, Any]
) -> None:
    data = write_workbook(given_out(small_home, "00001", **filled))
    assert verdict(small_home, "00001", "bieu.xlsx", data) != REFUSED
    assert "not_filled_in" not in [rule for (rule,) in small_home.rows(tables.finding, "rule")]


@pytest.mark.parametrize(("total", "is_new"), [(37_455_000, False), (40_000_000, True)])
def test_a_total_is_something_written_where_it_does_not_follow_from_what_was_given(
    small_home: SmallHome, total: int, is_new: bool
) -> None:
    over = written_over(given_out(small_home, "00001"), {"bieu_4.quy_ton_cuoi.so_tien": total})
    assert verdict(small_home, "00001", "bieu.xlsx", write_workbook(over)) == (ACCEPTED if is_new else REFUSED)


# --- fields alone ---------------------------------------------------------------------------------

Cell = tuple[str, str, str, int | None]  # field, what a blank cell means, how it is written, its value


def fields(cells: Sequence[Cell]) -> pl.DataFrame:
    rows = [
        {"file_id": 7, "field": name, "blank": blank, "written": written, "value": value}
        for name, blank, written, value in cells
    ]
    return pl.DataFrame(rows, schema=FIELDS)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ([("bieu_1.chi_hoi_thon.ky_nay", "zero", Written.BLANK, None)], set()),
        ([("bieu_1.chi_hoi_thon.ky_nay", "ask", Written.BLANK, None)], {7}),
        ([("bieu_1.chi_hoi_thon.ky_nay", "ask", Written.NUMBER, 1)], set()),
        ([("bieu_4.quy_ton_dau.so_tien", "ask", Written.NUMBER, 5)], {7}),
        ([], set()),
    ],
    ids=["a blank is a nought", "a blank is asked for", "it is there", "it was carried over", "nothing"],
)
def test_only_a_form_that_asks_for_a_number_can_be_empty(
    catalogue: Catalogue, cells: Sequence[Cell], found: set[int]
) -> None:
    assert not_filled_in(catalogue, fields(cells)) == found
