"""A Prefect server of our own, for as long as a command runs; its database lies in the home."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from flows.address import FOLDER
from flows.child import Child

START_SECONDS = 120
LOOPBACK = "127.0.0.1"
_QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_CLI_WRAP_LINES": "false",
}
_OF_THE_SERVER = {
    # a run goes on while its server is started again, and then asks for its slot of the deployment to be kept
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    # else any page that a browser on this machine shows could give orders to a server that wants no login
    "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
    # the page that the guide shows; the other one asks a service outside for its settings, whatever is switched off
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
}


class Server:
    """``start`` it, ``wait`` for it, then ``stop`` it. ``port`` 0 is one that is free."""

    def __init__(self, home: Path, host: str = LOOPBACK, port: int = 0) -> None:
        self.host, self.port = host, port or _free_port()
        self.folder = (home / FOLDER).resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        database = f"sqlite+aiosqlite:///{self.folder / 'prefect.db'}"
        self.environment = {
            **os.environ,
            **_QUIET,
            "PREFECT_HOME": str(self.folder),
            "PREFECT_API_URL": self.api,
            "PREFECT_SERVER_UI_API_URL": "/api",  # of the address that the browser came to, whatever it is called
        }
        own = {
            **self.environment,
            **_OF_THE_SERVER,
            "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": self.address,
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": database,
        }
        command = ["prefect", "server", "start", "--host", host, "--port", str(self.port)]
        self.child = Child(command, own, self.folder / "server.log")

    @property
    def api(self) -> str:
        """Where programs on this machine reach it."""
        return f"{self.address}/api"

    @property
    def address(self) -> str:
        host = LOOPBACK if self.host in ("0.0.0.0", "::") else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def start(self) -> None:
        self.child.start()

    def wait(self, seconds: float = START_SECONDS) -> bool:
        """Whether it answers within ``seconds``."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.child.alive:
            if self.answers():
                return True
            time.sleep(0.3)
        return False

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.api}/health", timeout=2).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def use(self) -> None:
        """From here on this process's runs go to it; Prefect reads its settings when it is first imported."""
        for name in (*_QUIET, "PREFECT_HOME", "PREFECT_API_URL"):
            os.environ[name] = self.environment[name]

    def stop(self) -> None:
        self.child.stop()


@contextmanager
def child_server(home: Path) -> Iterator[Server]:
    server = Server(home)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
