"""What of the warehouse a period's page can tell, in one number: equal digests, equal pages."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Connection, func, select

from warehouse.tables import (
    close,
    closing,
    edition,
    file,
    finding,
    period,
    registry,
    reply,
    section,
    sighting,
    unreceived,
)


def digest(connection: Connection) -> str:
    """Of every row that may change, and of how many there are of those that never do. What a section or a close holds
    never changes: its id stands for its values, its findings' places and its figures."""
    told = hashlib.sha256()
    for query in _QUERIES:
        for rows in connection.execute(query).partitions(20_000):
            told.update(repr([tuple(row) for row in rows]).encode("utf-8", "backslashreplace"))
        told.update(b"\n")
    return told.hexdigest()


_QUERIES: tuple[Any, ...] = (
    select(section.c.id, section.c.state).order_by(section.c.id),
    select(finding.c.id, finding.c.explained, finding.c.superseded_at).order_by(finding.c.id),
    select(file).order_by(file.c.id),
    select(func.count(), func.max(reply.c.id)).select_from(reply),
    select(sighting.c.path, sighting.c.note).where(sighting.c.sha256.is_(None)).order_by(sighting.c.path),
    select(unreceived).where(unreceived.c.gone_at.is_(None)).order_by(unreceived.c.id),
    select(registry).order_by(registry.c.sha256),
    *(select(one).order_by(*one.primary_key.columns) for one in (period, closing, close, edition)),
)
