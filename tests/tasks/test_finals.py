"""Final figures of a half that was closed already → that half as it is known now, as tables."""

from __future__ import annotations

from typing import Any

import polars as pl

from domain.catalogue import Catalogue
from domain.figure import ALL, HALF
from tasks.compute import compute
from tasks.finals import given_finals, with_finals
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
