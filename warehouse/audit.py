"""The audit: who did what, under which run, code and catalogue. Rows are only added, and each holds the hash of the
row before it, so that none can be changed, taken out or put between without all that follow."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, insert, select

from domain.run import what_runs
from warehouse.store import now
from warehouse.tables import audit

_COLUMNS = ("id", "at", "who", "act", "subject", "detail", "previous", "hash")


@dataclass(frozen=True)
class Act:
    """A row of the audit."""

    id: int
    at: str
    who: str
    act: str
    subject: str
    detail: Mapping[str, Any]
    hash: str


def record(connection: Connection, who: str, act: str, subject: str, detail: Mapping[str, Any]) -> str:
    """Appends who did what; the new head. ``detail`` is kept with the run, the code and the catalogue it was under."""
    under = {"run": what_runs(), **connection.get_execution_options().get("under", {})}
    told = json.dumps({**detail, "under": under}, ensure_ascii=False, sort_keys=True)
    row = {"at": now(), "who": who, "act": act, "subject": subject, "detail": told, "previous": head(connection)}
    digest = _hash(row)
    connection.execute(insert(audit).values(**row, hash=digest))
    return digest


def head(connection: Connection) -> str:
    """The hash of the newest row; empty where there is none."""
    return connection.scalar(select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)) or ""


def _hash(row: Mapping[str, Any]) -> str:
    parts = (row[name] for name in ("previous", "at", "who", "act", "subject", "detail"))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def acts(connection: Connection, act: str | None = None, before: int | None = None) -> Iterator[Act]:
    """What was done, the oldest first; of one kind of act where it is given, or before a row."""
    query = select(*[audit.c[one.name] for one in fields(Act)]).order_by(audit.c.id)
    query = query if before is None else query.where(audit.c.id < before)
    for row in connection.execute(query if act is None else query.where(audit.c.act == act)).mappings():
        yield Act(**{**row, "detail": json.loads(row["detail"])})


def broken_at(connection: Connection) -> int | None:
    """The first row that does not follow from the one before it, or whose content is not what its hash was made of;
    None where the chain is whole."""
    previous = ""
    for row in connection.execute(select(*[audit.c[name] for name in _COLUMNS]).order_by(audit.c.id)).mappings():
        if row["previous"] != previous or row["hash"] != _hash(dict(row)):
            return int(row["id"])
        previous = row["hash"]
    return None
