"""Decisions on figures that wait for approval, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass

from domain.half_year import HalfYear
from flows.channels import tell_waiting
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
    reason = _given(reason)
    decisions.reopen_expired(home)
    stands = decisions.closed_already(home, period)
    close = stands or decisions.approve(home, period, by, reason)
    report = publish(home, close) if close else None
    return Approved(close, close is not None and stands is None, report, tell_waiting(home))


def refuse(home: Home, period: HalfYear, by: str, reason: str) -> Told:
    decisions.reopen_expired(home)
    decisions.refuse(home, period, by, _given(reason))
    return tell_waiting(home)


def _given(reason: str) -> str:
    if not reason.strip():
        raise ValueError("give the reason with --reason TEXT; it is kept with the decision")
    return reason
