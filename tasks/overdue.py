"""A period's deadline that has passed while units have not sent → one alert."""

from __future__ import annotations

from datetime import date

from domain.alert import incomplete
from domain.half_year import HalfYear
from tasks.gate import deadline, standing
from tasks.home import Home
from warehouse import ledger, outbox


def note_overdue(home: Home, period: HalfYear, day: date) -> bool:
    """Puts into the outbox, once for a period that is not closed, that on ``day`` its deadline has passed and
    which units have not sent; whether it was put there now."""
    if day <= deadline(home, period):
        return False
    with home.warehouse.read() as connection:
        if outbox.is_queued(connection, incomplete(str(period), {}, 0, once=True).cause):
            return False  # told already: nothing is to be found out again
    with home.warehouse.write() as connection:
        row = ledger.period_row(connection, str(period))
        if row is None or row["state"] == "closed":
            return False
        stands = standing(home, period, connection)
        missing = {one.unit.code: one.unit.name for one in stands.units if one.expected and one.missing_forms}
        alert = incomplete(str(period), missing, stands.expected, once=True)
        return bool(missing and outbox.queue(connection, [alert], home.channels))
