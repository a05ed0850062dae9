"""What a run says of what it came to: lines for an operator, and with them tables for the office."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from domain.prose.claim import Claim, tally
from domain.restatement import Restated
from flows import tables
from flows.run_log import say
from tasks.home import Home

if TYPE_CHECKING:
    from flows.close import Closed
    from flows.collect import Collected
    from flows.remind import Reminded
    from tasks.drafted import Drafted


def collected(home: Home, done: Collected) -> None:
    counts = f"new files {done.received.new}, accepted {done.accepted}, refused {done.refused}"
    say(f"collect: {counts}, files answered {done.replied.written}" if done.changed else "collect: nothing new")
    for one in done.received.unreceived:
        say(without_names(home, one.message), warn=True)
    for line in (*done.problems, *done.replied.waiting, *done.told.waiting):
        say(without_names(home, line), warn=True)


def drafted(period: HalfYear, done: Drafted) -> None:
    say(f"draft of {period}: {done.path}; what would shut the gate: {done.lacking}")
    tables.draft(period, done)


def closed(period: HalfYear, done: Closed) -> None:
    for line in (*done.collected.last.problems, *done.collected.told.waiting):
        say(line, warn=True)
    close, report = done.closing.close, done.report
    if close is None or report is None:
        return
    since = f"; files that came later: {done.closing.arrived_since}" if done.closing.arrived_since else ""
    say(f"close: {period} is closed as version {close.version}, units {close.received}/{close.expected}{since}")
    say(f"report: {report.path} (sha256 {report.sha256[:12]})")
    if report.altered:
        say(f"{report.path}: is no longer the issued report, which is kept as raw/{report.sha256}", warn=True)
    tables.report(period, close.version, report)


def reminded(home: Home, done: Reminded) -> None:
    if done.collected:
        collected(home, done.collected)
    found = done.reminders
    say(found.note or f"remind: letters {len(found.letters)}, new files {found.written}: {found.folder}")
    for line in found.problems:
        say(line, warn=True)


def without_names(home: Home, line: str) -> str:
    """A line without the name of a sender's file, in which a person's may stand: its unit's folder tells where."""
    units = "|".join(re.escape(unit.slug) for unit in home.units)
    for inbox in home.settings.inboxes:
        place = rf"({re.escape(inbox)}/(?:(?:{units})(?:/|(?=: )))?)([^:]*?)(?=: )"
        line = re.sub(place, lambda found: found[1] + ("…" if found[2] else ""), line)
    return line


def restated(catalogue: Catalogue, period: HalfYear, found: Sequence[Restated]) -> None:
    say(f"figures of {period} that differ from what was published: {len(found)}")
    tables.restated(catalogue, period, found)


def claims(period: HalfYear, found: Sequence[Claim]) -> None:
    say(f"reconcile: {tally(found)}")
    tables.claims(period, found)
