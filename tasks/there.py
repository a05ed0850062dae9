"""Receipts → verdicts, on another machine that sees the same home."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Sequence
from functools import lru_cache

from domain.submission import Receipt
from tasks.decide import Verdicts, judge_files
from tasks.fence import Fence
from tasks.home import Home
from tasks.read import read_files


def judge_there(home: bytes, receipts: Sequence[Receipt]) -> Verdicts:
    """Reads and judges a batch. ``home``: the pickled home, as the run that asks has opened it."""
    opened = _opened(home)
    return judge_files(opened, list(read_files(opened, receipts, _fence(home))))


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
