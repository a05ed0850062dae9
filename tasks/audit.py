"""The audit looked over: is everything that closed figures stand on what it was when they were closed?"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.close import Decision, PeriodState
from tasks.audited_reports import of_editions, of_report, of_wording
from tasks.home import Home
from tasks.registry import HomeError
from warehouse import audit, closes, evidence, inventory, ledger
from warehouse.audit import Act
from warehouse.closes import Close
from warehouse.store import Connection

_HEAD = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_STATES = {
    "close": PeriodState.CLOSED,
    "ask": PeriodState.CLOSING,
    "reopen": PeriodState.REOPENED,
}
_NOT_SEALED = "closed by an earlier soket, which did not seal what figures stand on"
_NOT_TOLD = "what it stands on cannot be told: the audit is broken before the row that closed it"
_UNDONE = (Decision.REFUSED, Decision.EXPIRED, Decision.OVERTAKEN)


@dataclass(frozen=True)
class Verified:
    """``problems`` are what was changed, a line each; ``notes`` what cannot be told. ``of`` is the version whose report
    was looked at."""

    head: str
    acts: int
    closes: int
    problems: tuple[str, ...]
    notes: tuple[str, ...] = ()
    of: Close | None = None


def verify(home: Home, report: Path | None = None) -> Verified:
    """Looks over the chain of the audit, what each close stands on, and the raw files; and whether ``report`` is one
    that was issued. HomeError where it is no .docx that can be read."""
    printed = _printed(report) if report else frozenset()
    with home.warehouse.read() as connection:
        broken = audit.broken_at(connection)
        acts = list(audit.acts(connection, before=broken))  # what follows a broken row tells nothing
        problems = list(_states(acts, connection) if broken is None else _chain(broken))
        versions, unreadable = _versions(connection)
        problems += unreadable or _taken_out(versions, acts)
        notes: list[str] = []
        for one in versions:
            problems += _of_close(one, acts, connection, whole=broken is None)
            if _sealed(one, acts) is None:
                notes.append(f"{_named(one)}: {_NOT_SEALED if broken is None else _NOT_TOLD}")
            problems += of_editions(one, _named(one), acts, connection) if broken is None else []
        problems += of_wording(acts, connection) if broken is None else []
        problems += _raw(home, connection)
        head = audit.head(connection)
        of = next((one for one in versions if one.audit in printed), None)
        if report:
            problems += of_report(report, of, _named(of) if of else "", connection)
    return Verified(head, len(acts), len(versions), tuple(problems), tuple(notes), of)


def acts_of(home: Home, period: str = "") -> list[Act]:
    """What was done, the oldest first; of a period, or all."""
    with home.warehouse.read() as connection:
        return [one for one in audit.acts(connection) if not period or period in one.subject]


def _named(close: Close) -> str:
    return f"{close.period} version {close.version}"


def _chain(broken: int) -> Iterator[str]:
    yield f"audit: row {broken} is not what was written there, or one before it is missing"


def _versions(connection: Connection) -> tuple[list[Close], list[str]]:
    """All versions; where one cannot be read, none, and the problem."""
    try:
        return closes.every_close(connection), []
    except ValueError as error:  # SQLite keeps in a column of dates whatever is put there
        return [], [f"close: a row is not what was written there ({error})"]


def _taken_out(versions: Sequence[Close], acts: Sequence[Act]) -> Iterator[str]:
    there = {(one.period, one.version) for one in versions}
    closed = [(one.subject, one.detail["version"]) for one in acts if one.act == "close"]
    yield from (
        f"{period} version {version}: was closed, and is not there"
        for period, version in closed
        if (period, version) not in there
    )


def _states(acts: Sequence[Act], connection: Connection) -> Iterator[str]:
    """A period's state and version are what its last act left."""
    last: dict[str, Act] = {}
    versions: dict[str, int] = {}
    for act in acts:
        if act.act in _STATES or act.act in _UNDONE:
            last[act.subject] = act
        if act.act == "close":
            versions[act.subject] = act.detail["version"]
    for code, state, version in ledger.period_states(connection):
        if version != versions.get(code, 0):
            yield f"{code}: stands at version {version}; by the audit it is {versions.get(code, 0)}"
        wanted = _state_after(last.get(code), versions.get(code, 0))
        if state != wanted:
            yield f"{code}: is {state}; by the audit it is {wanted}"


def _state_after(act: Act | None, version: int) -> PeriodState:
    if act is not None and act.act in _STATES:
        return _STATES[act.act]
    return PeriodState.REOPENED if version else PeriodState.OPEN


def _sealed(close: Close, acts: Sequence[Act]) -> Act | None:
    """The act that closed it, with what it stood on; None where an earlier soket closed it."""
    of_it = (one for one in acts if (one.act, one.subject) == ("close", close.period) and "frozen" in one.detail)
    return next((one for one in of_it if one.detail["version"] == close.version), None)


def _of_close(close: Close, acts: Sequence[Act], connection: Connection, whole: bool) -> Iterator[str]:
    """``whole``: the acts are all that there were."""
    sealed = _sealed(close, acts)
    if sealed is not None:
        now = evidence.digests(connection, close.id, sealed.detail["findings_to"])
        for table, digest in sealed.detail["frozen"].items():
            if now.get(table) != digest:
                yield f"{_named(close)}: {table} is not what it was when it was closed"
        if close.audit != sealed.hash:
            yield f"{_named(close)}: names another row of the audit than the one that closed it"
    issued = [
        one.detail["report"]
        for one in acts
        if (one.act, one.subject) == ("issue", close.period) and one.detail["version"] == close.version
    ]
    if issued and close.report_sha256 != issued[0]:
        yield f"{_named(close)}: names another report than the one that was issued"
    if close.report_sha256 and not issued and sealed and whole:  # an earlier soket told of no report that it issued
        yield f"{_named(close)}: names a report, and none was issued"


def _raw(home: Home, connection: Connection) -> Iterator[str]:
    for name, what in inventory.raw_named(connection).items():
        path = home.raw / name
        if not path.exists():
            yield f"raw/{name}: is missing ({what})"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != name:
            yield f"raw/{name}: does not hold what it is called by ({what})"


def _printed(report: Path) -> frozenset[str]:
    """The hashes that a report prints."""
    try:
        with zipfile.ZipFile(report) as package:
            text = re.sub(rb"<[^>]*>", b"", package.read("word/document.xml"))
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise HomeError(f"{report}: cannot be read as a Word document ({error}); wanted a report in .docx") from None
    return frozenset(found.decode() for found in _HEAD.findall(text))
