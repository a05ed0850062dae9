"""Bytes → ``raw/<sha256>``, whole and on disk before anything refers to them."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from domain.protocol import Step, reached
from tasks.home import Home
from tasks.workplace import sync_folder

_TEMPORARY = ".tmp-"
_LEFT_BEHIND_SECONDS = 3600  # no write takes so long


class StorageError(RuntimeError):
    """A folder of ours cannot be written; one line: place, saw, what to do."""


def store_raw(home: Home, data: bytes) -> str:
    """The sha256 under which the bytes are kept. StorageError where they cannot be."""
    sha256 = lay_down(home, data)
    sync_folder(home.raw)
    return sha256


def lay_down(home: Home, data: bytes) -> str:
    """The same, but that the name is not on disk before ``tidy_raw``: of all that a scan takes at once."""
    sha256 = hashlib.sha256(data).hexdigest()
    target = home.raw / sha256
    if not target.exists():
        try:
            home.raw.mkdir(parents=True, exist_ok=True)
            write_named(target, data)
        except OSError as error:
            raise StorageError(
                f"{home.raw}: {len(data)} bytes cannot be written ({error.strerror}); nothing was recorded of them; "
                "make room or mend the folder's rights, then run again"
            ) from None
    reached(Step.RAW_STORED)
    return sha256


def write_whole(target: Path, data: bytes) -> os.stat_result:
    """The file is there with all its bytes, or not at all; its state as it was written."""
    written = write_named(target, data)
    sync_folder(target.parent)
    return written


def write_named(target: Path, data: bytes) -> os.stat_result:
    """The same, but that the name is not on disk before its folder is synced: of several files at once."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=_TEMPORARY)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        written = temporary.stat()
        reached(Step.FILE_WRITTEN)
        temporary.replace(target)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:  # of a full disk the kernel names no file
            error.filename = str(target)
        raise
    reached(Step.FILE_NAMED)
    return written


def tidy_raw(home: Home) -> None:
    """Takes out what killed runs left half written, and sees the names of all that is stored on disk: a run
    that was killed between a name and its folder left that to the next one."""
    if home.raw.is_dir():
        tidy(home.raw)


def tidy(folder: Path) -> None:
    """Takes out of a folder of ours what killed runs left half written, and sees its names on disk."""
    for left in folder.glob(f"{_TEMPORARY}*"):
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > _LEFT_BEHIND_SECONDS:
                left.unlink()
    sync_folder(folder)
