"""Drafts as they were written: what an edited one is compared with, though the period has gone on since."""

from __future__ import annotations

from pathlib import Path

from domain.half_year import HalfYear
from tasks.home import Home
from tasks.raw import write_whole
from tasks.report_text import ReportText, read_report, report_code

_FOLDER = "goc"  # of a period's reports


def keep_original(home: Home, period: HalfYear, document: bytes) -> None:
    path = _path(home, period, report_code(document))
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        write_whole(path, document)


def find_original(home: Home, period: HalfYear, code: str) -> ReportText | None:
    """The draft that has this code; None where it is not there, or is another one now."""
    path = _path(home, period, code)
    if not code.isalnum() or not path.exists():
        return None
    found = read_report(path.read_bytes())
    return found if found.code == code else None


def _path(home: Home, period: HalfYear, code: str) -> Path:
    return home.reports / str(period) / _FOLDER / f"{code}.docx"
