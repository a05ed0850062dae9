"""A submission among its unit's others of the same period, and what it reported: what its answer tells."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, select

from domain.observation import Basis
from domain.submission import FileState, SectionState
from warehouse.facts import newest_sections
from warehouse.tables import file, observation, section


@dataclass(frozen=True)
class Attempt:
    """``number``: how often the unit has sent for the period, this file included; ``replaces``: the number of
    the last one whose place it took; ``before``: the file sent just before it."""

    number: int
    replaces: int | None = None
    before: int | None = None


def attempt(connection: Connection, row: Mapping[str, Any]) -> Attempt:
    """Of a decided file (``file_id``, ``unit_id``, ``period``, ``seq``)."""
    same = file.c.period.is_(None) if row["period"] is None else file.c.period == row["period"]
    decided = and_(file.c.unit_id == row["unit_id"], same, file.c.state != FileState.RECEIVED)
    sent = list(connection.scalars(select(file.c.id).where(decided, file.c.seq <= row["seq"]).order_by(file.c.seq)))
    took = _replaced_by(connection, row["file_id"])
    replaced = [number for number, id_ in enumerate(sent, start=1) if id_ in took]
    return Attempt(len(sent), max(replaced, default=None), sent[-2] if len(sent) > 1 else None)


def _replaced_by(connection: Connection, file_id: int) -> set[int]:
    """The files some section of which gave way to one of this file, and those that it cleared."""
    by = section.alias()
    gave_way = (
        select(section.c.file_id)
        .join(by, by.c.id == section.c.superseded_by)
        .where(by.c.file_id == file_id, section.c.file_id != file_id)
    )
    cleared = select(file.c.id).where(file.c.cleared_by == file_id, file.c.id != file_id)
    return {*connection.scalars(gave_way), *connection.scalars(cleared)}


def forms_of(connection: Connection, file_id: int) -> frozenset[str]:
    """The codes of the forms that a file was found to hold."""
    return frozenset(connection.scalars(select(section.c.form).where(section.c.file_id == file_id)))


@dataclass(frozen=True)
class Reported:
    """A value that a file reported: None where it says that there is none yet."""

    value: int | None
    estimated: bool


def reported(connection: Connection, file_id: int, indicators: Collection[str]) -> dict[str, Reported]:
    """Of some indicators the whole that an accepted file reported for its period; of one that is counted by
    years the latest year's."""
    newest = newest_sections([file_id]).subquery()
    query = (
        select(observation.c.indicator, observation.c.value, observation.c.basis)
        .join(section, section.c.id == observation.c.section_id)
        .join(newest, newest.c.section_id == section.c.id)
        .where(section.c.state.in_([SectionState.ACCEPTED, SectionState.SUPERSEDED]))
        .where(observation.c.indicator.in_(indicators), observation.c.breakdown == "")
        .where(observation.c.period == section.c.period)
        .order_by(observation.c.of_year.nulls_first(), observation.c.id)
    )
    return {row.indicator: Reported(row.value, row.basis == Basis.ESTIMATED) for row in connection.execute(query)}
