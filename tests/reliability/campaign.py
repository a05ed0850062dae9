"""A campaign run as a command in a process of its own, for it forks and the process of the tests has threads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def counts_of(module: str, *arguments: str, seconds: float = 600) -> dict[str, int]:
    """What a module of this folder counted; it found no fault."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.reliability.{module}", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-3000:]}"
    lines = (line.rsplit(maxsplit=1) for line in done.stdout.splitlines())
    return {name.strip(): int(number) for name, number in lines}
