"""What a close stands on, as digests: kept with its act in the audit, they tell years later whether anything under a
published figure was changed. Only what nothing ever changes is in them: not whether a section still counts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from warehouse.store import tuples
from warehouse.tables import (
    catalogue,
    close,
    close_exception,
    close_section,
    explanation,
    figure,
    file,
    finding,
    lineage_row,
    narrative,
    observation,
    registry_row,
    section,
    target,
    unit,
)

LATER = {  # columns that are filled or changed after the close, as they may be
    "close": {"report_sha256", "audit"},
    "file": {
        *("state", "reason", "period", "decided_at", "replied_at", "cleared_by", "dismissed_at", "outdated_at"),
        *("after_close", "reader", "catalogue", "barred", "barred_words"),
    },
    "section": {"state", "superseded_at", "superseded_by"},
    "finding": {"explained", "superseded_at"},
    "unit": {"code", "name", "kind", "parent_id", "valid_from", "valid_to", "contact"},
}


def newest_finding(connection: Connection) -> int:
    """Findings are only added: those up to this one were there."""
    return int(connection.scalar(select(func.max(finding.c.id))) or 0)


def digests(connection: Connection, close_id: int, findings_to: int) -> dict[str, str]:
    """Table → digest of its rows that the close stands on; the same on both engines."""
    return {table.name: _digest(connection, table, query) for table, query in _queries(close_id, findings_to)}


def _queries(close_id: int, findings_to: int) -> Iterator[tuple[Table, Select[Any]]]:
    sections = select(close_section.c.section_id).where(close_section.c.close_id == close_id)
    files = select(section.c.file_id).where(section.c.id.in_(sections))
    named = {name: select(close.c[name]).where(close.c.id == close_id) for name in ("registry", "targets", "lineage")}
    version = select(close.c.catalogue).where(close.c.id == close_id)
    units = select(section.c.unit_id).where(section.c.id.in_(sections))
    of = {
        close: close.c.id == close_id,
        close_section: close_section.c.close_id == close_id,
        close_exception: close_exception.c.close_id == close_id,
        figure: figure.c.close_id == close_id,
        section: section.c.id.in_(sections),
        observation: observation.c.section_id.in_(sections),
        narrative: narrative.c.section_id.in_(sections),
        explanation: explanation.c.section_id.in_(sections),
        file: file.c.id.in_(files),
        finding: finding.c.file_id.in_(files) & (finding.c.id <= findings_to),
        unit: unit.c.id.in_(units),
        registry_row: registry_row.c.sha256.in_(named["registry"]),
        target: target.c.sha256.in_(named["targets"]),
        lineage_row: lineage_row.c.sha256.in_(named["lineage"]),
        catalogue: catalogue.c.version.in_(version),
    }
    for table, which in of.items():
        columns = [column for column in table.c if column.name not in LATER.get(table.name, ())]
        yield table, select(*columns).where(which).order_by(*table.primary_key.columns)


def _digest(connection: Connection, table: Table, query: Select[Any]) -> str:
    """Empty where a row cannot be read: SQLite keeps in a column of dates whatever is put there."""
    made = hashlib.sha256(table.name.encode())
    try:
        for rows in tuples(connection, query):
            made.update("".join(map(repr, rows)).encode())
    except ValueError:
        return ""
    return made.hexdigest()
