"""Final figures of a half that was closed already → that half as it is known now, as tables."""

from __future__ import annotations

from typing import Any

import polars as pl

from domain.catalogue import Catalogue
from domain.figure import ALL, HALF, YEAR, Figures
from domain.lineage import Edge, Lineage
from tasks.compute import compute, with_year
from tasks.earlier import Change, as_known
from tasks.finals import given_finals, with_finals
from tests import merged
from tests.tasks.test_compute import UNITS, said


def settled(catalogue: Catalogue, table: str, finals: str) -> dict[tuple[str, str, str], Any]:
    """Scope, indicator and breakdown → value, of what units said of a half and then gave as final."""
    known = with_finals(compute(said(table), UNITS, catalogue), given_finals(said(finals), UNITS, catalogue), catalogue)
    rows = known.filter(pl.col("span") == HALF).iter_rows(named=True)
    return {(row["scope"], row["indicator"], row["breakdown"]): row["value"] for row in rows}


CLASSES = """
1 lop chuyen_de=khuyen_nong . ~8
1 lop chuyen_de=phap_luat . ~2
1 lop chuyen_de=tin_hoc . 0
2 lop . . 7
"""


def test_a_part_that_became_final_moves_its_whole_by_as_much(catalogue: Catalogue) -> None:
    made = settled(catalogue, CLASSES, "1 lop chuyen_de=phap_luat . 5")
    assert (made["1", "lop", "chuyen_de=phap_luat"], made["1", "lop", ""], made[ALL, "lop", ""]) == (5, 13, 20)


def test_a_total_that_the_form_makes_of_one_final_part_is_not_taken_for_the_whole(catalogue: Catalogue) -> None:
    """The other parts are blank: they stand as they were printed."""
    made = settled(catalogue, CLASSES, "1 lop chuyen_de=phap_luat . 5\n1 lop . . 5")
    assert (made["1", "lop", "chuyen_de=khuyen_nong"], made["1", "lop", ""], made[ALL, "lop", ""]) == (8, 13, 20)


def test_a_total_of_all_parts_and_one_of_somebodys_own_are_the_whole(catalogue: Catalogue) -> None:
    every = "1 lop chuyen_de=khuyen_nong . 1\n1 lop chuyen_de=phap_luat . 5\n1 lop chuyen_de=tin_hoc . 0\n1 lop . . 6"
    assert settled(catalogue, CLASSES, every)["1", "lop", ""] == 6
    assert settled(catalogue, CLASSES, "1 lop chuyen_de=phap_luat . 5\n1 lop . . 14")["1", "lop", ""] == 14
    assert settled(catalogue, CLASSES, "2 lop . . 9")[ALL, "lop", ""] == 10 + 9


# --- whose, and of which span ------------------------------------------------------------------


def test_an_optional_unit_that_gives_a_final_figure_does_not_count_for_one_that_is_missing(
    catalogue: Catalogue,
) -> None:
    """Three of the five units that are expected reported; 6 is optional."""
    open_to_all = tuple(
        one.changed(reported_by=(*one.reported_by, "van_phong")) if one.code == "tap_the_kt" else one
        for one in catalogue.indicators
    )
    declared = catalogue.changed(indicators=open_to_all)
    half = compute(said("1 tap_the_kt . . 10\n4 tap_the_kt . . 1\n5 tap_the_kt . . 1"), UNITS, declared)
    finals = given_finals(said("2 tap_the_kt . . 3\n6 tap_the_kt . . 7"), UNITS, declared)
    made = Figures.from_frame(with_finals(half, finals, declared)).find("tap_the_kt")
    assert made and (made.value, made.counted, made.expected) == (22, 4, 5)


def test_a_final_second_half_makes_no_year_of_a_unit_that_has_no_first(catalogue: Catalogue) -> None:
    """2 gave no number in the first half, 1 an estimate."""
    first = compute(said("1 hoc_vien . . ~30\n2 hoc_vien . . ."), UNITS, catalogue)
    second = compute(said("1 hoc_vien . . ~10\n2 hoc_vien . . ~50"), UNITS, catalogue)
    finals = given_finals(said("1 hoc_vien . . 12\n2 hoc_vien . . 60"), UNITS, catalogue)
    made = Figures.from_frame(with_finals(with_year(second, first, UNITS, catalogue), finals, catalogue))
    year = {one: made.find("hoc_vien", scope=one, span=YEAR) for one in ("1", "2", ALL)}
    told = {one: (of.value, of.counted, of.basis) for one, of in year.items() if of}
    assert told == {"1": (42, 1, "estimated"), "2": (None, 0, "estimated"), ALL: (102, 1, "estimated")}
    assert [made.value("hoc_vien", scope=one) for one in ("1", "2", ALL)] == [12, 60, 72]
    half = made.find("hoc_vien")
    assert half and (half.counted, half.basis) == (2, "done")


# --- of units that merged in between -----------------------------------------------------------

LEARNERS = "\n".join(f"{commune} hoc_vien . . ~{10 * commune}" for commune in range(1, 13))  # 780 over all
HUA_LA_DIVIDED = Lineage((*merged.lineage().edges, Edge(12, 104, merged.MERGED, None, 14)))


def of_wards(
    catalogue: Catalogue, told: Lineage, table: str, finals: str, indicator: str = "hoc_vien"
) -> dict[str, Any]:
    """Scope → value as it is known in the second half of 2025, over all and of the wards, and ``basis`` over all."""
    before, after = merged.units(merged.BEFORE), merged.units(merged.AFTER)
    change = Change(before, after, told, merged.BEFORE, merged.AFTER)
    known = as_known(compute(said(table), before, catalogue), said(finals), change, catalogue)
    over_all = known.then.filter(pl.col("scope") == ALL)
    assert over_all.equals(known.now.filter(pl.col("scope") == ALL).select(over_all.columns))
    rows = known.now.filter((pl.col("indicator") == indicator) & (pl.col("breakdown") == ""))
    basis = rows.filter(pl.col("scope") == ALL)["basis"].item()
    return {"basis": basis, **dict(rows.select("scope", "value").iter_rows())}


def test_the_final_figure_of_a_ward_is_set_against_what_its_communes_reported(catalogue: Catalogue) -> None:
    made = of_wards(catalogue, merged.lineage(), LEARNERS, "101 hoc_vien . . 105")
    assert (made["101"], made[ALL]) == (105, 780 + 5)


def test_what_an_open_split_keeps_out_of_a_ward_is_not_counted_twice_by_its_final_figure(catalogue: Catalogue) -> None:
    """Chiềng Cơi has 150 of two communes; the 120 of Hua La are in the sum over all, in no ward's."""
    made = of_wards(catalogue, HUA_LA_DIVIDED, LEARNERS, "103 hoc_vien . . 230")
    assert (made["103"], made["104"], made[ALL]) == (230, 160, 780)


def test_a_total_with_an_estimate_in_it_that_is_no_wards_stays_an_estimate(catalogue: Catalogue) -> None:
    """Hua La's, which is divided; the others reported what was done."""
    done = LEARNERS.replace("~", "").replace("12 hoc_vien . . 120", "12 hoc_vien . . ~120")
    made = of_wards(catalogue, HUA_LA_DIVIDED, done, "101 hoc_vien . . 105")
    assert (made[ALL], made["basis"]) == (785, "estimated")


def test_what_was_each_communes_own_is_not_counted_twice_by_a_wards_final_figure(catalogue: Catalogue) -> None:
    own = "\n".join(f"{commune} cdht_xa_tong . . 1" for commune in range(1, 13))
    made = of_wards(catalogue, merged.lineage(), own, "101 cdht_xa_tong . . 1", "cdht_xa_tong")
    assert (made["101"], made[ALL]) == (1, 12)


def test_what_a_silent_commune_owed_is_in_the_final_figure_of_its_ward(catalogue: Catalogue) -> None:
    silent = LEARNERS.replace("11 hoc_vien . . ~110", "11 hoc_vien . . .")
    made = of_wards(catalogue, merged.lineage(), silent, "102 hoc_vien . . 245")
    assert (made["102"], made[ALL]) == (245, 670 + 105)


def test_a_unit_that_took_over_from_none_has_no_final_figure_of_a_half_before_it_was_there(
    catalogue: Catalogue,
) -> None:
    founded = Lineage(tuple(edge for edge in merged.lineage().edges if edge.to_id != 104))
    made = of_wards(catalogue, founded, LEARNERS, "104 hoc_vien . . 500")
    assert "104" not in made and made[ALL] == 780
