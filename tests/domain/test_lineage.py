"""Where units go over time: whole, in parts, along chains, or nobody knows."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lineage import Edge, Lineage

BEGIN, END = date(2020, 1, 1), date(2040, 1, 1)
A, B, C, D, E = 1, 2, 3, 4, 5


def lineage(*edges: tuple[int, int, int, str | None], lives_on: tuple[tuple[int, int], ...] = ()) -> Lineage:
    """Edges as from, to, year and share."""
    made = [
        Edge(one, to, date(year, 7, 1), None if share is None else Fraction(share), row)
        for row, (one, to, year, share) in enumerate(edges, start=2)
    ]
    return Lineage(tuple(made), frozenset((unit, date(year, 7, 1)) for unit, year in lives_on))


def course(told: Lineage, unit: int = A, since: date = BEGIN, until: date = END) -> dict[int, Fraction | None]:
    return dict(told.courses([unit], since, until)[unit])


def test_a_unit_of_which_nothing_is_told_stays_itself() -> None:
    assert course(Lineage()) == {A: 1}
    assert course(lineage((B, C, 2025, None))) == {A: 1}


def test_a_blank_share_of_a_units_only_successor_is_the_whole() -> None:
    assert course(lineage((A, C, 2025, None), (B, C, 2025, None))) == {C: 1}


def test_a_unit_with_several_successors_and_no_shares_is_open() -> None:
    assert course(lineage((A, B, 2025, None), (A, C, 2025, None))) == {B: None, C: None}


def test_a_split_of_which_a_share_is_missing_is_open_as_a_whole() -> None:
    assert course(lineage((A, B, 2025, "2/5"), (A, C, 2025, None), (A, D, 2025, None))) == {B: None, C: None, D: None}


def test_stated_shares_are_kept_exactly() -> None:
    assert course(lineage((A, B, 2025, "1/3"), (A, C, 2025, "2/3"))) == {B: Fraction(1, 3), C: Fraction(2, 3)}


def test_what_a_unit_that_lives_on_did_not_give_away_stays_with_it() -> None:
    told = lineage((A, B, 2025, "1/10"), (A, C, 2025, "2/10"), lives_on=((A, 2025),))
    assert course(told) == {A: Fraction(7, 10), B: Fraction(1, 10), C: Fraction(2, 10)}
    assert course(told, B) == {B: 1}


def test_a_unit_that_lives_on_is_among_those_that_an_open_split_may_have_gone_to() -> None:
    assert course(lineage((A, B, 2025, None), lives_on=((A, 2025),))) == {A: None, B: None}
    assert course(lineage((A, B, 2025, "1/5"), (A, C, 2025, None), lives_on=((A, 2025),))) == dict.fromkeys((A, B, C))


def test_a_unit_that_absorbs_others_lives_on_under_its_own_id() -> None:
    told = lineage((B, A, 2025, None), (C, A, 2025, None))
    assert [course(told, unit) for unit in (A, B, C)] == [{A: 1}] * 3


@pytest.mark.parametrize(
    ("since", "until", "to"),
    [
        ("2025-06-30", "2025-06-30", A),
        ("2025-06-30", "2025-07-01", B),
        ("2025-07-01", "2026-01-01", A),  # it was no more then: who asks about it means the unit of that id
        ("2025-06-30", "2030-06-30", B),
        ("2025-06-30", "2030-07-01", C),
        ("2020-01-01", "2040-01-01", C),
    ],
)
def test_an_edge_holds_from_its_day_on(since: str, until: str, to: int) -> None:
    told = lineage((B, C, 2030, None), (A, B, 2025, None))
    assert course(told, A, date.fromisoformat(since), date.fromisoformat(until)) == {to: 1}


def test_shares_multiply_along_a_chain_and_add_where_ways_meet() -> None:
    told = lineage(
        (A, B, 2025, "2/5"), (A, C, 2025, "3/5"), (B, D, 2030, "1/2"), (B, E, 2030, "1/2"), (C, E, 2035, None)
    )
    assert course(told) == {D: Fraction(1, 5), E: Fraction(4, 5)}
    assert course(told, until=date(2032, 1, 1)) == {C: Fraction(3, 5), D: Fraction(1, 5), E: Fraction(1, 5)}


def test_a_part_may_be_given_back() -> None:
    told = lineage((A, B, 2025, "1/10"), (B, A, 2030, None), lives_on=((A, 2025),))
    assert course(told) == {A: 1}
    assert course(told, B) == {A: 1}


def test_what_passes_through_an_open_split_is_open_as_a_whole() -> None:
    told = lineage((A, B, 2025, "2/5"), (A, C, 2025, "3/5"), (B, D, 2030, None), (B, E, 2030, None))
    assert course(told) == {C: None, D: None, E: None}
    assert course(told, C) == {C: 1}


def test_an_open_split_whose_ways_meet_again_is_whole() -> None:
    told = lineage((A, B, 2025, None), (A, C, 2025, None), (B, D, 2030, None), (C, D, 2030, None))
    assert course(told, until=date(2026, 1, 1)) == {B: None, C: None}
    assert course(told) == {D: 1}


def test_edges_of_one_day_hold_at_once() -> None:
    """What B gives away on the day on which it absorbs A is of B as it was."""
    told = lineage((A, B, 2025, None), (B, C, 2025, "1/4"), lives_on=((B, 2025),))
    assert course(told) == {B: 1}
    assert course(told, B) == {B: Fraction(3, 4), C: Fraction(1, 4)}


def test_units_of_a_day_are_not_told_in_those_of_an_earlier_one() -> None:
    with pytest.raises(ValueError, match="2030-01-01 as units of 2025-01-01: wanted a day that is not before it"):
        Lineage().courses([A], date(2030, 1, 1), date(2025, 1, 1))


@st.composite
def lineages(draw: st.DrawFn) -> Lineage:
    """Chains over up to four years, 20 units each; unit 100 * year + n of one year goes to units of the next."""
    edges: list[tuple[int, int, int, str | None]] = []
    for year in range(draw(st.integers(1, 4))):
        for unit in range(20):
            to = draw(st.lists(st.integers(0, 19), min_size=1, max_size=3, unique=True))
            weights = draw(st.lists(st.integers(1, 50), min_size=len(to), max_size=len(to)))
            known = draw(st.integers(0, 5))
            edges += [
                (100 * year + unit, 100 * (year + 1) + one, 2021 + year, f"{weight}/{sum(weights)}" if known else None)
                for one, weight in zip(to, weights, strict=True)
            ]
    return lineage(*edges)


@given(lineages())
def test_the_parts_of_a_unit_make_it_whole_or_none_is_told(told: Lineage) -> None:
    for parts in told.courses(range(20), BEGIN, END).values():
        known = [part for part in parts.values() if part is not None]
        assert (sum(known) == 1 and len(known) == len(parts)) or (not known and len(parts) > 1)
        assert all(part > 0 for part in known)


@given(lineages(), st.integers(2020, 2026))
def test_two_steps_of_time_are_one(told: Lineage, year: int) -> None:
    between = date(year, 1, 1)
    at_once = told.courses(range(20), BEGIN, END)
    first = told.courses(range(20), BEGIN, between)
    then = told.courses({to for parts in first.values() for to in parts}, between, END)
    for unit, parts in first.items():
        reached = {to for one in parts for to in then[one]}
        assert reached == at_once[unit].keys()
        if None not in parts.values() and not any(None in then[one].values() for one in parts):
            made = {to: sum((parts[one] or 0) * (then[one].get(to) or 0) for one in parts) for to in reached}
            assert made == at_once[unit]
