"""Seconds of each room and peak memory of the process tree, for a collect of 48 and of 500 files.

Each size runs in a process of its own: ``python -m benchmarks.rooms [FILES …]``. Imports are counted as
a room of their own. The files are full forms of the sample association's communes, one a unit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.memory import PeakMemory

if TYPE_CHECKING:
    from tasks.home import Home
    from tasks.read import ReadAhead

SIZES = (48, 500)
ROOMS = ("imports", "receive", "read", "judge", "keep", "reply", "review", "tell")


def measure(files: int) -> dict[str, Any]:
    """One collect of ``files`` submissions in this process."""
    seconds: dict[str, float] = dict.fromkeys(ROOMS, 0.0)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        _in_a_process("make", home, files)
        with PeakMemory() as memory:
            with _timed(seconds, "imports"):
                _import_rooms()
            _collect(home, seconds)
    return {"files": files, "seconds": seconds, "peak_mb": round(memory.bytes / 2**20)}


def _import_rooms() -> None:
    for room in ("expectations.suites", "tasks.judge", "tasks.recognise", "tasks.reply"):
        import_module(room)


def _collect(path: Path, seconds: dict[str, float]) -> None:
    """collect without its flow, a clock around each room."""
    from flows.collect import fence_of
    from tasks.home import Home
    from tasks.keep import pending_batches
    from tasks.read import ReadAhead
    from tasks.receive import receive
    from tasks.reply import Answering, reply
    from tasks.review import review, to_review
    from tasks.tell import tell

    home = Home.open(path)
    with _timed(seconds, "receive"):
        receive(home)
    with fence_of(home) as fence:
        with ReadAhead(home, list(pending_batches(home)), fence) as ahead:
            while ahead:
                _decide(home, ahead, seconds)
        with _timed(seconds, "reply"):
            reply(Answering(home, fence))
    with _timed(seconds, "review"):
        for period in to_review(home):
            review(home, period)
    with _timed(seconds, "tell"):
        tell(home, {})


def _decide(home: Home, ahead: ReadAhead, seconds: dict[str, float]) -> None:
    from tasks.judge import judge_batch
    from tasks.keep import keep
    from tasks.recognised import together

    with _timed(seconds, "read"):
        read = ahead.read()
    with _timed(seconds, "judge"):
        judged = judge_batch(home, together(home.catalogue, read), [one.receipt for one in read])
    with _timed(seconds, "keep"):
        keep(home, judged)
    ahead.done()


@contextmanager
def _timed(seconds: dict[str, float], room: str) -> Iterator[None]:
    start = time.perf_counter()
    try:
        yield
    finally:
        seconds[room] += time.perf_counter() - start


def make_home(home: Path, files: int) -> None:
    """A home whose every unit has sent one full form."""
    from expectations.load import load_catalogue
    from outputs.form_plan import plan_forms
    from samples.association import PERIODS, units
    from samples.deliver import HERE, filling
    from samples.files import workbook

    period, catalogue = PERIODS[-1], load_catalogue()
    home.mkdir(parents=True)
    (home / "soket.toml").write_text((HERE / "soket.toml").read_text(encoding="utf-8"), encoding="utf-8")
    communes = [unit for unit in units() if unit.kind == "hoi_xa"]
    lines = ["id,code,name,kind,parent,valid_from,valid_to,contact"]
    for number in range(1, files + 1):
        unit = communes[number % len(communes)]
        code, name = f"U{number:05d}", f"Hội Khuyến học số {number}"
        lines.append(f"{number},{code},{name},hoi_xa,,,,")
        form = replace(filling(unit, period), unit_code=code, unit_name=name)
        folder = home / "inbox" / f"{number:03d}-hoi-khuyen-hoc-so-{number}"
        folder.mkdir(parents=True)
        (folder / "bieu.xlsx").write_bytes(workbook(plan_forms(catalogue, form)))
    (home / "units.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _in_a_process(*arguments: object) -> str:
    command = [sys.executable, "-m", "benchmarks.rooms", *map(str, arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def table(results: list[dict[str, Any]]) -> str:
    """The results as a Markdown table, a column a size."""
    heads = [f"{one['files']} files" for one in results]
    lines = [f"| room | {' | '.join(f'{head}, s' for head in heads)} |", "| --- |" + " ---: |" * len(heads)]
    for room in ROOMS:
        lines.append(f"| {room} | " + " | ".join(f"{one['seconds'][room]:.2f}" for one in results) + " |")
    lines.append("| total | " + " | ".join(f"{sum(one['seconds'].values()):.2f}" for one in results) + " |")
    per_file = [1000 * (sum(one["seconds"].values()) - one["seconds"]["imports"]) / one["files"] for one in results]
    lines.append("| ms a file, without imports | " + " | ".join(f"{ms:.1f}" for ms in per_file) + " |")
    lines.append("| peak memory of the process tree, MB | " + " | ".join(str(one["peak_mb"]) for one in results) + " |")
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    commands: dict[str, Callable[[], None]] = {
        "make": lambda: make_home(Path(arguments[1]), int(arguments[2])),
        "measure": lambda: print(json.dumps(measure(int(arguments[1])))),
    }
    if arguments and arguments[0] in commands:
        commands[arguments[0]]()
        return
    sizes = [int(one) for one in arguments] or list(SIZES)
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}\n")
    print(table([json.loads(_in_a_process("measure", size)) for size in sizes]))


if __name__ == "__main__":
    main(sys.argv[1:])
