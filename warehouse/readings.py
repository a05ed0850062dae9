"""Files read again: what the new reading says otherwise, kept beside the old one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Connection, and_, exists, or_, select, update

from domain.finding import FINDINGS, Stage
from domain.notice import Notice
from domain.submission import FileState, Judged, Receipt, SectionState, Verdict
from warehouse.current import of_any_period
from warehouse.facts import keep_all, newest_sections
from warehouse.ledger import receipts
from warehouse.store import now
from warehouse.tables import explanation, file, finding, narrative, observation, section

_Facts = dict[int, dict[tuple[Any, ...], tuple[Any, ...]]]  # file → what it says where → what it says


@dataclass(frozen=True)
class Reading:
    """What reading files again came to. A change: unit, file, field, cell, before, now (None where there is none)."""

    changes: tuple[dict[str, Any], ...] = ()
    accepted_now: tuple[str, ...] = ()
    refused_now: tuple[tuple[str, str], ...] = ()
    problems: tuple[Notice, ...] = ()

    def __add__(self, other: Reading) -> Reading:
        return Reading(
            self.changes + other.changes,
            self.accepted_now + other.accepted_now,
            self.refused_now + other.refused_now,
            self.problems + other.problems,
        )


def to_read_again(connection: Connection, code: str) -> list[Receipt]:
    """The files whose sections count in a period, and those refused for it that nothing has cleared."""
    counts = exists().where(
        section.c.file_id == file.c.id, section.c.period == code, section.c.state == SectionState.ACCEPTED
    )
    refused = and_(file.c.state == FileState.REFUSED, file.c.cleared_by.is_(None), file.c.barred.is_(None))
    return receipts(connection, or_(counts, and_(refused, or_(file.c.period == code, of_any_period()))))


def keep_again(connection: Connection, judged: Judged, catalogue_version: str, channels: Sequence[str] = ()) -> Reading:
    """Keeps what a new reading says otherwise. A file that was accepted and would now be refused stays as it is."""
    ids = [one.receipt.file_id for one in judged.verdicts]
    query = select(file.c.id, file.c.state).where(file.c.id.in_(ids))
    before = dict(connection.execute(query).tuples().all())
    lost = [one for one in judged.verdicts if _is_lost(one, before)]
    again = [one for one in judged.verdicts if one not in lost]
    stored, said = _stored(connection, ids), _said(judged)
    moved = [one for one in again if _differs(connection, one, before, judged, stored, said)]
    _set_aside(connection, [one.receipt.file_id for one in moved])
    keep_all(connection, moved, judged, catalogue_version, channels)
    _end_earlier_readings(connection, [one.receipt.file_id for one in moved])
    _record_readers(connection, again, judged, catalogue_version)
    won = [one for one in moved if before[one.receipt.file_id] != one.state]
    changes = [change for one in moved if one not in won for change in _changes(one.receipt, stored, said)]
    refused = tuple((one.receipt.path, str(one.reason)) for one in lost)
    return Reading(tuple(changes), tuple(one.receipt.path for one in won), refused)


def _is_lost(verdict: Verdict, before: dict[int, str]) -> bool:
    return before[verdict.receipt.file_id] == FileState.ACCEPTED and verdict.state is FileState.REFUSED


def _differs(
    connection: Connection, one: Verdict, before: dict[int, str], judged: Judged, stored: _Facts, said: _Facts
) -> bool:
    id_ = one.receipt.file_id
    if before[id_] != one.state or stored.get(id_) != said.get(id_):
        return True
    # another file of the unit may have explained a finding since
    names = [name for name in FINDINGS if name not in ("file_id", "explained")]
    columns = [finding.c[name] for name in names]
    judged_before = (finding.c.stage == Stage.JUDGE) & finding.c.superseded_at.is_(None)
    query = select(*columns).where(finding.c.file_id == id_, judged_before)
    found = judged.findings.filter(pl.col("file_id") == id_).select(names).rows()
    return sorted(map(repr, found)) != sorted(repr(tuple(row)) for row in connection.execute(query))


# --- what files say: (kind, form, field, …) → what is said there -------------------------------

_VALUES = ("period", "of_year", "value", "written", "basis", "sheet", "cell")


def _stored(connection: Connection, ids: Sequence[int]) -> _Facts:
    """What the newest readings of files say."""
    facts: _Facts = {}
    last = newest_sections(ids).subquery()
    columns = [observation.c[name] for name in ("field", "breakdown", *_VALUES)]
    query = select(last.c.file_id, last.c.form, *columns)
    for id_, form, field, breakdown, *values in connection.execute(
        query.join(observation, observation.c.section_id == last.c.section_id).order_by(observation.c.id)
    ):
        _add(facts, id_, (form, field, breakdown), tuple(values))
    texts = select(last.c.file_id, last.c.form, narrative.c.field, narrative.c.text)
    for id_, form, field, text in connection.execute(
        texts.join(narrative, narrative.c.section_id == last.c.section_id).order_by(narrative.c.id)
    ):
        _add(facts, id_, (form, field), (text,))
    reasons = select(last.c.file_id, last.c.form, explanation.c.item, explanation.c.reason)
    for id_, form, item, reason in connection.execute(
        reasons.join(explanation, explanation.c.section_id == last.c.section_id).order_by(explanation.c.id)
    ):
        _add(facts, id_, (form, item), (reason,))
    return facts


def _said(judged: Judged) -> _Facts:
    """What a new reading says."""
    facts: _Facts = {}
    for id_, form, field, breakdown, *values in judged.observations.select(
        "file_id", "form", "field", "breakdown", *_VALUES
    ).rows():
        _add(facts, id_, (form, field, breakdown), tuple(values))
    for id_, form, field, text in judged.narratives.select("file_id", "form", "field", "text").rows():
        _add(facts, id_, (form, field), (text,))
    for id_, form, item, reason in judged.explanations.select("file_id", "form", "item", "reason").rows():
        _add(facts, id_, (form, item), (reason,))
    return facts


def _add(facts: _Facts, id_: int, where: tuple[Any, ...], what: tuple[Any, ...]) -> None:
    """Two items of one name (two branches called alike) are told apart by their order."""
    of_file = facts.setdefault(id_, {})
    number = 0
    while (*where, number) in of_file:
        number += 1
    of_file[(*where, number)] = what


def _changes(receipt: Receipt, stored: _Facts, said: _Facts) -> list[dict[str, Any]]:
    before, after = stored.get(receipt.file_id, {}), said.get(receipt.file_id, {})
    rows = []
    for where in sorted({*before, *after}, key=repr):
        old, new = before.get(where), after.get(where)
        if old != new:
            cell = (new or old or ("",))[-1] if len(where) == 4 else ""
            told = {"unit": receipt.unit_code, "file": receipt.path, "field": str(where[1]), "cell": cell}
            rows.append({**told, "before": _spoken(old), "now": _spoken(new)})
    return rows


def _spoken(what: tuple[Any, ...] | None) -> Any:
    """The value of an observation, or the text."""
    if what is None:
        return None
    return what[_VALUES.index("value")] if len(what) == len(_VALUES) else what[0]


# --- keeping -----------------------------------------------------------------------------------


def _set_aside(connection: Connection, ids: Sequence[int]) -> None:
    """The findings of earlier readings no longer stand, and each file is answered anew."""
    standing = (finding.c.stage == Stage.JUDGE) & finding.c.superseded_at.is_(None)
    earlier = finding.c.file_id.in_(ids) & standing
    connection.execute(update(finding).where(earlier).values(superseded_at=now()))
    refused = section.c.file_id.in_(ids) & (section.c.state == SectionState.REFUSED)
    connection.execute(update(section).where(refused).values(state=SectionState.CLEARED))
    connection.execute(update(file).where(file.c.id.in_(ids)).values(replied_at=None))


def _end_earlier_readings(connection: Connection, ids: Sequence[int]) -> None:
    """A form that the new reading no longer finds in the file does not count any more."""
    last = newest_sections(ids).subquery()
    old = and_(
        section.c.file_id.in_(ids),
        section.c.state == SectionState.ACCEPTED,
        section.c.id.not_in(select(last.c.section_id)),
    )
    connection.execute(update(section).where(old).values(state=SectionState.SUPERSEDED, superseded_at=now()))


def _record_readers(connection: Connection, verdicts: Sequence[Verdict], judged: Judged, version: str) -> None:
    for one in verdicts:
        id_ = one.receipt.file_id
        values = {"reader": judged.readers.get(id_), "catalogue": version}
        connection.execute(update(file).where(file.c.id == id_).values(**values))
