"""Processes that wait at a line, are let go together, and say what came of it."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from domain.half_year import HalfYear
from domain.submission import Judged
from tasks.freeze import freeze
from tasks.home import Home
from tasks.keep import keep

PERIOD = HalfYear(2022, 1)
_PATIENCE = 120  # seconds for all to come to the line
_PRELOAD = ["tests.reliability.racers", "tasks.fence", "tasks.readers.reading", "alembic.config"]


@dataclass(frozen=True)
class Said:
    """What a racer's work returned, or its error in a line."""

    made: Any = None
    error: str = ""


Work = Callable[[Home], Any]


def close(home: Home) -> tuple[bool, int]:
    """Closes the period as it stands: whether it was this call, and the version."""
    return _closed(home, {})


def close_whatever_is_missing(home: Home) -> tuple[bool, int]:
    return _closed(home, {unit.code: "cho qua" for unit in home.units})


def _closed(home: Home, accept: dict[str, str]) -> tuple[bool, int]:
    closing = freeze(home, PERIOD, accept, "thử", "thử")
    return closing.new, closing.close.version if closing.close else 0


def keep_judged(judged: Judged) -> Work:
    """Keeps a batch: how many of its files were accepted."""
    return partial(_keep, judged)


def _keep(judged: Judged, home: Home) -> int:
    return keep(home, judged).accepted


class Racers:
    """So many processes; they end with ``end``, or with this one."""

    def __init__(self, count: int) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOAD)
        self._line = context.Barrier(count)  # it is gone when nobody holds it here
        self._pipes: list[Connection] = []
        self._processes = []
        for number in range(count):
            ours, theirs = context.Pipe()
            process = context.Process(target=_run, args=(theirs, self._line, number), daemon=True)
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)

    def race(self, home: Path, url: str, works: Sequence[Work], apart: float = 0) -> list[Said]:
        """Each does its work on a home whose warehouse is at ``url``. They open it, wait for each other, and begin
        within ``apart`` seconds."""
        for pipe, work in zip(self._pipes, works, strict=True):
            pipe.send((home, url, work, apart))
        return [_heard(pipe) for pipe in self._pipes]

    def end(self) -> None:
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join(10)


def _heard(pipe: Connection) -> Said:
    try:
        said: Said = pipe.recv()
    except EOFError:
        return Said(error="the process died")
    return said


def _run(pipe: Connection, line: Any, number: int) -> None:
    dice, homes = random.Random(number), dict[Path, Home]()
    while True:
        try:
            path, url, work, apart = pipe.recv()
        except (EOFError, OSError):  # its parent is gone
            return
        if path not in homes:
            homes[path] = Home.open(path)
        home = replace(homes[path], settings=homes[path].settings.changed(warehouse=url))
        pipe.send(_raced(home, work, line, dice.uniform(0, apart)))


def _raced(home: Home, work: Work, line: Any, pause: float) -> Said:
    try:
        assert home.warehouse.schema_version()  # opened before the race
        line.wait(_PATIENCE)
        time.sleep(pause)
        return Said(work(home))
    except Exception as error:
        return Said(error=f"{type(error).__name__}: {error}")
    finally:
        home.warehouse.close()
