"""Frozen figures → the issued report: bytes kept by their hash, a readable copy under reports/."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from domain.association import Dates
from domain.figure import Figures
from domain.half_year import HalfYear
from domain.protocol import CloseStep, reached
from tasks.home import Home
from tasks.known import NeverClosed, Which, find
from tasks.raw import store_raw, tidy, write_whole
from tasks.versions import replaced, to_restate
from warehouse import closes, current, declared, frozen
from warehouse.closes import Close
from warehouse.store import Connection

if TYPE_CHECKING:  # what writes Word takes time to import, and an issued report is never written again
    from outputs.report import Report


@dataclass(frozen=True)
class Published:
    """``new``: this call issued it. ``altered``: somebody has changed the copy under reports/; it is left as it is."""

    path: Path
    sha256: str
    new: bool
    altered: bool


def published_of(home: Home, period: HalfYear, which: Which) -> Published:
    """The report of a version. NeverClosed where there is none, or was none on the day that is asked for."""
    with home.warehouse.read() as connection:
        close = find(period, which, connection)
    if close is None:
        raise NeverClosed(f"{period}: on {which.as_of} it had no report; 'soket figures --as-of' tells what was known")
    return publish(home, close)


def publish(home: Home, close: Close) -> Published:
    """The report of a close. Once issued its bytes are never written anew: they are kept under their
    hash, and the copy under reports/ is put back from there where it is gone."""
    sha256, new = (close.report_sha256, False) if close.report_sha256 else _issue(home, close)
    path = home.reports / close.period / f"bao-cao-{close.period}-v{close.version}.docx"
    issued = (home.raw / sha256).read_bytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    tidy(path.parent)
    if not path.exists():
        write_whole(path, issued)
        reached(CloseStep.REPORT_COPIED)
    return Published(path, sha256, new, path.read_bytes() != issued)


def _issue(home: Home, close: Close) -> tuple[str, bool]:
    """Writes the report and keeps its bytes; the hash of those that were kept first, and whether by this call."""
    from outputs.report import write_report

    reached(CloseStep.KEPT)
    if close.catalogue != home.catalogue.version:
        raise RuntimeError(
            f"{close.period}, version {close.version}: closed under catalogue {close.catalogue}, but the home now has "
            f"{home.catalogue.version}; put the expectations of that day back and run the command again"
        )
    with home.warehouse.read() as connection:
        report = gather(home, close, connection)
    sha256 = store_raw(home, write_report(report))
    reached(CloseStep.REPORT_STORED)
    with home.warehouse.write() as connection:
        issued = closes.set_report(connection, close.id, sha256)
    reached(CloseStep.REPORT_ISSUED)
    return issued


def gather(home: Home, close: Close, connection: Connection) -> Report:
    """All that the report of a close prints, from the warehouse."""
    from outputs.report import Replaced, Report

    period = HalfYear.parse(close.period)
    told = current.period_narratives(connection, frozen.sections_of(close.id))
    received = frozen.forms_of(connection, close.id)
    passed = frozen.exceptions_of(connection, close.id)
    short = frozen.short_of_numbers(connection, close.id)
    missing = {
        unit_id for unit_id, _, kind in passed if home.catalogue.forms_owed_by(kind) - received.get(unit_id, set())
    }
    deadline, before = home.dates(period).deadline, replaced(close, connection)
    return Report(
        catalogue=home.catalogue,
        association=home.settings.association,
        period=period,
        version=close.version,
        dates=Dates(cut_off=close.cut_off, deadline=deadline, signing=close.signing),
        figures=Figures.from_frame(frozen.figures_of(connection, close.id)),
        units=tuple(one for one in frozen.units_of(connection, close) if one.kind in home.catalogue.expected_kinds),
        expected=close.expected,
        received=close.received,
        missing=tuple(name for unit_id, name, _ in passed if unit_id in missing),
        incomplete=tuple(name for unit_id, name, _ in passed if unit_id in short - missing),
        narratives={
            part: tuple((name, text) for field, name, text in told if field == wanted)
            for part, wanted in home.catalogue.report.narratives.items()
        },
        own_targets=declared.own_targets(connection, close.id, period.year),
        restated=to_restate(home, close, connection),
        replaces=Replaced(before.version, before.signing) if before else None,
        audit=close.audit or "",
    )
