"""Starts a flow run in the process that has imported everything, and ends as it ends; without that process, here.

python -m flows.warm_start SOCKET
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
from pathlib import Path
from types import FrameType

_NOT_STARTED = 1


def start(path: Path) -> int:
    """The exit code of the run."""
    with socket.socket(socket.AF_UNIX) as warm:
        try:
            with contextlib.chdir(path.parent):  # the address of a socket takes 107 bytes
                warm.connect(path.name)
        except OSError:
            os.execv(sys.executable, [sys.executable, "-m", "prefect.engine"])
        told = _Told()
        wanted = {"environment": dict(os.environ), "folder": str(Path.cwd())}
        data = f"{json.dumps(wanted)}\n".encode()
        warm.sendall(data[socket.send_fds(warm, [data], [1, 2]) :])
        answers = warm.makefile()
        if run := int(answers.readline() or 0):
            told.pass_on(run)
        return int(answers.readline() or _NOT_STARTED)


class _Told:
    """What this process is told, the run is told, once it is there."""

    def __init__(self) -> None:
        self._run, self._before = 0, list[int]()
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, self._hear)

    def pass_on(self, run: int) -> None:
        self._run = run
        for number in self._before:
            self._tell(number)

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        if self._run:
            self._tell(number)
        else:
            self._before.append(number)

    def _tell(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._run, number)


if __name__ == "__main__":
    code = start(Path(sys.argv[1]))
    if code < 0:  # ended by a signal: so does this one
        with contextlib.suppress(OSError):  # of one that cannot be handled
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    sys.exit(code)
