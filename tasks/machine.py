"""The machine looked over: what a run needs of it, and what it saw there."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing import active_children
from pathlib import Path

from tasks.pdf import OFFICE
from tasks.seen import Seen

_PYTHON, _SQLITE = (3, 11), (3, 35)
_LEAST_SPACE, _LITTLE_SPACE = 200, 2000  # MB; a half-year of 500 files takes about 100
_CLOCK_SLACK = timedelta(minutes=10)
_TIMEZONE, _HOURS_EAST = "Asia/Ho_Chi_Minh", 7
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "firefox", "microsoft-edge")


def _python(_: Path) -> Seen:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= _PYTHON:
        return Seen("ok", version)
    return Seen("fail", version, f"install Python {'.'.join(map(str, _PYTHON))} or newer, then make .venv again")


def _sqlite(_: Path) -> Seen:
    if sqlite3.sqlite_version_info[:2] >= _SQLITE:
        return Seen("ok", sqlite3.sqlite_version)
    return Seen("fail", sqlite3.sqlite_version, f"use a Python with SQLite {'.'.join(map(str, _SQLITE))} or newer")


def _time_zone(_: Path) -> Seen:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    mend = "install the package tzdata, of the system or of Python"
    try:
        east = datetime(2022, 6, 14, tzinfo=ZoneInfo.no_cache(_TIMEZONE)).utcoffset()
    except ZoneInfoNotFoundError:
        return Seen("fail", f"{_TIMEZONE} is not known", mend)
    right = east == timedelta(hours=_HOURS_EAST)
    return Seen("ok", _TIMEZONE) if right else Seen("fail", f"{_TIMEZONE} is {east} from UTC", mend)


def _clock(folder: Path) -> Seen:
    """A clock that went back would put a correction before what it corrects."""
    now = datetime.now(UTC)
    newest = max(_ours(folder), default=0.0)
    behind = datetime.fromtimestamp(newest, UTC) - now
    told = f"{now.astimezone():%Y-%m-%d %H:%M %Z}"
    if behind > _CLOCK_SLACK:
        return Seen("fail", f"{told}; soket itself wrote a file {behind} later than that", "set the machine's clock")
    return Seen("ok", told)


def _ours(folder: Path) -> Iterator[float]:
    """When soket's own files were written: its code, what it received, the warehouse."""
    yield Path(__file__).stat().st_mtime
    for path in (folder / "warehouse.db", folder / "warehouse.db-wal"):
        if path.exists():
            yield path.stat().st_mtime
    if (folder / "raw").is_dir():
        yield from (entry.stat(follow_symlinks=False).st_mtime for entry in os.scandir(folder / "raw"))


def _fence(_: Path) -> Seen:
    """A form is read in the fenced worker; the worker is killed; another takes its place."""
    from tasks.fence import Fence

    others = set(active_children())
    with tempfile.TemporaryDirectory() as there, Fence(10, 1024) as fence:
        path = Path(there) / "form.xlsx"
        path.write_bytes(_form())
        fence.read(str(path), path.suffix)
        workers = [one for one in active_children() if one not in others]
        for worker in workers:
            os.kill(int(worker.pid or 0), signal.SIGKILL)
            worker.join(10)
        fence.read(str(path), path.suffix)
    return Seen("ok", f"a form was read by a worker process; killed, {len(workers)} was replaced")


def _form() -> bytes:
    from expectations.load import load_catalogue
    from outputs.blank_form import blank_form
    from outputs.form_plan import Filling

    catalogue = load_catalogue()
    return blank_form(catalogue, Filling("", "", catalogue.kinds[0].code, "6 tháng đầu năm 2022", "14/06/2022"))


def _space(folder: Path) -> Seen:
    there = next(one for one in (folder, *folder.resolve().parents) if one.exists())
    free = shutil.disk_usage(there).free // 10**6
    told = f"{free} MB free at {there.resolve()}"
    if free < _LEAST_SPACE:
        return Seen("fail", told, f"free at least {_LITTLE_SPACE} MB, or move the home to a larger disk")
    return Seen("warn", told, "free some space before the next half-year") if free < _LITTLE_SPACE else Seen("ok", told)


def _found(names: tuple[str, ...], what_for: str) -> Callable[[Path], Seen]:
    def look(_: Path) -> Seen:
        path = next((found for name in names if (found := shutil.which(name))), None)
        return Seen("ok", path or f"not found; only {what_for} wants it")

    return look


OF_THE_MACHINE: dict[str, Callable[[Path], Seen]] = {
    "python": _python,
    "sqlite": _sqlite,
    "time zone": _time_zone,
    "clock": _clock,
    "space": _space,
    "fence": _fence,
    "libreoffice": _found(OFFICE, "who converts or prints reports"),
    "browser": _found(_BROWSERS, "who looks at Prefect's pages"),
}
