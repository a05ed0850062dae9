"""The short campaign of deliveries that are disturbed; ``make reliability`` runs the long one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.reliability.alerts import FILES, GROUPS, KINDS

ROOT = Path(__file__).parents[2]


def test_every_alert_arrives_at_least_once_and_at_most_twice() -> None:
    """In a process of its own, for it forks and this one has threads."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.alerts", "--rounds", "2", "--seconds", "4", "--seed", "2022"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-3000:]}"
    counts = {
        name.strip(): int(number) for name, number in (line.rsplit(maxsplit=1) for line in done.stdout.splitlines())
    }
    assert counts["deliveries"] == 2 * 2 * GROUPS * FILES == counts["arrived once"] + counts["arrived twice"]
    assert counts["tells killed"] and counts["smtp killed"] + counts["http killed"]
    assert {kind: counts[kind] for kind in KINDS} == dict.fromkeys(KINDS, 0)
