"""Trials of a close: where it is killed or its server restarted, and what is looked for when it was run again."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal

from domain.protocol import CloseStep, Step
from tests.postgres import Postgres
from tests.reliability.close_stages import Stage, begin, last_words, log_of, run
from tests.reliability.closing import Bench, an_hour_later, faults, snapshot
from tests.reliability.runs import finish
from tests.reliability.standing import StandingHome

Faults = Iterator[tuple[str, str]]  # their kinds, and a line about each
_SHOWN = 3  # of a kind in a trial
_OFTEN = (Step.FILE_WRITTEN, Step.FILE_NAMED, Step.RAW_STORED)  # a close reaches them again for its report


@dataclass(frozen=True)
class Restart:
    """The server stopped so many seconds into a run, and away for so long."""

    delay: float
    mode: Literal["fast", "immediate"]
    away: float


@dataclass(frozen=True)
class Trial:
    """Kills over a copy of a stage, one after the other, at steps and after so many seconds; or a restart."""

    stage: str
    steps: tuple[str, ...] = ()
    delays: tuple[float, ...] = ()
    restart: Restart | None = None


def at_steps(stages: Sequence[str], short: bool) -> Iterator[Trial]:
    """A kill at every step of a close, and of the collect before it. In the short campaign at those of a close, one
    after the other."""
    steps = [str(step) for step in CloseStep]
    if short:
        yield from (Trial(stage, tuple(steps)) for stage in stages)
        return
    steps += map(str, Step)
    steps += [f"{step}:{which}" for step in _OFTEN for which in range(2, 8)]
    yield from (Trial(stage, (step,)) for stage, step in product(stages, steps))


def at_random(stages: Mapping[str, Stage], dice: random.Random) -> Iterator[Trial]:
    """One to three kills, each at any moment of a run, or of its last part, which closes; without end."""
    while True:
        name, earliest, count = dice.choice(list(stages)), dice.choice([0, 0.6]), dice.choice([1, 1, 2, 3])
        yield Trial(name, delays=tuple(stages[name].seconds * dice.uniform(earliest, 1) for _ in range(count)))


def restarts(stages: Mapping[str, Stage], dice: random.Random) -> Iterator[Trial]:
    """The server stopped at any moment of a run, as in a power cut two times of three; without end."""
    modes: tuple[Literal["fast", "immediate"], ...] = ("immediate", "immediate", "fast")
    while True:
        name = dice.choice(list(stages))
        how = Restart(stages[name].seconds * dice.random(), dice.choice(modes), dice.choice([0, 0.2, 1]))
        yield Trial(name, restart=how)


def attempt(trial: Trial, stages: Mapping[str, Stage], bench: Bench, path: Path) -> Counter[str]:
    """Kills, runs again, looks; the counts of what happened and of the faults."""
    stage = stages[trial.stage]
    home, counts = bench.copy(stage.home, path), Counter(trials=1)
    for kind, line in _faults(trial, stage, home, bench, counts):
        counts[kind] += 1
        if counts[kind] <= _SHOWN:
            print(f"{trial}: {kind}: {line}"[:900], file=sys.stderr, flush=True)
    bench.drop(home)
    return counts


def _faults(trial: Trial, stage: Stage, home: StandingHome, bench: Bench, counts: Counter[str]) -> Faults:
    log_of(home).unlink(missing_ok=True)
    for step in trial.steps:
        yield from _kill_at(step, stage, home, counts)
    for delay in trial.delays:
        yield from _kill_after(delay, stage, home, counts)
    if trial.restart and bench.server:
        yield from _restart(trial.restart, bench.server, stage, home, counts)
    an_hour_later(home)
    if run(home, *stage.command):
        yield "failed", last_words(home)
        return
    yield from faults(home, stage.right)
    before = snapshot(home)
    if run(home, *stage.command):
        yield "failed", last_words(home)
    if (after := snapshot(home)) != before:
        files = {name for name in before[1] | after[1] if before[1].get(name) != after[1].get(name)}
        yield "rerun changes", f"{list((before[0] - after[0]) + (after[0] - before[0]))[:4]}, {sorted(files)[:4]}"


def _kill_at(step: str, stage: Stage, home: StandingHome, counts: Counter[str]) -> Faults:
    code = finish(begin(home, stage.command, step))
    an_hour_later(home)
    counts["kills at a step"] += code == -signal.SIGKILL
    if code != -signal.SIGKILL and step in list(CloseStep):  # the others need not be reached by every close
        yield "step not reached", f"{step}: the run ended with {code}"


def _kill_after(delay: float, stage: Stage, home: StandingHome, counts: Counter[str]) -> Faults:
    child = begin(home, stage.command)
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    code = finish(child)
    counts["random kills"] += code == -signal.SIGKILL
    if code > 0:
        yield "failed", last_words(home)


def _restart(how: Restart, server: Postgres, stage: Stage, home: StandingHome, counts: Counter[str]) -> Faults:
    child = begin(home, stage.command)
    time.sleep(how.delay)
    ended = os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    server.stop(how.mode)
    time.sleep(how.away)
    server.start()
    code = finish(child)
    if not ended:
        counts["restarts"] += 1
        counts["runs that went on" if code == 0 else "runs ended by a restart"] += 1
    told = [line for line in last_words(home).splitlines() if not line.startswith("Prefect: no server answers")]
    in_a_line = code == 3 and len(told) == 1 and told[0].startswith("soket: warehouse postgresql+psycopg://")
    if not (in_a_line or (code == 0 and not told)):
        yield "not told in a line", f"ended with {code}: {told}"
