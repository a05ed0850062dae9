"""Kills parts of ``soket serve`` at random moments of its runs: Prefect's server, the worker, what starts the runs with
the runs themselves, and soket serve. It must come up again, the next run must end well, and nothing be lost or doubled.

    python -m tests.reliability.serve_kills [--kills 20] [--short] [--seed 1]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from tests.flows.served import serving
from tests.homes import SmallHome
from tests.reliability.serve_trials import FLOWS, ITSELF, KILLED, KINDS, Outcome, Stand, Trial
from tests.reliability.standing import StandingHome

_FIRST_YEAR = 2023
_LATEST = 0.8  # of the time that a run takes; later it has mostly ended


def campaign(kills: int, short: bool, dice: random.Random, folder: Path) -> Iterator[Outcome]:
    """An undisturbed run of each flow, and then trials until there were so many kills. In the short campaign one flow,
    and only kills after which a run would seem to go on."""
    flows, killed = (FLOWS[:1], ("worker", ITSELF)) if short else (FLOWS, KILLED)
    periods = [f"{_FIRST_YEAR + number}H1" for number in range(len(flows) + 4 * kills)]
    fresh = iter(periods)
    homes = [StandingHome(SmallHome(folder / name, periods=periods).path) for name in ("served", "undisturbed")]
    with serving(homes[0].path) as served:
        stand, done = Stand(served, *homes), 0
        for flow in flows:
            yield stand.attempt(Trial(flow, next(fresh)))
        for number in count():
            if done == kills:
                return
            # the flows change places with every round of what is killed
            flow = flows[(number + number // len(killed)) % len(flows)]
            outcome = stand.attempt(Trial(flow, next(fresh), killed[done % len(killed)], dice.uniform(0, _LATEST)))
            done += outcome.after is not None
            yield outcome


def show(done: Outcome) -> None:
    trial, counts = done.trial, done.counts
    after = "" if done.after is None else f"{done.after:.1f}"
    what = (trial.killed if after else "nothing", trial.flow, trial.period, after, done.then, done.at_last)
    row = "{:<17}{:<9}{:<8}{:>6}  {:<14}{:<12}".format(*what)
    print(f"{row}{done.seconds:>6.0f}{counts['lost']:>6}{counts['doubled']:>9}", file=sys.stderr, flush=True)
    for kind, line in done.faults:
        print(f"    {kind}: {line}"[:600], file=sys.stderr, flush=True)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--short", action="store_true", help="one flow, and only what leaves a run behind")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    begun, counts = time.monotonic(), Counter[str]()
    head = "killed           flow     period    s in  state then    state at last next, s  lost  doubled"
    print(head, file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="soket-serve-kills-") as folder:
        for done in campaign(options.kills, options.short, random.Random(options.seed), Path(folder)):
            show(done)
            counts += done.counts
            counts[done.trial.killed if done.after is not None else "undisturbed runs"] += 1
    for name in ("undisturbed runs", *KILLED, *KINDS):
        print(f"{name:<22}{counts[name]:>6}")
    print(f"{'seconds':<22}{time.monotonic() - begun:>6.0f}")
    return int(any(counts[kind] for kind in KINDS))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
