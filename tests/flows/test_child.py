"""A program that runs beside this one: it ends with it, and with it ends what it has started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from flows.child import Child

ROOT = Path(__file__).parents[2]
_HELPED = """
import subprocess, sys, time
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(helper.pid, flush=True)
time.sleep(60)
"""
_PARENT = """
import os, sys, time
from pathlib import Path
from flows.child import Child
child = Child(["helped"], os.environ, Path(sys.argv[1]))
child.start()
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    (tmp_path / "helped.py").write_text(_HELPED, encoding="utf-8")
    return tmp_path / "child.log"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"}


@pytest.fixture
def child(log: Path, environment: dict[str, str]) -> Iterator[Child]:
    made = Child(["helped"], environment, log)
    made.start()
    yield made
    made.stop()


def within(seconds: float, true: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def helpers(log: Path, count: int) -> list[int]:
    """The processes that the child has started so far, once there are so many."""
    assert within(20, lambda: len(log.read_text().split()) >= count), log.read_text()
    return [int(pid) for pid in log.read_text().split()]


def test_it_ends_with_a_parent_that_is_killed(log: Path, environment: dict[str, str]) -> None:
    begin = [sys.executable, "-c", _PARENT, str(log)]
    with subprocess.Popen(begin, env=environment, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        (helper,) = helpers(log, 1)
        parent.kill()
        parent.wait()
        try:
            assert within(10, lambda: gone(child))
        finally:
            for left in (child, helper):
                if not gone(left):
                    os.kill(left, signal.SIGKILL)


def test_one_that_has_died_is_started_again_without_what_was_left_of_it(child: Child, log: Path) -> None:
    (left,) = helpers(log, 1)
    os.kill(child.pid, signal.SIGKILL)
    assert within(10, lambda: not child.alive) and not gone(left)
    child.start()
    assert within(10, lambda: gone(left))
    assert child.alive
    assert len(helpers(log, 2)) == 2


def test_it_stops_with_all_that_it_has_started(child: Child, log: Path) -> None:
    (helper,) = helpers(log, 1)
    child.stop()
    assert not child.alive
    assert within(10, lambda: gone(helper))
