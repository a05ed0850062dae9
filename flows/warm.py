"""Flow runs that begin at once: a process that has imported everything forks for each of them.

A worker starts a run with ``python -m flows.warm_start``, which hands its environment and its output to this process
and waits for the end. ``python -m flows.warm SOCKET`` listens; it imports what a run needs and computes nothing, so
that of Polars' threads only those are there that a fork may lose: jemalloc's, which its own handlers of a fork stop
and which free memory a little earlier, and one that deletes what queries have put on disk, which without it lies there
until Polars is started again. Neither holds a lock that a run takes, and no run waits for either.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import runpy
import select
import signal
import socket
import sys
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

ENGINE = "prefect.engine"
FLOWS = ("collect", "close", "remind", "reissue", "reopen", "reconcile")
_OUTPUTS = (1, 2)
_AT_ONCE = 65_536


def listen(path: Path) -> None:
    """Until this process is told to stop."""
    path.unlink(missing_ok=True)
    import_module("flows.recorded")
    import_module(ENGINE)
    gc.freeze()  # what was imported is shared with the runs, not copied when it is looked through
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that were forked
    with socket.socket(socket.AF_UNIX) as listening:
        before = os.umask(0o177)  # an environment may hold a password; nobody else may hand one in either
        os.chdir(path.parent)  # the address of a socket takes 107 bytes, a home's path may be longer
        listening.bind(path.name)
        os.umask(before)
        listening.listen(16)
        while True:
            asked, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _attend(asked)
                os._exit(0)  # without what the first process would do at its end
            asked.close()


def _attend(asked: socket.socket) -> None:
    """Runs what was asked for in a process of its own, tells its id and how it ended. One whose starter is gone is
    ended too."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    wanted, outputs = _received(asked)
    run = os.fork()
    if run == 0:
        asked.close()
        sys.exit(_run(wanted, outputs))  # as a run that was begun otherwise: its last log lines are on their way still
    for output in outputs:
        os.close(output)
    asked.sendall(f"{run}\n".encode())
    ended = os.pidfd_open(run)
    ready, _, _ = select.select([asked.fileno(), ended], [], [])
    if ended not in ready:
        os.kill(run, signal.SIGTERM)
        if not select.select([ended], [], [], 10)[0]:
            os.kill(run, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(run, 0)[1])
    with contextlib.suppress(OSError):
        asked.sendall(f"{code}\n".encode())


def _received(asked: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """A line of JSON, and with its first bytes the outputs."""
    said, outputs, _, _ = socket.recv_fds(asked, _AT_ONCE, len(_OUTPUTS))
    while said and not said.endswith(b"\n"):
        more = asked.recv(_AT_ONCE)
        if not more:
            raise EOFError("the starter is gone")
        said += more
    return json.loads(said), outputs


def _run(wanted: dict[str, Any], outputs: list[int]) -> int:
    """What ``python -m prefect.engine`` does, under the environment of whoever asked."""
    from prefect.context import refresh_global_settings_context

    for output, own in zip(outputs, _OUTPUTS, strict=True):
        os.dup2(output, own)
        os.close(output)
    os.environ.clear()
    os.environ.update(wanted["environment"])
    os.chdir(wanted["folder"])
    sys.argv = [ENGINE]
    refresh_global_settings_context()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # it was imported before: that is the point
            runpy.run_module(ENGINE, run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


if __name__ == "__main__":
    listen(Path(sys.argv[1]))
