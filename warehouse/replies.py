"""What was written to senders: kept before it is written, so that what we wrote is never taken for a submission."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, and_, exists, or_, select

from domain.submission import FileState, SectionState
from warehouse.current import of_any_period
from warehouse.engines import among
from warehouse.store import insert_rows, now
from warehouse.tables import file, reply, section

WORKBOOK = ".xlsx"  # what the name of a return workbook ends in
_ASKS = and_(file.c.state == FileState.REFUSED, file.c.cleared_by.is_(None))


@dataclass(frozen=True)
class Written:
    """All that was ever written: each path with the hash of its bytes; and each hash → whether it is a workbook
    that answers a file which is refused and still asks for something."""

    places: frozenset[tuple[str, str]] = frozenset()
    asks: Mapping[str, bool] = field(default_factory=dict)


def written(connection: Connection) -> Written:
    """What a scan compares with."""
    query = select(reply.c.path, reply.c.sha256, _ASKS.label("asks")).join(file, file.c.id == reply.c.file_id)
    rows = connection.execute(query.order_by(reply.c.id)).all()
    asks = {row.sha256: bool(row.asks) and row.path.endswith(WORKBOOK) for row in rows}
    return Written(frozenset((row.path, row.sha256) for row in rows), asks)


def remember(connection: Connection, about_to_write: Iterable[tuple[int, str, str]]) -> None:
    """Bytes that are about to be written: the file that they answer, their path and their hash."""
    documents = list(about_to_write)
    known = hashes_at(connection, [path for _, path, _ in documents])
    new = [(*one, now()) for one in documents if one[2] not in known.get(one[1], ())]
    insert_rows(connection, reply, ["file_id", "path", "sha256", "made_at"], new)


def hashes_at(connection: Connection, paths: Iterable[str]) -> dict[str, set[str]]:
    """The hashes of all that was ever to be written at each path."""
    query = select(reply.c.path, reply.c.sha256).where(among(connection, reply.c.path, paths))
    found: dict[str, set[str]] = {}
    for path, sha256 in connection.execute(query):
        found.setdefault(path, set()).add(sha256)
    return found


def places_of(connection: Connection, file_ids: Iterable[int]) -> dict[int, list[str]]:
    """Where answers to each file were written, in the order in which they were first made."""
    query = select(reply.c.file_id, reply.c.path).where(among(connection, reply.c.file_id, file_ids))
    places: dict[int, list[str]] = {}
    for file_id, path in dict.fromkeys(connection.execute(query.order_by(reply.c.id)).tuples()):
        places.setdefault(file_id, []).append(path)
    return places


def standing_answers(connection: Connection, code: str) -> list[tuple[int, str]]:
    """Unit and path of each answer to a file of a period that counts, or is refused and still asks for something; in
    the order in which they were first made."""
    of_it = (section.c.file_id == file.c.id) & (section.c.period == code)
    counts = exists().where(of_it, section.c.state == SectionState.ACCEPTED)
    asks = and_(_ASKS, or_(file.c.period == code, of_any_period()))
    query = select(file.c.unit_id, reply.c.path).join(file, file.c.id == reply.c.file_id).where(or_(counts, asks))
    return list(dict.fromkeys((unit_id, path) for unit_id, path in connection.execute(query.order_by(reply.c.id))))


def answered_by(connection: Connection, hashes: Iterable[str]) -> dict[str, int]:
    """The file that bytes of ours were first the answer to; those that are not ours are not named."""
    query = select(reply.c.sha256, reply.c.file_id).where(among(connection, reply.c.sha256, hashes))
    return dict(connection.execute(query.order_by(reply.c.id.desc())).tuples().all())


def known_bytes(connection: Connection, hashes: Iterable[str]) -> frozenset[str]:
    """Those of the hashes whose bytes are kept as a file that somebody sent."""
    return frozenset(connection.scalars(select(file.c.sha256).where(among(connection, file.c.sha256, hashes))))
