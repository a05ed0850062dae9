"""When figures came in: of each unit and form of a period the first accepted section, and when it was sent."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, func, select

from domain.submission import FileState, SectionState
from warehouse.tables import file, section

_ONCE_ACCEPTED = (SectionState.ACCEPTED, SectionState.SUPERSEDED)
_FORMS = func.aggregate_strings(section.c.form, "\n")  # of a group, in one row instead of one for each


def first_sent(connection: Connection, code: str) -> dict[int, dict[str, datetime]]:
    """Unit → form → when the first file with an accepted section of it was last saved (UTC).

    A later correction changes nothing. When a file was saved is what the share tells; a clock that ran
    ahead is held to the moment at which we received the file.
    """
    query = (
        select(section.c.unit_id, file.c.mtime_ns, file.c.received_at, _FORMS)
        .join(file, file.c.id == section.c.file_id)
        .where(section.c.period == code, section.c.state.in_(_ONCE_ACCEPTED))
        .group_by(section.c.unit_id, file.c.id)
    )
    first: dict[int, dict[str, datetime]] = {}
    for unit_id, mtime_ns, received_at, sent in connection.execute(query):
        saved = min(datetime.fromtimestamp(mtime_ns // 10**9, UTC), datetime.fromisoformat(received_at))
        forms = first.setdefault(unit_id, {})
        forms.update({form: min(forms.get(form, saved), saved) for form in sent.split("\n")})
    return first


def forms_by_unit(connection: Connection, *where: ColumnElement[bool]) -> dict[int, set[str]]:
    """Unit → the forms of its sections that these conditions choose."""
    query = select(section.c.unit_id, _FORMS).where(*where).group_by(section.c.unit_id)
    return {unit_id: set(forms.split("\n")) for unit_id, forms in connection.execute(query)}


def forms_refused(connection: Connection, code: str) -> dict[int, set[str]]:
    """Unit → the forms of its refused files that nothing has cleared."""
    open_files = select(file.c.id).where(file.c.state == FileState.REFUSED, file.c.cleared_by.is_(None))
    of_period = section.c.period == code, section.c.state == SectionState.REFUSED
    return forms_by_unit(connection, *of_period, section.c.file_id.in_(open_files))
