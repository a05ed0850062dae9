"""What status and remind print: who has sent what, and how late; the letters that were written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from domain.half_year import HalfYear
from domain.rate import Rate
from flows.screen import out, table
from flows.show_told import told as show_told
from flows.show_told import told_json
from tasks.completeness import Group, Rates
from tasks.look import PeriodStatus
from tasks.standing import MISSING, RECEIVED, UnitStatus
from tasks.tell import SILENCE

if TYPE_CHECKING:
    from flows.remind import Reminded

_COLOURS = {"received": "green", "late": "yellow", "missing": "magenta", "refused": "red"}
_SOURCES = {"by_kind": "kind of unit", "by_parent": "parent"}


# --- status for programs ----------------------------------------------------------------------


def status_json(period: HalfYear, found: PeriodStatus) -> dict[str, Any]:
    return {
        "period": str(period),
        "state": found.state,
        "version": found.version,
        "day": str(found.day),
        "deadline": str(found.deadline),
        "expected": found.standing.expected,
        "received": found.standing.received,
        "rates": _rates_json(found.rates),
        "units": [_unit_json(one, found.day) for one in found.standing.units],
        "unreceived": list(found.standing.unreceived),
        "ignored": [{"file": path, "note": note} for path, note in found.ignored],
    }


def _unit_json(one: UnitStatus, day: date) -> dict[str, Any]:
    opened, explained = one.warnings
    return {
        "code": one.unit.code,
        "name": one.unit.name,
        "kind": one.unit.kind,
        "contact": one.unit.contact,
        "status": one.status,
        "expected": one.expected,
        "arrived": str(one.arrived) if one.arrived else None,
        "on_time": one.on_time(day),
        "days_late": one.days_late(day),
        "forms": [{"code": code, "state": state} for code, state in one.forms],
        "missing_forms": list(one.missing_forms),
        "refused": [{"file": path, "reason": reason} for path, reason in one.refused],
        "to_fill_in": list(one.stops),
        "warnings": {"open": opened, "explained": explained},
    }


def _rates_json(found: Rates) -> dict[str, Any]:
    return {
        "all": _rate_json(found.all),
        "by_kind": [{"kind": one.code, "name": one.name, **_rate_json(one.rate)} for one in found.by_kind],
        "by_parent": [{"unit": one.code, "name": one.name, **_rate_json(one.rate)} for one in found.by_parent],
    }


def _rate_json(rate: Rate) -> dict[str, Any]:
    shares = {"completeness": rate.completeness, "punctuality": rate.punctuality}
    counts = {"expected": rate.expected, "received": rate.received, "on_time": rate.on_time}
    return {**counts, **{name: None if share is None else float(share) for name, share in shares.items()}}


# --- status for people ------------------------------------------------------------------------


def status(period: HalfYear, found: PeriodStatus) -> None:
    version = f", version {found.version}" if found.version else ""
    out.print(f"{period}: {found.state}{version}; received {found.standing.received}/{found.standing.expected}")
    out.print(_counts(found))
    rows = [
        _unit_row(one, found.day) for one in found.standing.units if one.expected or one.status != MISSING or one.stops
    ]
    headings = ("code", "unit", "status", "arrived", "days late", "contact", "what is open")
    table(headings, rows, colour=lambda row: _COLOURS[row[2].split()[0]])
    _show_rates(found.rates)
    for line in found.standing.unreceived:
        out.print(line)
    for path, note in found.ignored:
        out.print(f"ignored: {path} ({note})", style="dim")


def _counts(found: PeriodStatus) -> str:
    """``deadline 24/06/2022: on time 44, late 3, missing 1, refused 0``, of the expected units."""
    states = [_state(one, found.day).split()[0] for one in found.standing.units if one.expected]
    counts = ", ".join(f"{state} {states.count(state)}" for state in _COLOURS)
    return f"deadline {found.deadline:%d/%m/%Y}: {counts.replace(RECEIVED, 'on time', 1)}"


def _state(one: UnitStatus, day: date) -> str:
    """received, ``late 3 days``, missing or refused."""
    late = one.days_late(day) if one.status == RECEIVED else 0
    return f"late {late} day{'s' * (late > 1)}" if late else one.status


def _unit_row(one: UnitStatus, day: date) -> tuple[str, ...]:
    arrived = f"{one.arrived:%d/%m/%Y}" if one.arrived else ""
    late = one.days_late(day) if one.expected or one.arrived else None
    days = "" if late is None else str(late)
    return (one.unit.code, one.unit.name, _state(one, day), arrived, days, one.unit.contact, "; ".join(one.why))


def _show_rates(found: Rates) -> None:
    whole = Group("", "all units", found.all)
    groups = [("", whole), *(("kind", one) for one in found.by_kind), *(("parent", one) for one in found.by_parent)]
    rows = [(by, one.name, *_rate_row(one.rate)) for by, one in groups]
    out.print()
    table(("by", "group", "expected", "received", "complete %", "on time", "on time %"), rows)


def _rate_row(rate: Rate) -> tuple[str, ...]:
    complete, punctual = ("" if share is None else str(share) for share in (rate.completeness, rate.punctuality))
    return (str(rate.expected), str(rate.received), complete, str(rate.on_time), punctual)


# --- remind -----------------------------------------------------------------------------------


def reminded_json(period: HalfYear, done: Reminded) -> dict[str, Any]:
    told = done.reminders
    return {
        "period": str(period),
        "day": str(told.day),
        "folder": str(told.folder),
        "letters": [{"unit": code, "file": str(path)} for code, path in told.letters.items()],
        "summary": str(told.summary) if told.summary else None,
        "written": told.written,
        "set_aside": [str(path) for path in told.set_aside],
        "held": [{"unit": code, "reason": reason} for code, reason in told.held.items()],
        "note": told.note,
        "problems": [str(one) for one in (*told.problems, *(done.collected.problems if done.collected else ()))],
        "alerts": told_json(done.collected.told if done.collected else SILENCE),
    }


def reminded(done: Reminded) -> None:
    told = done.reminders
    for line in (*(done.collected.problems if done.collected else ()), *told.problems):
        out.print(f"  {line}")
    if told.note:
        out.print(f"remind: {told.note}.")
    else:
        news = f"new files {told.written}" if told.written else "nothing new"
        out.print(f"remind: letters {len(told.letters)}, {news}: {told.folder}")
    if done.collected:
        show_told(done.collected.told)
    for code, reason in told.held.items():
        out.print(f"  {code} is not written to: {reason}")
    for path in told.set_aside:
        out.print(f"  set aside, no longer to be sent: {path}")
