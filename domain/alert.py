"""Alerts: what the office is told without asking, one for each root cause."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.finding import Finding

SHOWN = 5  # places that an alert names; all others are counted


class Event(StrEnum):
    """What an alert tells of; the name of its Prefect event too."""

    REFUSED = "soket.submission.refused"
    WARNED = "soket.quality.warned"
    INCOMPLETE = "soket.period.incomplete"
    AFTER_CLOSE = "soket.submission.after_close"


@dataclass(frozen=True)
class Alert:
    """One row of the outbox. ``cause`` names the one thing that it tells of: what has the same cause is
    told once. ``payload`` is plain data without a person's name; see the functions below for its keys."""

    event: Event
    period: str | None
    rule: str | None
    form: str | None
    cause: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Sender:
    """Whose file an alert is about; ``path`` is relative to the home."""

    unit: str
    name: str
    file_id: int
    path: str


def of_findings(
    event: Event, period: str | None, sender: Sender, found: Iterable[tuple[str | None, Finding]]
) -> Iterator[Alert]:
    """One alert for each rule and form (a code, or None) of what was found in one file. Payload: unit, name,
    file, severity, count, places (the first five: place, label, saw), wanted, mend."""
    causes: dict[tuple[str, str | None], list[Finding]] = {}
    for form, one in found:
        causes.setdefault((one.rule, form), []).append(one)
    for (rule, form), findings in causes.items():
        where = _digest(one.place for one in findings)
        cause = f"{event}/{sender.file_id}/{rule}/{form or ''}/{where}"
        yield Alert(event, period, rule, form, cause, _told(sender, findings))


def _told(sender: Sender, findings: Sequence[Finding]) -> dict[str, Any]:
    worst = findings[0]
    return {
        "unit": sender.unit,
        "name": sender.name,
        "file": sender.path,
        "severity": str(worst.severity),
        "count": len(findings),
        "places": [{"place": one.place, "label": one.label, "saw": one.saw} for one in findings[:SHOWN]],
        "wanted": worst.wanted,
        "mend": worst.mend,
    }


def after_close(period: str, sender: Sender) -> Alert:
    """A file that came after the close and was accepted. Payload: unit, name, file."""
    told = {"unit": sender.unit, "name": sender.name, "file": sender.path}
    return Alert(Event.AFTER_CLOSE, period, None, None, f"{Event.AFTER_CLOSE}/{sender.file_id}", told)


def incomplete(period: str, open_units: Mapping[str, str], expected: int, once: bool) -> Alert:
    """A period that lacks something of units (code → name). ``once``: told once for the period, as when its
    deadline has passed; else once for each set of units. Payload: units (unit, name), expected."""
    of = "deadline" if once else f"units/{_digest(sorted(open_units))}"
    units = [{"unit": code, "name": name} for code, name in open_units.items()]
    cause = f"{Event.INCOMPLETE}/{period}/{of}"
    return Alert(Event.INCOMPLETE, period, None, None, cause, {"units": units, "expected": expected})


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
