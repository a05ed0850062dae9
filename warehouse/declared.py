"""What a home declares in tables of its own: each version of such a file is kept, row by row, under its hash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from domain.lineage import Lineage
from domain.target import Target
from warehouse.store import now
from warehouse.tables import close, lineage, lineage_row, target, targets


def newest(connection: Connection, parent: Table) -> str | None:
    """The hash of the version that was read last; None before the first."""
    found: str | None = connection.scalar(select(parent.c.sha256).order_by(parent.c.read_at.desc()).limit(1))
    return found


def keep_declared(
    connection: Connection, parent: Table, row_table: Table, sha256: str, rows: Iterable[Mapping[str, Any]]
) -> None:
    """This version is the newest read, be it for the first time or again. ``rows`` have the columns of ``row_table``
    but the hash."""
    if newest(connection, parent) == sha256:
        return
    again = update(parent).where(parent.c.sha256 == sha256).values(read_at=now())
    if connection.execute(again).rowcount:
        return
    connection.execute(insert(parent).values(sha256=sha256, read_at=now()))
    kept = [{"sha256": sha256, **row} for row in rows]
    if kept:
        connection.execute(insert(row_table), kept)


def keep_targets(connection: Connection, declared: Sequence[Target], sha256: str) -> None:
    """A version of targets.csv; its units are kept already."""
    names = ("row", "unit_id", "indicator", "year", "value", "source")
    rows = ({name: getattr(one, name) for name in names} for one in declared)
    keep_declared(connection, targets, target, sha256, rows)


def keep_lineage(connection: Connection, declared: Lineage, sha256: str) -> None:
    """A version of lineage.csv; its units are kept already."""
    rows = (
        {
            "row": edge.row,
            "from_id": edge.from_id,
            "to_id": edge.to_id,
            "date": edge.date,
            "share": None if edge.share is None else str(edge.share),
        }
        for edge in declared.edges
    )
    keep_declared(connection, lineage, lineage_row, sha256, rows)


def own_targets(connection: Connection, close_id: int, year: int) -> frozenset[str]:
    """The indicators of which a close knew a target of the association's own for that year."""
    query = select(target.c.indicator).join(close, close.c.targets == target.c.sha256)
    query = query.where(close.c.id == close_id, target.c.unit_id.is_(None), target.c.year == year)
    return frozenset(connection.scalars(query))
