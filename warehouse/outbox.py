"""The outbox: what is to be told, kept with what it tells of, and how far each channel has been told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from domain.alert import Alert
from warehouse.store import insert_rows, now
from warehouse.tables import delivery, outbox

PREFECT = "prefect"  # the channel of Prefect's events, which every home has


def queue(connection: Connection, alerts: Sequence[Alert], channels: Sequence[str]) -> int:
    """Puts alerts into the outbox, to be delivered to these channels and as Prefect events; how many are
    new. One whose cause is there already is left out."""
    if not alerts:
        return 0
    at = now()
    rows = [
        {
            "created_at": at,
            "event": str(one.event),
            "period": one.period,
            "rule": one.rule,
            "form": one.form,
            "cause": one.cause,
            "payload": json.dumps(one.payload, ensure_ascii=False, sort_keys=True),
        }
        for one in alerts
    ]
    ids = list(connection.scalars(_insert(connection).returning(outbox.c.id), rows))
    pairs = [(id_, channel) for id_ in ids for channel in dict.fromkeys((*channels, PREFECT))]
    insert_rows(connection, delivery, ["outbox_id", "channel"], pairs)
    return len(ids)


def _insert(connection: Connection) -> Any:
    """An INSERT that passes over a cause that is there."""
    made = sqlite.insert(outbox) if connection.dialect.name == "sqlite" else postgresql.insert(outbox)
    return made.on_conflict_do_nothing(index_elements=[outbox.c.cause])
