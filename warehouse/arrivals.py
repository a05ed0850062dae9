"""When figures came in: of each unit and form of a period the first accepted section, and when it was sent."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, select

from domain.submission import FileState, SectionState
from warehouse.tables import file, section

_ONCE_ACCEPTED = (SectionState.ACCEPTED, SectionState.SUPERSEDED)


def first_sent(connection: Connection, code: str) -> dict[int, dict[str, datetime]]:
    """Unit → form → when the first file with an accepted section of it was last saved (UTC).

    A later correction changes nothing. When a file was saved is what the share tells; a clock that ran
    ahead is held to the moment at which we received the file.
    """
    query = (
        select(section.c.unit_id, section.c.form, file.c.mtime_ns, file.c.received_at)
        .join(file, file.c.id == section.c.file_id)
        .where(section.c.period == code, section.c.state.in_(_ONCE_ACCEPTED))
    )
    first: dict[int, dict[str, datetime]] = {}
    for unit_id, form, mtime_ns, received_at in connection.execute(query):
        saved = datetime.fromtimestamp(mtime_ns // 10**9, UTC)
        forms = first.setdefault(unit_id, {})
        forms[form] = min(forms.get(form, saved), saved, datetime.fromisoformat(received_at))
    return first


def forms_refused(connection: Connection, code: str) -> dict[int, set[str]]:
    """Unit → the forms of its refused files that nothing has cleared."""
    query = (
        select(section.c.unit_id, section.c.form)
        .join(file, file.c.id == section.c.file_id)
        .where(section.c.period == code, section.c.state == SectionState.REFUSED)
        .where(file.c.state == FileState.REFUSED, file.c.cleared_by.is_(None))
    )
    refused: dict[int, set[str]] = {}
    for unit_id, form in connection.execute(query):
        refused.setdefault(unit_id, set()).add(form)
    return refused
