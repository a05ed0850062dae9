"""The ledger: units, periods, and each file's way to its verdict and its reply."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, Select, bindparam, case, func, insert, literal, select, update

from domain.association import Dates
from domain.catalogue import Catalogue
from domain.rule import UNKNOWN_PERIOD
from domain.submission import FileState, Receipt, SectionState
from domain.unit import Unit
from warehouse import declared
from warehouse.store import frame, now
from warehouse.tables import catalogue, file, finding, period, registry, registry_row, section, unit


def keep_units(connection: Connection, units: Sequence[Unit], sha256: str) -> None:
    """The registry as units.csv now has it; a unit's folder name stays what it was first."""
    if declared.newest(connection, registry) == sha256:
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
    kept = ({"row": one.row, "unit_id": one.id, **_as_registered(one)} for one in units)
    declared.keep_declared(connection, registry, registry_row, sha256, kept)


def _as_registered(one: Unit) -> dict[str, Any]:
    names = ("code", "name", "kind", "valid_from", "valid_to")
    return {name: getattr(one, name) for name in names}


def folders(connection: Connection) -> dict[str, int]:
    """The name of each unit's inbox folder → the unit."""
    return dict(connection.execute(select(unit.c.slug, unit.c.id).order_by(unit.c.id)).tuples().all())


def keep_periods(connection: Connection, periods: Mapping[str, Dates]) -> None:
    """Periods as soket.toml has them; the dates of one that is closed stay in its close."""
    declared_before = {row.code: row for row in connection.execute(select(period))}
    for code, dates in periods.items():
        values = {"cut_off": dates.cut_off, "deadline": dates.deadline, "signing": dates.signing}
        if before := declared_before.get(code):
            if values == {name: getattr(before, name) for name in values}:
                continue
            connection.execute(update(period).where(period.c.code == code).values(**values))
        else:
            connection.execute(insert(period).values(code=code, state="open", version=0, **values))


def keep_catalogue(connection: Connection, used: Catalogue) -> None:
    if connection.scalar(select(catalogue.c.version).where(catalogue.c.version == used.version)) is None:
        row = {"version": used.version, "first_used_at": now(), "content": used.model_dump_json()}
        connection.execute(insert(catalogue).values(**row))


def wait_again(connection: Connection, which: ColumnElement[bool], **values: Any) -> int:
    """Refused files wait for a verdict again; what was found in them before is superseded."""
    ids = select(file.c.id).where(which, file.c.state == FileState.REFUSED)
    earlier = finding.c.file_id.in_(ids) & finding.c.superseded_at.is_(None)
    connection.execute(update(finding).where(earlier).values(superseded_at=now()))
    refused = section.c.file_id.in_(ids) & (section.c.state == SectionState.REFUSED)
    connection.execute(update(section).where(refused).values(state=SectionState.CLEARED))
    blank = dict.fromkeys(("reason", "replied_at", "cleared_by", "dismissed_at"))
    values = {**values, **blank, "state": FileState.RECEIVED}
    again = update(file).where(which, file.c.state == FileState.REFUSED).values(**values)
    return connection.execute(again).rowcount


def refused_now(connection: Connection) -> list[tuple[int, str]]:
    """The refused files that nothing has cleared: id and path."""
    standing = (file.c.state == FileState.REFUSED) & file.c.cleared_by.is_(None)
    query = select(file.c.id, file.c.path).where(standing).order_by(file.c.id)
    return [(id_, path) for id_, path in connection.execute(query)]


def dismiss(connection: Connection, ids: Sequence[int]) -> None:
    """Files that ask for nothing any more though no other took their place."""
    connection.execute(update(file).where(file.c.id.in_(ids)).values(cleared_by=file.c.id, dismissed_at=now()))


def judge_again(connection: Connection, periods: Iterable[str]) -> int:
    """Files refused because their period was not open, and now is, wait for a verdict again."""
    return wait_again(connection, (file.c.reason == UNKNOWN_PERIOD) & file.c.period.in_(list(periods)))


def pending(connection: Connection) -> list[Receipt]:
    """The files that wait for a verdict, in the order of their receipt."""
    return receipts(connection, file.c.state == FileState.RECEIVED)


def receipts(connection: Connection, which: ColumnElement[bool]) -> list[Receipt]:
    """The receipts of some files, in the order of their receipt."""
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
            file.c.barred,
            file.c.barred_words.label("words"),
        )
        .join(unit, unit.c.id == file.c.unit_id)
        .where(which)
        .order_by(file.c.seq)
    )
    rows = connection.execute(query).mappings()
    return [Receipt(**{**row, "words": json.loads(row["words"])}) for row in rows]


def unanswered(connection: Connection) -> pl.DataFrame:
    """Files with a verdict and no reply yet: file_id, unit_id, unit_name, slug, path, sha256, seq, received_at,
    state, reason, after_close, period, decided_at, and of one that is outdated the path of the file that
    counts (newer)."""
    taken_by, newer = section.alias(), file.alias()
    counting = (
        select(func.max(newer.c.path))
        .join(taken_by, taken_by.c.file_id == newer.c.id)
        .join(section, section.c.superseded_by == taken_by.c.id)
        .where(section.c.file_id == file.c.id, newer.c.id != file.c.id, file.c.outdated_at.is_not(None))
        .correlate(file)
        .scalar_subquery()
    )
    query: Select[Any] = (
        select(
            file.c.id.label("file_id"),
            file.c.unit_id,
            unit.c.name.label("unit_name"),
            unit.c.slug,
            file.c.path,
            file.c.sha256,
            file.c.seq,
            file.c.received_at,
            file.c.state,
            file.c.reason,
            case((file.c.after_close, literal(1)), else_=literal(0)).label("after_close"),
            file.c.period,
            file.c.decided_at,
            counting.label("newer"),
        )
        .join(unit, unit.c.id == file.c.unit_id)
        .where(file.c.state != FileState.RECEIVED, file.c.replied_at.is_(None))
        .order_by(file.c.seq)
    )
    return frame(connection, query, {"period": pl.String, "newer": pl.String, "reason": pl.String})


def mark_answered(connection: Connection, verdicts: Iterable[tuple[int, str]]) -> None:
    """Marks files answered, each by the time of the verdict that was told: a newer one is still to tell."""
    told = (file.c.id == bindparam("told_id")) & (file.c.decided_at == bindparam("told_of"))
    answered = update(file).where(told).values(replied_at=now())
    connection.execute(answered, [{"told_id": file_id, "told_of": decided_at} for file_id, decided_at in verdicts])


def decided(connection: Connection, file_id: int) -> dict[str, Any]:
    """A file with its verdict, its unit's code and its unit's folder."""
    query = select(file, unit.c.code, unit.c.slug).join(unit, unit.c.id == file.c.unit_id).where(file.c.id == file_id)
    return dict(connection.execute(query).mappings().one())


def period_states(connection: Connection) -> list[tuple[str, str, int]]:
    """Code, state and version of each period."""
    query = select(period.c.code, period.c.state, period.c.version).order_by(period.c.code)
    return [(code, state, version) for code, state, version in connection.execute(query)]


def period_row(connection: Connection, code: str) -> dict[str, Any] | None:
    """A period's state, version and dates; None for one that is not in soket.toml."""
    row = connection.execute(select(period).where(period.c.code == code)).mappings().first()
    return dict(row) if row else None
