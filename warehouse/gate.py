"""What the gate of a period looks at: the forms that are there, and the files that wait or were refused."""

from __future__ import annotations

from sqlalchemy import Connection, select

from domain.submission import FileState, SectionState
from warehouse.arrivals import forms_by_unit
from warehouse.current import of_any_period
from warehouse.tables import file, section


def forms_received(connection: Connection, code: str) -> dict[int, set[str]]:
    """Unit → the forms of which it has a section that counts."""
    return forms_by_unit(connection, section.c.period == code, section.c.state == SectionState.ACCEPTED)


def refused_files(connection: Connection, code: str) -> list[tuple[int, str, str | None]]:
    """Refused files that nothing has cleared: unit, path, reason. A file whose own period is not
    known or not open belongs to every period."""
    query = (
        select(file.c.unit_id, file.c.path, file.c.reason)
        .where(file.c.state == FileState.REFUSED, file.c.cleared_by.is_(None))
        .where((file.c.period == code) | of_any_period())
        .order_by(file.c.seq)
    )
    return [(unit_id, path, reason) for unit_id, path, reason in connection.execute(query)]


def waiting_files(connection: Connection) -> list[tuple[int, str]]:
    """Files that have no verdict yet: unit, path."""
    query = select(file.c.unit_id, file.c.path).where(file.c.state == FileState.RECEIVED).order_by(file.c.seq)
    return [(unit_id, path) for unit_id, path in connection.execute(query)]
