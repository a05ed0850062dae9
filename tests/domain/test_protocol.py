"""The labelled steps: each stands in the product, and a run can be ended at any of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from domain.protocol import Step, reached

ROOT = Path(__file__).parents[2]
PRODUCT = ("flows", "tasks", "warehouse")
CODE = "\n".join(path.read_text(encoding="utf-8") for name in PRODUCT for path in (ROOT / name).rglob("*.py"))


@pytest.mark.parametrize("step", list(Step))
def test_every_step_is_reached_at_one_place_of_the_product(step: Step) -> None:
    assert CODE.count(f"reached(Step.{step.name})") == 1


PROGRAM = """
import sys
from domain.protocol import Step, reached
for name in sys.argv[1:]:
    reached(Step(name))
    print(name, flush=True)
"""


def ended(stop_at: str, *steps: Step) -> tuple[int, str]:
    """How a process ends that passes these steps, and what it said after each."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *steps],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={"SOKET_STOP_AT": stop_at, "PYTHONPATH": str(ROOT)},
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("stop_at", "code", "passed"),
    [
        ("", 0, 3),
        ("batch_kept", 0, 3),
        ("raw_stored", -9, 0),
        ("raw_stored:1", -9, 0),
        ("raw_stored:2", -9, 2),
        ("raw_stored:3", 0, 3),
        ("reply_written", -9, 1),
    ],
)
def test_a_run_is_killed_at_the_step_and_the_time_that_are_named(stop_at: str, code: int, passed: int) -> None:
    steps = (Step.RAW_STORED, Step.REPLY_WRITTEN, Step.RAW_STORED)
    assert ended(stop_at, *steps) == (code, "".join(f"{one}\n" for one in steps[:passed]))


def test_a_step_costs_nothing_where_no_run_is_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOKET_STOP_AT", raising=False)
    for step in Step:
        reached(step)
