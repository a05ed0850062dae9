"""Whether a home is served, and where its server is to be found by other commands of that home."""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = ".prefect"  # of a home: all that Prefect keeps of it
_NOTED = "serving.json"
_LOCK = "serve.lock"  # held by whoever serves the home; the kernel frees that of one that was killed
_TRIES = 5  # others hold it for the moment in which they look


class ServedAlready(Exception):
    """Somebody serves the home."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else serves the home meanwhile; ServedAlready where somebody does."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        for rest in reversed(range(_TRIES)):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if not rest:
                    raise ServedAlready from None
                time.sleep(0.1)
        forget(folder)  # what one that was killed had noted
        try:
            yield
        finally:
            forget(folder)


def note(folder: Path, api: str) -> None:
    """``folder``: the home's own of Prefect."""
    (folder / _NOTED).write_text(json.dumps({"api": api}), encoding="utf-8")


def forget(folder: Path) -> None:
    (folder / _NOTED).unlink(missing_ok=True)


def noted(folder: Path) -> str | None:
    """The API; None where the home is not served, or not yet."""
    if not _is_served(folder):
        return None
    try:
        said = json.loads((folder / _NOTED).read_bytes())
    except (OSError, ValueError):
        return None
    return str(said["api"]) if isinstance(said, dict) and "api" in said else None


def _is_served(folder: Path) -> bool:
    try:
        with (folder / _LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
