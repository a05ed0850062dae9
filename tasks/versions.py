"""A period's versions: what differs between two, what a reopening would change, and what a report has to restate."""

from __future__ import annotations

from domain.close import PeriodState
from domain.figure import ITSELF
from domain.half_year import HalfYear
from domain.restatement import Restated
from tasks.draft import draft_of, figures_of, keep_declared
from tasks.earlier import Change, as_known
from tasks.home import Home
from tasks.known import closed
from tasks.restate import Frozen, Provisional, restated, restated_by_finals
from warehouse import closes, closings, current, frozen, ledger
from warehouse.closes import Close
from warehouse.store import Connection


class NotClosed(ValueError):
    """The period is not closed, so it cannot be reopened."""


def diff(home: Home, period: HalfYear, earlier: int, later: int) -> tuple[Restated, ...]:
    """The totals that differ between two versions, with their causes. NeverClosed for a version that is not there."""
    with home.warehouse.read() as connection:
        before, now = (Frozen(connection, closed(connection, period, version)) for version in (earlier, later))
        return restated(connection, home, period, before, now)


def would_change(home: Home, period: HalfYear) -> tuple[Restated, ...]:
    """What the next version would say otherwise, with what counts now; NeverClosed where there is no version."""
    declared = keep_declared(home)
    with home.warehouse.read() as connection:
        before = Frozen(connection, closed(connection, period, None))
        draft = draft_of(home, period, {}, declared, connection)
        units = home.units_on(home.dates(period).cut_off)
        now = Provisional(str(period), draft.version, units, figures_of(draft, connection))
        return restated(connection, home, period, before, now)


def state_of(home: Home, period: HalfYear) -> PeriodState:
    """How a period that has a version stands."""
    with home.warehouse.read() as connection:
        row = ledger.period_row(connection, str(period))
    return PeriodState(row["state"]) if row else PeriodState.OPEN


def next_version(home: Home, period: HalfYear) -> int:
    """The version that a close of the period would make, or that stands."""
    with home.warehouse.read() as connection:
        row = ledger.period_row(connection, str(period))
    if row is None:
        return 1
    version = int(row["version"])
    return version if row["state"] == PeriodState.CLOSED else version + 1


def reopen(home: Home, period: HalfYear, by: str, reason: str) -> None:
    """A closed period takes submissions again; its versions stay as they are. NotClosed or ValueError where that may
    not be."""
    if not reason.strip():
        raise ValueError("reopen: give the reason with --reason TEXT; it is kept with the period")
    with home.warehouse.write() as connection:
        if not closings.reopen(connection, str(period), by, reason):
            raise NotClosed(f"reopen: {period} is not closed; 'soket status {period}' tells how it stands")


def to_restate(home: Home, close: Close, connection: Connection) -> tuple[Restated, ...]:
    """What the report of a close prints otherwise than reports before it did: its own figures, where it is closed
    again, and those of the halves that it compares with or adds up, where they were closed again since."""
    found: list[Restated] = []
    for before, now in _pairs(close, connection):
        code = HalfYear.parse(now.period)
        found += restated(connection, home, code, Frozen(connection, before), Frozen(connection, now))
    return (*found, *_settled(home, close, connection))


def _settled(home: Home, close: Close, connection: Connection) -> tuple[Restated, ...]:
    """What the units gave as the final figures of the half before, where that was printed otherwise."""
    period = HalfYear.parse(close.period)
    printed = closes.close_before(connection, str(period.previous), close.closed_at)
    if printed is None:
        return ()
    sections = frozen.sections_of(close.id)
    values = current.period_values(connection, close.period, sections, given_of=printed.period)
    if values.is_empty():
        return ()
    before, units = Frozen(connection, printed), frozen.units_of(connection, close)
    change = Change(before.units, units, home.lineage, printed.cut_off, close.cut_off)
    figures = frozen.figures_of(connection, printed.id, comparison=ITSELF)
    untold, settled = (as_known(figures, given, change, home.catalogue) for given in (None, values))
    return restated_by_finals(home.catalogue, before, units, untold, settled, values)


def _pairs(close: Close, connection: Connection) -> list[tuple[Close, Close]]:
    """The version last printed, and the one that this report prints, of each period in it."""
    own = replaced(close, connection)
    pairs = [(own, close)] if own else []
    for one in closes.compared_closes(connection, close.id):
        before = closes.printed_before(connection, close.id, one.period)
        if before and before.id != one.id:
            pairs.append((before, one))
    return pairs


def replaced(close: Close, connection: Connection) -> Close | None:
    """The version whose report this one's takes the place of."""
    return closes.find_close(connection, close.period, close.version - 1) if close.version > 1 else None
