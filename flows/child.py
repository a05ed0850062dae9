"""A program that runs beside this one, in a process group of its own, and ends with it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_STOP_SECONDS = 20
_PR_SET_PDEATHSIG = 1
_ROTATE = 5_000_000  # bytes of a log; then it is begun anew, and the one before is kept


class Child:
    """``start`` it, again where it has died; what it says goes to ``log``."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self._command, self._environment, self.log = [sys.executable, "-m", *command], dict(environment), log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._end_group()  # of one that has died: nobody would hear how what it has started ends
        if self.log.exists() and self.log.stat().st_size > _ROTATE:
            self.log.replace(self.log.with_suffix(".1.log"))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 (it takes no lock)
            )

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self, seconds: float = _STOP_SECONDS) -> None:
        """Asks it to end, and after that many seconds ends it, with whatever it has started."""
        if self._process is None:
            return
        if self.alive:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
        self._end_group()

    def _end_group(self) -> None:
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def _end_with_parent() -> None:
    """A parent that is killed cannot stop it; the kernel tells it then."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
