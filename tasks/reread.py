"""The files of an open period → a new reading of each, where it says anything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.half_year import HalfYear
from domain.submission import Receipt
from tasks.decide import in_halves, judge, problem
from tasks.fence import Fence
from tasks.home import Home
from tasks.keep import in_batches
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


def to_read_again(home: Home, period: HalfYear) -> Iterator[list[Receipt]]:
    """The files that count in the period or were refused for it, in batches."""
    with home.warehouse.read() as connection:
        return in_batches(readings.to_read_again(connection, str(period)))


def read_again(home: Home, period: HalfYear, batch: Sequence[Receipt], fence: Fence) -> Reading:
    """Reads and judges a batch again and keeps what is otherwise. Closed where the period was closed
    since; a file that cannot be judged at all keeps what stood, and is named."""

    def act(part: Sequence[Receipt]) -> tuple[Reading, int]:
        judged = judge(home, part, fence)
        with home.warehouse.write() as connection:
            _check_open(connection, period)
            reading = readings.keep_again(connection, judged, home.catalogue.version, home.channels)
        return reading, len(judged.verdicts)

    def give_up(receipt: Receipt, error: BaseException) -> Reading:
        return Reading(problems=(problem(home, receipt, error),))

    return in_halves(batch, act, give_up, raised=(Closed,))


def _check_open(connection: Connection, period: HalfYear) -> None:
    row = ledger.period_row(connection, str(period))
    if row and row["state"] == "closed":
        raise Closed(f"reread: {period} is closed; its figures stand as they were signed")
