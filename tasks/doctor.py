"""The machine and the home looked over: what would stop a run, told before one is needed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from tasks.channel import look_at_channel
from tasks.disks import file_system_of
from tasks.home import LINEAGE, TARGETS, Home
from tasks.machine import OF_THE_MACHINE
from tasks.scan import REPLIES
from tasks.seen import Seen
from warehouse.dump import dump_program
from warehouse.errors import WarehouseError
from warehouse.revisions import HEAD, known_schemas
from warehouse.schema import schema_of, server_of, sqlite_file

_SHOWN = 3  # folders named where several are at fault


@dataclass(frozen=True)
class Check:
    """``of``: whose a failure is: the machine's, or the home's configuration's."""

    name: str
    of: Literal["machine", "home"]
    seen: Seen


def examine(folder: Path) -> list[Check]:
    """Every check of the machine and, where ``folder`` holds a soket.toml, of the home. Never raises, and
    leaves nothing behind."""
    checks = [_check(name, "machine", partial(look, folder)) for name, look in OF_THE_MACHINE.items()]
    if os.access(folder / "soket.toml", os.F_OK):
        checks += _of_home(folder)
    return checks


def _check(name: str, of: Literal["machine", "home"], look: Callable[[], Seen]) -> Check:
    try:
        return Check(name, of, look())
    except Exception as error:  # a doctor does not fall ill: whatever went wrong is what there is to see
        told = str(error) or type(error).__name__
        return Check(name, of, Seen("fail", told.splitlines()[0], "mend what it says, then run soket doctor again"))


def _of_home(folder: Path) -> Iterator[Check]:
    opened: list[Home] = []

    def settings() -> Seen:
        home = Home.open(folder)
        opened.append(home)
        ours, path = home.settings.association, str(folder.resolve() / "soket.toml")
        if any("…" in one for one in (ours.name, ours.parent, ours.place)):
            return Seen("warn", path, "fill in name, parent and place: reports and letters print the … in them")
        return Seen("ok", path)

    yield _check("soket.toml", "home", settings)
    for home in opened:
        yield _check("units.csv", "home", partial(_units, home))
        if os.access(home.path / TARGETS, os.F_OK):
            yield _check(TARGETS, "home", partial(_targets, home))
        if os.access(home.path / LINEAGE, os.F_OK):
            yield _check(LINEAGE, "home", partial(_lineage, home))
        yield _check("periods", "home", partial(_periods, home))
        yield _check("warehouse disk", "home", partial(_disk, home))
        yield _check("warehouse", "machine", partial(_warehouse, home))
        if sqlite_file(home.warehouse_url) is None:
            yield _check("pg_dump", "machine", partial(_pg_dump, home))
        yield _check("raw", "machine", partial(_raw, home))
        for inbox in home.inboxes:
            yield _check(f"inbox {inbox}", "home", partial(_inbox, home, inbox))
        for name, where in home.settings.alerts.items():
            yield _check(f"channel {name}", "home", partial(look_at_channel, where))


def _units(home: Home) -> Seen:
    count = len(home.units)
    return Seen("ok", f"{count} units") if count else Seen("warn", "no unit", "write in units.csv who reports")


def _targets(home: Home) -> Seen:
    years = ", ".join(str(year) for year in sorted({one.year for one in home.targets}))
    return Seen("ok", f"{len(home.targets)} targets, of {years}" if years else "no target")


def _lineage(home: Home) -> Seen:
    count = len(home.lineage.edges)
    return Seen("ok", f"changes from one unit to another: {count}")


def _periods(home: Home) -> Seen:
    known = ", ".join(sorted(home.settings.periods))
    if known:
        return Seen("ok", known)
    return Seen("warn", "no period is open", "add [periods.2026H2] with cut_off, deadline and signing to soket.toml")


def _disk(home: Home) -> Seen:
    file = sqlite_file(home.warehouse_url)
    if file is None:
        return Seen("ok", "not SQLite: its server keeps it")
    found = file_system_of(file)
    if found is None:
        return Seen(
            "warn", "the system does not tell what disk it is on", "see to it that it is a disk of this machine"
        )
    told = f"{file.parent} is on {found.kind}, mounted at {found.mounted_at}"
    if found.over_network:
        return Seen(
            "fail",
            f"{told}: a network file system, on which SQLite loses data",
            "move the home to a disk of this machine; only inboxes may stay on the network",
        )
    if found.in_memory:
        return Seen("warn", f"{told}: in memory, lost when the machine stops", "move the home to a disk")
    return Seen("ok", told)


def _warehouse(home: Home) -> Seen:
    file = sqlite_file(home.warehouse_url)
    if file is not None and not file.exists():
        return Seen("ok", "not made yet; the first command makes it")
    server = server_of(home.warehouse_url)
    kept_by = f"{server.name}; " if server else ""
    if server and server.wrong:
        saw, mend = server.wrong
        return Seen("fail", f"{kept_by}{saw}", mend)
    version = schema_of(home.warehouse_url)
    if version is None:
        return Seen("ok", f"{kept_by}empty; the first command fills it")
    if version == HEAD:
        return Seen("ok", f"{kept_by}schema {version}")
    if version in known_schemas():
        told = f"{kept_by}schema {version}, this soket uses {HEAD}"
        return Seen("fail", told, "run soket migrate, which makes a backup first")
    return Seen(
        "fail", f"schema {version} is not one that this soket knows", "use the soket that wrote it, or a later one"
    )


def _pg_dump(home: Home) -> Seen:
    """Only a backup wants it."""
    try:
        return Seen("ok", str(dump_program(home.warehouse_url)))
    except WarehouseError as error:
        saw, _, mend = str(error).partition("; ")
        return Seen("warn", saw, f"{mend}; without it there is no backup")


def _raw(home: Home) -> Seen:
    """A file is written there, whole and on disk, and taken away again."""
    folder = home.raw if home.raw.exists() else home.path
    mend = f"give the user who runs soket the right to write in {folder}"
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".tmp-") as file:
            file.write(b"soket")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return Seen("fail", f"{folder}: cannot be written ({error.strerror})", mend)
    return Seen("ok", f"{folder}: written and synced")


def _inbox(home: Home, inbox: Path) -> Seen:
    if not inbox.exists() and inbox == home.inboxes[0]:
        return Seen("ok", "not there yet; the first collect makes it")
    if not inbox.is_dir():
        saw = "is not a folder" if inbox.exists() else "is not there"
        return Seen("fail", saw, "mount it, or correct inboxes in soket.toml")
    folders = [Path(entry.path) for entry in os.scandir(inbox) if entry.is_dir(follow_symlinks=False)]
    shut = [one.name for one in folders if not os.access(one, os.R_OK | os.X_OK)]
    dumb = [one.name for one in folders if not _writable(one / REPLIES)]
    if shut:
        return Seen("fail", f"cannot be read: {_named(shut)}", "give the user who runs soket the right to read them")
    if dumb:
        return Seen("fail", f"{REPLIES} cannot be written in: {_named(dumb)}", "give the right to write there")
    return Seen("ok", f"{len(folders)} folders, readable; replies can be written")


def _writable(replies: Path) -> bool:
    there = replies if replies.exists() else replies.parent
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _named(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(sorted(names)[:_SHOWN]) + more
