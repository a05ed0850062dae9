"""Submissions among their units' others of the same period, and what they reported: what their answers tell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from domain.observation import Basis
from domain.submission import FileState, SectionState
from warehouse.engines import among
from warehouse.facts import newest_sections
from warehouse.tables import file, observation, section


@dataclass(frozen=True)
class Attempt:
    """``number``: how often the unit has sent for the period, this file included; ``replaces``: the number of
    the last one whose place it took; ``before``: the file sent just before it."""

    number: int
    replaces: int | None = None
    before: int | None = None


def attempts(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> dict[int, Attempt]:
    """Of decided files (``file_id``, ``unit_id``, ``period``, ``seq``), by their ids."""
    sent = _sent(connection, {row["unit_id"] for row in rows})
    took = _replaced_by(connection, [row["file_id"] for row in rows])

    def attempt(row: Mapping[str, Any]) -> Attempt:
        until = [id_ for seq, id_ in sent.get((row["unit_id"], row["period"]), ()) if seq <= row["seq"]]
        gone = took.get(row["file_id"], ())
        replaced = [number for number, id_ in enumerate(until, start=1) if id_ in gone]
        return Attempt(len(until), max(replaced, default=None), until[-2] if len(until) > 1 else None)

    return {row["file_id"]: attempt(row) for row in rows}


def _sent(connection: Connection, units: Collection[int]) -> dict[tuple[int, str | None], list[tuple[int, int]]]:
    """The decided files of units, by unit and period: when each came among all, and its id."""
    query = select(file.c.unit_id, file.c.period, file.c.seq, file.c.id).order_by(file.c.seq)
    decided = query.where(among(connection, file.c.unit_id, units), file.c.state != FileState.RECEIVED)
    sent: dict[tuple[int, str | None], list[tuple[int, int]]] = {}
    for unit_id, period, seq, id_ in connection.execute(decided):
        sent.setdefault((unit_id, period), []).append((seq, id_))
    return sent


def _replaced_by(connection: Connection, file_ids: Collection[int]) -> dict[int, set[int]]:
    """Of each of these files those some section of which gave way to one of it, and those that it cleared."""
    by = section.alias()
    gave_way = (
        select(by.c.file_id, section.c.file_id)
        .join(section, by.c.id == section.c.superseded_by)
        .where(among(connection, by.c.file_id, file_ids), section.c.file_id != by.c.file_id)
    )
    cleared = select(file.c.cleared_by, file.c.id).where(
        among(connection, file.c.cleared_by, file_ids), file.c.id != file.c.cleared_by
    )
    return _sets((*connection.execute(gave_way).tuples(), *connection.execute(cleared).tuples()))


def forms_of(connection: Connection, file_ids: Collection[int]) -> dict[int, set[str]]:
    """The codes of the forms that each file was found to hold."""
    query = select(section.c.file_id, section.c.form).where(among(connection, section.c.file_id, file_ids))
    return _sets(connection.execute(query).tuples())


def _sets(pairs: Iterable[tuple[int, Any]]) -> dict[int, set[Any]]:
    sets: dict[int, set[Any]] = {}
    for key, value in pairs:
        sets.setdefault(key, set()).add(value)
    return sets


@dataclass(frozen=True)
class Reported:
    """A value that a file reported: None where it says that there is none yet."""

    value: int | None
    estimated: bool


def reported(
    connection: Connection, file_ids: Collection[int], indicators: Collection[str]
) -> dict[int, dict[str, Reported]]:
    """Of some indicators the whole that each accepted file reported for its period; of one that is counted by
    years the latest year's."""
    newest = newest_sections(file_ids).subquery()
    query = (
        select(section.c.file_id, observation.c.indicator, observation.c.value, observation.c.basis)
        .join(section, section.c.id == observation.c.section_id)
        .join(newest, newest.c.section_id == section.c.id)
        .where(section.c.state.in_([SectionState.ACCEPTED, SectionState.SUPERSEDED]))
        .where(observation.c.indicator.in_(indicators), observation.c.breakdown == "")
        .where(observation.c.period == section.c.period)
        .order_by(observation.c.of_year.nulls_first(), observation.c.id)
    )
    told: dict[int, dict[str, Reported]] = {}
    for file_id, indicator, value, basis in connection.execute(query):
        told.setdefault(file_id, {})[indicator] = Reported(value, basis == Basis.ESTIMATED)
    return told
