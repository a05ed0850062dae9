"""Receipts → verdicts, on another machine that sees the same home."""

from __future__ import annotations

import multiprocessing
import pickle
import socket
import threading
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version

from domain.submission import Receipt
from tasks.decide import Verdicts, judge_files
from tasks.fence import Fence
from tasks.home import Home
from tasks.read import next_part, read_files
from tasks.settings import SETTINGS
from warehouse.schema import schema_of


class CannotJudge(ValueError):
    """This worker would judge otherwise than the run that asks, or not at all; one line: which, saw, what to do."""


def judge_there(asker: str, home: bytes, receipts: Sequence[Receipt]) -> Verdicts:
    """Reads and judges a batch. ``asker``: the version of soket that asks; ``home``: its home, pickled as it has
    opened it. CannotJudge where this worker is not fit for it."""
    look_around(asker)
    opened = _opened(home)
    files, verdicts = read_files(opened, receipts, _fence(home)), Verdicts()
    while part := next_part(files):
        verdicts += judge_files(opened, part)
    return verdicts


def look_around(asker: str) -> None:
    """CannotJudge where the worker that this is called on is not fit to judge for ``asker``, a version of soket."""
    where, ours = f"the Dask worker on {socket.gethostname()}", version("soket")
    if ours != asker:
        raise CannotJudge(f"{where}: has soket {ours}, the run is of soket {asker}; install one version everywhere")
    if multiprocessing.current_process().daemon:
        raise CannotJudge(
            f"{where}: its nanny lets it start no process to read in; start it with 'dask worker … --no-nanny'"
        )


def see(asker: str, home: bytes) -> None:
    """CannotJudge, OSError or WarehouseError where the worker that this is called on could not judge: it is not fit,
    or sees no home or no warehouse."""
    look_around(asker)
    opened = _opened(home)
    (opened.path / SETTINGS).stat()
    schema_of(opened.warehouse_url)


@lru_cache(maxsize=1)
def _opened(home: bytes) -> Home:
    opened: Home = pickle.loads(home)
    return opened


_of_thread = threading.local()


def _fence(home: bytes) -> Fence:
    """The fence of this thread, which outlasts a batch: its worker ends with the process."""
    if getattr(_of_thread, "home", None) != home:
        settings = _opened(home).settings
        if (earlier := getattr(_of_thread, "fence", None)) is not None:
            earlier.end()
        _of_thread.home = home
        _of_thread.fence = Fence(settings.read_seconds, settings.read_megabytes, _opened(home).catalogue)
    fence: Fence = _of_thread.fence
    return fence
