"""A mail server and a web hook that keep what they are sent, each a process of its own that may be killed.

python -m tests.sinks smtp|http PORT FILE
"""

from __future__ import annotations

import email
import email.policy
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PASSWORD = "ma-khau-Hoa-Ban-7391"  # it is to be in no log, error, table or line


class Sink:
    """A server on a port of its own; ``kill`` and ``start`` it as often as you like. Its address holds PASSWORD."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self.port = kind, _free_port()
        self.kept = folder / f"{kind}-{self.port}.jsonl"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        if self.kind == "http":
            return f"json://127.0.0.1:{self.port}/{PASSWORD}"
        return f"mailto://soket:{PASSWORD}@127.0.0.1:{self.port}?mode=insecure&from=soket@a.vn&to=thu-ky@a.vn"

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.sinks", self.kind, str(self.port), str(self.kept)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def wait(self, seconds: float = 60) -> None:
        """Until it answers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        raise TimeoutError(f"the sink {self.kind} did not start")

    def kill(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def messages(self) -> list[dict[str, str]]:
        """What arrived, in its order: title and body."""
        if not self.kept.exists():
            return []
        return [json.loads(line) for line in self.kept.read_text("utf-8").splitlines()]


@contextmanager
def listening(kind: str, folder: Path) -> Iterator[Sink]:
    """A sink that answers."""
    sink = Sink(kind, folder)
    sink.start()
    try:
        sink.wait()
        yield sink
    finally:
        sink.kill()


class ForkedSink(Sink):
    """One that starts at once: a fork of a process that has imported what it needs."""

    _child = 0

    def start(self) -> None:
        self._child = os.fork()
        if not self._child:
            try:
                with Path(os.devnull).open("w", encoding="utf-8") as nothing:
                    os.dup2(nothing.fileno(), 2)
                    main(self.kind, str(self.port), str(self.kept))
            finally:
                os._exit(1)

    def kill(self) -> None:
        if self._child:
            os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)
            self._child = 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- the servers ------------------------------------------------------------------------------


def serve_http(port: int, keep: Callable[[str, str], None]) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            keep(said["title"], said["message"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    HTTPServer(("127.0.0.1", port), Handler).serve_forever()


def serve_smtp(port: int, keep: Callable[[str, str], None]) -> None:
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult

    class Handler:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
            message = email.message_from_bytes(envelope.content, policy=email.policy.default)
            body = message.get_body(("plain",))
            keep(str(message["Subject"]), body.get_content() if body else "")
            return "250 OK"

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == PASSWORD.encode(), handled=False)

    Controller(Handler(), hostname="127.0.0.1", port=port, authenticator=authenticate, auth_require_tls=False).start()
    signal.pause()


def main(kind: str, port: str, file: str) -> None:
    with Path(file).open("a", encoding="utf-8") as kept:

        def keep(title: str, body: str) -> None:
            kept.write(json.dumps({"title": title, "body": body}, ensure_ascii=False) + "\n")
            kept.flush()

        {"http": serve_http, "smtp": serve_smtp}[kind](int(port), keep)


if __name__ == "__main__":
    main(*sys.argv[1:])
