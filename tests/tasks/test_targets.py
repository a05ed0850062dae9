"""targets.csv: what is read of it, and what is refused and how."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from domain.target import Target
from domain.unit import Unit
from tasks.registry import HomeError
from tasks.targets import read_targets
from tests.homes import SmallHome

HEADING = "unit,indicator,year,value,source\n"
PERIOD = HalfYear(2025, 1)
UNITS = (
    Unit(1, "03646", "Phường Chiềng Lề", "hoi_xa", None, None, date(2025, 6, 30), "", 2),
    Unit(2, "03646", "Phường Tô Hiệu", "hoi_xa", None, date(2025, 7, 1), None, "", 3),
    Unit(3, "B-03", "Ban Ba", "ban", None, None, None, "", 4),
)


def read(catalogue: Catalogue, *lines: str) -> tuple[Target, ...]:
    data = (HEADING + "".join(f"{line}\n" for line in lines)).encode()
    return read_targets(data, Path("nha/targets.csv"), UNITS, catalogue)


def units_of(catalogue: Catalogue, *lines: str) -> list[int | None]:
    return [one.unit_id for one in read(catalogue, *lines)]


def test_a_target_is_read_with_its_unit_its_source_and_the_line_it_stands_on(catalogue: Catalogue) -> None:
    one, two = read(catalogue, " B-03 ,hoi_vien,2022,520, QĐ 12/QĐ-HKH  ngày 15/01/2022", "", ",hoi_co_so,2022,0,KH")
    assert one == Target(3, "hoi_vien", 2022, 520, "QĐ 12/QĐ-HKH ngày 15/01/2022", 2)
    assert two == Target(None, "hoi_co_so", 2022, 0, "KH", 4)


def test_a_code_is_the_unit_that_had_it_in_that_year(catalogue: Catalogue) -> None:
    assert units_of(catalogue, "03646,lop,2024,5,KH", "03646,lop,2026,5,KH") == [1, 2]


def test_in_the_year_in_which_a_code_changes_hands_the_id_says_whose_target_it_is(catalogue: Catalogue) -> None:
    assert units_of(catalogue, "id:1,lop,2025,5,KH", "id: 2,lop,2025,5,KH") == [1, 2]


def test_unit_indicator_and_year_together_are_one_target(catalogue: Catalogue) -> None:
    lines = ("B-03,hoi_vien,2022,1,KH", "B-03,hoi_vien,2023,1,KH", "B-03,quy_thu,2022,1,KH", ",hoi_vien,2022,1,KH")
    assert len(read(catalogue, *lines)) == 4


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["B-03,hoi_vein,2022,1,KH"], "line 2: indicator 'hoi_vein': the catalogue has none of this code; did you"),
        (["B-03,hoi_vein,2022,1,KH"], "'hoi_vien'"),
        (["B-03,hoi_vien_chi_hoi,2022,1,KH"], "line 2: indicator 'hoi_vien_chi_hoi' makes no figure"),
        ([",lop,22,1,KH"], "line 2: saw the year '22'; wanted four digits"),
        ([",lop,2022,1,KH", "B-99,lop,2022,1,KH"], "line 3: unit 'B-99' is not in units.csv; wanted a code, id:NUMBER"),
        (["id:9,lop,2022,1,KH"], "line 2: unit 'id:9' is not in units.csv"),
        (["id:2,lop,2024,1,KH"], "line 2: unit 'id:2' is not valid in 2024"),
        (["03646,lop,2025,1,KH"], "code '03646' is of more than one unit; wanted one of id:1 (Phường Chiềng Lề), id:2"),
        (["B-03,lop,2022,1,KH"], "unit B-03 is of kind 'ban', which does not report 'lop'; wanted a unit of kind hoi_"),
        (["B-03,ban_khuyen_hoc,2022,1,KH"], "'ban_khuyen_hoc' counts the units themselves; wanted no unit"),
        ([",lop,2022,-1,KH"], "line 2: saw the value '-1'; wanted a whole number in lớp, not negative"),
        ([",lop,2022,1.200,KH"], "saw the value '1.200'"),
        ([",lop,2022,,KH"], "saw the value ''"),
        ([",quy_thu,2022,10000000000000,KH"], "saw the value '10000000000000'; wanted a whole number in đồng"),
        ([",lop,2022,1,  "], "line 2: source is empty; wanted where the target is laid down"),
        ([",lop,2022,1,A", ",lop,2022,2,B"], "line 3: a target of the association for lop in 2022 is given on line 2"),
        (["B-03,quy_thu,2022,1,A", "id:3,quy_thu,2022,2,B"], "line 3: a target of unit id:3 for quy_thu in 2022 is"),
        ([",lop,2022,1"], "line 2: saw 4 columns, wanted 5 parted by commas"),
    ],
)
def test_the_first_line_that_cannot_be_used_is_named(catalogue: Catalogue, lines: list[str], told: str) -> None:
    with pytest.raises(HomeError) as caught:
        read(catalogue, *lines)
    said = str(caught.value)
    assert said.startswith("nha/targets.csv, line ") and told in said and "\n" not in said


def test_other_columns_are_refused_with_those_that_are_wanted(catalogue: Catalogue) -> None:
    with pytest.raises(HomeError, match="line 1: wanted the columns unit,indicator,year,value,source"):
        read_targets(b"unit;indicator;year;value;source\n", Path("targets.csv"), UNITS, catalogue)


# --- of a home --------------------------------------------------------------------------------------


def test_a_home_without_targets_csv_has_no_targets(small_home: SmallHome) -> None:
    home = small_home.open()
    assert (home.targets_bytes, home.targets) == (None, ())


def test_a_home_reads_its_targets_by_its_own_units(small_home: SmallHome) -> None:
    path = small_home.path / "targets.csv"
    path.write_text(HEADING + "00002,lop,2022,4,KH 1\n", encoding="utf-8")
    home = small_home.open()
    assert home.targets_bytes == path.read_bytes()
    assert home.targets == (Target(2, "lop", 2022, 4, "KH 1", 2),)


def test_targets_that_cannot_be_read_are_not_taken_for_none(small_home: SmallHome) -> None:
    (small_home.path / "targets.csv").mkdir()
    with pytest.raises(HomeError, match=r"targets\.csv: cannot be read"):
        _ = small_home.open().targets
