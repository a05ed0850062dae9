"""Decisions on figures that wait for approval, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from domain.half_year import HalfYear
from flows.decision import wake
from flows.last import last_of
from flows.when import scheduled_day
from tasks import approve as decisions
from tasks.home import Home
from tasks.publish import Published, publish
from tasks.tell import Told
from warehouse.closes import Close


@dataclass(frozen=True)
class Approved:
    """The version that was frozen (``new`` by this call) and its report; None where other figures had come meanwhile,
    and the period is open again."""

    close: Close | None
    new: bool
    report: Published | None
    told: Told


def approve(home: Home, period: HalfYear, by: str, reason: str) -> Approved:
    """What lapsed is open again first. A closed period stays as it is, and gets the report that it may lack."""
    with _deciding(home):
        stands = decisions.closed_already(home, period)
        close = stands or decisions.approve(home, decisions.waiting(home, period), by, reason)
        report = publish(home, close) if close else None
    return Approved(close, close is not None and stands is None, report, last_of(home, period, scheduled_day()).told)


def refuse(home: Home, period: HalfYear, by: str, reason: str) -> Told:
    with _deciding(home):
        decisions.refuse(home, decisions.waiting(home, period), by, reason)
    return last_of(home, period, scheduled_day()).told


@contextmanager
def _deciding(home: Home) -> Iterator[None]:
    """What is decided wakes the runs that wait for it, also where what follows fails."""
    decisions.reopen_expired(home)
    try:
        yield
    finally:
        wake(home)
