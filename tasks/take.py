"""What lies in an inbox → bytes in the raw store: files that stand still, and what is kept of the others."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from domain.rule import NOT_MENDED
from domain.submission import OWN_REPLY, REPLY_COPY, Problem, Sighting, Unreceived, saved_at
from tasks.home import Home
from tasks.names import show_name
from tasks.raw import lay_down
from tasks.scan import GIVE_THE_RIGHT, Entry, show_path
from warehouse.replies import Written


def first_look(home: Home, entries: Sequence[Entry]) -> dict[Path, str]:
    """The hash of each file that is to be read; returns after the settle time, if there is any."""
    hashes: dict[Path, str] = {}
    for entry in entries:
        if entry.regular and not entry.note:
            try:
                data, _ = read_file(entry.path, home.settings.largest_file_megabytes)
                hashes[entry.path] = hashlib.sha256(data).hexdigest()
            except OSError:
                continue  # the second look says why
    if hashes:
        time.sleep(home.settings.settle_seconds)
    return hashes


def take(
    home: Home, entries: Sequence[Entry], first: Mapping[Path, str] | None, ours: Written | None = None
) -> tuple[list[Sighting], list[Unreceived]]:
    """The files that stand still and can be read, their bytes laid down; and the others. ``ours`` is what we wrote."""
    seen: list[Sighting] = []
    missed: list[Unreceived] = []
    for entry in entries:
        try:
            taken = _take_one(home, entry, first, ours or Written())
        except FileNotFoundError:
            continue  # it went away; a next scan sees what came instead
        except OSError as error:
            taken = _missed(entry, Problem.UNREADABLE, f"cannot be read ({error.strerror}); {GIVE_THE_RIGHT}")
        if isinstance(taken, Sighting):
            seen.append(taken)
        else:
            missed.append(taken)
    return seen, missed


def _take_one(home: Home, entry: Entry, first: Mapping[Path, str] | None, ours: Written) -> Sighting | Unreceived:
    if entry.note:
        return _sighting(entry, None)
    if not entry.regular:
        return _sighting(entry, _evidence(home, entry), entry.barred, entry.words)
    limit = home.settings.largest_file_megabytes
    data, now = read_file(entry.path, limit)
    moved = (now.st_size, saved_at(now.st_mtime_ns)) != (entry.size, entry.mtime_ns)
    sha256 = hashlib.sha256(data).hexdigest()
    if moved or (first is not None and first.get(entry.path) != sha256):
        return _missed(entry, Problem.HALF_COPIED, "is still being copied; it is taken when it stands still")
    if too_large(now, limit):
        return _sighting(entry, _evidence(home, entry), "too_large", size_words(entry.size, limit))
    if (note := _ours(entry, sha256, ours)) in (OWN_REPLY, REPLY_COPY):
        return _sighting(replace(entry, note=note), None)
    return _sighting(entry, lay_down(home, data), note or entry.barred, entry.words)


def _ours(entry: Entry, sha256: str, ours: Written) -> str:
    """What bytes that we wrote ourselves are where they lie; empty for others. The workbook of a file that
    still asks for something is a sender's answer, not mended; any other copy says nothing."""
    if (entry.shown, sha256) in ours.places:
        return OWN_REPLY
    if sha256 not in ours.asks or entry.barred:
        return ""
    return NOT_MENDED if ours.asks[sha256] else REPLY_COPY


def read_file(path: Path, megabytes: int) -> tuple[bytes, os.stat_result]:
    """A regular file's bytes (none of one that is larger than allowed), and its state after they were read."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        seen = os.fstat(handle)
        if not stat.S_ISREG(seen.st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        if too_large(seen, megabytes):
            return b"", seen
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(seen.st_size + 1)  # what is added from now on shows in its size
        return data, os.fstat(handle)
    finally:
        os.close(handle)


def size_words(size: int, megabytes: int) -> dict[str, str]:
    """The words of ``too_large``: what a file weighs and what is allowed, in MB."""
    return {"size": f"{size / 2**20:.1f}".replace(".", ","), "limit": str(megabytes)}


def too_large(seen: os.stat_result, megabytes: int) -> bool:
    return seen.st_size > megabytes * 2**20


def _evidence(home: Home, entry: Entry) -> str:
    """What is kept of something whose bytes are not: one line that says what was seen."""
    target = f" -> {show_name(str(entry.path.readlink()))}" if entry.barred == "link" else ""
    line = f"{entry.barred or 'too_large'}: {entry.shown}{target}, {entry.size} bytes, saved {entry.mtime_ns}\n"
    return lay_down(home, line.encode("utf-8", "backslashreplace"))


def _sighting(
    entry: Entry, sha256: str | None, barred: str | None = None, words: Mapping[str, str] | None = None
) -> Sighting:
    note = barred or entry.note
    return Sighting(entry.shown, entry.unit_id, entry.size, entry.mtime_ns, sha256, note, barred, words or {})


def _missed(entry: Entry, problem: Problem, told: str) -> Unreceived:
    return Unreceived(entry.shown, problem, told, entry.unit_id)


def unassigned(home: Home, files: Sequence[Path], filed: frozenset[str]) -> Iterator[Unreceived]:
    """The files whose unit the office has not told yet; their bytes are stored already."""
    limit = home.settings.largest_file_megabytes
    for path in files:
        shown = show_path(home, path)
        try:
            data, seen = read_file(path, limit)
            sha256 = lay_down(home, data) if not too_large(seen, limit) else ""
        except FileNotFoundError:
            continue  # it went away
        except OSError as error:
            told = f"cannot be read ({error.strerror}); {GIVE_THE_RIGHT}"
            yield Unreceived(shown, Problem.UNREADABLE, told)
            continue
        if sha256 not in filed:
            told = "nobody has told whose it is; file it with 'soket receive FILE --unit CODE' or take it away"
            yield Unreceived(shown, Problem.UNASSIGNED, told)
