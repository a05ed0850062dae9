"""An opening beside the closing of the half before."""

from __future__ import annotations

from typing import Any

from domain.catalogue import Catalogue
from outputs.blank_form import write_workbook
from tasks.compare import needed_fields
from tasks.stocks import openings
from tests.tasks.apart import apart
from tests.tasks.submitted import filled, planned, read_here, recognise, stood, submissions

CLOSING = "bieu_4.quy_ton_cuoi.so_tien"


def sides(catalogue: Catalogue, *rows: Any) -> list[tuple[Any, ...]]:
    recognised = recognise(catalogue, read_here(write_workbook(planned(catalogue, filled()))))
    made = apart(catalogue, submissions(catalogue, recognised, registered=stood(*rows)))
    return [one.numbers.select("left", "right", "cell").row(0) for one in made if one.rule.id == "opening_stock"]


def test_the_opening_and_what_it_carries_are_found_in_the_catalogue(catalogue: Catalogue) -> None:
    ((opening, closings),) = openings(catalogue)
    assert opening.key == "bieu_4.quy_ton_dau.so_tien"
    assert [field.key for field in closings] == [CLOSING]
    assert CLOSING in needed_fields(catalogue)


def test_the_closing_of_the_half_before_is_set_beside_the_opening(catalogue: Catalogue) -> None:
    before, older = ("2021H2", "bieu_4", CLOSING, None, 1_900_000), ("2021H1", "bieu_4", CLOSING, None, 7)
    assert sides(catalogue, older, before) == [(2_000_000, 1_900_000, "F7")]


def test_without_the_half_before_nothing_is_compared(catalogue: Catalogue) -> None:
    assert sides(catalogue) == []
    assert sides(catalogue, ("2021H1", "bieu_4", CLOSING, None, 7), ("2022H1", "bieu_4", CLOSING, None, 8)) == []


def test_a_closing_that_was_not_known_finds_nothing(catalogue: Catalogue) -> None:
    assert sides(catalogue, ("2021H2", "bieu_4", CLOSING, None, None)) == [(2_000_000, None, "F7")]
