"""The ledger: units, periods, what was seen in the inboxes, and each file's way to its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, case, insert, literal, select, update

from domain.association import Dates
from domain.catalogue import Catalogue
from domain.rule import UNKNOWN_PERIOD
from domain.submission import FileState, Receipt, Sighting
from domain.unit import Unit
from warehouse.store import frame, insert_rows, next_number, now
from warehouse.tables import catalogue, file, finding, period, registry, registry_row, sighting, unit


def keep_units(connection: Connection, units: Sequence[Unit], sha256: str) -> None:
    """The registry as units.csv now has it; a unit's folder name stays what it was first."""
    if connection.scalar(select(registry.c.sha256).order_by(registry.c.read_at.desc()).limit(1)) == sha256:
        return
    known = set(connection.scalars(select(unit.c.id)))
    new = [one for one in units if one.id not in known]
    if new:
        rows = [{"id": one.id, "slug": one.slug, "contact": one.contact, **_as_registered(one)} for one in new]
        connection.execute(insert(unit), rows)
    for one in units:  # after all are there, for a unit may stand under one that is listed later
        if one.id in known or one.parent is not None:
            values = {**_as_registered(one), "parent_id": one.parent, "contact": one.contact}
            connection.execute(update(unit).where(unit.c.id == one.id).values(**values))
    _keep_registry(connection, units, sha256)


def _keep_registry(connection: Connection, units: Sequence[Unit], sha256: str) -> None:
    """This version of units.csv is the newest read, be it for the first time or again."""
    again = update(registry).where(registry.c.sha256 == sha256).values(read_at=now())
    if connection.execute(again).rowcount:
        return
    connection.execute(insert(registry).values(sha256=sha256, read_at=now()))
    rows = [{"sha256": sha256, "row": one.row, "unit_id": one.id, **_as_registered(one)} for one in units]
    if rows:
        connection.execute(insert(registry_row), rows)


def _as_registered(one: Unit) -> dict[str, Any]:
    names = ("code", "name", "kind", "valid_from", "valid_to")
    return {name: getattr(one, name) for name in names}


def folders(connection: Connection) -> dict[str, int]:
    """The name of each unit's inbox folder → the unit."""
    return dict(connection.execute(select(unit.c.slug, unit.c.id)).tuples().all())


def keep_periods(connection: Connection, periods: Mapping[str, Dates]) -> None:
    """Periods as soket.toml has them; the dates of one that is closed stay in its close."""
    known = set(connection.scalars(select(period.c.code)))
    for code, dates in periods.items():
        values = {"cut_off": dates.cut_off, "deadline": dates.deadline, "signing": dates.signing}
        if code in known:
            connection.execute(update(period).where(period.c.code == code).values(**values))
        else:
            connection.execute(insert(period).values(code=code, state="open", version=0, **values))


def keep_catalogue(connection: Connection, declared: Catalogue) -> None:
    if connection.scalar(select(catalogue.c.version).where(catalogue.c.version == declared.version)) is None:
        row = {"version": declared.version, "first_used_at": now(), "content": declared.model_dump_json()}
        connection.execute(insert(catalogue).values(**row))


def known_sightings(connection: Connection) -> dict[str, tuple[int, int, str | None]]:
    """Path → size, mtime and hash as last seen."""
    query = select(sighting.c.path, sighting.c.size, sighting.c.mtime_ns, sighting.c.sha256)
    return {path: (size, mtime, sha) for path, size, mtime, sha in connection.execute(query)}


def keep_sightings(connection: Connection, seen: Sequence[Sighting]) -> int:
    """What a scan saw, in the order of each folder's mtimes. The number of files new to the ledger.

    The same bytes in the same unit's folder are one file, whatever they are called.
    """
    at, known = now(), set(connection.scalars(select(sighting.c.path)))
    names = ["unit_id", "size", "mtime_ns", "sha256", "note", "seen_at", "path"]
    rows = [(s.unit_id, s.size, s.mtime_ns, s.sha256, s.note, at, s.path) for s in seen]
    insert_rows(connection, sighting, names, [row for row in rows if row[-1] not in known])
    for row in (row for row in rows if row[-1] in known):
        values = dict(zip(names, row, strict=True))
        connection.execute(update(sighting).where(sighting.c.path == values.pop("path")).values(**values))
    return _keep_files(connection, [one for one in seen if one.sha256 is not None], at)


def _keep_files(connection: Connection, seen: Sequence[Sighting], at: str) -> int:
    scan, seq = next_number(connection, file.c.scan), next_number(connection, file.c.seq)
    known = {(unit_id, sha) for unit_id, sha in connection.execute(select(file.c.unit_id, file.c.sha256))}
    new: list[tuple[Any, ...]] = []
    for one in seen:
        if (one.unit_id, one.sha256) not in known:
            known.add((one.unit_id, str(one.sha256)))
            new.append(
                (one.unit_id, one.sha256, seq + len(new), scan, one.path, one.size, one.mtime_ns, at, "received", False)
            )
    names = ["unit_id", "sha256", "seq", "scan", "path", "size", "mtime_ns", "received_at", "state", "after_close"]
    return insert_rows(connection, file, names, new)


def judge_again(connection: Connection, periods: Iterable[str]) -> int:
    """Files refused because their period was not open, and now is, wait for a verdict again."""
    waiting = (file.c.state == FileState.REFUSED) & (file.c.reason == UNKNOWN_PERIOD)
    opened = waiting & file.c.period.in_(list(periods))
    earlier = finding.c.file_id.in_(select(file.c.id).where(opened)) & finding.c.superseded_at.is_(None)
    connection.execute(update(finding).where(earlier).values(superseded_at=now()))
    again = update(file).where(opened)
    return connection.execute(again.values(state=FileState.RECEIVED, reason=None, replied_at=None)).rowcount


def pending(connection: Connection) -> list[Receipt]:
    """The files that wait for a verdict, in the order of their receipt."""
    query = (
        select(
            file.c.id.label("file_id"),
            file.c.unit_id,
            unit.c.code.label("unit_code"),
            unit.c.name.label("unit_name"),
            unit.c.kind,
            file.c.sha256,
            file.c.path,
            file.c.seq,
            file.c.mtime_ns,
            file.c.scan,
        )
        .join(unit, unit.c.id == file.c.unit_id)
        .where(file.c.state == FileState.RECEIVED)
        .order_by(file.c.seq)
    )
    return [Receipt(**row) for row in connection.execute(query).mappings()]


def unanswered(connection: Connection) -> pl.DataFrame:
    """Files with a verdict and no reply yet: file_id, unit_code, unit_name, slug, path, sha256, state, period."""
    query: Select[Any] = (
        select(
            file.c.id.label("file_id"),
            unit.c.code.label("unit_code"),
            unit.c.name.label("unit_name"),
            unit.c.slug,
            file.c.path,
            file.c.sha256,
            file.c.state,
            case((file.c.after_close, literal(1)), else_=literal(0)).label("after_close"),
            file.c.period,
            file.c.decided_at,
        )
        .join(unit, unit.c.id == file.c.unit_id)
        .where(file.c.state != FileState.RECEIVED, file.c.replied_at.is_(None))
        .order_by(file.c.seq)
    )
    return frame(connection, query, {"period": pl.String})


def mark_answered(connection: Connection, verdicts: Iterable[tuple[int, str]]) -> None:
    """Marks files answered, each by the time of the verdict that was told: a newer one is still to tell."""
    at = now()
    for file_id, decided_at in verdicts:
        told = (file.c.id == file_id) & (file.c.decided_at == decided_at)
        connection.execute(update(file).where(told).values(replied_at=at))


def period_row(connection: Connection, code: str) -> dict[str, Any] | None:
    """A period's state, version and dates; None for one that is not in soket.toml."""
    row = connection.execute(select(period).where(period.c.code == code)).mappings().first()
    return dict(row) if row else None
