"""soket serve: a Prefect server, the deployments and a worker of one home, until they are told to stop."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from types import FrameType

from flows import address
from flows.address import FOLDER
from flows.child import Child
from flows.server import START_SECONDS, Server

CODE = Path(__file__).resolve().parents[1]  # where prefect.yaml and the flows lie
POOL = "soket"
LOGIN = "PREFECT_SERVER_API_AUTH_STRING"  # name:password, in Prefect's own words
WARM = "runs.sock"  # where flow runs are begun
_LOOK = 1.0  # seconds between two looks at the children
_LONGEST_PAUSE = 60.0  # seconds before what died again and again is started anew

Say = Callable[[str], None]


class CannotServe(ValueError):
    """Nothing was started; one line: what was seen, what is wanted."""


class NotServing(RuntimeError):
    """It could not be brought up; one line."""


def serve(home: Path, host: str, port: int, say: Say) -> None:
    """Serves a home until SIGINT or SIGTERM. CannotServe where it is served already, where the port is taken, or where
    others could reach it without a login."""
    login = os.environ.get(LOGIN, "")
    with _alone(home):
        _check(host, port, login)
        server = Server(home, host, port)
        runs, worker = _workers(server, home, login)
        _stop_when_told()
        try:
            runs.start()
            _bring_up(server, home, login, say)
            worker.start()
            say(f"soket serve: {server.address}  (home {home}; logs in {server.folder}; stop with Ctrl-C)")
            _watch({"server": server.child, "starter of runs": runs, "worker": worker}, say)
        except _Told:
            say("soket serve: stopping …")
        finally:
            for child in (worker, runs, server.child):
                child.stop()
    say("soket serve: stopped.")


def _check(host: str, port: int, login: str) -> None:
    if not _is_loopback(host) and ":" not in login.strip(":"):
        raise CannotServe(
            f"serve --host {host}: others could reach it, and no login is set; wanted {LOGIN}=name:password in the "
            "environment (PREFECT_API_AUTH_STRING, the same, for commands and workers)"
        )
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            pass
    except OSError as error:
        raise CannotServe(
            f"serve --host {host} --port {port}: cannot listen there ({error.strerror}); give another --port"
        ) from None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One server serves a home."""
    folder = home / FOLDER
    try:
        with address.alone(folder):
            yield
    except address.ServedAlready:
        at = (address.noted(folder) or "").removesuffix("/api")
        raise CannotServe(f"serve: {home} is served already{f', at {at}' if at else ''}; stop that one first") from None


def _workers(server: Server, home: Path, login: str) -> tuple[Child, Child]:
    """What begins runs, and Prefect's worker, which asks it to."""
    environment = {
        **_with_code(server.environment, home, login),
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_WORKER_QUERY_SECONDS": os.environ.get("PREFECT_WORKER_QUERY_SECONDS", "5"),
    }
    command = ["flows.worker", "--pool", POOL, "--name", f"{POOL} {socket.gethostname()}"]
    runs = Child(["flows.warm", str(server.folder / WARM)], environment, server.folder / "runs.log")
    return runs, Child(command, environment, server.folder / "worker.log")


def _with_code(environment: dict[str, str], home: Path, login: str) -> dict[str, str]:
    known = {"SOKET_HOME": str(home), "SOKET_CODE": str(CODE)}
    return {**environment, **known, **({"PREFECT_API_AUTH_STRING": login} if login else {})}


def _bring_up(server: Server, home: Path, login: str, say: Say) -> None:
    say("soket serve: a Prefect server is starting …")
    server.start()
    if not server.wait():
        late = f"did not answer within {START_SECONDS} s" if server.child.alive else "ended as soon as it had begun"
        raise NotServing(f"serve: the Prefect server {late}; see {server.child.log}, then run it again")
    address.note(server.folder, server.api)
    set_up = subprocess.run(
        [sys.executable, "-m", "flows.set_up"],
        cwd=CODE,
        env=_with_code(server.environment, home, login),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if set_up.returncode:
        said = set_up.stderr.strip().splitlines()
        raise NotServing(f"serve: {said[-1] if said else 'the deployments were not made'}")
    for line in set_up.stderr.splitlines():
        say(line)


class _Told(BaseException):
    """Somebody has told this process to stop."""


def _stop_when_told() -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, signal.SIG_IGN)  # it is being done
        raise _Told

    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, stop)


def _watch(children: dict[str, Child], say: Say) -> None:
    """Starts again what has died, later each time; until this process is told to stop."""
    pauses, due = dict.fromkeys(children, 0.0), dict.fromkeys(children, 0.0)
    while True:
        for name, child in children.items():
            if child.alive or time.monotonic() < due[name]:
                continue
            say(f"soket serve: the {name} has died (see {child.log}); it is started again")
            child.start()
            pauses[name] = min(2 * pauses[name] + 1, _LONGEST_PAUSE)
            due[name] = time.monotonic() + pauses[name]
        time.sleep(_LOOK)
