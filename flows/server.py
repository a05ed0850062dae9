"""A Prefect server of our own, for as long as a command runs."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

START_SECONDS = 120
_QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_CLI_WRAP_LINES": "false",
}


class ServerStart:
    """A server that is starting; ``wait`` for it, then ``stop`` it."""

    def __init__(self, home: Path) -> None:
        self.port = _free_port()
        folder = (home / ".prefect").resolve()
        folder.mkdir(parents=True, exist_ok=True)
        self._environment = {
            **os.environ,
            **_QUIET,
            "PREFECT_HOME": str(folder),
            "PREFECT_API_URL": self.url,
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{folder / 'prefect.db'}",
        }
        self._log = (folder / "server.log").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(self.port)],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    def wait(self, seconds: float = START_SECONDS) -> bool:
        """Whether the server answers within ``seconds``; from then on this process's runs go to it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._process.poll() is None:
            try:
                if httpx.get(f"{self.url}/health", timeout=2).status_code == httpx.codes.OK:
                    self._use()
                    return True
            except httpx.HTTPError:
                time.sleep(0.3)
        return False

    def _use(self) -> None:
        # Prefect reads its settings when it is first imported, so this comes before any flow is
        for name in (*_QUIET, "PREFECT_HOME", "PREFECT_API_URL"):
            os.environ[name] = self._environment[name]

    def stop(self) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
        self._log.close()


@contextmanager
def child_server(home: Path) -> Iterator[ServerStart]:
    server = ServerStart(home)
    try:
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
