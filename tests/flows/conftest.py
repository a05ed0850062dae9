"""The demo run once as its user runs it, and a Prefect harness for the flow tests."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Demo:
    home: Path
    exit_code: int
    output: str
    errors: str
    seconds: float


def soket(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as a shell runs it."""
    program = Path(sys.executable).with_name("soket")
    return subprocess.run([str(program), *arguments], capture_output=True, text=True, check=False, timeout=280)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    home = tmp_path_factory.mktemp("demo") / "demo"
    start = time.monotonic()
    done = soket("demo", str(home))
    return Demo(home, done.returncode, done.stdout, done.stderr, time.monotonic() - start)


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield
