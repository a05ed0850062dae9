"""What each room of a collect costs a file with the warehouse on PostgreSQL, its commits on disk, and one reader, one
room after the other: ``python -m benchmarks.scale [FILES]`` prints a Markdown table. From it docs/scale.md reckons.

Nation's forms (200 where no number is given), in batches as they are handed to a cluster. A first collect of a few
files is not counted: it imports everything, in the reader too.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import psutil

from benchmarks.entrants import fresh, home_of
from benchmarks.machine import machine
from domain.submission import Receipt
from flows.collect import fence_of
from flows.elsewhere import BATCH
from tasks.fence import Fence
from tasks.home import Home
from tasks.judge import judge_batch
from tasks.keep import keep, pending_batches
from tasks.read import read_files
from tasks.receive import receive
from tasks.recognised import together
from tasks.reply import Answering, reply
from tasks.review import review, to_review
from tests.postgres import Postgres, postgres_of

FILES, FIRST = 200, 10
_ON_DISK = ("fsync=on", "synchronous_commit=on", "full_page_writes=on", "wal_level=replica")
_AS_ELSEWHERE = ("autovacuum=on", "shared_buffers=256MB")
T = TypeVar("T")


class Rooms:
    """Seconds of each room: on the wall, and of a processor in the run's process, its readers and the server."""

    def __init__(self, server: psutil.Process) -> None:
        self.taken: dict[str, list[float]] = {}
        self._server = server

    def time(self, room: str, work: Callable[[], T]) -> T:
        before = self._clocks()
        done = work()
        spent = [now - then for now, then in zip(self._clocks(), before, strict=True)]
        self.taken[room] = [a + b for a, b in zip(self.taken.get(room, [0.0] * 4), spent, strict=True)]
        return done

    def _clocks(self) -> tuple[float, ...]:
        readers, server = _below(psutil.Process()), _own(self._server) + _below(self._server)
        return time.perf_counter(), time.process_time(), readers, server

    def lines(self, files: int) -> Iterator[str]:
        yield "| room | wall, ms a file | of a processor: the run | readers | PostgreSQL |"
        yield "| --- | ---: | ---: | ---: | ---: |"
        for room, seconds in self.taken.items():
            yield f"| {room} | {' | '.join(f'{1000 * one / files:.1f}' for one in seconds)} |"


def _below(process: psutil.Process) -> float:
    """Of those that a process has started and that run."""
    return sum(_own(one) for one in process.children(recursive=True))


def _own(process: psutil.Process) -> float:
    """Of a process, and of those that it has started and that have ended."""
    try:
        spent = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(spent.user + spent.system + spent.children_user + spent.children_system)


def collect(home: Home, fence: Fence, rooms: Rooms) -> None:
    """A collect with nothing done beside anything else."""
    rooms.time("receive", lambda: receive(home))
    for batch in pending_batches(home, BATCH):
        _decide(home, batch, fence, rooms)
    rooms.time("reply", lambda: reply(Answering(home, fence)))
    rooms.time("review", lambda: [review(home, period) for period in to_review(home)])


def _decide(home: Home, batch: list[Receipt], fence: Fence, rooms: Rooms) -> None:
    read = rooms.time("read, recognise", lambda: list(read_files(home, batch, fence)))
    told = rooms.time("hand over", lambda: together(home.catalogue, read))
    judged = rooms.time("judge", lambda: judge_batch(home, told, [one.receipt for one in read]))
    rooms.time("keep", lambda: keep(home, judged))


def _on_postgres(home: Path, server: Postgres) -> Home:
    settings = home / "soket.toml"
    told = settings.read_text(encoding="utf-8")
    settings.write_text(f'warehouse = "{server.url(server.create())}"\n{told}', encoding="utf-8")
    return Home.open(home)


def main(files: int) -> None:
    with tempfile.TemporaryDirectory() as made:
        work = Path(made)
        server = postgres_of(work)
        server.stop("fast")
        server.settle(*_ON_DISK, *_AS_ELSEWHERE)
        server.start()
        root = psutil.Process(int((server.folder / "data" / "postmaster.pid").read_text("utf-8").split()[0]))
        first, home = (_on_postgres(fresh(home_of(work, n), work / f"copy-{n}"), server) for n in (FIRST, files))
        with fence_of(home, 1) as fence:
            collect(first, fence, Rooms(root))
            collect(home, fence, rooms := Rooms(root))
        print("\n".join([*rooms.lines(files), "", machine()]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else FILES)
