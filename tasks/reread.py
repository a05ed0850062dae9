"""The files of an open period → a new reading of each, where it says anything else."""

from __future__ import annotations

from collections.abc import Sequence

from domain.half_year import HalfYear
from domain.submission import Receipt
from tasks.decide import in_halves, judge, problem
from tasks.home import Home
from tasks.keep import in_batches
from tasks.recognised import FileRead
from warehouse import audit, ledger, readings
from warehouse.readings import Reading
from warehouse.store import Connection

__all__ = ["Closed", "Reading", "begin", "read_again", "to_read_again"]


class Closed(ValueError):
    """The period is closed: its figures are signed and are not read again."""


def begin(home: Home, period: HalfYear, who: str, reason: str) -> None:
    """Records who reads a period again and why. Closed or ValueError where that may not be."""
    home.dates(period)
    if not reason.strip():
        raise ValueError("reread: give the reason with --reason TEXT; it is kept with the period")
    with home.warehouse.write() as connection:
        ledger.keep_periods(connection, home.settings.periods)
        ledger.keep_catalogue(connection, home.catalogue)
        _check_open(connection, period)
        audit.record(connection, who, "reread", str(period), {"reason": reason})


def to_read_again(home: Home, period: HalfYear) -> list[list[Receipt]]:
    """The files that count in the period or were refused for it, in batches."""
    with home.warehouse.read() as connection:
        return list(in_batches(readings.to_read_again(connection, str(period))))


def read_again(home: Home, period: HalfYear, read: Sequence[FileRead]) -> Reading:
    """Judges a batch that was read again and keeps what is otherwise. Closed where the period was closed since; a file
    that cannot be judged at all keeps what stood, and is named."""

    def act(part: Sequence[FileRead]) -> Reading:
        judged = judge(home, part)
        with home.warehouse.write() as connection:
            _check_open(connection, period)
            return readings.keep_again(connection, judged, home.catalogue.version, home.channels)

    def give_up(one: FileRead, error: BaseException) -> Reading:
        return Reading(problems=(problem(home, one.receipt, error),))

    return in_halves(read, act, give_up, raised=(Closed,))


def _check_open(connection: Connection, period: HalfYear) -> None:
    row = ledger.period_row(connection, str(period))
    if row and row["state"] == "closed":
        raise Closed(f"reread: {period} is closed; its figures stand as they were signed")
