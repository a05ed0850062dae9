"""Final figures of a half that was closed already → that half as it is known now, as tables."""

from __future__ import annotations

from typing import Any

import polars as pl

from domain.catalogue import Catalogue
from domain.figure import ALL, HALF
from domain.lineage import Edge, Lineage
from tasks.compute import compute
from tasks.earlier import Change, as_known
from tasks.finals import given_finals, with_finals
from tests import merged
from tests.tasks.test_compute import UNITS, said


def settled(catalogue: Catalogue, table: str, finals: str) -> dict[tuple[str, str, str], Any]:
    """Scope, indicator and breakdown → value, of what units said of a half and then gave as final."""
    known = with_finals(compute(said(table), UNITS, catalogue), given_finals(said(finals)), catalogue)
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


# --- of units that merged in between -----------------------------------------------------------

LEARNERS = "\n".join(f"{commune} hoc_vien . . ~{10 * commune}" for commune in range(1, 13))  # 780 over all
HUA_LA_DIVIDED = Lineage((*merged.lineage().edges, Edge(12, 104, merged.MERGED, None, 14)))


def of_wards(
    catalogue: Catalogue, told: Lineage, table: str, finals: str, indicator: str = "hoc_vien"
) -> dict[str, Any]:
    """Scope → value as it is known in the second half of 2025, over all and of the wards."""
    before, after = merged.units(merged.BEFORE), merged.units(merged.AFTER)
    change = Change(before, after, told, merged.BEFORE, merged.AFTER)
    known = as_known(compute(said(table), before, catalogue), said(finals), change, catalogue)
    over_all = known.then.filter(pl.col("scope") == ALL)
    assert over_all.equals(known.now.filter(pl.col("scope") == ALL).select(over_all.columns))
    rows = known.now.filter((pl.col("indicator") == indicator) & (pl.col("breakdown") == ""))
    return dict(rows.select("scope", "value").iter_rows())


def test_the_final_figure_of_a_ward_is_set_against_what_its_communes_reported(catalogue: Catalogue) -> None:
    made = of_wards(catalogue, merged.lineage(), LEARNERS, "101 hoc_vien . . 105")
    assert (made["101"], made[ALL]) == (105, 780 + 5)


def test_what_an_open_split_keeps_out_of_a_ward_is_not_counted_twice_by_its_final_figure(catalogue: Catalogue) -> None:
    """Chiềng Cơi has 150 of two communes; the 120 of Hua La are in the sum over all, in no ward's."""
    made = of_wards(catalogue, HUA_LA_DIVIDED, LEARNERS, "103 hoc_vien . . 230")
    assert (made["103"], made["104"], made[ALL]) == (230, 160, 780)


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
