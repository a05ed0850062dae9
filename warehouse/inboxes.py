"""What was seen in the inboxes: sightings, the files that they made, and what no scan could take."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, exists, not_, select, update

from domain.rule import PASSING, WRONG_UNIT
from domain.submission import OWN_REPLY, FileState, Problem, SectionState, Sighting, Unreceived
from warehouse.engines import among
from warehouse.ledger import wait_again
from warehouse.store import insert_rows, next_number, now
from warehouse.tables import file, section, sighting, unreceived


def known_sightings(connection: Connection) -> dict[str, Sighting]:
    """Path → what was last seen there (without the words of a refusal)."""
    names = ("path", "unit_id", "size", "mtime_ns", "sha256", "note")
    rows = connection.execute(select(*[sighting.c[name] for name in names]))
    return {row[0]: Sighting(*row) for row in rows}


def known_hashes(connection: Connection) -> frozenset[str]:
    """The bytes that some unit is known to have sent, without those that name another unit."""
    told = file.c.reason.is_(None) | (file.c.reason != WRONG_UNIT)
    return frozenset(connection.scalars(select(file.c.sha256).where(told)))


def file_id(connection: Connection, unit_id: int, sha256: str) -> int:
    query = select(file.c.id).where(file.c.unit_id == unit_id, file.c.sha256 == sha256)
    return int(connection.execute(query).scalar_one())


def keep_sightings(connection: Connection, seen: Sequence[Sighting]) -> tuple[int, int]:
    """What a scan saw, in the order of each folder's mtimes. The number of files new to the ledger, and
    of those that wait for a verdict again.

    The same bytes in the same unit's folder are one file, whatever they are called.
    """
    at = keep_places(connection, seen)
    return _keep_files(connection, [one for one in seen if one.sha256 is not None], at)


def keep_places(connection: Connection, seen: Sequence[Sighting]) -> str:
    """What lies where, so that a next scan knows it; the time at which it was kept."""
    at, paths = now(), [one.path for one in seen]
    known = set(connection.scalars(select(sighting.c.path).where(among(connection, sighting.c.path, paths))))
    names = ["unit_id", "size", "mtime_ns", "sha256", "note", "seen_at", "path"]
    rows = [(s.unit_id, s.size, s.mtime_ns, s.sha256, s.note, at, s.path) for s in seen]
    insert_rows(connection, sighting, names, [row for row in rows if row[-1] not in known])
    seen_again = [dict(zip((*names[:-1], "known_path"), row, strict=True)) for row in rows if row[-1] in known]
    if seen_again:
        connection.execute(update(sighting).where(sighting.c.path == bindparam("known_path")), seen_again)
    return at


def _keep_files(connection: Connection, seen: Sequence[Sighting], at: str) -> tuple[int, int]:
    scan, seq = next_number(connection, file.c.scan), next_number(connection, file.c.seq)
    query = select(file.c.unit_id, file.c.sha256, file.c.id, file.c.state, file.c.reason, file.c.path)
    known = {(unit_id, sha): rest for unit_id, sha, *rest in connection.execute(query)}
    new: dict[tuple[int, str], tuple[Any, ...]] = {}
    again: dict[int, dict[str, Any]] = {}
    for one in seen:
        key = one.unit_id, str(one.sha256)
        number = seq + len(new) + len(again)
        if key not in known and key not in new:
            row = (*key, number, scan, one.path, one.size, one.mtime_ns, at, "received", False)
            new[key] = (*row, one.barred, _as_text(one.words))
        elif key in known and _passing(known[key], one) and known[key][0] not in again:
            values = {"path": one.path, "mtime_ns": one.mtime_ns, "scan": scan, "seq": number}
            again[known[key][0]] = {**values, "barred": one.barred, "barred_words": _as_text(one.words)}
    names = ["unit_id", "sha256", "seq", "scan", "path", "size", "mtime_ns", "received_at", "state", "after_close"]
    insert_rows(connection, file, [*names, "barred", "barred_words"], list(new.values()))
    for id_, values in again.items():
        wait_again(connection, file.c.id == id_, **values)
    return len(new), len(again)


def _as_text(words: Mapping[str, str]) -> str:
    return json.dumps(dict(words), ensure_ascii=False, sort_keys=True)


def _passing(known: Sequence[Any], seen: Sighting) -> bool:
    """Whether bytes that were refused may fare better where they are seen now."""
    _, state, reason, path = known
    if state != FileState.REFUSED or seen.barred == reason:
        return False
    renamed = PurePath(path).suffix.lower() != PurePath(seen.path).suffix.lower()
    return reason in PASSING or renamed  # the suffix has a say in how a file is read


def clear_gone(connection: Connection, met: Collection[str]) -> None:
    """Files refused for their name or kind alone ask for nothing while they do not lie in an inbox: such
    a file is cleared by itself, until it is put back as it was."""
    barred = and_(file.c.barred.is_not(None), file.c.state == FileState.REFUSED, file.c.dismissed_at.is_(None))
    asked = select(file.c.id, file.c.unit_id, file.c.sha256, file.c.cleared_by).where(barred)
    rows = connection.execute(asked).all()
    query = select(sighting.c.unit_id, sighting.c.sha256, sighting.c.path).where(sighting.c.note != "")
    noted = connection.execute(query) if rows else ()
    there = {(unit_id, sha256) for unit_id, sha256, path in noted if path in met}
    for id_, unit_id, sha256, cleared_by in rows:
        lies = (unit_id, sha256) in there
        if (cleared_by is None and not lies) or (cleared_by == id_ and lies):
            by = None if lies else id_
            connection.execute(update(file).where(file.c.id == id_).values(cleared_by=by))


def keep_unreceived(connection: Connection, found: Sequence[Unreceived]) -> None:
    """What the last scan could not take stands; what it no longer met is gone."""
    standing_now = {(row.path, row.problem): row.id for row in connection.execute(_standing_unreceived())}
    met = {(one.path, one.problem) for one in found}
    gone = [id_ for key, id_ in standing_now.items() if key not in met]
    if gone:
        connection.execute(update(unreceived).where(among(connection, unreceived.c.id, gone)).values(gone_at=now()))
    new = {(one.path, one.problem): one for one in found if (one.path, one.problem) not in standing_now}
    names = ["unit_id", "path", "problem", "message", "seen_at"]
    rows = [(one.unit_id, one.path, one.problem, one.message, now()) for one in new.values()]
    insert_rows(connection, unreceived, names, rows)


def end_unreceived(connection: Connection, path: str) -> None:
    """What lies at a path was taken otherwise."""
    standing = (unreceived.c.path == path) & unreceived.c.gone_at.is_(None)
    connection.execute(update(unreceived).where(standing).values(gone_at=now()))


def _standing_unreceived() -> Select[Any]:
    return select(unreceived).where(unreceived.c.gone_at.is_(None)).order_by(unreceived.c.id)


def unreceived_now(connection: Connection) -> list[Unreceived]:
    """What the last scan could not take."""
    rows = connection.execute(_standing_unreceived())
    return [_unreceived(row) for row in rows]


def _unreceived(row: Row[Any]) -> Unreceived:
    return Unreceived(row.path, Problem(row.problem), row.message.removeprefix(f"{row.path}: "), row.unit_id)


def mark_outdated(connection: Connection) -> None:
    """Accepted files that were sent again after the file that took their place: they are told so."""
    replaced = _replaced(connection)
    if not replaced:
        return
    last = _last_seen(connection)
    for id_, by in replaced.items():
        if last.get(id_, ("", 0)) > max(last.get(other, ("", 0)) for other in by):
            values = {"outdated_at": now(), "replied_at": None}
            connection.execute(update(file).where(file.c.id == id_).values(**values))


def _replaced(connection: Connection) -> dict[int, set[int]]:
    """Each file none of whose sections counts any more and that was not told so → the files that took its place."""
    taken_by, live = section.alias(), section.alias()
    counts = exists().where(live.c.file_id == file.c.id, live.c.state == SectionState.ACCEPTED)
    query = (
        select(file.c.id, taken_by.c.file_id)
        .join(section, section.c.file_id == file.c.id)
        .join(taken_by, taken_by.c.id == section.c.superseded_by)
        .where(file.c.state == FileState.ACCEPTED, file.c.outdated_at.is_(None), taken_by.c.file_id != file.c.id)
        .where(not_(counts))
    )
    replaced: dict[int, set[int]] = {}
    for id_, by in connection.execute(query):
        replaced.setdefault(id_, set()).add(by)
    return replaced


def _last_seen(connection: Connection) -> dict[int, tuple[str, int]]:
    """Of each file that lies in an inbox, when its newest copy was first seen and saved."""
    same = and_(sighting.c.unit_id == file.c.unit_id, sighting.c.sha256 == file.c.sha256)
    last: dict[int, tuple[str, int]] = {}
    for id_, seen_at, mtime in connection.execute(
        select(file.c.id, sighting.c.seen_at, sighting.c.mtime_ns).join(sighting, same)
    ):
        last[id_] = max(last.get(id_, ("", 0)), (seen_at, mtime))
    return last


def ignored_paths(connection: Connection) -> Sequence[tuple[str, str]]:
    """Path and note of what was seen and is not to be read, without the replies where we wrote them."""
    ignored = sighting.c.sha256.is_(None) & (sighting.c.note != OWN_REPLY)
    query = select(sighting.c.path, sighting.c.note).where(ignored).order_by(sighting.c.path)
    return [(path, note) for path, note in connection.execute(query)]
