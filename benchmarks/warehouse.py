"""What looking at a large warehouse costs: ``python -m benchmarks.warehouse [--units 11000] [--periods 4]
[--engine postgresql] [--runs 5] [--home FOLDER]``

Each command runs as a whole process, in the large home and in one of four units: that is its start-up. With PostgreSQL
the seconds of a processor are those of the server too. ``--home`` keeps what is made, and uses what is there (of the
same size).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.clock import ROOT, Cost, cost_of

if TYPE_CHECKING:
    from tests.postgres import Postgres

_TINY = 4
_LAST, _RESTATED = "2022H1", "2021H2"
COMMANDS = (
    ("figures", _LAST),
    ("trace", _LAST, "hoi_vien"),
    ("trace", _LAST, "chi_hoi"),
    ("diff", _RESTATED, "1", "2"),
    ("status", _LAST),
    ("findings", _LAST),
    ("figures", _LAST, "--by-unit"),
)


class Homes(NamedTuple):
    """The large home, the tiny one, and the server that keeps their warehouses, where one does."""

    large: Path
    tiny: Path
    server: Postgres | None


def costs(homes: Homes, command: tuple[str, ...], runs: int) -> tuple[Cost, Cost]:
    """Of a command in the tiny and in the large home. The first run of each is not counted: it reads from the disk."""
    found = []
    for home in (homes.tiny, homes.large):
        words = [sys.executable, "-m", "flows.cli", "--home", str(home), *command]
        cost_of(words, 1)
        before = _served(homes.server)
        cost = cost_of(words, runs)
        found.append(replace(cost, cpu=cost.cpu + (_served(homes.server) - before) / runs))
    return found[0], found[1]


def _served(server: Postgres | None) -> float:
    """Seconds of a processor that the server has used for sessions that have ended."""
    if server is None:
        return 0.0
    import psutil

    pid = int((server.folder / "data" / "postmaster.pid").read_text("utf-8").split()[0])
    used = psutil.Process(pid).cpu_times()
    return float(used.children_user + used.children_system)


def table(homes: Homes, runs: int) -> Iterator[str]:
    yield "| command | start-up, s: wall | processor | beyond it, s: wall | processor | peak, MB |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for command in COMMANDS:
        tiny, large = costs(homes, command, runs)
        cells = (tiny.wall, tiny.cpu, large.wall - tiny.wall, large.cpu - tiny.cpu)
        yield f"| {' '.join(command)} | " + " | ".join(f"{one:.2f}" for one in cells) + f" | {large.peak_mb} |"


def rooms(home: Path) -> Iterator[str]:
    """What a further close of the last period costs, room by room, in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.closing", str(home), _LAST]
    done = subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    yield "| room | s: wall | processor | peak until then, MB |"
    yield "| --- | ---: | ---: | ---: |"
    for room, wall, cpu, peak in json.loads(done.stdout):
        yield f"| {room} | {wall:.1f} | {cpu:.1f} | {peak} |"


def yardstick() -> float:
    """Seconds of a processor that ten million additions take: how fast this machine is now."""
    begin, total = time.process_time(), 0
    for number in range(10_000_000):
        total += number
    return time.process_time() - begin


@contextmanager
def homes_of(folder: Path, units: int, periods: int, engine: str) -> Iterator[Homes]:
    server, urls = None, ["", ""]
    if engine == "postgresql":
        from tests.postgres import postgres_of

        server = postgres_of(folder)
        urls = [server.url(server.create()) for _ in urls]
    made = []
    for size, url in zip((units, _TINY), urls, strict=True):
        home = folder / f"{size} units"
        if not home.exists():
            arguments = (home, size, periods, *([url] if url else []))
            _in_a_process("benchmarks.full_home", *arguments)
        made.append(home)
    yield Homes(made[0], made[1], server)


def _in_a_process(module: str, *arguments: object) -> None:
    subprocess.run([sys.executable, "-m", module, *map(str, arguments)], cwd=ROOT, check=True)


def main() -> None:
    asked = argparse.ArgumentParser(description="What looking at a large warehouse costs.")
    asked.add_argument("--units", type=int, default=11_000)
    asked.add_argument("--periods", type=int, default=4)
    asked.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--home", type=Path)
    given = asked.parse_args()
    if given.home and given.engine == "postgresql":
        asked.error("--home: what a server keeps is gone with it")
    with tempfile.TemporaryDirectory() as made:
        folder = given.home or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        with homes_of(folder, given.units, given.periods, given.engine) as homes:
            print(f"{given.periods} periods of {given.units} units, {given.engine}; Python {sys.version.split()[0]},")
            print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, yardstick {yardstick():.2f} s\n")
            for line in (*table(homes, given.runs), "", *rooms(homes.large)):
                print(line, flush=True)


if __name__ == "__main__":
    main()
