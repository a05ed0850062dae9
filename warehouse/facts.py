"""Facts: what batches keep, what stands of a unit, and what the period's figures are made from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, not_, select, update

from domain.figure import UNIT_VALUES
from domain.finding import FINDINGS, Finding, Severity
from domain.observation import OBSERVATIONS
from domain.rule import UNKNOWN_PERIOD
from domain.submission import FileState, Judged, SectionState, Verdict
from warehouse.store import frame, insert_rows, now
from warehouse.tables import explanation, file, finding, narrative, observation, period, section, unit


@dataclass(frozen=True)
class Kept:
    accepted: int
    refused: int


def keep_batch(connection: Connection, judged: Judged, catalogue_version: str) -> Kept:
    """Every verdict, finding and observation of a batch. A file whose ledger row is no longer
    waiting (another run was first) is dropped with all that belongs to it."""
    verdicts = _still_waiting(connection, judged.verdicts)
    accepted = [one for one in verdicts if one.state is FileState.ACCEPTED]
    _keep_verdicts(connection, verdicts, judged.readers, catalogue_version)
    _keep_sections(connection, verdicts)
    ids = [one.receipt.file_id for one in verdicts]
    _keep_findings(connection, judged.findings.filter(pl.col("file_id").is_in(ids)))
    _keep_facts(connection, judged, [one.receipt.file_id for one in accepted])
    _supersede(connection, accepted)
    _clear(connection, accepted)
    return Kept(len(accepted), len(verdicts) - len(accepted))


def _still_waiting(connection: Connection, verdicts: Sequence[Verdict]) -> list[Verdict]:
    ids = [one.receipt.file_id for one in verdicts]
    query = select(file.c.id).where(file.c.id.in_(ids), file.c.state == FileState.RECEIVED)
    waiting = set(connection.scalars(query))
    return [one for one in verdicts if one.receipt.file_id in waiting]


def _keep_verdicts(
    connection: Connection, verdicts: Sequence[Verdict], readers: dict[int, str], catalogue_version: str
) -> None:
    closed = set(connection.scalars(select(period.c.code).where(period.c.state == "closed")))
    for one in verdicts:
        values = {
            "state": one.state,
            "reason": one.reason,
            "period": one.period,
            "decided_at": now(),
            "after_close": one.period in closed,
            "reader": readers.get(one.receipt.file_id),
            "catalogue": catalogue_version,
        }
        connection.execute(update(file).where(file.c.id == one.receipt.file_id).values(**values))


def _keep_sections(connection: Connection, verdicts: Sequence[Verdict]) -> None:
    known = set(connection.scalars(select(period.c.code)))
    at = now()
    rows = [
        (one.receipt.file_id, one.receipt.unit_id, one.period, form, *_state(one, at))
        for one in verdicts
        if one.period in known and one.reason != UNKNOWN_PERIOD
        for form in one.forms
    ]
    names = ["file_id", "unit_id", "period", "form", "state", "accepted_at"]
    insert_rows(connection, section, names, rows)


def _state(verdict: Verdict, at: str) -> tuple[str, str | None]:
    if verdict.state is FileState.ACCEPTED:
        return SectionState.ACCEPTED, at
    return SectionState.REFUSED, None


def _keep_findings(connection: Connection, findings: pl.DataFrame) -> None:
    insert_rows(connection, finding, list(FINDINGS), findings.select(list(FINDINGS)).iter_rows())


def _keep_facts(connection: Connection, judged: Judged, file_ids: Sequence[int]) -> None:
    query = select(section.c.id.label("section_id"), section.c.file_id, section.c.form)
    ids = frame(connection, query.where(section.c.file_id.in_(file_ids)), {"file_id": pl.Int64, "form": pl.String})
    columns = ["section_id", *[name for name in OBSERVATIONS if name not in ("file_id", "form")]]
    for table, facts, names in (
        (observation, judged.observations, columns),
        (narrative, judged.narratives, ["section_id", "field", "text", "sheet", "cell"]),
        (explanation, judged.explanations, ["section_id", "item", "form_text", "cell_text", "reason"]),
    ):
        of_sections = facts.join(ids, on=["file_id", "form"], how="inner")
        insert_rows(connection, table, names, of_sections.select(names).iter_rows())


def _supersede(connection: Connection, accepted: Sequence[Verdict]) -> None:
    """Per unit, period and form the section of the newest file stays; the others are superseded."""
    units = {one.receipt.unit_id for one in accepted}
    query = (
        select(section.c.id, section.c.unit_id, section.c.period, section.c.form)
        .join(file, file.c.id == section.c.file_id)
        .where(section.c.state == SectionState.ACCEPTED, section.c.unit_id.in_(units))
        .order_by(file.c.seq.desc())
    )
    newest: dict[tuple[Any, ...], int] = {}
    at = now()
    for section_id, *key in connection.execute(query):
        by = newest.setdefault(tuple(key), section_id)
        if by != section_id:
            values = {"state": SectionState.SUPERSEDED, "superseded_at": at, "superseded_by": by}
            connection.execute(update(section).where(section.c.id == section_id).values(**values))


def _clear(connection: Connection, accepted: Sequence[Verdict]) -> None:
    """An accepted file clears what was refused before it: the sections of the same forms, and the
    older files of the unit that have no refused section left. A file whose period is not known may
    have been meant for any: only a whole submission for the newest open period clears it."""
    newest = connection.scalar(select(func.max(period.c.code)).where(period.c.state != "closed"))
    for one in accepted:
        older = select(file.c.id).where(file.c.unit_id == one.receipt.unit_id, file.c.seq < one.receipt.seq)
        same = and_(section.c.period == one.period, section.c.form.in_(one.forms), section.c.file_id.in_(older))
        refused = section.c.state == SectionState.REFUSED
        connection.execute(update(section).where(same, refused).values(state=SectionState.CLEARED))
        left = exists().where(section.c.file_id == file.c.id, refused)
        standing = and_(file.c.state == FileState.REFUSED, file.c.cleared_by.is_(None))
        of_period = file.c.period == one.period
        if one.whole and one.period == newest:
            of_period |= of_any_period()
        connection.execute(
            update(file)
            .where(file.c.id.in_(older), standing, of_period, not_(left))
            .values(cleared_by=one.receipt.file_id)
        )


def of_any_period() -> ColumnElement[bool]:
    """Refused files that may belong to every period: their own could not be read, or is not open."""
    return file.c.period.is_(None) | (file.c.reason == UNKNOWN_PERIOD)


def standing_sections(connection: Connection, unit_ids: Collection[int]) -> pl.DataFrame:
    """The sections that count: unit_id, period, form, seq, scan, mtime_ns."""
    query = (
        select(section.c.unit_id, section.c.period, section.c.form, file.c.seq, file.c.scan, file.c.mtime_ns)
        .join(file, file.c.id == section.c.file_id)
        .where(section.c.state == SectionState.ACCEPTED, section.c.unit_id.in_(unit_ids))
    )
    types = {"unit_id": pl.Int64, "period": pl.String, "form": pl.String, "scan": pl.Int64, "mtime_ns": pl.Int64}
    return frame(connection, query, types)


def standing_values(connection: Connection, unit_ids: Collection[int], fields: Collection[str]) -> pl.DataFrame:
    """Values that count, of some fields: unit_id, period, form, field, of_year, value."""
    query = (
        select(
            section.c.unit_id,
            section.c.period,
            section.c.form,
            observation.c.field,
            observation.c.of_year,
            observation.c.value,
        )
        .join(section, section.c.id == observation.c.section_id)
        .where(section.c.state == SectionState.ACCEPTED, section.c.unit_id.in_(unit_ids))
        .where(observation.c.field.in_(fields), observation.c.period == section.c.period)
    )
    return frame(
        connection,
        query,
        {
            "unit_id": pl.Int64,
            "period": pl.String,
            "form": pl.String,
            "field": pl.String,
            "of_year": pl.Int32,
            "value": pl.Int64,
        },
    )


#: UNIT_VALUES, each with the section and the place that it comes from.
VALUES_WITH_PLACE = {
    **UNIT_VALUES,
    "section_id": pl.Int64,
    "unit": pl.String,
    "file": pl.String,
    "sha256": pl.String,
    "sheet": pl.String,
    "cell": pl.String,
}


def period_values(connection: Connection, code: str, section_ids: Any = None) -> pl.DataFrame:
    """The values of a period with their places (VALUES_WITH_PLACE): of the sections that count now,
    or of those that ``section_ids`` (a select) names."""
    counted = section.c.state == SectionState.ACCEPTED if section_ids is None else section.c.id.in_(section_ids)
    query = (
        select(
            section.c.unit_id,
            observation.c.indicator,
            observation.c.breakdown,
            observation.c.of_year,
            observation.c.value,
            observation.c.basis,
            section.c.id.label("section_id"),
            unit.c.code.label("unit"),
            file.c.path.label("file"),
            file.c.sha256,
            observation.c.sheet,
            observation.c.cell,
        )
        .join(section, section.c.id == observation.c.section_id)
        .join(file, file.c.id == section.c.file_id)
        .join(unit, unit.c.id == section.c.unit_id)
        .where(section.c.period == code, observation.c.period == code, counted)
        .order_by(section.c.unit_id, observation.c.id)
    )
    return frame(connection, query, VALUES_WITH_PLACE)


def period_narratives(connection: Connection, section_ids: Any) -> list[tuple[str, str, str]]:
    """Field, name of the unit and text of each narrative, in the order of units."""
    query = (
        select(narrative.c.field, unit.c.name, narrative.c.text)
        .join(section, section.c.id == narrative.c.section_id)
        .join(unit, unit.c.id == section.c.unit_id)
        .where(section.c.id.in_(section_ids))
        .order_by(unit.c.id)
    )
    return [(field, name, text) for field, name, text in connection.execute(query)]


def findings_of(connection: Connection, file_id: int) -> list[dict[str, Any]]:
    query = select(finding).where(finding.c.file_id == file_id, finding.c.superseded_at.is_(None))
    return [dict(row) for row in connection.execute(query.order_by(finding.c.id)).mappings()]


def as_finding(row: Mapping[str, Any]) -> Finding:
    words = {name: row[name] for name in ("rule", "label", "sheet", "cell", "saw", "wanted", "mend")}
    return Finding(severity=Severity(row["severity"]), **words)


def standing_findings(connection: Connection, code: str) -> list[dict[str, Any]]:
    """Findings that still ask for something: of refused files not cleared, and of accepted files
    whose section counts (or, where a finding belongs to no form, any of whose sections does).
    Files whose period is not known or not open belong to every period."""
    live = section.alias()
    counts = exists().where(
        live.c.file_id == file.c.id,
        live.c.state == SectionState.ACCEPTED,
        case((finding.c.form.is_(None), True), else_=live.c.form == finding.c.form),
    )
    refused = and_(file.c.state == FileState.REFUSED, file.c.cleared_by.is_(None))
    query = (
        select(finding, unit.c.code.label("unit"), unit.c.id.label("unit_id"), file.c.path, file.c.sha256)
        .join(file, file.c.id == finding.c.file_id)
        .join(unit, unit.c.id == file.c.unit_id)
        .where(refused | and_(file.c.state == FileState.ACCEPTED, counts))
        .where((file.c.period == code) | of_any_period(), finding.c.superseded_at.is_(None))
        .order_by(unit.c.id, file.c.seq, finding.c.id)
    )
    return [dict(row) for row in connection.execute(query).mappings()]
