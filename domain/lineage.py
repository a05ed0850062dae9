"""Units over time: which unit took over from which, on what day, and how much of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import groupby

import polars as pl

from domain.figure import FIGURES

_WHOLE = Fraction(1)

#: Where a unit went: successor → its part. The parts add up to 1, or are all None: not confirmed.
Course = Mapping[int, Fraction | None]


class GapReason(StrEnum):
    """Why a figure of a successor lacks what a predecessor reported."""

    MISSING = "missing"  # it was asked and has no value
    NOT_ADDED = "not_added"  # the value is a unit's own, and does not add when units merge
    UNCONFIRMED = "unconfirmed"  # nobody has stated how the unit was split


#: Figures of units in later units: ``apportioned`` where a value has a part in it that was shared out.
SUCCEEDED = pl.Schema([*FIGURES.items(), ("apportioned", pl.Boolean)])

#: A row per figure of a successor (``scope``) and predecessor that it lacks.
GAPS = pl.Schema(
    {
        "indicator": pl.String,
        "breakdown": pl.String,
        "scope": pl.String,
        "comparison": pl.String,
        "span": pl.String,
        "of_year": pl.Int32,
        "predecessor": pl.Int64,
        "reason": pl.String,
    }
)

NO_GAPS = pl.DataFrame(schema=GAPS)


@dataclass(frozen=True)
class Edge:
    """A row of lineage.csv: from ``date`` on, ``share`` of unit ``from_id`` belongs to unit ``to_id``; None where none
    is stated. ``row`` counts the file's lines from 1, the heading included."""

    from_id: int
    to_id: int
    date: date
    share: Fraction | None
    row: int


@dataclass(frozen=True)
class Lineage:
    """Which units took over from which. ``lives_on`` holds (unit, day) where a unit gave a part away on that day and
    is still there.

    All edges of one day hold at once: each share is of what its unit was the day before. On a day, a unit's edges

    - that all state a share give these parts away; what is left stays with the unit itself;
    - of which there is one, without a share, give the unit away whole, unless it lives on;
    - else leave open where the unit went, as a whole: a stated share is not used while another is missing, since
      nothing would say what became of the rest. A unit that lives on is then one of its own successors.
    """

    edges: tuple[Edge, ...] = ()
    lives_on: frozenset[tuple[int, date]] = frozenset()

    def courses(self, units: Iterable[int], since: date, until: date) -> dict[int, Course]:
        """Unit, as it is on ``since`` → where it has gone by ``until``. A unit of which no edge says anything stays
        itself. Shares multiply along a chain; what passes through an open split is open, unless all its ways lead
        to one unit. ValueError where ``until`` is before ``since``: what was merged is not taken apart."""
        if until < since:
            raise ValueError(f"units of {since} as units of {until}: wanted a day that is not before it")
        found: dict[int, Course] = {unit: {unit: _WHOLE} for unit in units}
        for day in sorted(self._splits):
            if since < day <= until:
                splits = self._splits[day]
                found = {unit: _onward(course, splits) for unit, course in found.items()}
        return found

    @cached_property
    def _splits(self) -> dict[date, dict[int, Course]]:
        """Day → unit that gave something away on it → where it went."""
        splits: dict[date, dict[int, Course]] = {}
        ordered = sorted(self.edges, key=lambda edge: (edge.date, edge.from_id, edge.row))
        for (day, unit), edges in groupby(ordered, key=lambda edge: (edge.date, edge.from_id)):
            splits.setdefault(day, {})[unit] = _split(unit, list(edges), (unit, day) in self.lives_on)
        return splits


def _split(unit: int, edges: Collection[Edge], lives_on: bool) -> Course:
    stated = {edge.to_id: edge.share for edge in edges if edge.share is not None}
    if len(stated) == len(edges):
        rest = _WHOLE - sum(stated.values())
        return {**stated, unit: rest} if rest else stated
    to = [edge.to_id for edge in edges]
    if len(to) == 1 and not lives_on:
        return {to[0]: _WHOLE}
    return dict.fromkeys([*to, unit] if lives_on else to)


def _onward(course: Course, splits: Mapping[int, Course]) -> Course:
    if splits.keys().isdisjoint(course):
        return course
    if len(course) == 1:  # a whole unit, which is what most are
        return splits[next(iter(course))]
    ways = [
        (to, None if share is None or part is None else share * part)
        for unit, share in course.items()
        for to, part in splits.get(unit, {unit: _WHOLE}).items()
    ]
    if any(part is None for _, part in ways):
        reached = sorted({to for to, _ in ways})
        return dict.fromkeys(reached, None if len(reached) > 1 else _WHOLE)
    onward: dict[int, Fraction] = {}
    for to, part in ways:
        onward[to] = onward.get(to, Fraction(0)) + (part or 0)
    return onward
