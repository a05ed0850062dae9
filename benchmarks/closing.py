"""What a close costs, room by room: ``python -m benchmarks.closing HOME PERIOD`` prints for each the seconds on the
wall, the seconds of a processor and the process's peak of memory (MB) until then, as JSON. Nothing is kept.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from domain.half_year import HalfYear
from outputs.report import write_report
from outputs.report_content import Report
from tasks.draft import draft_of, figures_of, freeze_draft, keep_declared
from tasks.home import Home
from tasks.report_of import gather
from warehouse import evidence
from warehouse.store import Connection

T = TypeVar("T")


class Rooms:
    """What each room took: name, seconds on the wall, seconds of a processor, peak in MB."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, float, float, int]] = []

    def time(self, room: str, work: Callable[[], T]) -> T:
        wall, cpu = time.perf_counter(), time.process_time()
        done = work()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self.taken.append((room, time.perf_counter() - wall, time.process_time() - cpu, peak))
        return done


def close(home: Home, period: HalfYear, rooms: Rooms, connection: Connection) -> Report:
    """The report of what stands, as if it were closed now."""
    declared = keep_declared(home)
    draft = rooms.time("gate", lambda: draft_of(home, period, {}, declared, connection))
    rooms.time("figures", lambda: figures_of(draft, connection))
    said = {"closed_by": "thử", "reason": ""}
    closed = rooms.time("figures again, frozen and sealed", lambda: freeze_draft(draft, said, {}, connection))
    newest = evidence.newest_finding(connection)
    rooms.time("of it the seal: digests", lambda: evidence.digests(connection, closed.id, newest))
    return rooms.time("report gathered", lambda: gather(home, closed, connection))


def main(path: Path, code: str) -> None:
    home, period, rooms = Home.open(path), HalfYear.parse(code), Rooms()
    with home.warehouse.trying() as connection:
        report = close(home, period, rooms, connection)
    rooms.time("report written", lambda: write_report(report))
    print(json.dumps(rooms.taken))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
