"""Frozen figures → the issued report: bytes kept by their hash, a readable copy under reports/."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from domain.half_year import HalfYear
from domain.protocol import CloseStep, reached
from domain.vietnamese import slug
from tasks.home import Home
from tasks.known import NeverClosed, Which, find
from tasks.raw import store_raw, tidy, write_whole
from warehouse import closes, editions
from warehouse.closes import Close
from warehouse.editions import Edition

if TYPE_CHECKING:  # what writes Word takes time to import, and an issued report is never written again
    from outputs.report import Written


@dataclass(frozen=True)
class Published:
    """``new``: this call issued it. ``altered``: somebody has changed the copy under reports/; it is left as it is.
    ``not_adopted``: where edited prose did not come back, as its figures have changed."""

    path: Path
    sha256: str
    new: bool
    altered: bool
    not_adopted: tuple[str, ...] = ()


def published_of(home: Home, period: HalfYear, which: Which) -> Published:
    """The newest edition of a version's report. NeverClosed where there is none, or was none on the day that is asked
    for."""
    with home.warehouse.read() as connection:
        close = find(period, which, connection)
        made = editions.editions_of(connection, close.id) if close else []
    if close is None:
        raise NeverClosed(f"{period}: on {which.as_of} it had no report; 'soket figures --as-of' tells what was known")
    until = which.until
    made = [one for one in made if until is None or one.made_at < until]
    return put(home, path_of(home, close, made), made[-1].sha256) if made else publish(home, close)


def publish(home: Home, close: Close) -> Published:
    """The report of a close. Once issued its bytes are never written anew: they are kept under their
    hash, and the copy under reports/ is put back from there where it is gone."""
    sha256, new, not_adopted = (close.report_sha256, False, ()) if close.report_sha256 else _issue(home, close)
    return put(home, path_of(home, close), sha256, new, not_adopted)


def path_of(home: Home, close: Close, made: Sequence[Edition] = ()) -> Path:
    """Where the copy of a version's report stands: of its close, or of the last of these editions."""
    name = f"bao-cao-{close.period}-v{close.version}"
    if made:
        last = made[-1]
        name += f"-so-{slug(last.number)}" if last.number else f"-lan-{len(made) + 1}"
    return home.reports / close.period / f"{name}.docx"


def put(home: Home, path: Path, sha256: str, new: bool = False, not_adopted: tuple[str, ...] = ()) -> Published:
    """The readable copy of what is kept under a hash, put back where it is gone."""
    issued = (home.raw / sha256).read_bytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    tidy(path.parent)
    if not path.exists():
        write_whole(path, issued)
        reached(CloseStep.REPORT_COPIED)
    return Published(path, sha256, new, path.read_bytes() != issued, not_adopted)


def _issue(home: Home, close: Close) -> tuple[str, bool, tuple[str, ...]]:
    """Writes the report and keeps its bytes; the hash of those that were kept first, and whether by this call."""
    reached(CloseStep.KEPT)
    written = rendered(home, close)
    sha256 = store_raw(home, written.document)
    reached(CloseStep.REPORT_STORED)
    with home.warehouse.write() as connection:
        issued, new = closes.set_report(connection, close.id, sha256)
    reached(CloseStep.REPORT_ISSUED)
    return issued, new, written.not_adopted


def rendered(home: Home, close: Close, reworded: bool = False) -> Written:
    """A close's report from the warehouse: equal bytes whenever it is asked for; ``reworded``: with the prose that is
    adopted now. RuntimeError under another catalogue than that of the close."""
    from outputs.report import write_report
    from tasks.report_of import gather

    under_its_catalogue(home, close)
    with home.warehouse.read() as connection:
        report = gather(home, close, connection, reworded)
    return write_report(report)


def under_its_catalogue(home: Home, close: Close) -> None:
    """RuntimeError where a version cannot be rendered, for its catalogue is not the home's."""
    if close.catalogue != home.catalogue.version:
        raise RuntimeError(
            f"{close.period}, version {close.version}: closed under catalogue {close.catalogue}, but the home now has "
            f"{home.catalogue.version}; put the expectations of that day back and run the command again"
        )
