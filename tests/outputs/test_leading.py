"""The units that have most: named only where to lead means something, and never one of two that have as much."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue import Catalogue
from domain.figure import ALL, HALF, YEAR, Figure, FigureKey, Figures
from domain.unit import Unit
from expectations.load import load_catalogue
from outputs.aims import Aims
from outputs.leading import leading

CODE = "gdht_dang_ky"  # reported by communes, of a year
VALUES = st.lists(st.one_of(st.none(), st.integers(-3, 6)), max_size=14)


def unit(number: int, kind: str = "hoi_xa") -> Unit:
    return Unit(number, f"{number:05}", f"Hội {number}", kind, None, None, None, "", number + 1)


def own(number: int, value: int | None, year: int = 2022) -> Figure:
    return Figure(FigureKey(CODE, scope=str(number)), value, year, 1, 1, "done")


def led(
    values: Sequence[int | None], more: Sequence[Figure] = (), units: Sequence[Unit] = (), span: str = HALF
) -> list[tuple[int, int]]:
    """The numbers of the units that lead, and their values."""
    catalogue: Catalogue = load_catalogue()
    total = Figure(FigureKey(CODE), 1, 2022, len(values), len(values), "done")
    figures = [own(number, value) for number, value in enumerate(values, 1)]
    there = units or [unit(number) for number, _ in enumerate(values, 1)]
    aims = Aims(Figures([total, *figures, *more]), tuple(there), span, 2022)
    return [(one.id, value) for one, value in leading(aims, catalogue.indicator_by_code[CODE])]


CASES: list[tuple[str, list[int | None], list[tuple[int, int]]]] = [
    ("the three largest, the largest first", [1, 5, 2, 9, 7, 3], [(4, 9), (5, 7), (2, 5)]),
    ("those that share the third place fall together", [9, 8, 7, 7, 1, 1, 1, 1], [(1, 9), (2, 8)]),
    ("those that share the first place stand together", [9, 1, 9, 9, 2, 3], [(1, 9), (3, 9), (4, 9)]),
    ("four that share the first place are no leaders", [9, 9, 9, 9, 1, 1, 1, 1], []),
    ("nothing leads nobody", [5, 0, 0, 0], [(1, 5)]),
    ("nobody leads with nothing", [0, 0, 0, 0], []),
    ("nobody leads with less than nothing", [-1, -2, -3], []),
    ("of two none leads the many", [5, 7], []),
    ("of four units two may lead", [5, 7, 0, 0], [(2, 7), (1, 5)]),
    ("of three that all have something none", [5, 7, 1], []),
    ("a unit that is alone leads nobody", [5], []),
    ("a unit that said nothing is none of the others", [5, 7, 3, None, None, None], []),
    ("no units", [], []),
]


@pytest.mark.parametrize(("values", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_who_leads(values: list[int | None], wanted: list[tuple[int, int]]) -> None:
    assert led(values) == wanted


@given(VALUES)
def test_leaders_have_more_than_everybody_else_and_are_the_fewer(values: list[int | None]) -> None:
    named = led(values)
    known = [value for value in values if value is not None]
    assert len(named) <= 3 and 2 * len(named) <= len(known)
    assert [value for _, value in named] == sorted((value for _, value in named), reverse=True)
    others = [value for number, value in enumerate(values, 1) if value is not None and number not in dict(named)]
    for _, value in named:
        assert value > max(0, *others)


def test_a_value_of_another_year_than_the_total_leads_nobody() -> None:
    old = own(1, 99, 2021)
    assert led([None, 5, 2, 1, 1], [old]) == led([None, 5, 2, 1, 1]) == [(2, 5), (3, 2)]


def test_a_unit_of_a_kind_that_is_not_asked_leads_nobody() -> None:
    units = [unit(1, "ban"), *map(unit, (2, 3, 4, 5))]
    assert led([99, 5, 0, 0, 0], units=units) == [(2, 5)]


def test_a_unit_that_is_not_expected_leads_nobody() -> None:
    assert led([99, 5, 0, 0, 0], units=[unit(number) for number in (2, 3, 4, 5)]) == [(2, 5)]


def test_a_year_is_led_by_its_own_values() -> None:
    total = Figure(FigureKey(CODE, span=YEAR), 1, 2022, 4, 4, "done")
    year = [Figure(FigureKey(CODE, scope=str(n), span=YEAR), v, 2022, 1, 1, "done") for n, v in ((1, 1), (2, 8))]
    assert led([9, 1, 0, 0], [total, *year], span=YEAR)[0] == (2, 8)
    assert ALL not in {str(number) for number, _ in led([9, 1, 0, 0], [total, *year], span=YEAR)}
