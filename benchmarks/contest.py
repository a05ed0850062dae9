"""soket beside three scripts that do the same work, and beside the physical limit: ``python -m benchmarks.contest
[--sizes 50 300 1000] [--runs 3] [--work FOLDER]`` prints Markdown tables.

Every command runs as a whole process, each entrant in turn on a copy of the home that nobody has touched; medians. No
table is printed unless soket and the scripts have loaded the same values and refused the same units. What a script is
not given so many files for is drawn out along the line through its two largest sizes, and marked.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.agreement import said
from benchmarks.clock import Cost
from benchmarks.contest_table import DRAWN_OUT, Costs, further, table
from benchmarks.entrants import AGAIN, COLLECT, ENTRANTS, LIMIT, SCRIPTS, Entrant, collect, fresh, home_of
from benchmarks.machine import machine
from benchmarks.tree import tree_cost

SIZES = (50, 300, 1000)


class Disagreement(Exception):
    """A script has loaded otherwise than soket: its time says nothing."""


class Contest:
    """What every entrant took of each size, and the lines that say that all have done the same."""

    def __init__(self, work: Path, runs: int) -> None:
        self.costs: Costs = {name: {} for name in (*(name for one in ENTRANTS for name in one.names), AGAIN)}
        self.agreed: list[str] = []
        self._work, self._runs = work, runs

    def play(self, files: int) -> None:
        """Medians of every entrant that is given so many files, and of a collect that finds nothing new."""
        home, found = home_of(self._work, files), defaultdict[str, list[Cost]](list)
        playing = [one for one in ENTRANTS if one.most is None or files <= one.most]
        for _ in range(self._runs):
            for entrant in playing:
                for name, cost in zip(entrant.names, _played(self._work, home, entrant), strict=True):
                    found[name].append(cost)
                    _tell(f"{files} files, {name}: {cost.wall:.1f} s, {cost.cpu:.1f} s of a processor")
        for script in (one for one in SCRIPTS if one in found):
            self.agreed.append(f"{files:,} files, {_agreed(self._work, script)}")
        for name, each in found.items():
            self.costs[name][files] = _median(each)
        self.costs[AGAIN][files] = _again(self._work, self._runs)

    def lines(self) -> Iterator[str]:
        costs = {name: of_sizes for name, of_sizes in self.costs.items() if of_sizes}
        yield from (*table(costs, sorted(costs[COLLECT])), *further(costs), "", *self.agreed, "")
        yield f"Median of {self._runs}, whole processes with all that they start; peak: the largest of the runs (PSS)."
        yield f"“{AGAIN}” is what lies beyond the same command in a home of one unit. {LIMIT}: every member inflated."
        yield f"per_file is given at most 300 files, once 1,000; {DRAWN_OUT}: on the line through their last two sizes."
        yield "soket keeps every file that it reads and answers every sender besides; the scripts do neither."
        yield machine()


def _played(work: Path, home: Path, entrant: Entrant) -> Iterator[Cost]:
    """What it has cost after each of its commands."""
    copy = fresh(home, work / entrant.names[0])
    out, done = work / "out" / entrant.names[0], Cost(0, 0, 0)
    shutil.rmtree(out, ignore_errors=True)
    for command in entrant.commands(copy, out):
        done = _sum(done, tree_cost(command))
        yield done


def _again(work: Path, runs: int) -> Cost:
    """A further collect of the home that soket has just collected, beyond what it takes in a home of one unit."""
    tiny = fresh(home_of(work, 1), work / "tiny")
    tree_cost(collect(tiny))
    pairs = [(tree_cost(collect(tiny)), tree_cost(collect(work / COLLECT))) for _ in range(runs)]
    start, whole = (_median(each) for each in zip(*pairs, strict=True))
    return Cost(whole.wall - start.wall, whole.cpu - start.cpu, whole.peak_mb)


def _agreed(work: Path, script: str) -> str:
    agreed, line = said(work / COLLECT, work / "out" / script)
    if not agreed:
        raise Disagreement(f"{script}: {line}")
    _tell(line)
    return line


def _sum(one: Cost, other: Cost) -> Cost:
    return Cost(one.wall + other.wall, one.cpu + other.cpu, max(one.peak_mb, other.peak_mb))


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(one.wall for one in costs),
        statistics.median(one.cpu for one in costs),
        max(one.peak_mb for one in costs),
    )


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(description="soket beside three scripts that do the same work.")
    asked.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--work", type=Path, help="keeps the homes, and uses what is there")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        work = (given.work or Path(made)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        held = Contest(work, given.runs)
        for files in sorted(given.sizes):
            try:
                held.play(files)
            except Disagreement as found:
                sys.exit(f"contest: {found}")
        print("\n".join(held.lines()))


if __name__ == "__main__":
    main()
