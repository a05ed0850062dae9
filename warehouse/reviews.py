"""The review of a period: the values that it looks at, and what it found, kept beside what it found before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, exists, select, update

from domain.alert import Alert, Event, Sender, of_findings
from domain.finding import FINDINGS, Finding, Severity, Stage
from domain.submission import SectionState
from warehouse.current import as_finding, standing_findings
from warehouse.engines import among
from warehouse.store import frame, insert_rows, now
from warehouse.tables import explanation, file, finding, observation, period, section, unit

#: A row per value that counts: of its unit, for a period, as the file of ``given_in`` (a period) gives it.
REVIEWED_VALUES = pl.Schema(
    {
        "unit_id": pl.Int64,
        "kind": pl.String,
        "period": pl.String,
        "given_in": pl.String,
        "indicator": pl.String,
        "breakdown": pl.String,
        "of_year": pl.Int32,
        "value": pl.Int64,
        "file_id": pl.Int64,
        "sha256": pl.String,
        "form": pl.String,
        "field": pl.String,
        "sheet": pl.String,
        "cell": pl.String,
    }
)
#: A row per explanation that counts.
STANDING_EXPLANATIONS = pl.Schema(
    {
        "unit_id": pl.Int64,
        "period": pl.String,
        "form_text": pl.String,
        "cell_text": pl.String,
        "reason": pl.String,
    }
)
_SAME = [name for name in FINDINGS if name != "explained"]  # what makes a finding the one that it was


@dataclass(frozen=True)
class KeptReview:
    """What a review changed: findings that are new at their place (rows of FINDINGS), how many are no longer
    found, and how many warnings are explained that were not."""

    new: tuple[dict[str, Any], ...]
    gone: int
    explained: int


def values_until(connection: Connection, code: str, fields: Collection[str]) -> pl.DataFrame:
    """REVIEWED_VALUES of some fields, for a period and every one before it."""
    query = (
        select(
            section.c.unit_id,
            unit.c.kind,
            observation.c.period,
            section.c.period.label("given_in"),
            observation.c.indicator,
            observation.c.breakdown,
            observation.c.of_year,
            observation.c.value,
            section.c.file_id,
            file.c.sha256,
            section.c.form,
            observation.c.field,
            observation.c.sheet,
            observation.c.cell,
        )
        .join(section, section.c.id == observation.c.section_id)
        .join(unit, unit.c.id == section.c.unit_id)
        .join(file, file.c.id == section.c.file_id)
        .where(section.c.state == SectionState.ACCEPTED, section.c.period <= code)
        .where(observation.c.field.in_(fields), observation.c.value.is_not(None))
        .order_by(section.c.unit_id, section.c.period, observation.c.id)
    )
    return frame(connection, query, REVIEWED_VALUES)


def counting(connection: Connection, code: str) -> frozenset[tuple[int, str]]:
    """The sections, each with its unit's kind, that give the values and the explanations of a period and of every
    one before it: what a section holds never changes."""
    query = select(section.c.id, unit.c.kind).join(unit, unit.c.id == section.c.unit_id)
    standing = query.where(section.c.state == SectionState.ACCEPTED, section.c.period <= code)
    return frozenset(connection.execute(standing).tuples())


def standing_explanations(
    connection: Connection, unit_ids: Collection[int] | None = None, code: str | None = None
) -> pl.DataFrame:
    """STANDING_EXPLANATIONS of some units, or of all; of a period, or of every one."""
    said = (explanation.c.form_text, explanation.c.cell_text, explanation.c.reason)
    query = (
        select(section.c.unit_id, section.c.period, *said)
        .join(section, section.c.id == explanation.c.section_id)
        .where(section.c.state == SectionState.ACCEPTED)
        .order_by(section.c.id, explanation.c.item)
    )
    if unit_ids is not None:
        query = query.where(section.c.unit_id.in_(unit_ids))
    if code is not None:
        query = query.where(section.c.period == code)
    return frame(connection, query, STANDING_EXPLANATIONS)


def open_periods(connection: Connection) -> list[str]:
    """The periods that are not closed and for which something counts, in the order of time."""
    counts = exists().where(section.c.period == period.c.code, section.c.state == SectionState.ACCEPTED)
    query = select(period.c.code).where(period.c.state != "closed", counts)
    return list(connection.scalars(query.order_by(period.c.code)))


def unanswered_warnings(connection: Connection, code: str) -> list[dict[str, Any]]:
    """The warnings of judgement that stand in a period without an explanation."""
    return [
        row
        for row in standing_findings(connection, code)
        if row["severity"] == Severity.WARN and row["stage"] == Stage.JUDGE and row["explained"] is None
    ]


def reviewed(connection: Connection, code: str) -> str | None:
    """The digest of what the last review of a period looked at; None where it is closed or not there."""
    return connection.scalar(select(period.c.reviewed).where(period.c.code == code))


def is_open(connection: Connection, code: str) -> bool:
    return connection.scalar(select(period.c.state).where(period.c.code == code)) not in (None, "closed")


def keep_review(
    connection: Connection, code: str, digest: str, found: pl.DataFrame, reasons: Mapping[int, str]
) -> KeptReview:
    """What a review found (FINDINGS), in place of what the one before found: a finding that is found again
    stays, one that is no longer found is superseded. ``reasons`` explain warnings, by the finding's id."""
    standing = _standing(connection, code)
    rows = {tuple(row[name] for name in _SAME): row for row in found.iter_rows(named=True)}
    new = [row for key, row in rows.items() if key not in standing]
    gone = [row["id"] for key, row in standing.items() if key not in rows]
    explained = {
        standing[key]["id"]: row["explained"]
        for key, row in rows.items()
        if row["explained"] is not None and key in standing and standing[key]["explained"] is None
    }
    connection.execute(update(finding).where(among(connection, finding.c.id, gone)).values(superseded_at=now()))
    names = [*FINDINGS, "stage"]
    insert_rows(connection, finding, names, [(*(row[name] for name in FINDINGS), Stage.REVIEW) for row in new])
    for id_, reason in {**explained, **reasons}.items():
        connection.execute(update(finding).where(finding.c.id == id_).values(explained=reason))
    connection.execute(update(period).where(period.c.code == code).values(reviewed=digest))
    told = {_place(row) for row in standing.values()}
    again = {_place(row) for row in rows.values()}
    fresh = tuple(row for row in new if _place(row) not in told)
    lost = sum(_place(row) not in again for key, row in standing.items() if key not in rows)
    return KeptReview(fresh, lost, len(explained) + len(reasons))


def warned(connection: Connection, code: str, new: Sequence[Mapping[str, Any]]) -> list[Alert]:
    """What there is to tell of new findings of a period that nothing explains."""
    of_files: dict[int, list[tuple[str | None, Finding]]] = {}
    for row in new:
        if row["explained"] is None:
            of_files.setdefault(row["file_id"], []).append((row["form"], as_finding(row)))
    query = (
        select(unit.c.code, unit.c.name, file.c.id, file.c.path)
        .join(unit, unit.c.id == file.c.unit_id)
        .where(among(connection, file.c.id, of_files))
        .order_by(file.c.id)
    )
    senders = [Sender(*row) for row in connection.execute(query)]
    return [one for who in senders for one in of_findings(Event.WARNED, code, who, of_files[who.file_id])]


def _standing(connection: Connection, code: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    query = select(finding).join(file, file.c.id == finding.c.file_id).where(_of_review(code))
    rows = [dict(row) for row in connection.execute(query.order_by(finding.c.id)).mappings()]
    return {tuple(row[name] for name in _SAME): row for row in rows}


def _of_review(code: str) -> ColumnElement[bool]:
    return (file.c.period == code) & (finding.c.stage == Stage.REVIEW) & finding.c.superseded_at.is_(None)


def _place(row: Mapping[str, Any]) -> Sequence[Any]:
    """A finding whose words changed (a neighbour's figure moved) is no new one."""
    return row["file_id"], row["rule"], row["field"], row["sheet"], row["cell"]
