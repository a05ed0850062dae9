"""Decisions on figures that wait for approval, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass

from domain.half_year import HalfYear
from flows.decision import wake
from flows.last import last_of
from flows.step import step
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
    reopen_lapsed(home)
    asked, stands = decisions.pending(home, period), decisions.closed_already(home, period)
    close = stands or decisions.approve(home, decisions.waiting(home, period), by, reason)
    report = publish(home, close) if close else None
    if asked:
        wake(home, asked)
    return Approved(close, close is not None and stands is None, report, last_of(home, period, scheduled_day()).told)


def refuse(home: Home, period: HalfYear, by: str, reason: str) -> Told:
    reopen_lapsed(home)
    asked = decisions.pending(home, period)
    decisions.refuse(home, decisions.waiting(home, period), by, reason)
    if asked:
        wake(home, asked)
    return last_of(home, period, scheduled_day()).told


def reopen_lapsed(home: Home) -> None:
    """What waited too long for approval is open again, and the runs that were suspended over it go on."""
    for lapsed in step(decisions.reopen_expired, home):
        wake(home, lapsed)
