"""The closes of a period → a line for each: when and why, of how many units, its report, and what it changed."""

from __future__ import annotations

from domain.half_year import HalfYear
from outputs.page_content import VersionLine
from tasks.home import TIMEZONE, Home
from tasks.publish import path_of
from tasks.restate import Frozen, changed_totals
from warehouse import closes, closings, editions
from warehouse.closes import Close
from warehouse.store import Connection


def version_lines(home: Home, period: HalfYear, connection: Connection) -> tuple[VersionLine, ...]:
    """The first version first."""
    found = closes.versions_of(connection, str(period))
    before = (None, *found)
    return tuple(_line(home, close, earlier, connection) for close, earlier in zip(found, before, strict=False))


def _line(home: Home, close: Close, earlier: Close | None, connection: Connection) -> VersionLine:
    made = editions.editions_of(connection, close.id)
    number = next((one.number for one in reversed(made) if one.number), None)
    changed = None
    if earlier:
        changed = changed_totals(Frozen(connection, earlier), Frozen(connection, close), home.catalogue)
    return VersionLine(
        version=close.version,
        closed_on=close.closed_on(TIMEZONE),
        by=close.closed_by,
        approved_by=approved[0] if (approved := closings.approval_of(connection, close.period, close.version)) else "",
        reason=close.reason,
        expected=close.expected,
        received=close.received,
        report=path_of(home, close, made).relative_to(home.path).as_posix() if close.report_sha256 else None,
        sha256=made[-1].sha256 if made else close.report_sha256,
        number=number,
        changed=changed,
    )
