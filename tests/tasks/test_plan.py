"""Targets as figures: each unit's, those over all units, and those of units that took over others within the year."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import polars as pl

from domain.catalogue import Catalogue
from domain.figure import ALL, FIGURES, PLAN, UNIT_VALUES, YEAR, Figure, Figures
from domain.half_year import HalfYear
from domain.lineage import Edge, Lineage
from domain.target import Target
from domain.unit import Unit
from tasks.compute import compute, with_comparisons, with_year
from tasks.earlier import Change, as_known
from tasks.plan import YearsUnits, with_plan
from tests import merged

PERIOD = HalfYear(2025, 1)
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


# --- of units that merged within the year ---------------------------------------------------------


def taken_over(
    catalogue: Catalogue, *targets: Target, lineage: Lineage | None = None, code: str = "hoc_vien"
) -> dict[str, tuple[int | None, int, int]]:
    """Scope → what the second half of 2025 has to reach, of Sơn La's wards."""
    year = YearsUnits(merged.units(), lineage or merged.lineage(), merged.AFTER)
    none = pl.DataFrame(schema=FIGURES).with_columns(compared_close=pl.lit(None, pl.Int64))
    made = with_plan(none, targets, merged.units(merged.AFTER), catalogue, PERIOD.next, year)
    return {one.key.scope: counts(one) for one in Figures.from_frame(made) if one.key.indicator == code}


def of_communes(*communes: int, each: int = 100) -> list[Target]:
    return [target(one, each, "hoc_vien") for one in communes]


def test_what_communes_were_to_reach_is_what_their_ward_is_to_reach(catalogue: Catalogue) -> None:
    made = taken_over(catalogue, *of_communes(*range(1, 13)))
    assert made == {
        **{"101": (400, 1, 1), "102": (300, 1, 1), "103": (300, 1, 1), "104": (200, 1, 1)},
        ALL: (1200, 4, 4),
    }


def test_a_ward_that_was_given_a_target_of_its_own_has_that_one(catalogue: Catalogue) -> None:
    made = taken_over(catalogue, *of_communes(*range(1, 13)), target(104, 250, "hoc_vien"))
    assert made["104"] == (250, 1, 1) and made[ALL] == (1250, 4, 4)


def test_a_ward_of_which_a_commune_had_no_target_or_none_assigned_yet_has_none(catalogue: Catalogue) -> None:
    made = taken_over(catalogue, *of_communes(1, 2, 3, 5, 9, 11), target(4, 0, "hoc_vien"))
    assert made == {"102": (300, 1, 1), ALL: (300, 1, 4)}
    assert taken_over(catalogue, *of_communes(6)) == {}


def test_what_a_divided_commune_was_to_reach_is_nobodys(catalogue: Catalogue) -> None:
    half = Fraction(1, 2)
    halves = [Edge(6, ward, merged.MERGED, half, 14) for ward in (103, 104)]
    divided = Lineage((*(edge for edge in merged.lineage().edges if edge.from_id != 6), *halves))
    made = taken_over(catalogue, *of_communes(*range(1, 13)), lineage=divided)
    assert made == {"101": (400, 1, 1), "102": (300, 1, 1), ALL: (700, 2, 4)}


def test_a_unit_that_took_another_in_has_both_to_reach(catalogue: Catalogue) -> None:
    stays = Lineage((Edge(12, 13, merged.MERGED, None, 2),))
    units = [unit for unit in merged.units() if unit.id in (12, 13)]
    year = YearsUnits(units, stays, merged.AFTER)
    none = pl.DataFrame(schema=FIGURES).with_columns(compared_close=pl.lit(None, pl.Int64))
    for own, value in ((70, 100), (0, 0), (None, None)):
        targets = [target(12, 30), *([] if own is None else [target(13, own)])]
        made = Figures.from_frame(with_plan(none, targets, units[1:], catalogue, PERIOD.next, year))
        assert made.value("hoi_vien", comparison=PLAN, span=YEAR, scope="13") == value


def test_until_the_day_they_merge_each_commune_has_its_own(catalogue: Catalogue) -> None:
    year = YearsUnits(merged.units(), merged.lineage(), merged.BEFORE)
    none = pl.DataFrame(schema=FIGURES).with_columns(compared_close=pl.lit(None, pl.Int64))
    made = with_plan(none, of_communes(1, 2), merged.units(merged.BEFORE), catalogue, PERIOD, year)
    assert {one.key.scope: counts(one) for one in Figures.from_frame(made)} == {
        **{"1": (100, 1, 1), "2": (100, 1, 1)},
        ALL: (200, 2, 12),
    }
