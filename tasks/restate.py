"""Two ways in which a period's figures are known → what is another now, and which units and cells made it so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import polars as pl

from domain.catalogue import Catalogue
from domain.figure import ALL, HALF, ITSELF
from domain.half_year import HalfYear
from domain.restatement import Restated, Why
from domain.unit import Unit
from tasks.causes import Causes, Sides
from tasks.compute import whole_rows
from tasks.earlier import EarlierHalf
from tasks.finals import kept_apart
from tasks.home import Home
from warehouse import current, frozen
from warehouse.closes import Close
from warehouse.store import Connection

_KEY = ["indicator", "breakdown", "span", "of_year"]


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
        return frozen.sections_of(self.close.id)

    @cached_property
    def units(self) -> Sequence[Unit]:
        return frozen.units_of(self.connection, self.close)

    def totals(self) -> pl.DataFrame:
        return frozen.figures_of(self.connection, self.close.id, scope=ALL, comparison=ITSELF)

    def of_units(self, scopes: Collection[str]) -> pl.DataFrame:
        return frozen.figures_of(self.connection, self.close.id, scopes=scopes, comparison=ITSELF)


@dataclass(frozen=True)
class Provisional:
    """As they would be frozen now, under ``version``."""

    code: str
    version: int
    units: Sequence[Unit]
    figures: pl.DataFrame

    @property
    def sections(self) -> Any:
        return frozen.counted_sections(self.code)

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
    gone = frozen.only_in(connection, before.sections, now.sections)
    come = frozen.only_in(connection, now.sections, before.sections)
    there = [{str(one.id) for one in known.units} for known in (before, now)]
    moved = frozen.units_in(connection, gone, come) | (there[0] ^ there[1])
    sides = Sides(
        before=before.units,
        now=now.units,
        cells_before=_with_wholes(current.period_values(connection, str(period), gone), catalogue),
        cells_now=_with_wholes(current.period_values(connection, str(period), come), catalogue),
        unit_figures=_paired(before.of_units(moved), now.of_units(moved), [*_KEY, "scope"]),
        merged=frozenset(id_ for edge in home.lineage.edges for id_ in (edge.from_id, edge.to_id)),
    )
    return _named(str(period), before.version, differing, sides, catalogue)


def changed_totals(before: Known, now: Known, catalogue: Catalogue) -> int:
    """How many whole figures over all units differ."""
    return _differing(before.totals(), now.totals(), catalogue).filter(pl.col("breakdown") == "").height


def restated_by_finals(
    catalogue: Catalogue,
    printed: Frozen,
    units: Sequence[Unit],
    told: EarlierHalf,
    settled: EarlierHalf,
    finals: pl.DataFrame,
) -> tuple[Restated, ...]:
    """The totals that final figures (``finals`` with their places) made others: ``told`` as they were printed,
    ``settled`` as they are known now, both of the units that gave them (``units``)."""
    of_all = pl.col("scope") == ALL
    differing = _differing(told.now.filter(of_all), settled.now.filter(of_all), catalogue)
    own = _paired(told.now.filter(~of_all), settled.now.filter(~of_all), [*_KEY, "scope"])
    apart = kept_apart(settled.gaps)  # what did not move the totals is no cause of theirs
    own = own.join(apart, on=apart.columns, how="anti", nulls_equal=True)
    cells = _with_wholes(finals, catalogue)
    sides = Sides(printed.units, units, cells.clear(), cells, own, Why.ESTIMATE)
    return _named(printed.close.period, printed.version, differing, sides, catalogue)


def _named(
    code: str, version: int, differing: pl.DataFrame, sides: Sides, catalogue: Catalogue
) -> tuple[Restated, ...]:
    causes = Causes(sides, catalogue)
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


def _with_wholes(values: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The cells of each figure of a unit: ``of`` is the breakdown of the figure that a cell adds to."""
    parts = values.filter(pl.col("breakdown") != "").with_columns(of=pl.col("breakdown"))
    return pl.concat([whole_rows(values, catalogue).with_columns(of=pl.lit("")), parts])
