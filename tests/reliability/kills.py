"""Kills a collect at random moments and at each of its labelled steps, runs it again, and looks for what is lost.

    python -m tests.reliability.kills [--random 200] [--short] [--seed 1] [--jobs 2]

A run is a fork of one warm process, so a trial costs a second, not ten.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, product
from pathlib import Path
from typing import TYPE_CHECKING

from tests.reliability.runs import finish, own_server, start, warm_up

if TYPE_CHECKING:
    from tests.reliability.standing import Told

KINDS = (
    "lost",
    "doubled",
    "half-visible",
    "ledger",
    "sums",
    "raw",
    "replies",
    "rerun changes",
    "step not reached",
    "failed",
)


@dataclass(frozen=True)
class Stage:
    """A home to start from, what it should come to, the members that its units sent, and the seconds
    that an undisturbed run takes."""

    name: str
    home: Path
    right: Told
    members: int
    seconds: float


@dataclass(frozen=True)
class Trial:
    """One chain of kills over a copy of a stage: after so many seconds each, or at steps (``step:2``)."""

    stage: str
    delays: tuple[float, ...] = ()
    steps: tuple[str, ...] = ()


def begin(home: Path, step: str = "") -> int:
    """Forks a collect; its process id."""
    return start(partial(_collect, home), home.with_suffix(".log"), step)


def _collect(home: Path) -> None:
    from tests.reliability.standing import StandingHome
    from warehouse import inboxes

    # a receipt prints when a file came, and the home that this one is compared with was filled by another run
    inboxes.now = lambda: "2022-06-15T01:00:00.000000+00:00"  # type: ignore[attr-defined]
    StandingHome(home).collect()


def run(home: Path) -> int:
    return finish(begin(home))


# --- stages and trials ------------------------------------------------------------------------


def make_stages(folder: Path) -> dict[str, Stage]:
    """A home before its first run, and one with corrections before its second."""
    from tests.reliability.standing import SUM_FIRST, SUM_SECOND, make_home, send_corrections, told

    stages: dict[str, Stage] = {}
    home = make_home(folder / "first")
    for name, members in (("first", SUM_FIRST), ("second", SUM_SECOND)):
        done = folder / f"{name}-done"
        shutil.copytree(folder / name, done)
        begun = time.monotonic()
        assert run(done) == 0, done.with_suffix(".log").read_text("utf-8")
        stages[name] = Stage(name, folder / name, told(done), members, time.monotonic() - begun)
        assert told(done).members == members, f"{name}: {told(done).members} members, {members} were sent"
        if name == "first":
            shutil.copytree(done, folder / "second")
            home.path = folder / "second"
            send_corrections(home)
    return stages


def at_steps(stages: Sequence[str], short: bool) -> Iterator[Trial]:
    """A kill at every step of each stage, and at the second and the fifth time that it is reached. In the short
    campaign at every step once, three steps that follow each other in a chain."""
    from domain.protocol import Step

    steps = [str(step) for step in Step]
    if short:
        for number, at in enumerate(range(0, len(steps), 3)):
            yield Trial(stages[number % len(stages)], steps=tuple(steps[at : at + 3]))
        return
    for stage, step, which in product(stages, steps, ("", ":2", ":5")):
        yield Trial(stage, steps=(step + which,))


def at_random(stages: dict[str, Stage], dice: random.Random) -> Iterator[Trial]:
    """Chains of one to three kills, each at any moment of a run; without end."""
    while True:
        stage = dice.choice(list(stages.values()))
        yield Trial(stage.name, tuple(dice.uniform(0, stage.seconds * 0.95) for _ in range(dice.choice([1, 1, 2, 3]))))


def attempt(trial: Trial, stages: dict[str, Stage], home: Path) -> Counter[str]:
    """Kills, runs again, looks; the counts of what happened and of the faults. The home is taken away."""
    stage, counts = stages[trial.stage], Counter[str]()
    shutil.copytree(stage.home, home)
    for kind, line in _faults(trial, stage, home, counts):
        counts[kind] += 1
        print(f"{trial}: {kind}: {line}"[:600], file=sys.stderr, flush=True)
    shutil.rmtree(home)
    return counts


def _faults(trial: Trial, stage: Stage, home: Path, counts: Counter[str]) -> Iterator[tuple[str, str]]:
    from tests.reliability.standing import end_leases, faults, snapshot, temporaries

    for step in trial.steps:
        code = finish(begin(home, step))
        end_leases(home)
        counts["kills at a step"] += code == -signal.SIGKILL
        if code != -signal.SIGKILL and ":" not in step:  # no step need be reached a second time
            yield "step not reached", f"{step}: the run ended with {code}"
    for delay in trial.delays:
        child = begin(home)
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        code = finish(child)
        counts["random kills"] += code == -signal.SIGKILL
        if code > 0:
            yield "failed", _log(home)
    end_leases(home)
    if run(home):
        yield "failed", _log(home)
        return
    counts["temporary files left"] += temporaries(home)
    yield from faults(home, stage.right, stage.members)
    before = snapshot(home)
    if run(home):
        yield "failed", _log(home)
    after = snapshot(home)
    if after != before:
        yield "rerun changes", _difference(before, after)


def _log(home: Path) -> str:
    return home.with_suffix(".log").read_text("utf-8")[-1500:]


def _difference(before: tuple[str, dict[str, str]], after: tuple[str, dict[str, str]]) -> str:
    rows = set(before[0].splitlines()) ^ set(after[0].splitlines())
    files = {name for name in before[1].keys() | after[1].keys() if before[1].get(name) != after[1].get(name)}
    return f"rows {sorted(rows)[:4]}, files {sorted(files)[:4]}"


# --- the campaign -----------------------------------------------------------------------------


def campaign(count: int, short: bool, seed: int, jobs: int, folder: Path) -> Counter[str]:
    """The counts over all trials, which so many processes share."""
    warm_up(folder)
    stages = make_stages(folder)
    steps = list(at_steps(list(stages), short))

    def share(number: int) -> None:
        own_server()
        quota = len(range(number, count, jobs))
        counts = _share(steps[number::jobs], quota, stages, random.Random(f"{seed}:{number}"), folder / str(number))
        (folder / f"{number}.json").write_text(json.dumps(counts), encoding="utf-8")

    children = [_in_child(partial(share, number)) for number in range(jobs)]
    return sum((_gather(folder / f"{number}.json", child) for number, child in enumerate(children)), Counter())


def _in_child(work: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _share(
    steps: Sequence[Trial], quota: int, stages: dict[str, Stage], dice: random.Random, home: Path
) -> Counter[str]:
    """These kills at steps, and random ones until there are as many as the quota asks for."""
    counts: Counter[str] = Counter()
    for trial in chain(steps, at_random(stages, dice)):
        enough = counts["trials"] >= len(steps) and counts["random kills"] >= quota
        if enough or counts["failed"] > 20:  # nothing more is learnt from a run that never ends well
            break
        counts["trials"] += 1
        counts.update(attempt(trial, stages, home))
        home.with_suffix(".log").unlink(missing_ok=True)
    return counts


def _gather(told: Path, child: int) -> Counter[str]:
    if finish(child):
        return Counter({"failed": 1})
    return Counter(json.loads(told.read_text("utf-8")))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--random", type=int, default=200, help="random kills")
    parser.add_argument("--short", action="store_true", help="each labelled step once")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args(arguments)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="soket-kills-") as folder:
        counts = campaign(options.random, options.short, options.seed, options.jobs, Path(folder))
    for name in ("trials", "random kills", "kills at a step", "temporary files left", *KINDS):
        print(f"{name:<22}{counts[name]:>6}")
    print(f"{'seconds':<22}{time.monotonic() - begun:>6.0f}")
    return int(any(counts[kind] for kind in KINDS))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
