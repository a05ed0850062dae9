"""What an accepted file clears of what was refused before it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, func, not_, select, union, update

from domain.rule import WRONG_UNIT
from domain.submission import FileState, SectionState, Verdict
from warehouse.current import of_any_period
from warehouse.engines import among
from warehouse.tables import file, period, section


def clear(connection: Connection, accepted: Sequence[Verdict]) -> None:
    """An accepted file clears what was refused before it: the sections of the same forms, and the
    older files of the unit that have no refused section left. A file whose period is not known may
    have been meant for any: only a whole submission for the period that is being collected clears it. A
    file that lay in another unit's folder is cleared where it lies in the right one."""
    newest, units = _being_collected(connection), _units_refused(connection, {one.receipt.unit_id for one in accepted})
    for one in accepted:
        if one.receipt.unit_id in units:
            _clear_older(connection, one, newest)
    _clear_misfiled(connection, {one.receipt.sha256: one.receipt.file_id for one in reversed(accepted)})


def _units_refused(connection: Connection, unit_ids: Collection[int]) -> set[int]:
    """The units of which anything refused stands."""
    sections = select(section.c.unit_id).where(section.c.state == SectionState.REFUSED)
    files = select(file.c.unit_id).where(_standing_refused())
    of_units = (one.where(among(connection, one.selected_columns.unit_id, unit_ids)) for one in (sections, files))
    return set(connection.scalars(union(*of_units)))


def _standing_refused() -> ColumnElement[bool]:
    return and_(file.c.state == FileState.REFUSED, file.c.cleared_by.is_(None))


def _clear_older(connection: Connection, one: Verdict, newest: str | None) -> None:
    older = select(file.c.id).where(file.c.unit_id == one.receipt.unit_id, file.c.seq < one.receipt.seq)
    same = and_(section.c.period == one.period, section.c.form.in_(one.forms), section.c.file_id.in_(older))
    refused = section.c.state == SectionState.REFUSED
    connection.execute(update(section).where(same, refused).values(state=SectionState.CLEARED))
    left = exists().where(section.c.file_id == file.c.id, refused)
    of_period = file.c.period == one.period
    if one.whole and one.period == newest:
        of_period |= of_any_period()
    gone = update(file).where(file.c.id.in_(older), _standing_refused(), of_period, not_(left))
    connection.execute(gone.values(cleared_by=one.receipt.file_id))


def _clear_misfiled(connection: Connection, accepted: Mapping[str, int]) -> None:
    """``accepted``: hash → the first file with these bytes that lies where it belongs."""
    misfiled = and_(file.c.reason == WRONG_UNIT, file.c.cleared_by.is_(None))
    query = select(file.c.id, file.c.sha256).where(misfiled, among(connection, file.c.sha256, accepted))
    for id_, sha256 in connection.execute(query).all():
        connection.execute(update(file).where(file.c.id == id_).values(cleared_by=accepted[sha256]))


def _being_collected(connection: Connection) -> str | None:
    """The newest open period past its cut-off; where none is, the first that is open."""
    is_open = period.c.state != "closed"
    past = select(func.max(period.c.code)).where(is_open, period.c.cut_off <= datetime.now(UTC).date())
    first = select(func.min(period.c.code)).where(is_open)
    code: str | None = connection.scalar(past) or connection.scalar(first)
    return code
