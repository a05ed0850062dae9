"""A warehouse looked at from outside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import Postgres
from warehouse import engines
from warehouse.errors import WarehouseError
from warehouse.revisions import known_schemas
from warehouse.schema import schema_of, server_of, sqlite_file
from warehouse.store import HEAD, Warehouse


def test_the_schema_of_this_version_is_known() -> None:
    assert HEAD in known_schemas()


def test_the_schema_is_read_and_nothing_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "kho dữ liệu.db"
    Warehouse.open(f"sqlite:///{path}").close()
    before = path.read_bytes()
    assert schema_of(f"sqlite:///{path}") == HEAD
    assert path.read_bytes() == before


def test_a_warehouse_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    with pytest.raises(WarehouseError, match="unable to open"):
        schema_of(f"sqlite:///{path}")
    assert not path.exists()


def test_an_empty_one_has_no_schema(tmp_path: Path) -> None:
    (tmp_path / "empty.db").write_bytes(b"")
    assert schema_of(f"sqlite:///{tmp_path / 'empty.db'}") is None


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:////srv/nhà/warehouse.db", Path("/srv/nhà/warehouse.db")),
        ("sqlite://", None),
        ("postgresql+psycopg://host/name", None),
        ("no URL", None),
    ],
)
def test_only_a_sqlite_warehouse_has_a_file(url: str, path: Path | None) -> None:
    assert sqlite_file(url) == path


# --- a server ---------------------------------------------------------------------------------


@pytest.fixture
def bare(postgres: Postgres) -> Iterator[str]:
    """A database without a table."""
    made = postgres.create("template0")
    yield made
    postgres.drop(made)


def wrong(url: str) -> tuple[str, str]:
    server = server_of(url)
    assert server and server.wrong
    return server.wrong


def test_a_server_is_named_and_nothing_is_made_in_it(postgres: Postgres, bare: str) -> None:
    server = server_of(postgres.url(bare))
    assert server and server.name.startswith("PostgreSQL ") and server.wrong is None
    assert schema_of(postgres.url(bare)) is None
    Warehouse.open(postgres.url(bare)).close()
    assert schema_of(postgres.url(bare)) == HEAD


def test_sqlite_is_no_server(tmp_path: Path) -> None:
    assert server_of(f"sqlite:///{tmp_path / 'none.db'}") is None


def test_a_server_that_does_not_let_us_in_is_told_without_its_password() -> None:
    with pytest.raises(WarehouseError, match="refused") as caught:
        server_of("postgresql+psycopg://u:geheim@127.0.0.1:1/x")
    assert "geheim" not in str(caught.value) and "\n" not in str(caught.value)


def test_an_old_server_keeps_no_warehouse(postgres: Postgres, bare: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_OLDEST", 990_000)
    assert wrong(postgres.url(bare))[1] == "use PostgreSQL 99 or newer"
    with pytest.raises(WarehouseError, match="use PostgreSQL 99 or newer"):
        Warehouse.open(postgres.url(bare))


def test_a_database_that_keeps_no_vietnamese_keeps_no_warehouse(postgres: Postgres) -> None:
    postgres.run("CREATE DATABASE {} TEMPLATE template0 ENCODING 'LATIN1'", "latin")
    assert wrong(postgres.url("latin"))[0] == "its database keeps text in LATIN1"
    with pytest.raises(WarehouseError, match="LATIN1"):
        Warehouse.open(postgres.url("latin"))
    assert schema_of(postgres.url("latin")) is None
    postgres.drop("latin")


def test_a_user_who_may_make_no_tables_is_told_what_to_grant(postgres: Postgres, bare: str) -> None:
    postgres.run("CREATE ROLE {} LOGIN", bare)
    url = postgres.url(bare).replace("postgres@", f"{bare}@")
    assert wrong(url)[0] == "may not make tables in schema public"
    assert wrong(f"{url}&options=-csearch_path%3Dnone")[0] == "has no schema to make tables in"
    with pytest.raises(WarehouseError, match="permission denied"):
        Warehouse.open(url)
    postgres.run("DROP ROLE {}", bare)
