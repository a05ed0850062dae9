"""Which figures of a period are asked for: those of a version, or those that were known on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import polars as pl

from domain.figure import ALL
from domain.half_year import HalfYear
from domain.unit import Unit
from tasks.compute import compute, reported
from tasks.home import TIMEZONE, Home
from warehouse import closes, closings, current, frozen
from warehouse.closes import Close
from warehouse.store import Connection


class NeverClosed(Exception):
    """The period (or that version of it) has no close; the text says so in one line."""


@dataclass(frozen=True)
class Which:
    """A closed version, the newest where neither is given; or what was known at the end of ``as_of``: the version
    that was then the newest, and where there was none yet, what the submissions of that day come to."""

    version: int | None = None
    as_of: date | None = None

    @property
    def until(self) -> str | None:
        """The end of that day in Hồ Chí Minh City, as the warehouse keeps times."""
        if self.as_of is None:
            return None
        midnight = datetime.combine(self.as_of + timedelta(days=1), time(), TIMEZONE)
        return midnight.astimezone(UTC).isoformat(timespec="microseconds")


NEWEST = Which()


@dataclass(frozen=True)
class Known:
    """Figures as they were known, not closed where ``close`` is None: the totals over all units (FIGURES), the units,
    the hash of units.csv, and the sections (a select of their ids) that they come from."""

    close: Close | None
    totals: pl.DataFrame
    units: Sequence[Unit]
    registry: str | None
    sections: Any


def known(home: Home, period: HalfYear, which: Which, connection: Connection) -> Known:
    """NeverClosed where no such version is, and no day asked for."""
    close, totals = totals_known(home, period, which, connection)
    if close is not None:
        return Known(close, totals, frozen.units_of(connection, close), close.registry, frozen.sections_of(close.id))
    units = home.units_on(home.dates(period).cut_off)
    return Known(None, totals, units, None, frozen.counted_sections(str(period), which.until))


def totals_known(
    home: Home, period: HalfYear, which: Which, connection: Connection
) -> tuple[Close | None, pl.DataFrame]:
    """Of what is ``known`` the close and the totals alone."""
    close = find(period, which, connection)
    if close is not None:
        return close, frozen.figures_of(connection, close.id, scope=ALL)
    counted, asked = frozen.counted_sections(str(period), which.until), reported(home.catalogue)
    values = current.unit_values(connection, str(period), counted, indicators=asked)
    figures = compute(values, home.units_on(home.dates(period).cut_off), home.catalogue)
    return None, figures.filter(pl.col("scope") == ALL)


def find(period: HalfYear, which: Which, connection: Connection) -> Close | None:
    """The version asked for; None where a day is asked for on which there was none. NeverClosed for a version
    that is not there."""
    if which.until is not None and which.version is None:
        return closes.close_before(connection, str(period), which.until)
    return closed(connection, period, which.version)


def closed(connection: Connection, period: HalfYear, version: int | None) -> Close:
    close = closes.find_close(connection, str(period), version)
    if close is None:
        which = f"{period} version {version}" if version is not None else str(period)
        raise NeverClosed(f"{which}: no such close; {_instead(connection, period)}")
    return close


def _instead(connection: Connection, period: HalfYear) -> str:
    if newest := closes.find_close(connection, str(period)):
        return f"the newest is version {newest.version}"
    if closings.undecided(connection, str(period)):
        return f"its figures wait for approval: 'soket approve {period}', or 'soket refuse {period}'"
    return f"close the period with 'soket close {period}'"
