"""Which units and cells made a total of a period another, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from domain.catalogue import Catalogue, Indicator
from domain.figure import HALF, YEAR
from domain.observation import Basis
from domain.restatement import Cause, Place, Why
from domain.unit import Unit
from tasks.compute import components, registry_units

#: Unit, breakdown and reported indicator → the cells that add to it: year and place of each, in their order.
_Cells = dict[tuple[int, str, str], list[tuple[int | None, Place]]]


@dataclass(frozen=True)
class Sides:
    """What causes are found in: the units, the cells that only one side counts (with ``of``, the breakdown that they
    add to), and the figures of units that differ. ``always``: why, where there is one reason for all. ``merged``
    are units that took over from others, or from which others did."""

    before: Sequence[Unit]
    now: Sequence[Unit]
    cells_before: pl.DataFrame
    cells_now: pl.DataFrame
    unit_figures: pl.DataFrame
    always: Why | None = None
    merged: frozenset[int] = frozenset()

    @cached_property
    def by_id(self) -> dict[int, Unit]:
        return {one.id: one for one in (*self.before, *self.now)}

    @cached_property
    def on_one_side(self) -> frozenset[int]:
        """The units of one of the two lists."""
        return frozenset({one.id for one in self.before} ^ {one.id for one in self.now})

    def why_listed(self, unit_id: int) -> Why:
        """Why a unit is on one side alone."""
        return Why.MERGED if unit_id in self.merged else Why.UNITS


@dataclass(frozen=True)
class Causes:
    """What made figures differ between two ways of knowing them."""

    sides: Sides
    catalogue: Catalogue

    def of(
        self, indicator: str, breakdown: str, span: str, of_year: int | None, before: int | None, now: int | None
    ) -> Iterator[Cause]:
        declared = self.catalogue.indicator_by_code.get(indicator)
        if declared and declared.source == "registry":
            yield from self._of_registry(declared)
            return
        told = list(self._of_units(indicator, breakdown, of_year))
        yield from told
        left = (now or 0) - (before or 0) - sum((one.now or 0) - (one.before or 0) for one in told)
        if left or not told:
            why = Why.FIRST_HALF if span == YEAR else Why.UNITS if self.sides.on_one_side else Why.OTHERWISE
            yield Cause("", "", why, None, None)

    def _of_registry(self, indicator: Indicator) -> Iterator[Cause]:
        before = {one.id: one for one in registry_units(self.sides.before, indicator)}
        now = {one.id: one for one in registry_units(self.sides.now, indicator)}
        for id_ in sorted(before.keys() ^ now.keys()):
            one = self.sides.by_id[id_]
            was, is_now = (1 if id_ in those else None for those in (before, now))
            yield Cause(one.code, one.name, self.sides.why_listed(id_), was, is_now)

    def _of_units(self, indicator: str, breakdown: str, of_year: int | None) -> Iterator[Cause]:
        for row in self.rows.get((indicator, breakdown, of_year), ()):
            unit, sides = self.sides.by_id[int(row["scope"])], (self.gone, self.come)
            gone, come = (self._places(cells, unit.id, indicator, breakdown, of_year) for cells in sides)
            listed = self.sides.why_listed(unit.id) if unit.id in self.sides.on_one_side else None
            why = self.sides.always or listed or _why(row, gone, come)
            yield Cause(unit.code, unit.name, why, row["value"], row["value_now"], gone, come)

    @cached_property
    def rows(self) -> dict[tuple[str, str, int | None], list[dict[str, Any]]]:
        """Indicator, breakdown and year → the figures of units of the half that differ, in the order of the units."""
        found: dict[tuple[str, str, int | None], list[dict[str, Any]]] = {}
        of_half = self.sides.unit_figures.filter(pl.col("span") == HALF).sort(pl.col("scope").cast(pl.Int64))
        for row in of_half.iter_rows(named=True):
            found.setdefault((row["indicator"], row["breakdown"], row["of_year"]), []).append(row)
        return found

    @cached_property
    def gone(self) -> _Cells:
        return _cells(self.sides.cells_before)

    @cached_property
    def come(self) -> _Cells:
        return _cells(self.sides.cells_now)

    def _places(
        self, cells: _Cells, unit_id: int, indicator: str, breakdown: str, of_year: int | None
    ) -> tuple[Place, ...]:
        summed = components(self.catalogue, indicator)
        any_year = of_year is None or len(summed) > 1
        return tuple(
            place
            for one in summed
            for year, place in cells.get((unit_id, breakdown, one), ())
            if any_year or year == of_year
        )


def _cells(cells: pl.DataFrame) -> _Cells:
    found: _Cells = {}
    wanted = cells.select("unit_id", "of", "indicator", "of_year", "file", "sha256", "sheet", "cell", "value")
    for unit_id, of, indicator, of_year, *place in wanted.iter_rows():
        found.setdefault((unit_id, of, indicator), []).append((of_year, Place(*place)))
    return found


def _why(row: dict[str, Any], gone: Sequence[Place], come: Sequence[Place]) -> Why:
    if come and {one.sha256 for one in come} <= {one.sha256 for one in gone}:
        return Why.READ_AGAIN
    if come and not gone:
        return Why.LATE
    if row["basis"] == Basis.ESTIMATED and row["basis_now"] == Basis.DONE:
        return Why.ESTIMATE
    return Why.CORRECTION if come or gone else Why.OTHERWISE
