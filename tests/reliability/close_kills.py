"""Kills a close at random moments and at each of its labelled steps, restarts PostgreSQL under it, runs it again, and
looks for what is lost, doubled or not what was issued.

    python -m tests.reliability.close_kills [--engine sqlite|postgresql] [--random 100] [--restarts 20] [--short]
        [--seed 1]

A run is the command itself, in a fork of one warm process. PostgreSQL is a server of the campaign's own, whose commits
are written before they are confirmed, as a warehouse needs it. The fence's workers import this module, so what they do
not need is imported where it is used.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.postgres import Postgres

KINDS = (
    *("versions", "figures", "reports", "audit", "ledger", "alerts", "raw", "temporary files", "rerun changes"),
    *("step not reached", "not told in a line", "failed"),
)
TOLD = ("trials", "random kills", "kills at a step", "restarts", "runs ended by a restart", "runs that went on")


def campaign(
    engine: str, kills: int, restarted: int, short: bool, dice: random.Random, folder: Path
) -> Iterator[Counter[str]]:
    """The counts of each trial."""
    from tests.reliability.runs import warm_up

    warm_up(folder)
    from tests.reliability.close_stages import make_stages
    from tests.reliability.close_trials import at_random, at_steps, attempt, restarts
    from tests.reliability.closing import Bench

    bench = Bench(own_server(folder) if engine == "postgresql" else None)
    stages, home = make_stages(bench, folder, short), folder / "home"
    for trial in at_steps(list(stages), short):
        yield attempt(trial, stages, bench, home)
    wanted = {"random kills": kills, "restarts": restarted if bench.server else 0}
    for name, trials in (("random kills", at_random(stages, dice)), ("restarts", restarts(stages, dice))):
        while wanted[name] > 0:
            counts = attempt(next(trials), stages, bench, home)
            wanted[name] -= counts[name]
            yield counts


def own_server(folder: Path) -> Postgres:
    from tests.postgres import postgres_of

    server = postgres_of(folder)
    server.settle("synchronous_commit=on", "full_page_writes=on")
    server.stop("fast")
    server.start()
    return server


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--random", type=int, default=100, help="random kills")
    parser.add_argument("--restarts", type=int, default=20, help="of PostgreSQL")
    parser.add_argument("--short", action="store_true", help="one stage, and each labelled step of a close once")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    begun, counts = time.monotonic(), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="soket-close-kills-") as folder:
        dice = random.Random(options.seed)
        for one in campaign(options.engine, options.random, options.restarts, options.short, dice, Path(folder)):
            counts += one
            if counts["failed"] > 20:  # nothing more is learnt from runs that never end well
                break
    for name in (*TOLD, *KINDS):
        print(f"{name:<24}{counts[name]:>6}")
    print(f"{'seconds':<24}{time.monotonic() - begun:>6.0f}")
    return int(any(counts[kind] for kind in KINDS))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
