"""What a closed version stands on: its figures, its sections, its units, and whom it let pass."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, and_, select, union_all

from domain.figure import FIGURES
from domain.submission import SectionState
from domain.unit import Unit
from warehouse.arrivals import forms_by_unit
from warehouse.closes import Close
from warehouse.engines import among, listed
from warehouse.store import frame
from warehouse.tables import close_exception, close_section, figure, file, finding, registry_row, section, unit


def figures_of(
    connection: Connection,
    close_id: int,
    scope: str | None = None,
    scopes: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
    comparison: str | None = None,
) -> pl.DataFrame:
    """FIGURES of a close: all, those of one scope or of some, those of some indicators, or of one comparison."""
    columns = [figure.c[name] for name in FIGURES]
    query = select(*columns).where(figure.c.close_id == close_id)
    # of some, a sum is what is ordered by: by the id alone SQLite reads all in their order, to have nothing to sort
    of_some = scope is not None or scopes is not None or indicators is not None
    query = query.order_by(figure.c.id + 0 if of_some else figure.c.id)
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


def sections_of(close_id: int) -> Select[Any]:
    return select(close_section.c.section_id).where(close_section.c.close_id == close_id)


def only_in(connection: Connection, one: Any, other: Any) -> Select[Any]:
    """The sections that the first of two selects names and the second does not: found now, so that a query which asks
    for them does not compare all others again."""
    return listed(connection, connection.scalars(one.except_(other)))


def units_in(connection: Connection, *sections: Any) -> set[str]:
    """The units of sections (selects of their ids), as scopes of figures."""
    of_any = section.c.id.in_(union_all(*sections))
    return {str(unit_id) for unit_id in connection.scalars(select(section.c.unit_id).where(of_any).distinct())}


def forms_of(connection: Connection, close_id: int) -> dict[int, set[str]]:
    """Unit → the forms of which a section was counted in a close."""
    return forms_by_unit(connection, section.c.id.in_(sections_of(close_id)))


def files_of(connection: Connection, close_id: int) -> list[tuple[int, str, str]]:
    """The files of which a section was counted in a close: unit, when it was received, hash."""
    query = (
        select(file.c.unit_id, file.c.received_at, file.c.sha256)
        .where(file.c.id.in_(select(section.c.file_id).where(section.c.id.in_(sections_of(close_id)))))
        .order_by(file.c.unit_id, file.c.seq)
    )
    return [(unit_id, received_at, sha256) for unit_id, received_at, sha256 in connection.execute(query)]


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


def names_of(connection: Connection, close: Close) -> dict[int, str]:
    """What units were called when it was closed; those that units.csv had no more, as they were called last."""
    last = dict(connection.execute(select(unit.c.id, unit.c.name)).tuples().all())
    then = registry_rows(connection, close.registry).select("unit_id", "name")
    return {**last, **dict(then.iter_rows())}


def units_of(connection: Connection, close: Close) -> tuple[Unit, ...]:
    """The units that were valid at a close's cut-off, by the units.csv of that day."""
    units = (
        Unit(unit_id, code, name, kind, None, first, last, "", row)
        for row, unit_id, code, name, kind, first, last in registry_rows(connection, close.registry).iter_rows()
    )
    return tuple(one for one in units if one.valid_on(close.cut_off))
