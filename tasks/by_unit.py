"""A closed period's figures unit by unit: of the units that reported them, or in today's, with what these lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from domain.figure import ALL, HALF, ITSELF, SAME_HALF, YEAR_END
from domain.half_year import HalfYear
from domain.lineage import NO_GAPS, SUCCEEDED
from domain.unit import Unit
from tasks.home import Home
from tasks.known import Which, find
from tasks.registry import HomeError
from tasks.succession import Succession, succeed
from warehouse import closes, frozen
from warehouse.closes import Close
from warehouse.store import Connection

COMPARED = (ITSELF, SAME_HALF, YEAR_END)


@dataclass(frozen=True)
class Lack:
    """A unit whose part is in no figure of a successor, and why (a GapReason)."""

    unit: str
    name: str
    reason: str


@dataclass(frozen=True)
class UnitFigure:
    """What a unit has of an indicator: its value, that of the same half last year and of the end of last year (by
    COMPARED; None where there is none), how many units it is of, and what is not in it. ``ended``: on the day that was
    asked for it is no unit any more, and nobody has said where it went."""

    unit: str
    name: str
    indicator: str
    of_year: int | None
    values: tuple[int | None, ...]
    counted: int
    expected: int
    apportioned: bool
    lacks: tuple[Lack, ...]
    ended: bool = False


@dataclass(frozen=True)
class _Half:
    """A half whose figures are shown: as it was closed, or in the units of ``until``."""

    close: Close
    units: Sequence[Unit]
    figures: pl.DataFrame


def figures_by_unit(
    home: Home, period: HalfYear, which: Which, indicators: Sequence[str], until: date | None
) -> tuple[Close, list[UnitFigure]]:
    """Of each unit and indicator what a close has; with ``until``, in the units of that day. NeverClosed where there
    is no such version."""
    with home.warehouse.read() as connection:
        close = find(period, which, connection)
        if close is None:
            raise HomeError(f"{period}: on {which.as_of} it was not closed; figures by unit are those of a version")
        halves = list(_halves(close, indicators, connection))
    moved = [_moved(home, half, until) for half in halves]
    figures = pl.concat([one.figures for one in moved])
    gaps = pl.concat([one.gaps for one in moved])
    by_id = {one.id: one for half in halves for one in half.units} | (home.unit_by_id if until else {})
    ended = by_id.keys() - {one.id for one in home.units_on(until)} if until else set()
    return close, list(_listed(figures, gaps, by_id, indicators, ended))


def _halves(close: Close, indicators: Sequence[str], connection: Connection) -> Iterator[_Half]:
    held = frozen.figures_of(connection, close.id, indicators=indicators)
    whole = (pl.col("breakdown") == "") & (pl.col("span") == HALF) & (pl.col("scope") != ALL)
    bases = closes.compared_by(connection, close.id)
    for comparison in COMPARED:
        of = close if comparison == ITSELF else bases.get(comparison)
        if of is not None:
            rows = held.filter(whole & (pl.col("comparison") == comparison))
            yield _Half(of, frozen.units_of(connection, of), rows)


def _moved(home: Home, half: _Half, until: date | None) -> Succession:
    if until is None or until <= half.close.cut_off:
        as_they_were = half.figures.with_columns(apportioned=pl.lit(False)).select(list(SUCCEEDED))
        return Succession(as_they_were, NO_GAPS)
    return succeed(half.figures, half.units, home.lineage, half.close.cut_off, until, home.catalogue)


def _listed(
    figures: pl.DataFrame, gaps: pl.DataFrame, by_id: dict[int, Unit], indicators: Sequence[str], ended: set[int]
) -> Iterator[UnitFigure]:
    rows: dict[tuple[int, str], dict[str, dict[str, Any]]] = {}
    latest = figures.sort("of_year", nulls_last=False)
    for row in latest.iter_rows(named=True):
        rows.setdefault((int(row["scope"]), row["indicator"]), {})[row["comparison"]] = row
    lacks: dict[tuple[int, str], dict[int, str]] = {}
    for row in gaps.iter_rows(named=True):
        lacks.setdefault((int(row["scope"]), row["indicator"]), {})[row["predecessor"]] = row["reason"]
    for code in indicators:
        for unit_id in sorted({id_ for id_, of in rows if of == code}):
            found, unit = rows[unit_id, code], by_id[unit_id]
            own = found.get(ITSELF, {})
            named = [(by_id[id_], reason) for id_, reason in sorted(lacks.get((unit_id, code), {}).items())]
            yield UnitFigure(
                unit.code,
                unit.name,
                code,
                own.get("of_year"),
                tuple(found.get(one, {}).get("value") for one in COMPARED),
                own.get("counted", 0),
                own.get("expected", 0),
                any(one["apportioned"] for one in found.values()),
                tuple(Lack(one.code, one.name, reason) for one, reason in named),
                unit_id in ended,
            )
