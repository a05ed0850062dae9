"""What a run says of what it came to: lines for an operator, and with them tables for the office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from domain.notice import Notice
from domain.prose.claim import Claim, tally
from domain.restatement import Restated
from flows import tables
from flows.run_log import say
from tasks.home import Home
from tasks.notices import of_file

if TYPE_CHECKING:
    from flows.close import Closed
    from flows.collect import Collected
    from flows.remind import Reminded
    from tasks.drafted import Drafted


def collected(home: Home, done: Collected) -> None:
    counts = f"new files {done.received.new}, accepted {done.accepted}, refused {done.refused}"
    say(f"collect: {counts}, files answered {done.replied.written}" if done.changed else "collect: nothing new")
    for one in done.received.unreceived:
        say(of_file(home, one.path, one.told, of_unit=one.unit_id is not None), warn=True)
    _warn((*done.problems, *done.replied.waiting, *done.told.waiting))


def drafted(period: HalfYear, done: Drafted) -> None:
    say(f"draft of {period}: {done.path}; what would shut the gate: {done.lacking}")
    tables.draft(period, done)


def closed(period: HalfYear, done: Closed) -> None:
    _warn((*done.collected.last.problems, *done.collected.told.waiting))
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
    _warn(found.problems)


def _warn(lines: Iterable[str | Notice]) -> None:
    for line in lines:
        say(line, warn=True)


def restated(catalogue: Catalogue, period: HalfYear, found: Sequence[Restated]) -> None:
    say(f"figures of {period} that differ from what was published: {len(found)}")
    tables.restated(catalogue, period, found)


def claims(period: HalfYear, found: Sequence[Claim]) -> None:
    say(f"reconcile: {tally(found)}")
    tables.claims(period, found)
