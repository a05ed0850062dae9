"""Editions of a version's report after its close, and prose that somebody edited: neither touches a figure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import Connection, insert, or_, select, update

from warehouse import audit
from warehouse.closes import Close
from warehouse.store import now
from warehouse.tables import edition, wording


@dataclass(frozen=True)
class Edition:
    """``number`` and ``signed`` are None until they are given, and ``scan`` where nothing was scanned."""

    id: int
    close_id: int
    sha256: str
    made_at: str
    made_by: str
    number: str | None = None
    signed: date | None = None
    scan: str | None = None


_EDITION = tuple(edition.c[one.name] for one in fields(Edition))


def editions_of(connection: Connection, close_id: int) -> list[Edition]:
    """In the order in which they were made; the report that the close itself issued is none of them."""
    query = select(*_EDITION).where(edition.c.close_id == close_id).order_by(edition.c.id)
    return [Edition(**row) for row in connection.execute(query).mappings()]


def numbered(connection: Connection, close_id: int) -> Edition | None:
    """The edition to which a number was given."""
    return next((one for one in editions_of(connection, close_id) if one.number is not None), None)


def add_edition(
    connection: Connection,
    close: Close,
    sha256: str,
    by: str,
    number: str | None = None,
    signed: date | None = None,
    scan: str | None = None,
) -> None:
    """A new edition of a version's report, told to the audit."""
    made = {"number": number, "scan": scan, "made_at": now(), "made_by": by}
    connection.execute(insert(edition).values(close_id=close.id, sha256=sha256, signed=signed, **made))
    told = {"version": close.version, "report": sha256, "signed": str(signed or ""), **made}
    audit.record(connection, by, "edition", close.period, told)


def add_scan(connection: Connection, close: Close, of: Edition, scan: str, by: str) -> None:
    """What was signed on paper, of an edition that has its number already."""
    connection.execute(update(edition).where(edition.c.id == of.id).values(scan=scan))
    audit.record(connection, by, "scan", close.period, {"version": close.version, "report": of.sha256, "scan": scan})


# --- prose ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Worded:
    """The paragraphs of a place in the report, and the keys that stood there as it was edited."""

    said: tuple[str, ...]
    keys: frozenset[str]


def keep_wording(connection: Connection, period: str, edited: Mapping[str, Worded], source: str, by: str) -> None:
    """Prose of a period's report, by its place, in place of what was edited there before."""
    at = now()
    standing = (wording.c.period == period) & wording.c.anchor.in_(list(edited)) & wording.c.superseded_at.is_(None)
    connection.execute(update(wording).where(standing).values(superseded_at=at))
    kept = []
    for anchor, one in edited.items():
        told = {"anchor": anchor, "said": _json(one.said), "keys": _json(sorted(one.keys)), "source": source}
        told |= {"adopted_at": at, "adopted_by": by}
        connection.execute(insert(wording).values(period=period, **told))
        kept.append(_digest(told))
    audit.record(connection, by, "adopt", period, {"source": source, "prose": kept})


def wording_of(connection: Connection, period: str, until: str | None = None) -> dict[str, Worded]:
    """What stands now, or stood at a time (as ``now`` gives it)."""
    query = select(wording.c.anchor, wording.c.said, wording.c["keys"]).where(wording.c.period == period)
    if until is None:
        query = query.where(wording.c.superseded_at.is_(None))
    else:
        still = or_(wording.c.superseded_at.is_(None), wording.c.superseded_at >= until)
        query = query.where(wording.c.adopted_at < until, still)
    rows = connection.execute(query.order_by(wording.c.id))
    return {anchor: Worded(tuple(json.loads(said)), frozenset(json.loads(keys))) for anchor, said, keys in rows}


def wording_digests(connection: Connection) -> list[tuple[str, str]]:
    """Period and digest of every piece of prose that was ever adopted, as the audit tells of it."""
    names = ("anchor", "said", "keys", "source", "adopted_at", "adopted_by")
    rows = connection.execute(select(wording.c.period, *(wording.c[name] for name in names)))
    return [(period, _digest(dict(zip(names, told, strict=True)))) for period, *told in rows]


def wording_astray(connection: Connection) -> list[str]:
    """The periods with adopted prose that was superseded at another moment than that at which the next of its place was
    adopted, or never; or without such a next one."""
    names = (wording.c.period, wording.c.anchor, wording.c.adopted_at, wording.c.superseded_at)
    rows = connection.execute(select(*names).order_by(wording.c.id)).all()
    until: dict[tuple[str, str], str | None] = {}
    astray = []
    for period, anchor, adopted_at, superseded_at in reversed(rows):
        if superseded_at != until.get((period, anchor)):
            astray.append(period)
        until[period, anchor] = adopted_at
    return astray


def _digest(told: Mapping[str, str]) -> str:
    return hashlib.sha256("\0".join(told.values()).encode()).hexdigest()


def _json(texts: Iterable[str]) -> str:
    return json.dumps(list(texts), ensure_ascii=False)
