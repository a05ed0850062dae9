"""What commands print: tables for people, plain records for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from domain.catalogue import Indicator
from domain.figure import Figure
from domain.half_year import HalfYear
from domain.vietnamese import grouped
from flows.screen import local_time
from flows.screen import out as _out
from flows.screen import table as _table
from flows.show_arrivals import what_is_open
from flows.show_told import told, told_json
from flows.show_versions import asked_json, not_adopted, waits
from tasks.home import Home
from tasks.look import figure_list
from tasks.trace import Trace
from warehouse.closes import Close

if TYPE_CHECKING:
    from flows.close import Closed
    from tasks.doctor import Check
    from tasks.freeze import Closing

_STATES = {"ok": "green", "warn": "yellow", "fail": "red"}


# --- close ------------------------------------------------------------------------


def closed_json(home: Home, done: Closed) -> dict[str, Any]:
    close = done.closing.close
    return {
        "closed": close is not None,
        "new": done.closing.new,
        "version": close.version if close else None,
        "changed": done.changed,
        "report": str(done.report.path) if done.report else None,
        "report_sha256": done.report.sha256 if done.report else None,
        "not_adopted": list(done.report.not_adopted) if done.report else [],
        "arrived_since": done.closing.arrived_since,
        "unreceived": list(done.closing.unreceived),
        "waits_for_approval": asked_json(done.closing.asked) if done.closing.asked else None,
        "problems": [*map(str, done.collected.problems)],
        "alerts": told_json(done.collected.told),
        "shut_by": [
            {"code": one.unit.code, "name": one.unit.name, "why": list(one.why)} for one in done.closing.shut_by
        ],
    }


def closed(home: Home, period: HalfYear, done: Closed) -> None:
    close = done.closing.close
    what_is_open(done.collected)
    told(done.collected.told)
    if done.closing.without_first_half:
        _out.print(f"  {period.previous} was never closed: of the whole year the report has no flows")
    if done.closing.asked:
        waits(home, period, done.closing.asked)
        return
    if close is None:
        _stays_open(period, done.closing)
        return
    if done.changed and done.closing.new:
        _out.print(f"close: {period} closed as version {close.version}; {close.received}/{close.expected} units.")
    elif done.closing.arrived_since:
        _out.print(
            f"close: {period} is closed (version {close.version}); "
            f"files that came later: {done.closing.arrived_since}; no published figure changed."
        )
        _out.print(f"what they would change: soket --home {home.path} reopen {period}", style="dim")
    else:
        _out.print(f"close: {period} is closed (version {close.version}); nothing changed.")
    if done.report:
        _out.print(f"report: {done.report.path}")
        if done.report.altered:
            _out.print(f"  is no longer the issued report; that is kept as {home.raw / done.report.sha256}")
        not_adopted(done.report.not_adopted)


def _stays_open(period: HalfYear, closing: Closing) -> None:
    _out.print(f"close: {period} stays open; units that stop the gate: {len(closing.shut_by)}")
    if closing.unreceived:
        _out.print(f"  files that belong to no unit yet: {len(closing.unreceived)} (named above)")
    for one in closing.shut_by:
        _out.print(f"  {one.name} {one.unit.name}")
        for line in one.why:
            _out.print(f"    {line}")
    _out.print(f"mend them, or: soket close {period} --accept-missing CODE --reason TEXT", style="dim")
    if any(one.refused for one in closing.shut_by):
        _out.print("a refused file that needs no correction: soket dismiss FILE --reason TEXT", style="dim")


# --- findings ---------------------------------------------------------------------------------


def findings(found: Sequence[dict[str, Any]]) -> None:
    for one in found:
        _out.print(f"{one['unit']} {one['severity']} {one['rule']}: {one['message']}{_answered(one)}", style=None)
    if not found:
        _out.print("no findings.")


def _answered(one: dict[str, Any]) -> str:
    return f" (explained: {one['explained']})" if one["explained"] else ""


# --- figures ----------------------------------------------------------------------------------


def figures_json(period: HalfYear, close: Close | None, found: Sequence[tuple[Indicator, Figure]]) -> dict[str, Any]:
    return {"period": str(period), "version": close.version if close else None, "figures": figure_list(found)}


def figures(period: HalfYear, close: Close | None, found: Sequence[tuple[Indicator, Figure]]) -> None:
    if close is None:
        _out.print(f"{period}, not closed by then: what the submissions of that day come to")
    else:
        _out.print(f"{period}, version {close.version}, closed {local_time(close.closed_at)}")
    rows = [
        (
            indicator.code,
            indicator.name,
            grouped(figure.value) if figure.value is not None else "…",
            indicator.unit,
            f"{figure.counted}/{figure.expected}",
        )
        for indicator, figure in found
    ]
    _table(("code", "indicator", "value", "unit", "units counted"), rows)


def trace_json(found: Trace) -> dict[str, Any]:
    return {"value": found.value, "cells": found.cells}


def trace(found: Trace) -> None:
    value = grouped(found.value) if found.value is not None else "…"
    _out.print(f"{found.indicator} = {value}, from {len(found.cells)} cells")
    rows = [(c["unit"], c["file"], c["sheet"] or "", c["cell"], grouped(c["value"])) for c in found.cells]
    _table(("unit", "file", "sheet", "cell", "value"), rows)


# --- doctor -----------------------------------------------------------------------------------


def doctor_json(checks: Sequence[Check]) -> dict[str, Any]:
    return {
        "well": all(one.seen.state != "fail" for one in checks),
        "checks": [
            {"name": one.name, "of": one.of, "state": one.seen.state, "saw": one.seen.saw, "mend": one.seen.mend}
            for one in checks
        ],
    }


def doctor(checks: Sequence[Check]) -> None:
    rows = [(one.name, one.seen.state, one.seen.saw, one.seen.mend) for one in checks]
    _table(("check", "state", "what was seen", "what to do"), rows, colour=lambda row: _STATES[row[1]])
