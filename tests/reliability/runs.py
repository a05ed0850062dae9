"""Runs that may be killed: forks of one warm process, whose imports are done. It has no pool of threads and no
connection, and lends its children the server that forks the fence's workers."""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from multiprocessing import forkserver, get_context
from pathlib import Path
from typing import Any

_OF_A_RUN = (  # what a run imports, here and there only where it is used
    *("alembic.command", "alembic.config", "expectations.suites", "flows.collect", "tasks.judge", "tasks.recognise"),
    "tests.homes",
)
_HARMLESS_THREADS = ("python", "jemalloc_bg_thd", "polars-ooc-clea")  # Polars' own: asleep, and holding no lock


def warm_up(folder: Path) -> None:
    """Imports what a run imports, and starts the server that the fence forks its workers from."""
    os.environ.update({"DO_NOT_TRACK": "1", "POLARS_MAX_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"})
    for module in _OF_A_RUN:
        import_module(module)
    from tasks.fence import Fence
    from tasks.readers.sheet import Unreadable

    nothing = folder / "nothing.csv"
    nothing.write_text("a;b", encoding="utf-8")
    with Fence(10, 1024) as fence, suppress(Unreadable):
        fence.read(str(nothing), ".csv")
    threads = {one.read_text().strip() for one in Path("/proc/self/task").glob("*/comm")}
    assert all(one.startswith(_HARMLESS_THREADS) for one in threads), f"not to be forked: {threads}"


def start(work: Callable[[], None], log: Path, step: str = "") -> int:
    """Forks a run that is killed at a step, where one is named; its process id. It ends by 0, by the code that it
    exits with, or by 1 with the reason in ``log``: its standard error."""
    _settle()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        for number, file in ((1, log.with_suffix(".out")), (2, log)):
            os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644), number)
        code = _done(work, step)
    finally:
        os._exit(code)


def _done(work: Callable[[], None], step: str) -> int:
    # the server is the parent's child, not ours: it is there, and cannot be waited for
    server: Any = forkserver._forkserver
    server.ensure_running = lambda: None
    os.environ["SOKET_STOP_AT"] = step
    try:
        work()
    except SystemExit as done:
        return int(done.code or 0)
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def _settle() -> None:
    """Waits until the server answers. One that heard half a request of a killed run ends with it, but not at once; one
    that answers has heard all earlier requests."""
    while True:
        forkserver.ensure_running()
        asked = get_context("forkserver").Process(target=os.getpid)
        try:
            asked.start()
        except (OSError, EOFError):
            time.sleep(0.005)
        else:
            asked.join()
            return


def own_server() -> None:
    """Forgets the server of the process that this one was forked from: only its own child can it watch over."""
    server: Any = forkserver._forkserver
    server._forkserver_address = server._forkserver_alive_fd = server._forkserver_pid = None


def finish(child: int) -> int:
    """The exit code; a signal's number below zero."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
