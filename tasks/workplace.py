"""A folder of our own beside what is to be written, on the same disk; what a killed run left of it is taken away."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = ".soket-"


@contextmanager
def workplace(beside: Path, what: str) -> Iterator[Path]:
    """An empty folder in ``beside`` that nobody else may open. It is gone at the end, with all that was not moved out
    of it."""
    tidy_workplaces(beside, what)
    folder = Path(tempfile.mkdtemp(dir=beside, prefix=f"{_PREFIX}{what}-"))
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a share that knows no locks: nothing is tidied there
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def tidy_workplaces(beside: Path, what: str) -> None:
    """Takes out of ``beside`` what killed runs left there."""
    for left in beside.glob(f"{_PREFIX}{what}-*"):
        _take_away(left)


def _take_away(left: Path) -> None:
    """Whoever works in a folder holds its lock: one that nobody holds was left by a run that was killed."""
    with suppress(OSError):
        handle = os.open(left, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
        finally:
            os.close(handle)


def sync_folder(path: Path) -> None:
    """The names of a folder are on disk."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sync_file(path: Path) -> None:
    """The bytes of a file are on disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
