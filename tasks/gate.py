"""The gate: what a period still lacks before it may be closed, and of whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from domain.finding import Severity
from domain.half_year import HalfYear
from domain.submission import Unreceived
from domain.unit import Unit
from domain.working_day import or_last_working_day, or_next_working_day
from tasks.home import TIMEZONE, Home
from tasks.standing import MISSING, RECEIVED, REFUSED, Standing, UnitStatus
from warehouse import arrivals, current, gate, inboxes
from warehouse.store import Connection

T = TypeVar("T")


def deadline(home: Home, period: HalfYear) -> date:
    """The last day of sending: a deadline on a day off moves to the next working day."""
    return or_next_working_day(home.dates(period).deadline, home.settings.days_off)


def last_day(home: Home, period: HalfYear) -> date:
    """The last working day before the report is signed: what comes later changes nothing in it."""
    return or_last_working_day(home.dates(period).signing - timedelta(days=1), home.settings.days_off)


def standing(home: Home, period: HalfYear, connection: Connection) -> Standing:
    """Who has sent what: the units that are valid at the period's cut-off, and others of which something is open."""
    missed = inboxes.unreceived_now(connection)
    kept = _Kept.of(connection, str(period), missed)
    cut_off, due = home.dates(period).cut_off, deadline(home, period)
    units = [one for one in home.units if one.valid_on(cut_off) or kept.is_open(one.id)]
    shared = {code for code, count in Counter(one.code for one in units).items() if count > 1}
    return Standing(
        unreceived=(*_of_no_unit(home, kept.refused), *(one.message for one in missed if one.unit_id is None)),
        units=tuple(
            _status(home, unit, f"id:{unit.id}" if unit.code in shared else unit.code, kept, cut_off, due)
            for unit in units
        ),
    )


@dataclass(frozen=True)
class _Kept:
    """What the warehouse has of a period, by unit."""

    received: Mapping[int, Collection[str]]
    refused_forms: Mapping[int, Collection[str]]
    sent: Mapping[int, Mapping[str, datetime]]
    refused: Mapping[int, Sequence[tuple[str, str]]]
    waiting: Mapping[int, Sequence[str]]
    to_fill_in: Mapping[int, Sequence[str]]
    warnings: Mapping[int, tuple[int, int]]

    @classmethod
    def of(cls, connection: Connection, code: str, missed: Sequence[Unreceived]) -> _Kept:
        findings = current.standing_findings(connection, code)
        refused = _by_unit((unit, (path, why or "")) for unit, path, why in gate.refused_files(connection, code))
        return cls(
            received=gate.forms_received(connection, code),
            refused_forms=arrivals.forms_refused(connection, code),
            sent=arrivals.first_sent(connection, code),
            refused=refused,
            waiting=_by_unit(_files_without_verdict(connection, missed)),
            to_fill_in=_by_unit(
                (row["unit_id"], current.as_finding(row).message)
                for row in findings
                if row["stops_gate"] and row["severity"] != Severity.REFUSE_FILE
            ),
            warnings=_warnings(findings),
        )

    def is_open(self, unit_id: int) -> bool:
        return any(unit_id in one for one in (self.refused, self.waiting, self.to_fill_in))


def _status(home: Home, unit: Unit, name: str, kept: _Kept, cut_off: date, due: date) -> UnitStatus:
    owed, received = home.catalogue.forms_owed_by(unit.kind), kept.received.get(unit.id, ())
    refused, sent = kept.refused_forms.get(unit.id, ()), kept.sent.get(unit.id, {})
    states = {form: RECEIVED if form in received else REFUSED if form in refused else MISSING for form in owed}
    waiting = tuple(kept.waiting.get(unit.id, ()))
    return UnitStatus(
        unit=unit,
        name=name,
        expected=unit.kind in home.catalogue.expected_kinds and unit.valid_on(cut_off),
        missing_forms=tuple(sorted(owed.difference(received))),
        refused=tuple(kept.refused.get(unit.id, ())),
        stops=(*waiting, *kept.to_fill_in.get(unit.id, ())),
        waiting=waiting,
        forms=tuple((form.code, states[form.code]) for form in home.catalogue.forms if form.code in owed),
        arrived=_day(max(sent[form] for form in owed)) if owed and owed <= sent.keys() else None,
        due=due,
        warnings=kept.warnings.get(unit.id, (0, 0)),
    )


def _day(at: datetime) -> date:
    return at.astimezone(TIMEZONE).date()


def _by_unit(pairs: Iterator[tuple[int, T]]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = {}
    for unit_id, one in pairs:
        found.setdefault(unit_id, []).append(one)
    return found


def _files_without_verdict(connection: Connection, missed: Sequence[Unreceived]) -> Iterator[tuple[int, str]]:
    """Files that wait for their verdict, and what lies in a unit's folder and could not be received."""
    for unit_id, path in gate.waiting_files(connection):
        yield unit_id, f"{path}: waits for its verdict; collect again"
    for one in missed:
        if one.unit_id is not None:
            yield one.unit_id, one.message


def _warnings(findings: Sequence[Mapping[str, object]]) -> dict[int, tuple[int, int]]:
    """Unit → how many warnings are open, and how many explained."""
    counts: dict[int, tuple[int, int]] = {}
    for row in findings:
        if row["severity"] == Severity.WARN:
            unit_id, explained = int(str(row["unit_id"])), row["explained"] is not None
            before = counts.get(unit_id, (0, 0))
            counts[unit_id] = (before[0] + (not explained), before[1] + explained)
    return counts


def _of_no_unit(home: Home, refused: Mapping[int, Sequence[tuple[str, str]]]) -> Iterator[str]:
    """Refused files of units that units.csv no longer has."""
    for unit_id, files in refused.items():
        for path, reason in files if unit_id not in home.unit_by_id else ():
            yield f"{path}: is refused ({reason}), its unit is no longer in units.csv; look at it, then 'soket dismiss'"
