"""pg_dump and pg_restore: found, as new as the server, and run with the password in their environment alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import Connection, text

from warehouse.errors import WarehouseError
from warehouse.store import Warehouse

_DEBIAN = Path("/usr/lib/postgresql")
_NO_PLACE_FOR = ("sslpassword",)  # libpq reads it from no variable


def run_program(warehouse: Warehouse, connection: Connection, name: str, arguments: Sequence[str]) -> None:
    """Runs a program of PostgreSQL on a warehouse's database; ``connection`` is one to its server. WarehouseError where
    it is not there, is older than the server, or fails."""
    where, secret = _address(warehouse)
    command = [str(program(warehouse, connection, name)), "--no-password", "--dbname", where, *arguments]
    done = subprocess.run(command, env={**os.environ, **secret}, capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()] or [f"ended with {done.returncode}"]
        first = next((line for line in said if "error" in line), said[0])
        raise WarehouseError(f"{warehouse}: {first.strip()}; see to its server, then run the command again")


def _address(warehouse: Warehouse) -> tuple[str, dict[str, str]]:
    """How a program reaches the database, and the password for its environment: anybody may read a command line."""
    from psycopg.conninfo import make_conninfo
    from psycopg.pq import Conninfo

    _, wanted = warehouse.engine.dialect.create_connect_args(warehouse.engine.url)
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    given = {name: value for name, value in wanted.items() if name in known}
    for name in _NO_PLACE_FOR:
        if name in given:
            raise WarehouseError(f"{warehouse}: {name} cannot be given to pg_dump; use a key without a passphrase")
    password = given.pop("password", None)
    return make_conninfo(**given), {"PGPASSWORD": str(password)} if password else {}


def program(warehouse: Warehouse, connection: Connection, name: str) -> Path:
    """The first program of that name that is as new as the server. WarehouseError where there is none."""
    wanted = int(str(connection.scalar(text("SHOW server_version_num")))) // 10_000
    older: tuple[Path, int] | None = None
    for path in _places(connection, name):
        version = _version(path)
        if version >= wanted:
            return path
        older = older or (path, version)
    mend = f"install the client of PostgreSQL {wanted} or newer (package postgresql-client) on this machine"
    if older is None:
        raise WarehouseError(f"{warehouse}: {name} is not found on PATH; {mend}")
    raise WarehouseError(f"{warehouse}: {older[0]} is of version {older[1]}, the server of {wanted}; {mend}")


def _places(connection: Connection, name: str) -> Iterator[Path]:
    """Where a program may lie: on PATH, where Debian has it, and beside the server's, where that is on this machine."""
    found = shutil.which(name)
    if found:
        yield Path(found)
    yield from sorted(_DEBIAN.glob(f"*/bin/{name}"), reverse=True)
    if connection.scalar(text("SELECT has_function_privilege('pg_config()', 'EXECUTE')")):
        beside = Path(str(connection.scalar(text("SELECT setting FROM pg_config() WHERE name = 'BINDIR'")))) / name
        if os.access(beside, os.X_OK):
            yield beside


def _version(program: Path) -> int:
    """The first number of a program's version; 0 where it tells none."""
    try:
        told = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", told)
    return int(found[1]) if found else 0
