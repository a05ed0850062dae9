"""A Dask cluster for tests: a scheduler and workers, each a process of its own, on this machine alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from tests.flows.served import ROOT, free_port

_HERE = ("--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0")


class DaskCluster:
    """Started with a scheduler and no worker; ``end`` ends all that it started. What they say is in ``said``."""

    def __init__(self, folder: Path) -> None:
        self.port, self._log = free_port(), folder / "dask.log"
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        self.scheduler = self.start_scheduler()

    @property
    def runner(self) -> str:
        """As soket.toml names it."""
        return f"dask://127.0.0.1:{self.port}"

    @property
    def workers(self) -> list[int]:
        """The process ids of those that were not stopped, in the order of their start."""
        return [one.pid for one in self._processes if one is not self.scheduler]

    @property
    def said(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        self.scheduler = self._start("scheduler", "--port", str(self.port), *_HERE)
        self.wait_until(lambda: "Scheduler at:" in self.said)
        return self.scheduler

    def worker(
        self, *options: str, nanny: bool = False, first: Path | None = None, **environment: str
    ) -> subprocess.Popen[bytes]:
        """A worker with one thread, or as the options say; it is there when this comes back. ``first``: a folder from
        which it imports before all others."""
        before = self.said.count("Registered to:")
        path = os.pathsep.join(map(str, (*filter(None, [first]), ROOT)))
        kept = ("--local-directory", str(self._folder), *_HERE, *([] if nanny else ["--no-nanny"]))
        threads = () if "--nthreads" in options else ("--nthreads", "1")
        address = f"tcp://127.0.0.1:{self.port}"
        process = self._start("worker", address, *kept, *threads, *options, **{"PYTHONPATH": path, **environment})
        self.wait_until(lambda: self.said.count("Registered to:") > before)
        return process

    def _start(self, what: str, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", what, *arguments],
                cwd=self._folder,
                env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._processes.append(process)
        return process

    def wait_until(self, done: Callable[[], bool], seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while not done():
            dead = [one.args for one in self._processes if one.poll() is not None]
            assert time.monotonic() < end, f"not within {seconds} s; dead: {dead}; they said: {self.said}"
            time.sleep(0.05)

    def stop(self, process: subprocess.Popen[bytes], how: int = signal.SIGTERM) -> list[int]:
        """Ends one; the ids of what it had started itself and what was there 10 s later."""
        children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        process.send_signal(how)
        process.wait(60)
        self._processes.remove(process)
        _, left = psutil.wait_procs(children, 10)
        return [one.pid for one in left]

    def end(self) -> None:
        for process in reversed(list(self._processes)):
            left = self.stop(process) if process.poll() is None else []
            assert not left, f"{process.args!r}: processes that outlived it: {left}"
