"""What stands: the sections, values, narratives and findings that count, of units and of periods."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, not_, select, true

from domain.figure import UNIT_VALUES
from domain.finding import Finding, Severity, Stage
from domain.rule import UNKNOWN_PERIOD
from domain.submission import FileState, SectionState
from warehouse.engines import among
from warehouse.store import frame
from warehouse.tables import file, finding, narrative, observation, section, unit


def of_any_period() -> ColumnElement[bool]:
    """Refused files that may belong to every period: their own could not be read, or is not open."""
    return file.c.period.is_(None) | (file.c.reason == UNKNOWN_PERIOD)


def standing_sections(connection: Connection, unit_ids: Collection[int]) -> pl.DataFrame:
    """The sections that count: file_id, unit_id, period, form, scan, mtime_ns."""
    query = (
        select(section.c.file_id, section.c.unit_id, section.c.period, section.c.form, file.c.scan, file.c.mtime_ns)
        .join(file, file.c.id == section.c.file_id)
        .where(section.c.state == SectionState.ACCEPTED, section.c.unit_id.in_(unit_ids))
        .order_by(section.c.id)
    )
    numbers = dict.fromkeys(("file_id", "unit_id", "scan", "mtime_ns"), pl.Int64)
    return frame(connection, query, {**numbers, "period": pl.String, "form": pl.String})


_STANDING_VALUES = {
    "unit_id": pl.Int64,
    "period": pl.String,
    "form": pl.String,
    "field": pl.String,
    "of_year": pl.Int32,
    "value": pl.Int64,
}


def standing_values(connection: Connection, unit_ids: Collection[int], fields: Collection[str]) -> pl.DataFrame:
    """Values that count, of some fields: unit_id, period, form, field, of_year, value. A list that has lost a
    row is no list to count by: it stands with none of its rows."""
    lost_a_row = exists().where(
        finding.c.file_id == section.c.file_id,
        finding.c.form == section.c.form,
        finding.c.severity == Severity.REFUSE_ROW,
        finding.c.superseded_at.is_(None),
    )
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
        .where(observation.c.field.in_(fields), observation.c.period == section.c.period, not_(lost_a_row))
        .order_by(observation.c.id)
    )
    return frame(connection, query, _STANDING_VALUES)


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


def period_values(
    connection: Connection,
    code: str,
    section_ids: Any = None,
    given_of: str | None = None,
    indicators: Collection[str] | None = None,
) -> pl.DataFrame:
    """The values of a period with their places (VALUES_WITH_PLACE): of its sections that count now,
    or of those that ``section_ids`` (a select) names. ``given_of``: not its own values, but those that its sections
    give of that earlier period. ``indicators``: of these alone."""
    places = (
        section.c.id.label("section_id"),
        unit.c.code.label("unit"),
        file.c.path.label("file"),
        file.c.sha256,
        observation.c.sheet,
        observation.c.cell,
    )
    query = (
        _counted(code, section_ids, given_of, indicators)
        .add_columns(*places)
        .join(file, file.c.id == section.c.file_id)
        .join(unit, unit.c.id == section.c.unit_id)
    )
    return frame(connection, query, VALUES_WITH_PLACE)


def unit_values(
    connection: Connection,
    code: str,
    section_ids: Any = None,
    given_of: str | None = None,
    indicators: Collection[str] | None = None,
) -> pl.DataFrame:
    """The same without their places (UNIT_VALUES)."""
    return frame(connection, _counted(code, section_ids, given_of, indicators), UNIT_VALUES)


def _counted(code: str, section_ids: Any, given_of: str | None, indicators: Collection[str] | None) -> Select[Any]:
    """UNIT_VALUES of a period, as ``period_values`` says which."""
    standing = (section.c.period == code) & (section.c.state == SectionState.ACCEPTED)
    counted = standing if section_ids is None else section.c.id.in_(section_ids)
    asked = true() if indicators is None else observation.c.indicator.in_(indicators)
    return (
        select(section.c.unit_id, *(observation.c[name] for name in UNIT_VALUES if name != "unit_id"))
        .join_from(observation, section, section.c.id == observation.c.section_id)
        .where(observation.c.period == (given_of or code), counted, asked)
        .order_by(section.c.unit_id, observation.c.id)
    )


def period_narratives(connection: Connection, section_ids: Any) -> list[tuple[str, int, str, str]]:
    """Field, unit, text and hash of the file of each narrative, in the order of units."""
    query = (
        select(narrative.c.field, section.c.unit_id, narrative.c.text, file.c.sha256)
        .join(section, section.c.id == narrative.c.section_id)
        .join(file, file.c.id == section.c.file_id)
        .where(narrative.c.section_id.in_(section_ids))
        .order_by(section.c.unit_id, narrative.c.id)
    )
    return [(field, unit_id, text, sha256) for field, unit_id, text, sha256 in connection.execute(query)]


def findings_of(connection: Connection, file_ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """What the judgement of each file found, as its sender is told; a file without a finding is not named."""
    query = select(finding).where(
        among(connection, finding.c.file_id, file_ids),
        finding.c.stage == Stage.JUDGE,
        finding.c.superseded_at.is_(None),
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in connection.execute(query.order_by(finding.c.id)).mappings():
        found.setdefault(row["file_id"], []).append(dict(row))
    return found


def as_finding(row: Mapping[str, Any]) -> Finding:
    words = {name: row[name] for name in ("rule", "label", "sheet", "cell", "saw", "wanted", "mend", "explained")}
    return Finding(severity=Severity(row["severity"]), **words)


def standing_findings(connection: Connection, code: str) -> list[dict[str, Any]]:
    """Findings that still ask for something: of refused files not cleared, and of accepted files
    whose section counts (or, where a finding belongs to no form, any of whose sections does).
    Files whose period is not known or not open belong to every period."""
    query = (
        select(finding, unit.c.code.label("unit"), unit.c.id.label("unit_id"), file.c.path, file.c.sha256)
        .join(file, file.c.id == finding.c.file_id)
        .join(unit, unit.c.id == file.c.unit_id)
        .where((file.c.period == code) | of_any_period(), _stands())
        .order_by(unit.c.id, file.c.seq, finding.c.id)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def _stands() -> ColumnElement[bool]:
    """A finding of a file that still asks for something."""
    live = section.alias()
    counts = exists().where(
        live.c.file_id == file.c.id,
        live.c.state == SectionState.ACCEPTED,
        case((finding.c.form.is_(None), True), else_=live.c.form == finding.c.form),
    )
    refused = and_(file.c.state == FileState.REFUSED, file.c.cleared_by.is_(None))
    accepted = and_(file.c.state == FileState.ACCEPTED, counts)
    return and_(refused | accepted, finding.c.superseded_at.is_(None))


def still_open(connection: Connection, file_ids: Collection[int]) -> set[tuple[int, str, str | None]]:
    """File, rule and form of what stands in some files and nobody has explained."""
    query = select(finding.c.file_id, finding.c.rule, finding.c.form).join(file, file.c.id == finding.c.file_id)
    open_now = query.where(among(connection, finding.c.file_id, file_ids), finding.c.explained.is_(None), _stands())
    return {(file_id, rule, form) for file_id, rule, form in connection.execute(open_now)}
