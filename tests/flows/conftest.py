"""The demo run once as its user runs it, and the command within this process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows import cli
from flows.server import Server, child_server

Run = Callable[..., tuple[int, str, str]]


@dataclass(frozen=True)
class Demo:
    home: Path
    exit_code: int
    output: str
    errors: str
    cpu_seconds: float  # its own and its server's; the clock on the wall depends on what runs beside it


def soket(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as a shell runs it."""
    program = Path(sys.executable).with_name("soket")
    return subprocess.run([str(program), *arguments], capture_output=True, text=True, check=False, timeout=280)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    home = tmp_path_factory.mktemp("demo") / "demo"
    before = os.times()
    done = soket("demo", str(home))
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Demo(home, done.returncode, done.stdout, done.stderr, used)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command in this process: exit code, standard output, standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["soket", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return call


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with child_server(tmp_path_factory.mktemp("server")) as started:
        assert started.wait()
        yield started


@pytest.fixture
def recorded(server: Server) -> Iterator[None]:
    """This process's runs, events and blocks go to the server."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with temporary_settings({PREFECT_API_URL: server.api}):
        yield
