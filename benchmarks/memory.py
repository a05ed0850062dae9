"""The largest sum of proportional set sizes over a process and its children, looked at twice a second: at ten times it
took a seventh of a core from a command of several processes."""

from __future__ import annotations

import threading

import psutil


class PeakMemory:
    """Watches while it is entered: this process, or the one of ``pid``."""

    def __init__(self, pid: int | None = None) -> None:
        self.bytes = 0
        self._pid = pid
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.is_set():
            self.bytes = max(self.bytes, sum(_pss(one) for one in _tree(self._pid)))
            self._stop.wait(0.5)


def _tree(pid: int | None) -> list[psutil.Process]:
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.Error:
        return []


def _pss(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0
