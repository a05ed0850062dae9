"""Facts: what batches keep, what stands of a unit, and what the period's figures are made from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, and_, bindparam, func, select, update

from domain.finding import FINDINGS
from domain.observation import OBSERVATIONS
from domain.protocol import Step, reached
from domain.rule import UNKNOWN_PERIOD, WRONG_UNIT
from domain.submission import FileState, Judged, SectionState, Verdict
from warehouse import audit
from warehouse.alerts import queue_news
from warehouse.clearing import clear
from warehouse.store import frame, insert_rows, now
from warehouse.tables import explanation, file, finding, narrative, observation, period, section


@dataclass(frozen=True)
class Kept:
    accepted: int
    refused: int


def keep_batch(connection: Connection, judged: Judged, catalogue_version: str, channels: Sequence[str] = ()) -> Kept:
    """Every verdict, finding and observation of a batch, and what they give to tell to ``channels``. A file
    whose ledger row is no longer waiting (another run was first) is dropped with all that belongs to it."""
    verdicts = _still_waiting(connection, judged.verdicts)
    keep_all(connection, verdicts, judged, catalogue_version, channels)
    if verdicts:
        _record(connection, verdicts)
    accepted = sum(one.state is FileState.ACCEPTED for one in verdicts)
    return Kept(accepted, len(verdicts) - accepted)


def _record(connection: Connection, verdicts: Sequence[Verdict]) -> None:
    """Which files were decided, by the state that each came to."""
    periods = ", ".join(sorted({one.period for one in verdicts if one.period}))
    decided = {str(state): [one.receipt.file_id for one in verdicts if one.state is state] for state in FileState}
    audit.record(connection, "soket", "keep", periods, {state: ids for state, ids in decided.items() if ids})


def keep_all(
    connection: Connection,
    verdicts: Sequence[Verdict],
    judged: Judged,
    catalogue_version: str,
    channels: Sequence[str] = (),
) -> None:
    """Verdicts, and all that belongs to their files, in a new reading of each; and their alerts."""
    accepted = [one for one in verdicts if one.state is FileState.ACCEPTED]
    _keep_verdicts(connection, verdicts, judged.readers, catalogue_version)
    _keep_sections(connection, verdicts, judged.readers)
    reached(Step.VERDICTS_WRITTEN)
    ids = [one.receipt.file_id for one in verdicts]
    _keep_findings(connection, judged.findings.filter(pl.col("file_id").is_in(ids)))
    _keep_facts(connection, judged, [one.receipt.file_id for one in accepted])
    reached(Step.FACTS_WRITTEN)
    _supersede(connection, accepted)
    clear(connection, accepted)
    queue_news(connection, verdicts, judged, channels)
    reached(Step.BATCH_WRITTEN)


def _still_waiting(connection: Connection, verdicts: Sequence[Verdict]) -> list[Verdict]:
    ids = [one.receipt.file_id for one in verdicts]
    query = select(file.c.id).where(file.c.id.in_(ids), file.c.state == FileState.RECEIVED)
    waiting = set(connection.scalars(query))
    return [one for one in verdicts if one.receipt.file_id in waiting]


def _keep_verdicts(
    connection: Connection, verdicts: Sequence[Verdict], readers: dict[int, str], catalogue_version: str
) -> None:
    if not verdicts:
        return
    closed = set(connection.scalars(select(period.c.code).where(period.c.state == "closed")))
    decided = [
        {
            "decided_id": one.receipt.file_id,
            "state": one.state,
            "reason": one.reason,
            "period": one.period,
            "decided_at": now(),
            "after_close": one.period in closed,
            "reader": readers.get(one.receipt.file_id),
            "catalogue": catalogue_version,
        }
        for one in verdicts
    ]
    connection.execute(update(file).where(file.c.id == bindparam("decided_id")), decided)


def _keep_sections(connection: Connection, verdicts: Sequence[Verdict], readers: Mapping[int, str]) -> None:
    known = set(connection.scalars(select(period.c.code)))
    at, readings = now(), _readings(connection, [one.receipt.file_id for one in verdicts])
    rows = [
        (id_, one.receipt.unit_id, one.period, form, readings.get(id_, 0) + 1, readers.get(id_), *_state(one, at))
        for one in verdicts
        if one.period in known and one.reason not in (UNKNOWN_PERIOD, WRONG_UNIT)
        for id_ in [one.receipt.file_id]
        for form in one.forms
    ]
    names = ["file_id", "unit_id", "period", "form", "reading", "reader", "state", "accepted_at"]
    insert_rows(connection, section, names, rows)


def _readings(connection: Connection, file_ids: Sequence[int]) -> dict[int, int]:
    """How often each file was read with a verdict, where it was."""
    query = select(section.c.file_id, func.max(section.c.reading)).where(section.c.file_id.in_(file_ids))
    return dict(connection.execute(query.group_by(section.c.file_id)).tuples().all())


def _state(verdict: Verdict, at: str) -> tuple[str, str | None]:
    if verdict.state is FileState.ACCEPTED:
        return SectionState.ACCEPTED, at
    return SectionState.REFUSED, None


def _keep_findings(connection: Connection, findings: pl.DataFrame) -> None:
    insert_rows(connection, finding, list(FINDINGS), findings.select(list(FINDINGS)).iter_rows())


def _keep_facts(connection: Connection, judged: Judged, file_ids: Sequence[int]) -> None:
    ids = frame(connection, newest_sections(file_ids).order_by(section.c.id), {"file_id": pl.Int64, "form": pl.String})
    columns = ["section_id", *[name for name in OBSERVATIONS if name not in ("file_id", "form")]]
    for table, facts, names in (
        (observation, judged.observations, columns),
        (narrative, judged.narratives, ["section_id", "field", "text", "sheet", "cell"]),
        (explanation, judged.explanations, ["section_id", "item", "form_text", "cell_text", "reason"]),
    ):
        of_sections = facts.join(ids, on=["file_id", "form"], how="inner")
        insert_rows(connection, table, names, of_sections.select(names).iter_rows())


def newest_sections(file_ids: Collection[int]) -> Select[Any]:
    """section_id, file_id and form of the newest reading of files."""
    newest = select(section.c.file_id, func.max(section.c.reading).label("reading")).group_by(section.c.file_id)
    last = newest.where(section.c.file_id.in_(file_ids)).subquery()
    is_last = and_(section.c.file_id == last.c.file_id, section.c.reading == last.c.reading)
    return select(section.c.id.label("section_id"), section.c.file_id, section.c.form).join(last, is_last)


def _supersede(connection: Connection, accepted: Sequence[Verdict]) -> None:
    """Per unit, period and form the section of the newest file stays; the others are superseded."""
    units = {one.receipt.unit_id for one in accepted}
    query = (
        select(section.c.id, section.c.unit_id, section.c.period, section.c.form)
        .join(file, file.c.id == section.c.file_id)
        .where(section.c.state == SectionState.ACCEPTED, section.c.unit_id.in_(units))
        .order_by(file.c.seq.desc(), section.c.reading.desc())
    )
    newest: dict[tuple[Any, ...], int] = {}
    at = now()
    for section_id, *key in connection.execute(query):
        by = newest.setdefault(tuple(key), section_id)
        if by != section_id:
            values = {"state": SectionState.SUPERSEDED, "superseded_at": at, "superseded_by": by}
            connection.execute(update(section).where(section.c.id == section_id).values(**values))
