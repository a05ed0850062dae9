"""The warehouse → what a report is made of: of a close, and of a draft of what would be closed now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from domain.association import Dates
from domain.figure import Figures
from domain.half_year import HalfYear
from domain.vietnamese import tidy
from outputs.adopted import Adopted, Run
from outputs.report_charts import over_time
from outputs.report_content import Replaced, Report, Source, Told
from tasks.draft import draft_of, keep_declared, write_version
from tasks.history import history_of
from tasks.home import LINEAGE, REGISTRY, TARGETS, TIMEZONE, Home
from tasks.standing import Standing, lacks
from tasks.versions import replaced, to_restate
from warehouse import closes, closings, current, declared, editions, frozen, ledger
from warehouse.closes import Close
from warehouse.store import Connection

_DECLARED = {
    "registry": f"Danh sách đơn vị ({REGISTRY})",
    "targets": f"Chỉ tiêu kế hoạch ({TARGETS})",
    "lineage": f"Sáp nhập, chia tách đơn vị ({LINEAGE})",
}
_DRAFTED = "chưa có khi lập dự thảo"


def gather(home: Home, close: Close, connection: Connection, reworded: bool = False) -> Report:
    """All that the report of a close prints, from the warehouse: with the prose that was adopted until it was closed,
    or (``reworded``) that stands now."""
    period, names = HalfYear.parse(close.period), frozen.names_of(connection, close)
    missing, incomplete = _passed(home, close, connection, names)
    worded = editions.wording_of(connection, close.period, None if reworded else close.closed_at)
    return Report(
        catalogue=home.catalogue,
        association=home.settings.association,
        period=period,
        version=close.version,
        dates=Dates(cut_off=close.cut_off, deadline=home.dates(period).deadline, signing=close.signing),
        figures=Figures.from_frame(frozen.figures_of(connection, close.id)),
        units=tuple(one for one in frozen.units_of(connection, close) if one.kind in home.catalogue.expected_kinds),
        expected=close.expected,
        received=close.received,
        missing=missing,
        incomplete=incomplete,
        narratives=_narratives(home, close, connection, names),
        own_targets=declared.own_targets(connection, close.id, period.year),
        restated=to_restate(home, close, connection),
        replaces=_replaces(close, connection, None if reworded else close.closed_at),
        sources=_sources(close, connection, names),
        declared=tuple((words, sha) for name, words in _DECLARED.items() if (sha := getattr(close, name))),
        history=history_of(close, over_time(home.catalogue), connection),
        audit=close.audit or "",
        approved=_approved(close, connection),
        adopted=Adopted({anchor: Run(one.said, one.keys) for anchor, one in worded.items()}),
    )


def gather_draft(home: Home, period: HalfYear) -> Report:
    """The report as it would be if the period were closed now, with nothing closed by it. ValueError where it stands
    closed."""
    kept = keep_declared(home)
    with home.warehouse.trying() as connection:
        if closes.stands_closed(connection, str(period)):
            raise ValueError(f"{period}: is closed, and has a report; run: soket report {period}")
        ledger.keep_units(connection, home.units, kept["registry"] or "")
        ledger.keep_periods(connection, {str(period): home.dates(period)})
        ledger.keep_catalogue(connection, home.catalogue)
        draft = draft_of(home, period, {}, kept, connection)
        short = {one.name: _DRAFTED for one in draft.stands.shut_by({})}
        said = {"closed_by": "", "reason": _DRAFTED}
        close = write_version(replace(draft, accept=short), said, connection)
        report = gather(home, close, connection)
    return replace(report, lacking=tuple(_lacking(home, draft.stands)))


def _approved(close: Close, connection: Connection) -> tuple[str, date] | None:
    found = closings.approval_of(connection, close.period, close.version)
    return (found[0], datetime.fromisoformat(found[1]).astimezone(TIMEZONE).date()) if found else None


def _passed(
    home: Home, close: Close, connection: Connection, names: dict[int, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of the units that were let pass those without all their forms, and the others that are short of numbers."""
    passed = frozen.exceptions_of(connection, close.id)
    received = frozen.forms_of(connection, close.id)
    short = frozen.short_of_numbers(connection, close.id)
    lacking = {
        unit_id for unit_id, _, kind in passed if home.catalogue.forms_owed_by(kind) - received.get(unit_id, set())
    }
    return (
        tuple(names[unit_id] for unit_id, _, _ in passed if unit_id in lacking),
        tuple(names[unit_id] for unit_id, _, _ in passed if unit_id in short - lacking),
    )


def _narratives(home: Home, close: Close, connection: Connection, names: dict[int, str]) -> dict[str, tuple[Told, ...]]:
    told = current.period_narratives(connection, frozen.sections_of(close.id))
    return {
        part: tuple(Told(names[unit_id], text, sha256) for field, unit_id, text, sha256 in told if field == wanted)
        for part, wanted in home.catalogue.report.narratives.items()
    }


def _sources(close: Close, connection: Connection, names: dict[int, str]) -> tuple[Source, ...]:
    files = frozen.files_of(connection, close.id)
    return tuple(
        Source(names[unit_id], datetime.fromisoformat(received_at).astimezone(TIMEZONE).date(), sha256)
        for unit_id, received_at, sha256 in files
    )


def _replaces(close: Close, connection: Connection, until: str | None) -> Replaced | None:
    """The report that it takes the place of, by the number that it had at a time (None: has now)."""
    before = replaced(close, connection)
    if before is None:
        return None
    given = editions.numbered(connection, before.id)
    if given is None or given.signed is None or (until is not None and given.made_at >= until):
        return Replaced(before.version, before.signing)
    return Replaced(before.version, given.signed, given.number or "")


def _lacking(home: Home, stands: Standing) -> list[str]:
    """What would shut the gate, a line for what is the same of several units."""
    units: dict[str, list[str]] = {}
    for one in stands.shut_by({}):
        units.setdefault(lacks(one, home.catalogue), []).append(one.unit.name)
    lines = (f"{why[0].upper()}{why[1:]}: {', '.join(names)}." for why, names in units.items())
    return [*lines, *(f"Chưa rõ của đơn vị nào: {tidy(one)}" for one in stands.unreceived)]
