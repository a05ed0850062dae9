"""An earlier half as it is known now: with the final figures that its units gave since, then and in today's units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from domain.catalogue import Catalogue
from domain.figure import ALL
from domain.lineage import NO_GAPS, Lineage
from domain.unit import Unit
from tasks.finals import given_finals, with_finals
from tasks.succession import succeed


@dataclass(frozen=True)
class Change:
    """The units of a half (``then``, valid on ``since``), those of a later one (``now``, valid on ``until``), and which
    took over from which between."""

    then: Sequence[Unit]
    now: Sequence[Unit]
    lineage: Lineage
    since: date
    until: date

    @property
    def changed(self) -> bool:
        return any(self.since < edge.date <= self.until for edge in self.lineage.edges)

    def heirs(self) -> list[Unit]:
        """Of the later units those that were there, or took over from one that was."""
        courses = self.lineage.courses((unit.id for unit in self.then), self.since, self.until)
        reached = {to for course in courses.values() for to in course}
        return [unit for unit in self.now if unit.id in reached]


@dataclass(frozen=True)
class EarlierHalf:
    """Figures of a half: ``then`` as its own units reported them, ``now`` in the units of a later half, with what these
    lack (``gaps``, where units changed). Over all units both say the same."""

    then: pl.DataFrame
    now: pl.DataFrame
    gaps: pl.DataFrame


def as_known(figures: pl.DataFrame, values: pl.DataFrame | None, change: Change, catalogue: Catalogue) -> EarlierHalf:
    """``figures`` as they were closed; ``values`` are what the later half's submissions give as final of them. Where
    units changed, a final figure is that of a successor: the units of then keep what they reported, and the whole takes
    it in, unless the successor lacks what a predecessor reported, for that is in the whole already."""
    if not change.changed:
        settled = (
            figures if values is None else with_finals(figures, given_finals(values, change.then, catalogue), catalogue)
        )
        return EarlierHalf(settled, settled, NO_GAPS)
    succession = succeed(figures, change.then, change.lineage, change.since, change.until, catalogue)
    now = succession.figures
    if values is not None:
        now = with_finals(now, given_finals(values, change.heirs(), catalogue), catalogue, succession.gaps)
    over_all = now.filter(pl.col("scope") == ALL).select(figures.columns)
    then = pl.concat([over_all, figures.filter(pl.col("scope") != ALL)])
    return EarlierHalf(then, now, succession.gaps)
