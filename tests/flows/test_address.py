"""Whether a home is served, and where: as other commands of that home find out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.address import ServedAlready, alone, note, noted

API = "http://127.0.0.1:4200/api"
SERVING = """
import sys, time
from pathlib import Path
from flows.address import alone, note
with alone(Path(sys.argv[1])):
    note(Path(sys.argv[1]), sys.argv[2])
    print("serving", flush=True)
    time.sleep(60)
"""


def serving(folder: Path) -> subprocess.Popen[str]:
    """Another process that serves the home."""
    command = [sys.executable, "-c", SERVING, str(folder), API]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline() == "serving\n"
    return process


def test_while_a_home_is_served_its_server_is_found(tmp_path: Path) -> None:
    with alone(tmp_path / "home" / ".prefect"):
        assert noted(tmp_path / "home" / ".prefect") is None, "not yet"
        note(tmp_path / "home" / ".prefect", API)
        assert noted(tmp_path / "home" / ".prefect") == API
    assert noted(tmp_path / "home" / ".prefect") is None


def test_a_home_is_served_by_one(tmp_path: Path) -> None:
    process = serving(tmp_path)
    with pytest.raises(ServedAlready), alone(tmp_path):
        pass
    assert noted(tmp_path) == API, "it is the other ones still"
    process.kill()
    process.wait()


def test_what_one_that_was_killed_had_noted_is_not_believed(tmp_path: Path) -> None:
    process = serving(tmp_path)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert (tmp_path / "serving.json").exists()
    assert noted(tmp_path) is None
    with alone(tmp_path):
        assert noted(tmp_path) is None, "nor by whoever serves it next, before that one listens"


def test_whoever_looks_keeps_nobody_from_serving(tmp_path: Path) -> None:
    looking = (
        "import sys; from pathlib import Path; from flows.address import noted\n"
        "print('looking', flush=True)\nwhile True: noted(Path(sys.argv[1]))"
    )
    with alone(tmp_path):
        pass
    command = [sys.executable, "-c", looking, str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline() == "looking\n"
    end = time.monotonic() + 2
    while time.monotonic() < end:
        with alone(tmp_path):
            pass
    process.kill()
    process.wait()


@pytest.mark.parametrize("said", [b"", b"{", b"[]", b"{}", b"\xff"])
def test_a_note_that_says_nothing_is_none(tmp_path: Path, said: bytes) -> None:
    with alone(tmp_path):
        (tmp_path / "serving.json").write_bytes(said)
        assert noted(tmp_path) is None


def test_a_home_that_was_never_served_is_not(tmp_path: Path) -> None:
    assert noted(tmp_path / "nowhere") is None and list(tmp_path.iterdir()) == []
