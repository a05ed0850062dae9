"""The outbox: what is to be told, kept with what it tells of, and how far each channel has been told."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Update, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.alert import Alert, Digest, Event
from warehouse.engines import SQLITE, among
from warehouse.store import insert_rows, now
from warehouse.tables import delivery, outbox

PREFECT = "prefect"  # the channel of Prefect's events, which every home has
_KEY = tuple(outbox.c[name] for name in ("event", "period", "rule", "form"))


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
    made = sqlite.insert(outbox) if connection.dialect.name == SQLITE else postgresql.insert(outbox)
    return made.on_conflict_do_nothing(index_elements=[outbox.c.cause])


# --- delivery ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Key:
    """What is told in one message: all undelivered alerts of one event, period, rule and form."""

    event: str
    period: str | None
    rule: str | None
    form: str | None


@dataclass(frozen=True)
class Claim:
    """A message that is being sent by whoever holds this. ``attempts`` counts this one."""

    channel: str
    ids: tuple[int, ...]
    digest: Digest
    attempts: int


@dataclass(frozen=True)
class Waiting:
    """Messages that a channel has not been told: how many, what the newest try met, and when the next one is
    due (None where it is due now)."""

    channel: str
    count: int
    error: str
    next_try_at: str | None


def is_queued(connection: Connection, cause: str) -> bool:
    """Whether it has been told, or waits to be."""
    return connection.scalar(select(outbox.c.id).where(outbox.c.cause == cause)) is not None


def due(connection: Connection, channel: str, at: str, waive: bool = False) -> list[Key]:
    """The messages that may be sent to a channel now, what was never tried before what failed. ``waive``: what
    failed need not wait for its next try."""
    query = (
        select(*_KEY)
        .join(delivery, delivery.c.outbox_id == outbox.c.id)
        .where(delivery.c.channel == channel, _undelivered(at, waive))
        .group_by(*_KEY)
        .order_by(func.min(delivery.c.attempts), func.min(outbox.c.id))
    )
    return [Key(*row) for row in connection.execute(query)]


def claim(connection: Connection, channel: str, key: Key, at: str, until: str) -> Claim | None:
    """Takes a message for sending: nobody else does before ``until``, by when it is sent, has failed, or its
    sender is dead. None where another was first."""
    ids = select(outbox.c.id).where(*[outbox.c[name].is_not_distinct_from(value) for name, value in vars(key).items()])
    taken = (
        update(delivery)
        .where(delivery.c.channel == channel, delivery.c.outbox_id.in_(ids), _undelivered(at, waive=True))
        .values(attempts=delivery.c.attempts + 1, next_try_at=until, last_error=None)
        .returning(delivery.c.outbox_id, delivery.c.attempts)
    )
    rows: dict[int, int] = dict(connection.execute(taken).tuples().all())
    if not rows:
        return None
    query = select(outbox).where(among(connection, outbox.c.id, rows)).order_by(outbox.c.id)
    found = connection.execute(query).mappings().all()
    queued_at = min(row["created_at"] for row in found)
    digest = Digest(Event(key.event), key.period, key.rule, key.form, tuple(map(_alert, found)), queued_at)
    return Claim(channel, tuple(rows), digest, max(rows.values()))


def _undelivered(at: str, waive: bool) -> ColumnElement[bool]:
    """Neither sent nor being sent; only a try that ended by itself says why, and may be waived."""
    may = delivery.c.next_try_at.is_(None) | (delivery.c.next_try_at <= at)
    if waive:
        may |= delivery.c.last_error.is_not(None)
    return delivery.c.sent_at.is_(None) & may


def _alert(row: Mapping[Any, Any]) -> Alert:
    payload = json.loads(row["payload"])
    return Alert(Event(row["event"]), row["period"], row["rule"], row["form"], row["cause"], payload)


def mark_sent(connection: Connection, claimed: Claim) -> None:
    connection.execute(_of(connection, claimed).values(sent_at=now(), next_try_at=None))


def mark_failed(connection: Connection, claimed: Claim, error: str, next_try_at: str) -> None:
    """``error`` is in our own words: a library's might hold the channel's address."""
    connection.execute(_of(connection, claimed).values(last_error=error, next_try_at=next_try_at))


def _of(connection: Connection, claimed: Claim) -> Update:
    mine = (delivery.c.channel == claimed.channel) & among(connection, delivery.c.outbox_id, claimed.ids)
    return update(delivery).where(mine, delivery.c.sent_at.is_(None))


def set_aside(connection: Connection, channel: str, why: str) -> None:
    """Nobody listens to a channel now, or ever: what waits for it is not told later either."""
    waits = (delivery.c.channel == channel) & delivery.c.sent_at.is_(None)
    connection.execute(update(delivery).where(waits).values(sent_at=now(), next_try_at=None, last_error=why))


def drop(connection: Connection, ids: Collection[int], why: str) -> None:
    """Alerts that are told to no channel that has not been told yet."""
    waits = among(connection, delivery.c.outbox_id, ids) & delivery.c.sent_at.is_(None)
    connection.execute(update(delivery).where(waits).values(sent_at=now(), next_try_at=None, last_error=why))


def waiting(connection: Connection) -> list[Waiting]:
    """What channels have not been told, those too that are named no more; of Prefect's events nothing is told later."""
    query = (
        select(delivery.c.channel, delivery.c.last_error, delivery.c.next_try_at, *_KEY)
        .join(outbox, outbox.c.id == delivery.c.outbox_id)
        .where(delivery.c.sent_at.is_(None), delivery.c.channel != PREFECT)
        .order_by(delivery.c.channel, delivery.c.next_try_at.nulls_first(), delivery.c.outbox_id)
    )
    found: dict[str, list[tuple[Any, ...]]] = {}
    for channel, *rest in connection.execute(query):
        found.setdefault(channel, []).append(tuple(rest))
    return [_waiting(channel, rows) for channel, rows in found.items()]


def _waiting(channel: str, rows: Sequence[tuple[Any, ...]]) -> Waiting:
    errors = [error for error, *_ in rows if error]
    times = [at or "" for _, at, *_ in rows]
    count = len({tuple(key) for _, _, *key in rows})
    return Waiting(channel, count, errors[-1] if errors else "being sent by another run", min(times) or None)
