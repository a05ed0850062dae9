"""Shared folders → the ledger: every file seen, its bytes stored once, in the order they were saved."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.submission import Sighting
from tasks.home import Home
from warehouse import ledger

REPLIES = "phan-hoi"
_NOT_SENT = ("~$", ".~lock", ".tmp-")  # lock files of Excel and LibreOffice, and what a killed run left
_OF_THE_SYSTEM = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})


@dataclass(frozen=True)
class Received:
    """What a scan brought: new files, files ignored (Excel's lock files), and what lies in an inbox
    outside every unit's folder."""

    new: int
    judged_again: int
    ignored: tuple[str, ...]
    outside: tuple[str, ...]


def receive(home: Home) -> Received:
    """Brings the registry, the periods and every new file of the inboxes into the ledger."""
    registry = store_raw(home, home.registry_bytes)
    with home.warehouse.write() as connection:
        ledger.keep_units(connection, home.units, registry)
        ledger.keep_periods(connection, home.settings.periods)
        ledger.keep_catalogue(connection, home.catalogue)
        folders = ledger.folders(connection)
    outside = make_folders(home, folders)
    with _one_scan_at_a_time(home):
        with home.warehouse.read() as connection:
            known = ledger.known_sightings(connection)
        seen = [one for inbox in home.inboxes for one in _scan(home, inbox, folders, known)]
        seen.sort(key=lambda one: (one.unit_id, one.mtime_ns, one.path))  # a unit's files, over all inboxes
        with home.warehouse.write() as connection:
            new = ledger.keep_sightings(connection, seen)
            again = ledger.judge_again(connection, home.settings.periods)
    return Received(new, again, tuple(one.path for one in seen if one.sha256 is None), tuple(outside))


@contextmanager
def _one_scan_at_a_time(home: Home) -> Iterator[None]:
    """Two scans that overlap could record an older copy after a newer one."""
    with (home.path / ".scan.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_folders(home: Home, folders: Mapping[str, int]) -> list[str]:
    """Every unit has its folder in the first inbox; what lies outside these folders, by path."""
    first = home.inboxes[0]
    for slug in folders:
        (first / slug).mkdir(parents=True, exist_ok=True)
    there = [entry for inbox in home.inboxes if inbox.is_dir() for entry in os.scandir(inbox)]
    return sorted(entry.path for entry in there if entry.name not in folders)


def store_raw(home: Home, data: bytes) -> str:
    """``raw/<sha256>`` holds the bytes, whole and on disk, before anything refers to them."""
    sha256 = hashlib.sha256(data).hexdigest()
    target = home.raw / sha256
    if not target.exists():
        home.raw.mkdir(parents=True, exist_ok=True)
        write_whole(target, data)
    return sha256


def write_whole(target: Path, data: bytes) -> None:
    """The file is there with all its bytes, or not at all."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".tmp-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _scan(
    home: Home, inbox: Path, folders: Mapping[str, int], known: Mapping[str, tuple[int, int, str | None]]
) -> Iterator[Sighting]:
    for slug, unit_id in sorted(folders.items(), key=lambda one: one[1]):
        for entry in _files(inbox / slug, ours=inbox / slug / REPLIES):
            sighting = _see(home, entry, unit_id, known)
            if sighting is not None:
                yield sighting


def _files(folder: Path, ours: Path) -> Iterator[os.DirEntry[str]]:
    """Every file below a unit's folder; subfolders mean nothing, replies of ours are left out."""
    if not folder.is_dir():
        return
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path), ours)
        elif entry.is_file(follow_symlinks=False) and not (folder == ours and is_reply(Path(entry.path))):
            yield entry


def is_reply(path: Path) -> bool:
    """Whether a file in a replies' folder was written by us: its name ends in the hash it answers."""
    stem, _, digest = path.stem.rpartition("-")
    return path.suffix == ".txt" and bool(stem) and len(digest) == 8 and set(digest) <= set("0123456789abcdef")


def _see(
    home: Home, entry: os.DirEntry[str], unit_id: int, known: Mapping[str, tuple[int, int, str | None]]
) -> Sighting | None:
    """A sighting of a file that is new or has changed; None for one that is known."""
    stat = entry.stat()
    # a name saved under an old code page is no text; its odd bytes are spelled out
    path = os.fsencode(os.path.relpath(entry.path, home.path)).decode("utf-8", "backslashreplace")
    before = known.get(path)
    if before is not None and before[:2] == (stat.st_size, stat.st_mtime_ns):
        return None
    if entry.name.startswith(_NOT_SENT):
        return Sighting(path, unit_id, stat.st_size, stat.st_mtime_ns, None, "lock_file")
    if entry.name.lower() in _OF_THE_SYSTEM:
        return Sighting(path, unit_id, stat.st_size, stat.st_mtime_ns, None, "system_file")
    sha256 = store_raw(home, Path(entry.path).read_bytes())
    return Sighting(path, unit_id, stat.st_size, stat.st_mtime_ns, sha256)
