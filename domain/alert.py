"""Alerts: what the office is told without asking, one for each root cause."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.finding import Finding, Severity

SHOWN = 5  # places that an alert names; all others are counted


class Event(StrEnum):
    """What an alert tells of; the name of its Prefect event too."""

    REFUSED = "soket.submission.refused"
    WARNED = "soket.quality.warned"
    INCOMPLETE = "soket.period.incomplete"
    AFTER_CLOSE = "soket.submission.after_close"
    WAITS = "soket.period.waits"
    EXPIRED = "soket.period.expired"


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
class Place:
    """One place that an alert names, with whose it is."""

    unit: str
    name: str
    file: str
    place: str
    label: str | None
    saw: str


@dataclass(frozen=True)
class Digest:
    """Alerts of one event, period, rule and form, to be told in one message. ``queued_at`` is when the first of
    them was."""

    event: Event
    period: str | None
    rule: str | None
    form: str | None
    alerts: tuple[Alert, ...]
    queued_at: str = ""

    @property
    def units(self) -> int:
        return len({one.payload["unit"] for one in self.alerts})

    @property
    def files(self) -> int:
        return len({(one.payload["unit"], one.payload["file"]) for one in self.alerts})

    @property
    def count(self) -> int:
        """How many places all alerts together have."""
        return sum(one.payload["count"] for one in self.alerts)

    @property
    def reference(self) -> str:
        """Eight characters by which a message that comes twice is known: another home has the same causes, but
        not at the same time."""
        return self.identity[:8]

    @property
    def identity(self) -> str:
        return _digest([self.queued_at, *sorted(one.cause for one in self.alerts)])

    @property
    def by_weight(self) -> list[Alert]:
        """The alerts, the worst first: those that refuse a file, a row, then warnings; of these the files with
        most places; else by the unit's code."""
        ranks = [str(severity) for severity in Severity]
        return sorted(self.alerts, key=lambda one: (ranks.index(one.payload["severity"]), *_size(one), one.cause))

    def worst(self, count: int = SHOWN) -> list[Place]:
        """The places to name: the first of each file, the worst files first, before the second of any."""
        ordered = self.by_weight
        turns = ((turn, one) for turn in range(SHOWN) for one in ordered)
        found = [_place(one, turn) for turn, one in turns if turn < len(one.payload["places"])]
        return found[:count]


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


def file_of(cause: str) -> int | None:
    """The file that the cause of an alert on findings names; None of any other cause."""
    event, _, rest = cause.partition("/")
    number = rest.partition("/")[0]
    return int(number) if event in (Event.REFUSED, Event.WARNED) and number.isdecimal() else None


def after_close(period: str, sender: Sender) -> Alert:
    """A file that came after the close and was accepted. Payload: as for findings, without a place."""
    who: dict[str, Any] = {"unit": sender.unit, "name": sender.name, "file": sender.path}
    told = {**who, "severity": str(Severity.WARN), "count": 1, "places": []}
    return Alert(Event.AFTER_CLOSE, period, None, None, f"{Event.AFTER_CLOSE}/{sender.file_id}", told)


def incomplete(
    period: str, open_units: Mapping[str, str], expected: int, once: bool, unreceived: Iterable[str] = ()
) -> Alert:
    """A period that lacks something of units (code → name), or whose gate what could not be received keeps shut (a
    line each, counted alone). ``once``: told once for the period, as when its deadline has passed; else once
    for each set of them. Payload: units (unit, name), expected, unreceived (how many)."""
    lines = sorted(unreceived)
    of = "deadline" if once else f"units/{_digest([*sorted(open_units), *lines])}"
    units = [{"unit": code, "name": name} for code, name in open_units.items()]
    cause = f"{Event.INCOMPLETE}/{period}/{of}"
    told = {"units": units, "expected": expected, "unreceived": len(lines)}
    return Alert(Event.INCOMPLETE, period, None, None, cause, told)


def waits(period: str, closing: int, by: str, until: str) -> Alert:
    """Figures that wait for approval. Payload: by (who asked), until (ISO time)."""
    return Alert(Event.WAITS, period, None, None, f"{Event.WAITS}/{closing}", {"by": by, "until": until})


def not_closed(period: str, closing: int, by: str, reason: str) -> Alert:
    """Figures that waited for approval and did not get it: the period is open again. Payload: by (who decided, empty
    where nobody did), reason."""
    return Alert(Event.EXPIRED, period, None, None, f"{Event.EXPIRED}/{closing}", {"by": by, "reason": reason})


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _size(one: Alert) -> tuple[int, str]:
    return -one.payload["count"], one.payload["unit"]


def _place(one: Alert, number: int) -> Place:
    told = one.payload
    return Place(told["unit"], told["name"], told["file"], **told["places"][number])
