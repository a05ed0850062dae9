"""Closes: what a period still lacks, the figures that are frozen, and the report's issued bytes' hash."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, tzinfo
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, and_, func, insert, select, union_all, update

from domain.figure import ALL, FIGURES
from domain.protocol import CloseStep, reached
from domain.submission import FileState, SectionState
from domain.unit import Unit
from warehouse import audit, evidence
from warehouse.current import of_any_period
from warehouse.engines import among, listed
from warehouse.store import frame, insert_rows, now
from warehouse.tables import (
    close,
    close_exception,
    close_section,
    figure,
    file,
    finding,
    period,
    registry_row,
    section,
    unit,
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

    def closed_on(self, zone: tzinfo) -> date:
        return datetime.fromisoformat(self.closed_at).astimezone(zone).date()


_CLOSE = tuple(close.c[one.name] for one in fields(Close))


def find_close(connection: Connection, code: str, version: int | None = None) -> Close | None:
    """The close of that version, or the newest; None where there is none."""
    query = select(*_CLOSE).where(close.c.period == code)
    return _newest(connection, query if version is None else query.where(close.c.version == version))


def close_before(connection: Connection, code: str, until: str) -> Close | None:
    """The newest close of a period at a time (as ``now`` gives it); None where it had none yet."""
    return _newest(connection, select(*_CLOSE).where(close.c.period == code, close.c.closed_at < until))


def every_close(connection: Connection) -> list[Close]:
    """All versions of all periods, in the order in which they were closed."""
    return [Close(**row) for row in connection.execute(select(*_CLOSE).order_by(close.c.id)).mappings()]


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
    """The version of a half that stood when the report before this close, of any other half, was made; where none was
    made since, the first."""
    other = select(func.max(close.c.id)).where(close.c.id < close_id, close.c.period != code).scalar_subquery()
    of_half = select(*_CLOSE).where(close.c.period == code)
    first = _newest(connection, of_half.where(close.c.version == 1))
    return _newest(connection, of_half.where(close.c.id < other)) or first


def _newest(connection: Connection, query: Select[Any]) -> Close | None:
    row = connection.execute(query.order_by(close.c.version.desc()).limit(1)).mappings().first()
    return Close(**row) if row else None


def freeze(
    connection: Connection,
    values: Mapping[str, Any],
    figures: pl.DataFrame,
    section_ids: Collection[int],
    exceptions: Mapping[int, str],
    approved: Mapping[str, Any] | None = None,
) -> int:
    """One close: its figures (FIGURES, compared_close, and where it is told ``apportioned``), the sections they were
    made from and the units let pass. Returns its id. ``values`` are the columns of the close but its time;
    ``approved`` is who approved it, for the audit."""
    at = now()
    close_id = int(connection.scalar(insert(close).values(closed_at=at, **values).returning(close.c.id)) or 0)
    names = [*FIGURES, "compared_close", "apportioned"]
    marked = pl.col("apportioned") if "apportioned" in figures.columns else pl.lit(None, pl.Boolean)
    kept = figures.with_columns(pl.col("of_year").fill_null(0), apportioned=marked.fill_null(False))
    stored = kept.select(pl.lit(close_id).alias("close_id"), *names)
    insert_rows(connection, figure, ["close_id", *names], stored.iter_rows())
    reached(CloseStep.FIGURES_WRITTEN)
    insert_rows(connection, close_section, ["close_id", "section_id"], [(close_id, one) for one in section_ids])
    insert_rows(
        connection,
        close_exception,
        ["close_id", "unit_id", "reason"],
        [(close_id, unit_id, reason) for unit_id, reason in exceptions.items()],
    )
    state = {"state": "closed", "version": values["version"]}
    connection.execute(update(period).where(period.c.code == values["period"]).values(**state))
    newest = evidence.newest_finding(connection)
    detail = {"version": values["version"], "reason": values["reason"], "accepted_missing": sorted(exceptions)}
    detail |= {"findings_to": newest, "frozen": evidence.digests(connection, close_id, newest), **(approved or {})}
    head = audit.record(connection, str(values["closed_by"]), "close", str(values["period"]), detail)
    connection.execute(update(close).where(close.c.id == close_id).values(audit=head))
    reached(CloseStep.WRITTEN)
    return close_id


def set_report(connection: Connection, close_id: int, sha256: str) -> tuple[str, bool]:
    """Sets the hash of the report's issued bytes, once; the one that stands, and whether it was set now."""
    unset = (close.c.id == close_id) & close.c.report_sha256.is_(None)
    new = bool(connection.execute(update(close).where(unset).values(report_sha256=sha256)).rowcount)
    if new:
        code, version = connection.execute(select(close.c.period, close.c.version).where(close.c.id == close_id)).one()
        audit.record(connection, "soket", "issue", code, {"version": version, "report": sha256})
    return str(connection.scalar(select(close.c.report_sha256).where(close.c.id == close_id))), new


def frozen_figures(
    connection: Connection,
    close_id: int,
    scope: str | None = None,
    scopes: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
    comparison: str | None = None,
) -> pl.DataFrame:
    """FIGURES of a close: all, those of one scope or of some, those of some indicators, or of one comparison."""
    columns = [figure.c[name] for name in FIGURES]
    query = select(*columns).where(figure.c.close_id == close_id).order_by(figure.c.id)
    if scope is not None:
        query = query.where(figure.c.scope == scope)
    if scopes is not None:
        query = query.where(among(connection, figure.c.scope, scopes))
    if indicators is not None:
        query = query.where(figure.c.indicator.in_(indicators))
    if comparison is not None:
        query = query.where(figure.c.comparison == comparison)
    return frame(connection, query, FIGURES).with_columns(pl.col("of_year").replace({0: None}))


def counted_sections(code: str, until: str | None = None) -> Select[Any]:
    """The sections of a period that count now, or counted at a time."""
    of_period = select(section.c.id).where(section.c.period == code)
    if until is None:
        return of_period.where(section.c.state == SectionState.ACCEPTED)
    still = section.c.superseded_at.is_(None) | (section.c.superseded_at >= until)
    return of_period.where(section.c.accepted_at < until, still)


def only_in(connection: Connection, one: Any, other: Any) -> Select[Any]:
    """The sections that the first of two selects names and the second does not: found now, so that a query which asks
    for them does not compare all others again."""
    return listed(connection, connection.scalars(one.except_(other)))


def sections_of(close_id: int) -> Select[Any]:
    return select(close_section.c.section_id).where(close_section.c.close_id == close_id)


def forms_of(connection: Connection, close_id: int) -> dict[int, set[str]]:
    """Unit → the forms of which a section was counted in a close."""
    query = select(section.c.unit_id, section.c.form).where(section.c.id.in_(sections_of(close_id)))
    return _forms_by_unit(connection, query)


def short_of_numbers(connection: Connection, close_id: int) -> set[int]:
    """The units whose counted sections lack a number that was asked for, or a row of a list."""
    asked = and_(finding.c.file_id == section.c.file_id, finding.c.form == section.c.form, finding.c.stops_gate)
    query = select(section.c.unit_id).join(finding, asked)
    return set(
        connection.scalars(query.where(section.c.id.in_(sections_of(close_id)), finding.c.superseded_at.is_(None)))
    )


def exceptions_of(connection: Connection, close_id: int) -> list[tuple[int, str, str]]:
    """Each unit that was let pass: id, name, kind."""
    query = (
        select(unit.c.id, unit.c.name, unit.c.kind)
        .join(unit, unit.c.id == close_exception.c.unit_id)
        .where(close_exception.c.close_id == close_id)
        .order_by(unit.c.id)
    )
    return [(unit_id, name, kind) for unit_id, name, kind in connection.execute(query)]


def registry_rows(connection: Connection, sha256: str) -> pl.DataFrame:
    """A version of units.csv: row, unit_id, code, name, kind, valid_from, valid_to."""
    query = select(
        registry_row.c.row,
        registry_row.c.unit_id,
        registry_row.c.code,
        registry_row.c.name,
        registry_row.c.kind,
        registry_row.c.valid_from,
        registry_row.c.valid_to,
    ).where(registry_row.c.sha256 == sha256)
    return frame(connection, query.order_by(registry_row.c.row), {"valid_from": pl.Date, "valid_to": pl.Date})


def units_of(connection: Connection, close: Close) -> tuple[Unit, ...]:
    """The units that were valid at a close's cut-off, by the units.csv of that day."""
    units = (
        Unit(r["unit_id"], r["code"], r["name"], r["kind"], None, r["valid_from"], r["valid_to"], "", r["row"])
        for r in registry_rows(connection, close.registry).iter_rows(named=True)
    )
    return tuple(one for one in units if one.valid_on(close.cut_off))


def forms_received(connection: Connection, code: str) -> dict[int, set[str]]:
    """Unit → the forms of which it has a section that counts."""
    query = select(section.c.unit_id, section.c.form)
    return _forms_by_unit(connection, query.where(section.c.period == code, section.c.state == SectionState.ACCEPTED))


def _forms_by_unit(connection: Connection, query: Select[Any]) -> dict[int, set[str]]:
    received: dict[int, set[str]] = {}
    for unit_id, form in connection.execute(query):
        received.setdefault(unit_id, set()).add(form)
    return received


def refused_files(connection: Connection, code: str) -> list[tuple[int, str, str | None]]:
    """Refused files that nothing has cleared: unit, path, reason. A file whose own period is not
    known or not open belongs to every period."""
    query = (
        select(file.c.unit_id, file.c.path, file.c.reason)
        .where(file.c.state == FileState.REFUSED, file.c.cleared_by.is_(None))
        .where((file.c.period == code) | of_any_period())
        .order_by(file.c.seq)
    )
    return [(unit_id, path, reason) for unit_id, path, reason in connection.execute(query)]


def waiting_files(connection: Connection) -> list[tuple[int, str]]:
    """Files that have no verdict yet: unit, path."""
    query = select(file.c.unit_id, file.c.path).where(file.c.state == FileState.RECEIVED).order_by(file.c.seq)
    return [(unit_id, path) for unit_id, path in connection.execute(query)]


def files_after_close(connection: Connection, code: str, since: str) -> int:
    """How many files of a period were decided after a close."""
    query = select(file.c.id).where(file.c.period == code, file.c.after_close, file.c.decided_at > since)
    return len(connection.execute(query).all())


def units_in(connection: Connection, *sections: Any) -> set[str]:
    """The units of sections (selects of their ids), as scopes of figures."""
    of_any = section.c.id.in_(union_all(*sections))
    return {str(unit_id) for unit_id in connection.scalars(select(section.c.unit_id).where(of_any).distinct())}
