"""Closing a period: the gate, then its figures frozen under a version, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from domain.alert import incomplete
from domain.figure import SAME_HALF, YEAR_END
from domain.half_year import HalfYear
from tasks.compute import compute, with_comparisons, with_year
from tasks.gate import Standing, UnitStatus, standing
from tasks.home import Home
from tasks.raw import store_raw
from tasks.registry import HomeError
from tasks.targets import with_plan
from warehouse import closes, current, declared, ledger, outbox
from warehouse.closes import Close
from warehouse.store import Connection


@dataclass(frozen=True)
class Closing:
    """What a close came to: a version (``new`` where this call froze it), or what shut the gate: units,
    and what lies in an inbox and belongs to no unit yet."""

    close: Close | None
    new: bool
    shut_by: tuple[UnitStatus, ...]
    arrived_since: int = 0
    unreceived: tuple[str, ...] = ()


def freeze(home: Home, period: HalfYear, accept: Mapping[str, str], by: str, reason: str) -> Closing:
    """Closes ``period`` if it is open and nothing stops the gate. ``accept`` maps the codes of units
    that are let pass to the reason why. A closed period stays as it is. A shut gate is an alert, once
    for the same units and things not received."""
    registry, targets = store_raw(home, home.registry_bytes), _store_targets(home)
    with home.warehouse.write() as connection:
        ledger.keep_catalogue(connection, home.catalogue)
        row = ledger.period_row(connection, str(period))
        if row and row["state"] == "closed":
            return _closed_already(connection, period)
        stands = standing(home, period, connection)
        shut_by = stands.shut_by(accept)
        if shut_by or stands.unreceived:
            lacking = {one.unit.code: one.unit.name for one in shut_by}
            alert = incomplete(str(period), lacking, stands.expected, once=False, unreceived=stands.unreceived)
            outbox.queue(connection, [alert], home.channels)
            return Closing(None, False, tuple(shut_by), unreceived=stands.unreceived)
        version = (row["version"] if row else 0) + 1
        said = {"closed_by": by, "reason": reason, "registry": registry, "targets": targets}
        _freeze(home, period, version, stands, accept, connection, said)
        return Closing(closes.find_close(connection, str(period), version), True, ())


def _store_targets(home: Home) -> str | None:
    """The hash under which the bytes of targets.csv are kept; None where there is no target. HomeError where the file
    cannot be used."""
    used = home.targets_bytes if home.targets else None  # a file without a line says nothing
    return store_raw(home, used) if used is not None else None


def check_accepted(home: Home, accept: Mapping[str, str]) -> None:
    """HomeError for a code that no unit has; ValueError where no reason is told."""
    codes = {unit.code for unit in home.units}
    for code in accept:
        if code not in codes:
            raise HomeError(f"--accept-missing {code}: no unit in units.csv has this code")
        if not accept[code].strip():
            raise ValueError("--accept-missing: give the reason with --reason TEXT; it is kept with the close")


def _closed_already(connection: Connection, period: HalfYear) -> Closing:
    close = closes.find_close(connection, str(period))
    since = closes.files_after_close(connection, str(period), close.closed_at) if close else 0
    return Closing(close, False, (), since)


def _freeze(
    home: Home,
    period: HalfYear,
    version: int,
    stands: Standing,
    accept: Mapping[str, str],
    connection: Connection,
    said: Mapping[str, str | None],
) -> None:
    dates = home.dates(period)
    sections = closes.counted_sections(str(period))
    values = current.period_values(connection, str(period))
    figures = _figures(home, period, values, connection)
    passed = {
        one.unit.id: accept[one.unit.code] for one in stands.units if one.unit.code in accept and not one.complete
    }
    row = {
        **said,
        "period": str(period),
        "version": version,
        "catalogue": home.catalogue.version,
        "cut_off": dates.cut_off,
        "signing": dates.signing,
        "expected": stands.expected,
        "received": stands.received,
    }
    if targets := said["targets"]:
        declared.keep_targets(connection, home.targets, targets)
    closes.freeze(connection, row, figures, list(connection.scalars(sections)), passed)


def _figures(home: Home, period: HalfYear, values: pl.DataFrame, connection: Connection) -> pl.DataFrame:
    units = home.units_on(home.dates(period).cut_off)
    figures = compute(values, units, home.catalogue)
    if period.half == 2:
        first = closes.find_close(connection, str(period.previous))
        half = closes.frozen_figures(connection, first.id) if first else None
        figures = with_year(figures, half, home.catalogue)
    earlier = {SAME_HALF: period.same_half_last_year, YEAR_END: period.end_of_last_year}
    found = {name: closes.find_close(connection, str(before)) for name, before in earlier.items()}
    frozen = {name: (one.id, closes.frozen_figures(connection, one.id)) for name, one in found.items() if one}
    return with_plan(with_comparisons(figures, frozen), home.targets, units, home.catalogue, period)
