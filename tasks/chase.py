"""A period's standing on a day → the cases to chase: who is to be reminded of what, and who is not to be, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from domain.finding import Finding, Severity
from domain.half_year import HalfYear
from domain.notice import Notice
from domain.submission import Problem
from domain.working_day import is_day_off, working_days_after
from outputs.reminder import Case, RefusedFile
from tasks.gate import deadline, last_day, standing
from tasks.home import TIMEZONE, Home
from tasks.notices import of_file
from tasks.standing import REFUSED, Standing, UnitStatus
from warehouse import closes, current, inboxes, ledger

REMINDERS = "reminders"


@dataclass(frozen=True)
class Held:
    """Why a unit is not written to today: ``note`` for the office's summary (Vietnamese), ``reason`` for logs."""

    note: str
    reason: str


@dataclass(frozen=True)
class Chased:
    """A unit of which something is open, with its folder's name; ``held`` is None where it is written to."""

    code: str
    slug: str
    case: Case
    held: Held | None


@dataclass(frozen=True)
class Chasing:
    """All that a day's letters and summary are made of. ``unseen`` are inboxes and folders that could not be
    looked into, a line each: what is not met may lie there. ``of_no_unit`` are what may be anybody's."""

    standing: Standing
    chased: tuple[Chased, ...]
    unseen: tuple[Notice, ...]
    of_no_unit: int


def nobody_because(home: Home, period: HalfYear, day: date) -> str:
    """Why nobody is reminded on a day, in one line; empty where reminders may be written."""
    if is_day_off(day, home.settings.days_off):
        return f"{day} is a day off; nothing is written"
    with home.warehouse.read() as connection:
        row = ledger.period_row(connection, str(period))
        close = closes.find_close(connection, str(period))
    if close and row and row["state"] == "closed":
        closed_on = close.closed_on(TIMEZONE)
        if closed_on <= day:
            return f"{period} is closed since {closed_on} (version {close.version}); nobody is reminded"
    return ""


def answer_by(home: Home, period: HalfYear, day: date) -> datetime:
    """Until when a letter of ``day`` asks for an answer: so many working days later (``days_to_answer``), not
    before the deadline, but before the report is signed, at ``answer_time``."""
    days_off = home.settings.days_off
    until = max(working_days_after(day, home.settings.days_to_answer, days_off), deadline(home, period))
    before_signing = last_day(home, period)
    if before_signing > day:
        until = min(until, before_signing)
    return datetime.combine(until, home.settings.answer_time, TIMEZONE)


def chase(home: Home, period: HalfYear, day: date) -> Chasing:
    """The units with a refused file; after the deadline also the expected ones that lack forms."""
    with home.warehouse.read() as connection:
        found = standing(home, period, connection)
        refused = refusals(current.standing_findings(connection, str(period)))
        missed = inboxes.unreceived_now(connection)
        slugs = {unit_id: slug for slug, unit_id in ledger.folders(connection).items()}
    no_unit = [one for one in missed if one.unit_id is None]
    hidden = (one for one in no_unit if one.problem in (Problem.NO_INBOX, Problem.UNREADABLE))
    unseen = tuple(of_file(home, one.path, one.told, of_unit=False) for one in hidden)
    overdue = {one.unit.id for one in found.overdue(day)}
    chased = []
    for one in found.units:
        if one.refused or one.unit.id in overdue:
            slug = slugs.get(one.unit.id, one.unit.slug)
            held = _held(one, bool(unseen)) or _answering(home, period, day, slug)
            chased.append(Chased(one.unit.code, slug, case_of(home, one, refused, day), held))
    return Chasing(found, tuple(chased), unseen, len(no_unit) - len(unseen))


def refusals(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[int, str], list[Finding]]:
    """Of the findings that stand: unit and path of each refused file → what refused it."""
    found: dict[tuple[int, str], list[Finding]] = {}
    for row in rows:
        if row["severity"] == Severity.REFUSE_FILE:
            found.setdefault((row["unit_id"], row["path"]), []).append(current.as_finding(row))
    return found


def case_of(home: Home, one: UnitStatus, refused: Mapping[tuple[int, str], Sequence[Finding]], day: date) -> Case:
    """What is open of a unit; ``refused`` is what refused each of its files."""
    files = (RefusedFile(PurePath(path).name, tuple(refused.get((one.unit.id, path), ()))) for path, _ in one.refused)
    states = dict(one.forms)
    missing = [form for form in one.missing_forms if not (one.refused and states[form] == REFUSED)]
    # a file that could not be read may hold every form
    unread = bool(one.refused) and not any(state == REFUSED for state in states.values())
    return Case(
        unit=one.unit.name,
        contact=one.unit.contact,
        expected=one.expected,
        received=tuple(_names(home, [code for code, state in one.forms if code not in one.missing_forms])),
        missing=() if unread else tuple(_names(home, missing)),
        whole=not one.missing_forms,
        refused=tuple(files),
        days_late=one.days_late(day) if one.expected and one.missing_forms else None,
    )


def _names(home: Home, codes: Sequence[str]) -> Iterator[str]:
    """What forms are called, in the catalogue's order: the name of its sheet, and its own."""
    for form in home.catalogue.forms:
        if form.code in codes:
            yield form.sheet if form.sheet == form.name else f"{form.sheet} ({form.name})"


def _held(one: UnitStatus, unseen: bool) -> Held | None:
    if one.waiting:
        return Held("chưa lập: đơn vị có tệp chưa xét xong", "a file of it has no verdict yet")
    if unseen and not one.refused:
        return Held("chưa lập: có hộp nhận chưa đọc được", "an inbox could not be looked into")
    return None


def _answering(home: Home, period: HalfYear, day: date, slug: str) -> Held | None:
    """Whether a letter of an earlier day still gives it time."""
    for folder in sorted((home.path / REMINDERS / str(period)).glob("????-??-??")):
        try:
            written = date.fromisoformat(folder.name)
        except ValueError:
            continue
        until = answer_by(home, period, written).date()
        if written < day <= until and (folder / f"{slug}.docx").exists():
            note = f"đã lập ngày {written:%d/%m/%Y}, hẹn {until:%d/%m/%Y}"
            return Held(note, f"its letter of {written} gives it until {until}")
    return None
