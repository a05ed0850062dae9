"""targets.csv: what is read of it, what is refused and how, and the figures that it makes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from domain.catalogue import Catalogue
from domain.figure import ALL, FIGURES, PLAN, UNIT_VALUES, YEAR, Figure, Figures
from domain.half_year import HalfYear
from domain.target import Target
from domain.unit import Unit
from tasks.compute import compute, with_comparisons, with_year
from tasks.earlier import Change, as_known
from tasks.registry import HomeError
from tasks.targets import read_targets, with_plan
from tests import merged
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


# --- what is read -----------------------------------------------------------------------------------


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


# --- as figures -------------------------------------------------------------------------------------

KINDS = {1: "hoi_xa", 2: "hoi_xa", 3: "hoi_khac", 4: "ban", 5: "van_phong"}
MANY = [Unit(n, f"U{n}", f"Đơn vị {n}", kind, None, None, None, "", n + 1) for n, kind in KINDS.items()]


def target(unit: int | None, value: int, code: str = "hoi_vien", year: int = 2025) -> Target:
    return Target(unit, code, year, value, "KH", 2)


def plan(catalogue: Catalogue, *targets: Target, units: Sequence[Unit] = MANY) -> dict[tuple[str, str], Figure]:
    """Indicator and scope → the figure."""
    none = pl.DataFrame(schema=FIGURES).with_columns(compared_close=pl.lit(None, pl.Int64))
    made = with_plan(none, targets, units, catalogue, PERIOD)
    assert made.schema == none.schema and made["compared_close"].null_count() == len(made)
    found = {(one.key.indicator, one.key.scope): one for one in Figures.from_frame(made)}
    assert len(found) == len(made)
    assert {(one.key.comparison, one.key.span, one.key.breakdown) for one in found.values()} <= {(PLAN, YEAR, "")}
    return found


def counts(figure: Figure) -> tuple[int | None, int, int]:
    return figure.value, figure.counted, figure.expected


def test_the_targets_of_units_add_up_and_tell_how_many_have_one(catalogue: Catalogue) -> None:
    made = plan(catalogue, target(1, 300), target(4, 50), target(1, 7, "lop"))
    assert counts(made["hoi_vien", "1"]) == (300, 1, 1)
    assert counts(made["hoi_vien", ALL]) == (350, 2, 4)
    assert counts(made["lop", ALL]) == (7, 1, 3)


def test_the_associations_own_target_stands_in_place_of_the_sum(catalogue: Catalogue) -> None:
    made = plan(catalogue, target(1, 300), target(None, 1000))
    assert counts(made["hoi_vien", ALL]) == (1000, 4, 4)
    assert counts(made["hoi_vien", "1"]) == (300, 1, 1)


def test_a_registry_figure_may_have_a_target_of_all(catalogue: Catalogue) -> None:
    assert counts(plan(catalogue, target(None, 5, "hoi_co_so"))["hoi_co_so", ALL]) == (5, 3, 3)


def test_a_target_of_nought_is_not_assigned_and_not_counted(catalogue: Catalogue) -> None:
    made = plan(catalogue, target(1, 0), target(2, 200))
    assert counts(made["hoi_vien", "1"]) == (0, 1, 1)
    assert counts(made["hoi_vien", ALL]) == (200, 1, 4)


def test_only_targets_of_the_periods_year_are_frozen(catalogue: Catalogue) -> None:
    assert plan(catalogue, target(1, 300, year=2024), target(None, 9, year=2026)) == {}


def test_the_target_of_a_unit_that_is_not_there_any_more_is_no_part_of_the_sum(catalogue: Catalogue) -> None:
    made = plan(catalogue, target(1, 300), target(2, 20), units=MANY[1:])
    assert counts(made["hoi_vien", ALL]) == (20, 1, 3) and ("hoi_vien", "1") not in made
    assert plan(catalogue, target(1, 300), units=MANY[1:]) == {}


def test_targets_stand_beside_the_figures_and_change_none(catalogue: Catalogue) -> None:
    row = ("hoi_vien", "", ALL, "", "half", None, 500, 4, 4, "done")
    before = pl.DataFrame([row], schema=FIGURES, orient="row").with_columns(compared_close=pl.lit(None, pl.Int64))
    made = with_plan(before, [target(None, 900)], MANY, catalogue, PERIOD)
    assert made.head(1).equals(before)
    found = Figures.from_frame(made)
    assert (found.value("hoi_vien"), found.value("hoi_vien", comparison=PLAN, span=YEAR)) == (500, 900)
    assert with_plan(before, [], MANY, catalogue, PERIOD).equals(before)


def test_beside_figures_that_were_shared_out_a_target_is_not(catalogue: Catalogue) -> None:
    row = ("hoi_vien", "", "1", "", "half", None, 500, 1, 1, "done")
    before = pl.DataFrame([row], schema=FIGURES, orient="row")
    before = before.with_columns(compared_close=pl.lit(None, pl.Int64), apportioned=pl.lit(True))
    made = with_plan(before, [target(1, 900)], MANY, catalogue, PERIOD)
    assert made.schema == before.schema and made["apportioned"].to_list() == [True, False, False]


def learners(catalogue: Catalogue, units: Sequence[Unit], each: int) -> pl.DataFrame:
    rows = [(unit.id, "hoc_vien", "", None, each, "done") for unit in units if unit.kind == "hoi_xa"]
    return compute(pl.DataFrame(rows, schema=UNIT_VALUES, orient="row"), units, catalogue)


def test_in_the_year_in_which_units_merge_each_half_has_the_targets_of_the_units_that_are_there(
    catalogue: Catalogue,
) -> None:
    communes, wards = (merged.units(day) for day in (merged.BEFORE, merged.AFTER))
    targets = [target(n, 100, "hoc_vien") for n in range(1, 13)] + [target(n, 400, "hoc_vien") for n in merged.COMMUNES]
    half = with_comparisons(learners(catalogue, communes, 60), {})
    first = with_plan(half, targets, communes, catalogue, PERIOD).drop("compared_close")
    change = Change(communes, wards, merged.lineage(), merged.BEFORE, merged.AFTER)
    known = as_known(first, None, change, catalogue)
    year = with_year(learners(catalogue, wards, 40), known.now, wards, catalogue, known.gaps)
    made = with_plan(with_comparisons(year, {}), targets, wards, catalogue, PERIOD.next)
    then, now = Figures.from_frame(first), Figures.from_frame(made)
    plans = [one.find("hoc_vien", comparison=PLAN, span=YEAR) for one in (then, now)]
    assert [counts(one) for one in plans if one] == [(1200, 12, 12), (1600, 4, 4)]
    assert now.value("hoc_vien", scope="101", span=YEAR) == 4 * 60 + 40
    assert set(now.scopes("hoc_vien", PLAN)) == {"101", "102", "103", "104"}
