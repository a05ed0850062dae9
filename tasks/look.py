"""The warehouse → what commands show: status, findings, figures, and where a figure comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.catalogue import Indicator
from domain.figure import Figure, Figures
from domain.half_year import HalfYear
from tasks.completeness import Rates, rates
from tasks.gate import deadline, standing
from tasks.home import TIMEZONE, Home
from tasks.known import NEWEST, Which, totals_known
from tasks.standing import Standing
from warehouse import closes, current, inboxes, ledger
from warehouse.closes import Close
from warehouse.store import Connection


class UnknownIndicator(ValueError):
    """No indicator has this code; the text names the nearest."""


@dataclass(frozen=True)
class PeriodStatus:
    """A period as it stands on ``day``, for a closed one the day of its close: what is missing then grows no later.
    ``deadline`` is the declared one, moved where it is a day off."""

    state: str
    version: int
    standing: Standing
    ignored: tuple[tuple[str, str], ...]
    rates: Rates
    deadline: date
    day: date


def period_status(home: Home, period: HalfYear, day: date | None = None) -> PeriodStatus:
    """Who has sent what, and how late; ``day`` is today where it is not given, and never after the close."""
    with home.warehouse.read() as connection:
        return status_known(home, period, day or datetime.now(TIMEZONE).date(), connection)


def status_known(home: Home, period: HalfYear, day: date, connection: Connection) -> PeriodStatus:
    """The same, as the connection sees it."""
    row = ledger.period_row(connection, str(period)) or {"state": "open", "version": 0}
    found = standing(home, period, connection)
    close = closes.find_close(connection, str(period)) if row["state"] == "closed" else None
    until = min(day, close.closed_on(TIMEZONE)) if close else day
    return PeriodStatus(
        state=row["state"],
        version=row["version"],
        standing=found,
        ignored=tuple(inboxes.ignored_paths(connection)),
        rates=rates(home, found),
        deadline=deadline(home, period),
        day=until,
    )


def verdict_on(home: Home, file_id: int) -> dict[str, Any]:
    """What was decided on a file (unit, file, sha256, state, reason, period)."""
    with home.warehouse.read() as connection:
        row = ledger.decided(connection, file_id)
    return {"unit": row["code"], "file": row["path"], **{n: row[n] for n in ("sha256", "state", "reason", "period")}}


def period_findings(home: Home, period: HalfYear) -> list[dict[str, Any]]:
    """The findings that stand, as programs read them."""
    home.dates(period)
    with home.warehouse.read() as connection:
        rows = current.standing_findings(connection, str(period))
    return [
        {
            "unit": row["unit"],
            "file": row["path"],
            "sha256": row["sha256"],
            "rule": row["rule"],
            "severity": row["severity"],
            "stage": row["stage"],
            "explained": row["explained"],
            "sheet": row["sheet"] or None,
            "cell": row["cell"],
            "saw": row["saw"],
            "wanted": row["wanted"],
            "message": current.as_finding(row).message,
        }
        for row in rows
    ]


def figures_known(
    home: Home, period: HalfYear, which: Which = NEWEST
) -> tuple[Close | None, list[tuple[Indicator, Figure]]]:
    """The totals over all units, in the catalogue's order, of a close; or of none, where a day is asked for on which
    there was none."""
    with home.warehouse.read() as connection:
        close, totals = totals_known(home, period, which, connection)
    figures = Figures.from_frame(totals)
    pairs = ((indicator, figures.find(indicator.code)) for indicator in home.catalogue.indicators)
    return close, [(indicator, figure) for indicator, figure in pairs if figure is not None]


def find_indicator(home: Home, code: str) -> Indicator:
    import difflib

    known = home.catalogue.indicator_by_code
    if code in known:
        return known[code]
    near = difflib.get_close_matches(code, known, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise UnknownIndicator(f"indicator {code!r}: the catalogue has none of this code{hint}")


def figure_list(found: Iterable[tuple[Indicator, Figure]]) -> dict[str, dict[str, Any]]:
    """Figures as programs read them."""
    return {
        indicator.code: {
            "value": figure.value,
            "unit": indicator.unit,
            "name": indicator.name,
            "expected": figure.expected,
            "counted": figure.counted,
        }
        for indicator, figure in found
    }
