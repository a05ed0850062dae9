"""Closing a period: the gate, then its figures frozen under a version, in one transaction."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from domain.alert import incomplete
from domain.close import Decision
from domain.half_year import HalfYear
from tasks.approve import ask
from tasks.draft import Draft, draft_of, freeze_draft, keep_declared, seen
from tasks.home import Home
from tasks.registry import HomeError
from tasks.standing import UnitStatus
from warehouse import closes, closings, ledger, outbox
from warehouse.closes import Close
from warehouse.closings import Asked
from warehouse.store import Connection


@dataclass(frozen=True)
class Closing:
    """What a close came to: a version (``new`` where this call froze it); or what shut the gate: units, and what lies
    in an inbox and belongs to no unit yet; or figures that wait for approval (``asked``), or on which somebody has
    decided (``decision``). ``without_first_half``: the year of a second half whose first was never closed has no
    flows."""

    close: Close | None
    new: bool
    shut_by: tuple[UnitStatus, ...] = ()
    arrived_since: int = 0
    unreceived: tuple[str, ...] = ()
    asked: Asked | None = None
    decision: Decision | None = None
    without_first_half: bool = False


def freeze(
    home: Home, period: HalfYear, accept: Mapping[str, str], by: str, reason: str, insist: bool = True
) -> Closing:
    """Closes ``period`` if it is open and nothing stops the gate; where the home wants approval, asks for it.
    ``accept`` maps the codes of units that are let pass to the reason why. A closed period stays as it is. A shut gate
    is an alert, once for the same units and things not received. Unless somebody insists, what was refused is not asked
    for again before anything has changed."""
    declared = keep_declared(home)
    with home.warehouse.write() as connection:
        ledger.keep_catalogue(connection, home.catalogue)
        closed = closes.stands_closed(connection, str(period))
        if closed:
            since = closes.files_after_close(connection, str(period), closed.closed_at)
            return Closing(closed, False, arrived_since=since)
        waiting = closings.undecided(connection, str(period))
        if waiting:
            return Closing(None, False, asked=waiting[0])
        draft = draft_of(home, period, accept, declared, connection)
        stands = draft.stands
        shut_by = stands.shut_by(accept)
        if shut_by or stands.unreceived:
            lacking = {one.unit.code: one.unit.name for one in shut_by}
            alert = incomplete(str(period), lacking, stands.expected, once=False, unreceived=stands.unreceived)
            outbox.queue(connection, [alert], home.channels)
            return Closing(None, False, tuple(shut_by), unreceived=stands.unreceived)
        alone = period.half == 2 and closes.find_close(connection, str(period.previous)) is None
        if home.settings.approval:
            if not insist and _refused(draft, connection):
                return Closing(None, False, decision=Decision.REFUSED)
            asked = ask(draft, by, reason, connection)
            return Closing(None, False, asked=asked, without_first_half=alone)
        close = freeze_draft(draft, {"closed_by": by, "reason": reason}, {}, connection)
        return Closing(close, True, without_first_half=alone)


def _refused(draft: Draft, connection: Connection) -> bool:
    """Whether the very figures that would be asked for were refused the last time."""
    last = closings.last_refused(connection, str(draft.period))
    return last is not None and last.seen == seen(draft, connection)


def check_accepted(home: Home, accept: Mapping[str, str]) -> None:
    """HomeError for a code or an id that no unit has; ValueError where no reason is told."""
    names = {name: unit for unit in home.units for name in (unit.code, f"id:{unit.id}")}
    for name in accept:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"; did you mean {near[0]!r} ({names[near[0]].name})?" if near else ""
            raise HomeError(f"--accept-missing {name}: no unit in units.csv has this code{hint}")
        if not accept[name].strip():
            raise ValueError("--accept-missing: give the reason with --reason TEXT; it is kept with the close")
