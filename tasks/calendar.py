"""The dates of soket.toml → what is due at a time: a draft at the cut-off, the close after the deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.half_year import HalfYear
from tasks.gate import deadline
from tasks.home import TIMEZONE, Home
from warehouse import ledger

_NOON = 12  # what a morning brings is due before, what an evening brings from then on


class Work(StrEnum):
    DRAFT = "draft"
    CLOSE = "close"


@dataclass(frozen=True)
class Due:
    period: HalfYear
    work: Work


def work_due(home: Home, at: datetime) -> Due | None:
    """What is due at ``at`` (of any zone), of the newest period past its cut-off: in the evening of the cut-off its
    draft, and every morning after the deadline its close, until it is closed once. None where nothing is. A period that
    was closed is closed again only by somebody."""
    local = at.astimezone(TIMEZONE)
    day, morning = local.date(), local.hour < _NOON
    period = home.period_due(day)
    if period is None or _was_closed(home, period):
        return None
    if day == home.dates(period).cut_off:
        return None if morning else Due(period, Work.DRAFT)
    return Due(period, Work.CLOSE) if morning and day > deadline(home, period) else None


def _was_closed(home: Home, period: HalfYear) -> bool:
    with home.warehouse.read() as connection:
        row = ledger.period_row(connection, str(period))
    return bool(row and row["version"])
