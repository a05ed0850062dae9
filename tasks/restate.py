"""Two ways in which a period's figures are known → what is another now, and which units and cells made it so."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import polars as pl

from domain.catalogue import Catalogue, Indicator
from domain.figure import ALL, HALF, ITSELF, YEAR
from domain.half_year import HalfYear
from domain.observation import Basis
from domain.restatement import Cause, Place, Restated, Why
from domain.unit import Unit
from tasks.compute import components, registry_units, whole_rows
from tasks.home import Home
from warehouse import closes, current
from warehouse.closes import Close
from warehouse.store import Connection

_KEY = ["indicator", "breakdown", "span", "of_year"]
#: Unit and breakdown → the cells that add to it: indicator, year and place of each, in their order.
_Cells = dict[tuple[int, str], list[tuple[str, int | None, Place]]]


class Known(Protocol):
    """One way in which a period's figures are known."""

    @property
    def version(self) -> int: ...

    @property
    def sections(self) -> Any: ...

    @property
    def units(self) -> Sequence[Unit]: ...

    def totals(self) -> pl.DataFrame: ...

    def of_units(self, scopes: Collection[str]) -> pl.DataFrame: ...


@dataclass(frozen=True)
class Frozen:
    """As a version has them."""

    connection: Connection
    close: Close

    @property
    def version(self) -> int:
        return self.close.version

    @property
    def sections(self) -> Any:
        return closes.sections_of(self.close.id)

    @cached_property
    def units(self) -> Sequence[Unit]:
        return closes.units_of(self.connection, self.close)

    def totals(self) -> pl.DataFrame:
        return closes.frozen_figures(self.connection, self.close.id, scope=ALL)

    def of_units(self, scopes: Collection[str]) -> pl.DataFrame:
        return closes.frozen_figures(self.connection, self.close.id, scopes=scopes)


@dataclass(frozen=True)
class Provisional:
    """As they would be frozen now, under ``version``."""

    code: str
    version: int
    units: Sequence[Unit]
    figures: pl.DataFrame

    @property
    def sections(self) -> Any:
        return closes.counted_sections(self.code)

    def totals(self) -> pl.DataFrame:
        return self.figures.filter(pl.col("scope") == ALL)

    def of_units(self, scopes: Collection[str]) -> pl.DataFrame:
        return self.figures.filter(pl.col("scope").is_in(list(scopes)))


def restated(connection: Connection, home: Home, period: HalfYear, before: Known, now: Known) -> tuple[Restated, ...]:
    """The totals of a period that differ, in the catalogue's order, each with its causes. Of the whole year only flows:
    a state and a value of the year are the half's."""
    catalogue = home.catalogue
    differing = _differing(before.totals(), now.totals(), catalogue)
    if differing.is_empty():
        return ()
    gone = closes.only_in(connection, before.sections, now.sections)
    come = closes.only_in(connection, now.sections, before.sections)
    there = [{str(one.id) for one in known.units} for known in (before, now)]
    moved = closes.units_in(connection, gone, come) | (there[0] ^ there[1])
    sides = _Sides(
        before=before.units,
        now=now.units,
        cells_before=_with_wholes(current.period_values(connection, str(period), gone), catalogue),
        cells_now=_with_wholes(current.period_values(connection, str(period), come), catalogue),
        unit_figures=_paired(before.of_units(moved), now.of_units(moved), [*_KEY, "scope"]),
        merged=frozenset(id_ for edge in home.lineage.edges for id_ in (edge.from_id, edge.to_id)),
    )
    return _named(str(period), before.version, differing, sides, catalogue)


def restated_by_finals(
    catalogue: Catalogue,
    printed: Frozen,
    units: Sequence[Unit],
    figures: pl.DataFrame,
    settled: pl.DataFrame,
    finals: pl.DataFrame,
) -> tuple[Restated, ...]:
    """The totals that final figures (``finals`` with their places) made others: ``figures`` as they were printed,
    ``settled`` as they are known now, both of the units that gave them (``units``)."""
    of_all = pl.col("scope") == ALL
    differing = _differing(figures.filter(of_all), settled.filter(of_all), catalogue)
    own = _paired(figures.filter(~of_all), settled.filter(~of_all), [*_KEY, "scope"])
    cells = _with_wholes(finals, catalogue)
    sides = _Sides(printed.units, units, cells.clear(), cells, own, Why.ESTIMATE)
    return _named(printed.close.period, printed.version, differing, sides, catalogue)


def _named(
    code: str, version: int, differing: pl.DataFrame, sides: _Sides, catalogue: Catalogue
) -> tuple[Restated, ...]:
    causes = _Causes(sides, catalogue)
    return tuple(
        Restated(code, version, **row, causes=tuple(causes.of(**row))) for row in differing.iter_rows(named=True)
    )


def _differing(before: pl.DataFrame, now: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The key of each figure whose value differs, with both values."""
    order = {one.code: n for n, one in enumerate(catalogue.indicators)}
    flows = [one.code for one in catalogue.indicators if one.kind == "P"]
    joined = _paired(before, now, _KEY).filter((pl.col("span") == HALF) | pl.col("indicator").is_in(flows))
    rank = pl.col("indicator").replace_strict(order, default=len(order), return_dtype=pl.Int32)
    ranked = joined.with_columns(rank=rank).sort("rank", "span", "breakdown", "of_year")
    return ranked.select(*_KEY, before="value", now="value_now")


def _paired(before: pl.DataFrame, now: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Figures of both sides with the same key whose value is not the same, ``value`` before and ``value_now``."""
    wanted = [*key, "value", "basis"]
    own = [frame.filter(pl.col("comparison") == ITSELF).select(wanted) for frame in (before, now)]
    joined = own[0].join(own[1], on=list(key), how="full", suffix="_now", coalesce=True, nulls_equal=True)
    return joined.filter(pl.col("value").ne_missing(pl.col("value_now")))


@dataclass(frozen=True)
class _Sides:
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
class _Causes:
    """What made figures differ between two ways of knowing them."""

    sides: _Sides
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
        same_year = pl.col("of_year").eq_missing(pl.lit(of_year, pl.Int32))
        of_half = (pl.col("span") == HALF) & (pl.col("indicator") == indicator) & (pl.col("breakdown") == breakdown)
        rows = self.sides.unit_figures.filter(of_half & same_year).sort(pl.col("scope").cast(pl.Int64))
        for row in rows.iter_rows(named=True):
            unit, sides = self.sides.by_id[int(row["scope"])], (self.gone, self.come)
            gone, come = (self._places(cells, unit.id, indicator, breakdown, of_year) for cells in sides)
            listed = self.sides.why_listed(unit.id) if unit.id in self.sides.on_one_side else None
            why = self.sides.always or listed or _why(row, gone, come)
            yield Cause(unit.code, unit.name, why, row["value"], row["value_now"], gone, come)

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
        found = cells.get((unit_id, breakdown), ())
        return tuple(place for of, year, place in found if of in summed and (any_year or year == of_year))


def _cells(cells: pl.DataFrame) -> _Cells:
    found: _Cells = {}
    wanted = cells.select("unit_id", "of", "indicator", "of_year", "file", "sha256", "sheet", "cell", "value")
    for unit_id, of, indicator, of_year, *place in wanted.iter_rows():
        found.setdefault((unit_id, of), []).append((indicator, of_year, Place(*place)))
    return found


def _with_wholes(values: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The cells of each figure of a unit: ``of`` is the breakdown of the figure that a cell adds to."""
    parts = values.filter(pl.col("breakdown") != "").with_columns(of=pl.col("breakdown"))
    return pl.concat([whole_rows(values, catalogue).with_columns(of=pl.lit("")), parts])


def _why(row: dict[str, Any], gone: Sequence[Place], come: Sequence[Place]) -> Why:
    if come and {one.sha256 for one in come} <= {one.sha256 for one in gone}:
        return Why.READ_AGAIN
    if come and not gone:
        return Why.LATE
    if row["basis"] == Basis.ESTIMATED and row["basis_now"] == Basis.DONE:
        return Why.ESTIMATE
    return Why.CORRECTION if come or gone else Why.OTHERWISE
