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
    """The version that was frozen and its report; None where other figures had come meanwhile, and the period is
    open again."""

    close: Close | None
    report: Published | None
    told: Told


def approve(home: Home, period: HalfYear, by: str, reason: str) -> Approved:
    """What lapsed is open again first."""
    decisions.reopen_expired(home)
    close = decisions.approve(home, period, by, _given(reason))
    report = publish(home, close) if close else None
    return Approved(close, report, tell_waiting(home))


def refuse(home: Home, period: HalfYear, by: str, reason: str) -> Told:
    decisions.reopen_expired(home)
    decisions.refuse(home, period, by, _given(reason))
    return tell_waiting(home)


def _given(reason: str) -> str:
    if not reason.strip():
        raise ValueError("give the reason with --reason TEXT; it is kept with the decision")
    return reason
