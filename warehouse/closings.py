"""Closings that wait for somebody's approval, and the states that a period goes through."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from domain.close import Decision, PeriodState
from warehouse import audit
from warehouse.store import now
from warehouse.tables import closing, period


@dataclass(frozen=True)
class Asked:
    """A closing that waits. ``accepted`` maps the codes of units that are let pass to the reason why; ``gate`` is what
    is shown to whoever decides; ``seen`` the digest of all that the figures would be made from."""

    id: int
    period: str
    asked_at: str
    asked_by: str
    reason: str
    accepted: Mapping[str, str]
    gate: Mapping[str, Any]
    seen: str
    expires_at: str

    def lapsed(self, at: str) -> bool:
        return self.expires_at <= at


def ask(
    connection: Connection,
    code: str,
    by: str,
    reason: str,
    accepted: Mapping[str, str],
    gate: Mapping[str, Any],
    seen: str,
    until: datetime,
) -> Asked:
    """From here on the period is closing."""
    row = {
        "period": code,
        "asked_at": now(),
        "asked_by": by,
        "reason": reason,
        "accepted": json.dumps(accepted, ensure_ascii=False, sort_keys=True),
        "gate": json.dumps(gate, ensure_ascii=False, sort_keys=True),
        "seen": seen,
        "expires_at": until.isoformat(timespec="microseconds"),
    }
    connection.execute(insert(closing).values(**row))
    _set_state(connection, code, PeriodState.CLOSING)
    (asked,) = undecided(connection, code)
    detail = {"closing": asked.id, "reason": reason, "accepted_missing": dict(accepted), "seen": seen}
    audit.record(connection, by, "ask", code, {**detail, "until": asked.expires_at})
    return asked


def undecided(connection: Connection, code: str | None = None) -> list[Asked]:
    """What waits, the oldest first; of a period, or of every one."""
    waits = closing.c.decided_at.is_(None)
    return _asked(connection, waits if code is None else waits & (closing.c.period == code))


def decided(connection: Connection) -> list[int]:
    """The ids of all that somebody, or the time that had passed, has decided on."""
    return list(
        connection.scalars(select(closing.c.id).where(closing.c.decided_at.is_not(None)).order_by(closing.c.id))
    )


def find(connection: Connection, closing_id: int) -> Asked | None:
    return next(iter(_asked(connection, closing.c.id == closing_id)), None)


def last_refused(connection: Connection, code: str) -> Asked | None:
    """What was decided last of a period, where that was refused."""
    decided = _asked(connection, (closing.c.period == code) & closing.c.decided_at.is_not(None))[-1:]
    return next((one for one in decided if decision_of(connection, one.id) is Decision.REFUSED), None)


def approval_of(connection: Connection, code: str, version: int) -> tuple[str, str] | None:
    """Who approved a version of a period, and when; None where that was not asked for."""
    approved = (closing.c.period == code) & (closing.c.decision == Decision.APPROVED)
    query = select(closing.c.gate, closing.c.decided_by, closing.c.decided_at).where(approved)
    of_version = (row for row in connection.execute(query) if json.loads(row.gate)["version"] == version)
    return next(((row.decided_by, row.decided_at) for row in of_version), None)


def decision_of(connection: Connection, closing_id: int) -> Decision | None:
    """How a closing was decided; None where it waits."""
    found = connection.scalar(select(closing.c.decision).where(closing.c.id == closing_id))
    return Decision(found) if found else None


def _asked(connection: Connection, which: ColumnElement[bool]) -> list[Asked]:
    """In the order in which they were asked for."""
    query = select(*[closing.c[one.name] for one in fields(Asked)]).where(which).order_by(closing.c.id)
    rows = connection.execute(query).mappings()
    return [Asked(**{**row, "accepted": json.loads(row["accepted"]), "gate": json.loads(row["gate"])}) for row in rows]


def decide(connection: Connection, asked: Asked, decision: Decision, by: str, reason: str) -> None:
    """Ends a closing. Unless it is approved, the period is what it was before."""
    values = {"decided_at": now(), "decision": str(decision), "decided_by": by, "decided_reason": reason}
    connection.execute(update(closing).where(closing.c.id == asked.id).values(**values))
    if decision is not Decision.APPROVED:
        version = connection.scalar(select(period.c.version).where(period.c.code == asked.period))
        _set_state(connection, asked.period, PeriodState.REOPENED if version else PeriodState.OPEN)
    audit.record(connection, by, str(decision), asked.period, {"closing": asked.id, "reason": reason})


def reopen(connection: Connection, code: str, by: str, reason: str) -> bool:
    """A closed period takes submissions again, its versions stay; False where it was not closed."""
    was_closed: ColumnElement[bool] = (period.c.code == code) & (period.c.state == PeriodState.CLOSED)
    if not connection.execute(update(period).where(was_closed).values(state=PeriodState.REOPENED)).rowcount:
        return False
    version = connection.scalar(select(period.c.version).where(period.c.code == code))
    audit.record(connection, by, "reopen", code, {"version": version, "reason": reason})
    return True


def _set_state(connection: Connection, code: str, state: PeriodState) -> None:
    connection.execute(update(period).where(period.c.code == code).values(state=state))
