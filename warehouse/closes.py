"""Closes: a period's versions, how one is frozen, and the report's issued bytes' hash."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, tzinfo
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, insert, select, update

from domain.close import PeriodState
from domain.figure import ALL, FIGURES
from domain.protocol import CloseStep, reached
from warehouse import audit, evidence
from warehouse.store import insert_rows, now
from warehouse.tables import (
    close,
    close_exception,
    close_section,
    figure,
    file,
    period,
)


@dataclass(frozen=True)
class Close:
    """A closed version of a period."""

    id: int
    period: str
    version: int
    closed_at: str
    catalogue: str
    registry: str
    cut_off: date
    signing: date
    expected: int
    received: int
    report_sha256: str | None
    audit: str | None = None
    targets: str | None = None
    lineage: str | None = None
    closed_by: str = ""
    reason: str = ""

    def closed_on(self, zone: tzinfo) -> date:
        return datetime.fromisoformat(self.closed_at).astimezone(zone).date()


_CLOSE = tuple(close.c[one.name] for one in fields(Close))


def find_close(connection: Connection, code: str, version: int | None = None) -> Close | None:
    """The close of that version, or the newest; None where there is none."""
    query = select(*_CLOSE).where(close.c.period == code)
    return _newest(connection, query if version is None else query.where(close.c.version == version))


def stands_closed(connection: Connection, code: str) -> Close | None:
    """The version at which a period is closed now; None where it is not."""
    closed = connection.scalar(select(period.c.code).where(period.c.code == code, period.c.state == PeriodState.CLOSED))
    return find_close(connection, code) if closed else None


def close_before(connection: Connection, code: str, until: str) -> Close | None:
    """The newest close of a period at a time (as ``now`` gives it); None where it had none yet."""
    return _newest(connection, select(*_CLOSE).where(close.c.period == code, close.c.closed_at < until))


def every_close(connection: Connection) -> list[Close]:
    """All versions of all periods, in the order in which they were closed."""
    return [Close(**row) for row in connection.execute(select(*_CLOSE).order_by(close.c.id)).mappings()]


def versions_of(connection: Connection, code: str) -> list[Close]:
    """All versions of a period, the first one first."""
    query = select(*_CLOSE).where(close.c.period == code).order_by(close.c.version)
    return [Close(**row) for row in connection.execute(query).mappings()]


def compared_closes(connection: Connection, close_id: int) -> list[Close]:
    """The closes of other halves whose figures a close has in it, in the order of time."""
    ids = select(figure.c.compared_close).where(figure.c.close_id == close_id, figure.c.scope == ALL)
    rows = connection.execute(select(*_CLOSE).where(close.c.id.in_(ids)).order_by(close.c.period)).mappings()
    return [Close(**row) for row in rows]


def compared_by(connection: Connection, close_id: int) -> dict[str, Close]:
    """Comparison → the close whose figures a close compares itself with."""
    of = (figure.c.close_id == close_id) & (figure.c.scope == ALL) & figure.c.compared_close.is_not(None)
    pairs = connection.execute(select(figure.c.comparison, figure.c.compared_close).where(of).distinct())
    by_id = {one.id: one for one in compared_closes(connection, close_id)}
    return {comparison: by_id[id_] for comparison, id_ in pairs}


def printed_before(connection: Connection, close_id: int, code: str) -> Close | None:
    """The version of a half that the last report of another half before this close had in it; where none had one, the
    first."""
    others = select(close.c.id).where(close.c.id < close_id, close.c.period != code).order_by(close.c.id.desc())
    for other in connection.scalars(others).all():
        for one in compared_closes(connection, other):
            if one.period == code:
                return one
    return find_close(connection, code, 1)


def _newest(connection: Connection, query: Select[Any]) -> Close | None:
    row = connection.execute(query.order_by(close.c.version.desc()).limit(1)).mappings().first()
    return Close(**row) if row else None


def write_version(
    connection: Connection,
    values: Mapping[str, Any],
    figures: pl.DataFrame,
    section_ids: Collection[int],
    exceptions: Mapping[int, str],
) -> Close:
    """One close, not sealed: its figures (FIGURES, compared_close, and where it is told ``apportioned``), the sections
    they were made from and the units let pass. ``values`` are the columns of the close but its time."""
    close_id = int(connection.scalar(insert(close).values(closed_at=now(), **values).returning(close.c.id)) or 0)
    names = [*FIGURES, "compared_close", "apportioned"]
    marked = pl.col("apportioned") if "apportioned" in figures.columns else pl.lit(None, pl.Boolean)
    kept = figures.with_columns(pl.col("of_year").fill_null(0), apportioned=marked.fill_null(False))
    stored = kept.select(pl.lit(close_id).alias("close_id"), *names)
    insert_rows(connection, figure, ["close_id", *names], stored.rows())
    reached(CloseStep.FIGURES_WRITTEN)
    insert_rows(connection, close_section, ["close_id", "section_id"], [(close_id, one) for one in section_ids])
    passed = [(close_id, unit_id, reason) for unit_id, reason in exceptions.items()]
    insert_rows(connection, close_exception, ["close_id", "unit_id", "reason"], passed)
    state = {"state": PeriodState.CLOSED, "version": values["version"]}
    connection.execute(update(period).where(period.c.code == values["period"]).values(**state))
    return Close(**connection.execute(select(*_CLOSE).where(close.c.id == close_id)).mappings().one())


def seal(connection: Connection, one: Close, exceptions: Collection[int], approved: Mapping[str, Any]) -> Close:
    """The act of a close in the audit, with the digests of all that it stands on; ``approved`` is who approved it.
    Returns the close with the code of the act."""
    newest = evidence.newest_finding(connection)
    detail = {"version": one.version, "reason": one.reason, "accepted_missing": sorted(exceptions)}
    detail |= {"findings_to": newest, "frozen": evidence.digests(connection, one.id, newest), **approved}
    head = audit.record(connection, one.closed_by, "close", one.period, detail)
    connection.execute(update(close).where(close.c.id == one.id).values(audit=head))
    reached(CloseStep.WRITTEN)
    return replace(one, audit=head)


def set_report(connection: Connection, close_id: int, sha256: str) -> tuple[str, bool]:
    """Sets the hash of the report's issued bytes, once; the one that stands, and whether it was set now."""
    unset = (close.c.id == close_id) & close.c.report_sha256.is_(None)
    new = bool(connection.execute(update(close).where(unset).values(report_sha256=sha256)).rowcount)
    if new:
        code, version = connection.execute(select(close.c.period, close.c.version).where(close.c.id == close_id)).one()
        audit.record(connection, "soket", "issue", code, {"version": version, "report": sha256})
    return str(connection.scalar(select(close.c.report_sha256).where(close.c.id == close_id))), new


def files_after_close(connection: Connection, code: str, since: str) -> int:
    """How many files of a period were decided after a close."""
    query = select(file.c.id).where(file.c.period == code, file.c.after_close, file.c.decided_at > since)
    return len(connection.execute(query).all())
