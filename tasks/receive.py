"""Shared folders → the ledger: every file seen, its bytes stored once, in the order they were saved."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from domain.protocol import Step, reached
from domain.submission import OWN_REPLY, Sighting, Unreceived, saved_at
from domain.unit import Unit
from tasks.home import TIMEZONE, Home
from tasks.names import show_name
from tasks.raw import StorageError, store_raw, tidy_raw
from tasks.registry import HomeError
from tasks.scan import UNASSIGNED, Scan, may_make, seems_disconnected, show_path
from tasks.take import first_look, read_file, take, too_large, unassigned
from warehouse import audit, inboxes, ledger, replies

BY_HAND = "nhập thay"


@dataclass(frozen=True)
class Received:
    """What a scan brought: new files, files to be judged again, files ignored (Excel's lock files), and
    what lies in an inbox and could not be taken."""

    new: int = 0
    judged_again: int = 0
    ignored: tuple[str, ...] = ()
    unreceived: tuple[Unreceived, ...] = ()


def receive(home: Home, *, wait: bool = False) -> Received:
    """Brings the registry, the periods and every new file of the inboxes into the ledger. With ``wait``
    a file is taken when two looks, the settle time apart, see the same; else at the first."""
    registry = store_raw(home, home.registry_bytes)
    with home.warehouse.write() as connection:
        ledger.keep_units(connection, home.units, registry)
        ledger.keep_periods(connection, home.settings.periods)
        ledger.keep_catalogue(connection, home.catalogue)
        folders = ledger.folders(connection)
    reached(Step.REGISTRY_KEPT)
    with _one_scan_at_a_time(home):
        with home.warehouse.read() as connection:
            known = inboxes.known_sightings(connection)
            filed = inboxes.known_hashes(connection)
            ours = replies.written(connection)
        make_folders(home, folders, known)
        reached(Step.FOLDERS_MADE)
        scan = Scan(home, folders, known).run()
        first = first_look(home, scan.entries) if wait else None
        reached(Step.FIRST_LOOK)
        seen, missed = take(home, scan.entries, first, ours)
        unreceived = [*scan.unreceived, *missed, *unassigned(home, scan.unassigned, filed)]
        return _keep(home, scan, seen, unreceived)


def _keep(home: Home, scan: Scan, seen: list[Sighting], unreceived: Sequence[Unreceived]) -> Received:
    seen.sort(key=lambda one: (one.unit_id, one.mtime_ns, one.path))  # a unit's files, over all inboxes
    tidy_raw(home)  # the names of what was taken are on disk before the ledger refers to them
    with home.warehouse.write() as connection:
        new, again = inboxes.keep_sightings(connection, seen)
        inboxes.keep_unreceived(connection, unreceived)
        if not scan.blind:
            inboxes.clear_gone(connection, scan.met)
        again += ledger.judge_again(connection, home.settings.periods)
        reached(Step.SIGHTINGS_WRITTEN)
    reached(Step.SIGHTINGS_KEPT)
    ignored = tuple(one.path for one in seen if one.sha256 is None and one.note != OWN_REPLY)
    return Received(new, again, ignored, tuple(unreceived))


def receive_by_hand(home: Home, file: Path, unit_code: str, who: str, channel: str = BY_HAND) -> int:
    """Files one file for a unit, as it came by ``channel``; its id in the ledger.

    HomeError where there is no such unit or the file cannot be taken."""
    registry = store_raw(home, home.registry_bytes)
    unit = _holder(home, unit_code)
    data, at = _bytes_by_hand(home, file)
    sha256 = store_raw(home, data)
    sighting = Sighting(_path_by_hand(home, file, channel), unit.id, len(data), at, sha256)
    with _one_scan_at_a_time(home), home.warehouse.write() as connection:
        ledger.keep_units(connection, home.units, registry)
        ledger.keep_periods(connection, home.settings.periods)
        ledger.keep_catalogue(connection, home.catalogue)
        inboxes.keep_sightings(connection, [sighting])
        inboxes.end_unreceived(connection, sighting.path)
        told = {"file": sighting.path, "sha256": sha256, "channel": channel}
        audit.record(connection, who, "receive", unit_code, told)
        return inboxes.file_id(connection, unit.id, sha256)


def _holder(home: Home, code: str) -> Unit:
    """The unit that has a code today, for a code changes hands; else the last that had it."""
    had = [one for one in home.units if one.code == code]
    if not had:
        raise HomeError(f"--unit {code}: no unit in units.csv has this code")
    today = datetime.now(TIMEZONE).date()
    begun = [one for one in had if (one.valid_from or today) <= today] or had
    return max(begun, key=lambda one: one.valid_to or date.max)


def _bytes_by_hand(home: Home, file: Path) -> tuple[bytes, int]:
    limit = home.settings.largest_file_megabytes
    try:
        data, seen = read_file(file, limit)
    except OSError as error:
        raise HomeError(f"{file}: cannot be read ({error.strerror}); name the file that the unit sent") from None
    if too_large(seen, limit):
        raise HomeError(f"{file}: larger than {limit} MB (largest_file_megabytes in soket.toml); it is not filed")
    return data, saved_at(seen.st_mtime_ns)


def _path_by_hand(home: Home, file: Path, channel: str) -> str:
    """Where the ledger says it came from: the inbox it lies in, else the channel."""
    channel = channel.strip() or BY_HAND
    whole = Path(os.path.abspath(file))  # noqa: PTH100 - links are kept as they are
    unassigned = any(whole.is_relative_to(inbox / UNASSIGNED) for inbox in home.inboxes)
    return show_path(home, whole) if unassigned else show_name(f"{channel}/{file.name}")


@contextmanager
def _one_scan_at_a_time(home: Home) -> Iterator[None]:
    """Two scans that overlap could record an older copy after a newer one."""
    with (home.path / ".scan.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_folders(home: Home, folders: Mapping[str, int], known: Collection[str]) -> None:
    """Every unit has its folder in the first inbox, and so have the files whose unit is to be told; but
    none is made where an inbox may only be disconnected."""
    first = home.inboxes[0]
    if not may_make(home, first) and (not first.is_dir() or seems_disconnected(home, first, folders, known)):
        return
    try:
        first.mkdir(parents=True, exist_ok=True)
        there = {one.name for one in os.scandir(first)}
        for name in sorted({*folders, UNASSIGNED} - there):
            with suppress(FileExistsError):  # what is in a folder's way the scan names
                (first / name).mkdir()
    except OSError as error:
        raise StorageError(
            f"{first}: the units' folders cannot be made ({error.strerror}); "
            "give the account that runs soket the right to write there, then run again"
        ) from None
