"""The draft of a report: as it would be if the period were closed now."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from domain.half_year import HalfYear
from outputs.report import write_report
from tasks.home import Home
from tasks.originals import keep_original
from tasks.raw import tidy, write_whole
from tasks.report_of import gather_draft


@dataclass(frozen=True)
class Drafted:
    """``lacking``: how many things would shut the gate; ``not_adopted``: where edited prose did not come back;
    ``edited``: somebody has edited this very draft, and it was left as it is."""

    path: Path
    lacking: int
    not_adopted: tuple[str, ...]
    edited: bool


def write_draft(home: Home, period: HalfYear) -> Drafted:
    """Writes it under a name of its own, so that no draft that somebody edits is lost. ValueError where the period is
    closed."""
    report = gather_draft(home, period)
    written = write_report(report)
    code = hashlib.sha256(written.document).hexdigest()[:8]
    path = home.reports / str(period) / f"du-thao-{period}-v{report.version}-{code}.docx"
    path.parent.mkdir(parents=True, exist_ok=True)
    tidy(path.parent)
    if not path.exists():
        write_whole(path, written.document)
    keep_original(home, period, written.document)
    edited = path.read_bytes() != written.document
    return Drafted(path, len(report.lacking or ()), written.not_adopted, edited)
