"""What a command costs with every process that it starts: ``python -m benchmarks.tree COMMAND…`` prints the seconds on
the wall, the seconds of a processor and the peak of memory (PSS, MB) as JSON.

The system adds what a process has used to the one that waits for it, and for a worker that outlives its parent nobody
would: such ones come to this process, which waits for all of them.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict

from benchmarks.clock import ROOT, Cost
from benchmarks.memory import PeakMemory

_PR_SET_CHILD_SUBREAPER = 36


def tree_cost(command: Sequence[str]) -> Cost:
    """Of a command that succeeds; CalledProcessError for another."""
    watched = [sys.executable, "-m", "benchmarks.tree", *command]
    return Cost(**json.loads(subprocess.run(watched, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout))


def _run(command: Sequence[str]) -> Cost:
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
    # compiled modules are kept, as where soket is installed
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=surroundings)
    with PeakMemory(process.pid) as memory:
        code = process.wait()
        wall = time.perf_counter() - begin
    if code:
        raise subprocess.CalledProcessError(code, command)
    _wait_for_all()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall, used.ru_utime + used.ru_stime, memory.bytes // 2**20)


def _wait_for_all() -> None:
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


if __name__ == "__main__":
    print(json.dumps(asdict(_run(sys.argv[1:]))))
