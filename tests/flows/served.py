"""A home that ``soket serve`` serves, as a browser and a worker see it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED", "PAUSED")


class Served:
    """``start`` it, again after ``stop`` or ``kill``; what it says is in ``said``. ``under``: a program that
    runs it."""

    def __init__(self, home: Path, host: str = "127.0.0.1", under: Sequence[str] = (), **environment: str) -> None:
        self.home, self.host, self.port, self._under = home, host, free_port(), under
        self._environment = {**os.environ, "PREFECT_WORKER_QUERY_SECONDS": "1", "PYTHONPATH": str(ROOT), **environment}
        self._log = home.parent / "serve.log"
        self.login = environment.get("PREFECT_SERVER_API_AUTH_STRING", "")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        return self._log.read_text(encoding="utf-8") if self._log.exists() else ""

    def start(self, wait: bool = True) -> None:
        program = [*self._under, sys.executable, "-m", "flows.cli", "--home", str(self.home), "serve"]
        self._log.unlink(missing_ok=True)
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [*program, "--host", self.host, "--port", str(self.port)],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        if wait:
            self.wait_until(lambda: "stop with Ctrl-C" in self.said, 180)

    def wait_until(self, done: Any, seconds: float = 60) -> Any:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := done():
                return found
            if self.process and self.process.poll() is not None:
                raise AssertionError(f"soket serve ended: {self.said}")
            time.sleep(0.1)
        raise AssertionError(f"not within {seconds} s; soket serve said: {self.said}")

    def stop(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    # --- what its server knows ----------------------------------------------------------------

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/api/health", timeout=5).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def ask(self, method: str, path: str, json: Any = None) -> Any:
        """Its API; a database that is busy for a moment is asked again, as Prefect's own clients do."""
        auth = httpx.BasicAuth(*self.login.split(":")) if self.login else None
        for _ in range(40):
            try:
                answer = request(f"{self.address}/api", method, path, json, auth)
            except httpx.TransportError:
                time.sleep(0.5)
                continue
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                return answer.json() if answer.content else None
            time.sleep(0.25)
        raise AssertionError(f"{path}: the server did not answer")

    def deployments(self) -> dict[str, dict[str, Any]]:
        return {one["name"]: one for one in self.ask("POST", "/deployments/filter", {})}

    def run(self, name: str, **request: Any) -> str:
        """Starts a run by hand, as the form does; its id."""
        deployment = self.deployments()[name]["id"]
        asked = {"parameters": {"request": request}, "state": {"type": "SCHEDULED"}}
        made = self.ask("POST", f"/deployments/{deployment}/create_flow_run", asked)
        assert "id" in made, made
        return str(made["id"])

    def flow_run(self, run: str) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("GET", f"/flow_runs/{run}")
        return found

    def ended(self, run: str, seconds: float = 90) -> dict[str, Any]:
        """The run once it has ended, or waits for somebody."""

        def found() -> dict[str, Any] | None:
            one = self.flow_run(run)
            return one if one["state_type"] in ENDED else None

        done: dict[str, Any] = self.wait_until(found, seconds)
        return done

    def decide(self, run: str, **form: str) -> dict[str, Any]:
        """Fills in the form of a run that waits."""
        answer: dict[str, Any] = self.ask("POST", f"/flow_runs/{run}/resume", {"run_input": form})
        return answer

    def logs(self, run: str) -> list[str]:
        """They reach the server a moment after the run's end."""
        time.sleep(1.5)
        wanted = {"logs": {"flow_run_id": {"any_": [run]}}, "sort": "TIMESTAMP_ASC", "limit": 200}
        return [one["message"] for one in self.ask("POST", "/logs/filter", wanted)]

    def artifacts(self, run: str) -> dict[str, Any]:
        """What a run shows, by key."""
        wanted = {"artifacts": {"flow_run_id": {"any_": [run]}}, "limit": 100}
        return {str(one["key"]): one for one in self.ask("POST", "/artifacts/filter", wanted)}


@contextmanager
def serving(home: Path, host: str = "127.0.0.1", under: Sequence[str] = (), **environment: str) -> Iterator[Served]:
    served = Served(home, host, under, **environment)
    served.start()
    try:
        yield served
    finally:
        if served.process and served.process.poll() is None:
            served.stop()


def request(api: str, method: str, path: str, json: Any = None, auth: httpx.BasicAuth | None = None) -> httpx.Response:
    """One request, with the token that shows the server that it comes from its own page, or from a program."""
    client = str(uuid.uuid4())
    answer = httpx.get(f"{api}/csrf-token", params={"client": client}, timeout=20, auth=auth)
    token = {"Prefect-Csrf-Token": answer.json()["token"], "Prefect-Csrf-Client": client} if answer.is_success else {}
    return httpx.request(method, f"{api}{path}", json=json, timeout=20, auth=auth, headers=token)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
