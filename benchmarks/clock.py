"""What commands cost as whole processes: ``python -m benchmarks.clock RUNS COMMAND…`` prints the median seconds on the
wall, the median seconds of a processor and the largest peak of memory in MB, as JSON.

It runs in a process of its own, which imports little: the peak that the system tells of a process begins with the
size of the one that started it.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Cost:
    wall: float
    cpu: float
    peak_mb: int


def cost_of(command: Sequence[str], runs: int) -> Cost:
    """Of a command that succeeds; CalledProcessError for another."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.clock", str(runs), *command], cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    return Cost(**json.loads(done.stdout))


def _run(command: Sequence[str]) -> tuple[float, float, int]:
    # compiled modules are kept, as where soket is installed
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=surroundings)
    _, state, used = os.wait4(process.pid, 0)
    wall, process.returncode = time.perf_counter() - begin, os.waitstatus_to_exitcode(state)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def main(runs: int, command: Sequence[str]) -> None:
    walls, cpus, peaks = zip(*(_run(command) for _ in range(runs)), strict=True)
    print(json.dumps(asdict(Cost(statistics.median(walls), statistics.median(cpus), max(peaks)))))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
