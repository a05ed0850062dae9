"""PostgreSQL's own programs: found where they lie, refused where they are too old, and told no password that others
could read."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from tests.postgres import Postgres
from warehouse import pg_programs
from warehouse.engines import make_engine
from warehouse.errors import WarehouseError
from warehouse.pg_programs import run_program
from warehouse.store import Warehouse


@pytest.fixture
def served(postgres: Postgres) -> Iterator[Warehouse]:
    name = postgres.create()
    made = Warehouse(make_engine(make_url(postgres.url(name)).set(password="geheim")))
    yield made
    made.close()
    postgres.drop(name)


def dump(served: Warehouse, file: Path) -> None:
    with served.read() as connection:
        run_program(served, connection, "pg_dump", ["--format=custom", f"--file={file}"])


def program(folder: Path, version: str) -> None:
    """A pg_dump that tells its version and does nothing else."""
    made = folder / "pg_dump"
    made.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}'\n")
    made.chmod(0o755)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that is all of PATH; no other place has a program."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(pg_programs, "_DEBIAN", tmp_path)
    return folder


def test_a_program_beside_the_servers_is_found(served: Warehouse, alone: Path, tmp_path: Path) -> None:
    dump(served, tmp_path / "a")
    assert (tmp_path / "a").read_bytes().startswith(b"PGDMP")


def test_one_that_is_too_old_is_passed_over_for_another(served: Warehouse, alone: Path, tmp_path: Path) -> None:
    program(alone, "9.6.2")
    dump(served, tmp_path / "a")
    assert (tmp_path / "a").exists()


def test_the_one_on_path_is_taken_first(served: Warehouse, alone: Path, tmp_path: Path) -> None:
    program(alone, "99beta1")
    dump(served, tmp_path / "a")
    assert not (tmp_path / "a").exists(), "it does nothing"


@pytest.fixture
def stranger(served: Warehouse, postgres: Postgres) -> Iterator[Warehouse]:
    """A user who is not told where the server's programs are."""
    role = f"stranger_{served.engine.url.database}"
    postgres.run("CREATE ROLE {} LOGIN", role)
    made = Warehouse(make_engine(served.engine.url.set(username=role)))
    yield made
    made.close()
    postgres.run("DROP ROLE {}", role)


def test_none_is_told_with_what_to_install(stranger: Warehouse, alone: Path, tmp_path: Path) -> None:
    with pytest.raises(
        WarehouseError, match=r"pg_dump is not found on PATH; install the client of PostgreSQL \d+ or newer"
    ):
        dump(stranger, tmp_path / "a")


def test_only_older_ones_are_told_with_their_version(stranger: Warehouse, alone: Path, tmp_path: Path) -> None:
    program(alone, "9.6.2")
    with pytest.raises(WarehouseError, match=r"bin/pg_dump is of version 9, the server of \d+; install"):
        dump(stranger, tmp_path / "a")


def test_a_debian_place_is_looked_into_from_the_newest(stranger: Warehouse, alone: Path, tmp_path: Path) -> None:
    for version in ("9", "99"):
        folder = tmp_path / version / "bin"
        folder.mkdir(parents=True)
        program(folder, version)
    dump(stranger, tmp_path / "a")


def test_a_failure_is_told_in_one_line(served: Warehouse, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError) as caught:
        dump(served, tmp_path / "no" / "such" / "folder")
    told = str(caught.value)
    assert "pg_dump: error: could not open output file" in told and "\n" not in told and "geheim" not in told


def test_the_password_is_on_no_command_line(served: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Sequence[str], dict[str, str]]] = []

    def run(command: Sequence[str], **given: Any) -> Any:
        seen.append((command, given.get("env") or {}))
        return right(command, **given)

    right = subprocess.run
    monkeypatch.setattr(subprocess, "run", run)
    dump(served, tmp_path / "a")
    (command, environment) = seen[-1]
    assert not any("geheim" in part for part in command) and environment["PGPASSWORD"] == "geheim"
    assert any(f"dbname={served.engine.url.database}" in part for part in command)
    assert "PGPASSWORD" not in os.environ


def test_a_key_with_a_passphrase_is_refused_and_not_told(tmp_path: Path, served: Warehouse) -> None:
    other = Warehouse(make_engine(f"{served.engine.url}&sslpassword=geheim"))
    with served.read() as connection, pytest.raises(WarehouseError) as caught:
        run_program(other, connection, "pg_dump", [])
    assert "key without a passphrase" in str(caught.value) and "geheim" not in str(caught.value)
