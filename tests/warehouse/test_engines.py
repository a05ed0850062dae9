"""What is of one engine alone: SQLite's settings, and a PostgreSQL that refuses, forgets and sorts as it likes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from tests.postgres import Postgres
from warehouse.engines import BUSY_TIMEOUT_MS, make_engine
from warehouse.errors import WarehouseError, shown
from warehouse.store import Warehouse, insert_rows
from warehouse.tables import outbox

ADDED = text("INSERT INTO outbox (created_at, event, cause, payload) VALUES ('', 'e', :cause, '')")
COUNTED = text("SELECT count(*) FROM outbox")
_ADDRESS = "postgresql+psycopg://soket:geheim@127.0.0.1:1/x"


@pytest.fixture
def name(postgres: Postgres) -> Iterator[str]:
    """A database of a warehouse that holds nothing."""
    made = postgres.create()
    yield made
    postgres.drop(made)


@pytest.fixture
def served(postgres: Postgres, name: str) -> Iterator[Warehouse]:
    made = Warehouse.open(postgres.url(name))
    yield made
    made.close()


def one_line(error: BaseException) -> str:
    told = str(error)
    assert "\n" not in told and "geheim" not in told
    return told


# --- SQLite -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", BUSY_TIMEOUT_MS)],
)
def test_every_connection_to_sqlite_has_the_settings(tmp_path: Path, setting: str, value: object) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'w.db'}")
    with engine.connect() as one, engine.connect() as other:
        for connection in (one, other):
            assert connection.scalar(text(f"PRAGMA {setting}")) == value
    engine.dispose()


# --- what is no engine, and how one is called -------------------------------------------------


@pytest.mark.parametrize("url", ["postgresql+psycopg2://h/x", "mysql+pymysql://h/x", "sqlite+aiosqlite:///x", "no URL"])
def test_only_two_engines_keep_a_warehouse(url: str) -> None:
    with pytest.raises((SQLAlchemyError, ImportError)):
        make_engine(url)


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("postgresql+psycopg://u:geheim@h:5/x", "postgresql+psycopg://u:***@h:5/x"),
        ("postgresql+psycopg://h/x?user=u&password=geheim", "postgresql+psycopg://h/x?user=u"),
        ("geheim", "(not a URL)"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, named: str) -> None:
    assert shown(url) == named


# --- a server that cannot serve ---------------------------------------------------------------


def test_a_server_that_refuses_us_is_told_on_reads_and_writes_alike() -> None:
    warehouse = Warehouse(make_engine(_ADDRESS))
    for use in (warehouse.read, warehouse.write):
        with pytest.raises(WarehouseError) as caught, use() as connection:
            connection.scalar(COUNTED)
        assert "postgresql+psycopg://soket:***@127.0.0.1:1/x" in one_line(caught.value)
        assert "refused" in str(caught.value) and "run the command again" in str(caught.value)


def uses(warehouse: Warehouse) -> tuple[Callable[[], AbstractContextManager[Connection]], ...]:
    return warehouse.read, warehouse.write


@pytest.mark.parametrize("which", [0, 1], ids=["read", "write"])
def test_a_server_that_goes_away_meanwhile_is_told_and_found_again(
    postgres: Postgres, served: Warehouse, name: str, which: int
) -> None:
    with pytest.raises(WarehouseError) as caught, uses(served)[which]() as connection:
        connection.scalar(COUNTED)
        postgres.end_sessions(name)
        connection.scalar(COUNTED)
    assert "run the command again" in one_line(caught.value)
    with uses(served)[which]() as connection:
        assert connection.scalar(COUNTED) == 0


def test_what_a_lost_writer_wrote_is_gone(postgres: Postgres, served: Warehouse, name: str) -> None:
    with pytest.raises(WarehouseError), served.write() as connection:
        connection.execute(ADDED, {"cause": "lost"})
        postgres.end_sessions(name)
    with served.read() as connection:
        assert connection.scalar(COUNTED) == 0


def test_rows_for_a_server_that_is_gone_are_told_too(postgres: Postgres, served: Warehouse, name: str) -> None:
    with pytest.raises(WarehouseError) as caught, served.write() as connection:
        postgres.end_sessions(name)
        insert_rows(connection, outbox, ["created_at", "event", "cause", "payload"], [("", "e", "x", "")])
    assert "run the command again" in one_line(caught.value)


def test_a_connection_that_was_lost_while_nobody_used_it_is_not_noticed(
    postgres: Postgres, served: Warehouse, name: str
) -> None:
    for use in uses(served):
        with use() as connection:
            assert connection.scalar(COUNTED) == 0
        postgres.end_sessions(name)


def test_what_is_not_granted_is_told(postgres: Postgres, served: Warehouse, name: str) -> None:
    with served.write() as connection:
        connection.execute(text(f"CREATE ROLE {name} LOGIN"))
        connection.execute(text(f"GRANT SELECT ON alembic_version TO {name}"))
    stranger = Warehouse.open(postgres.url(name).replace("postgres@", f"{name}@"))
    with pytest.raises(WarehouseError) as caught, stranger.read() as connection:
        connection.scalar(COUNTED)
    stranger.close()
    with served.write() as connection:
        connection.execute(text(f"DROP OWNED BY {name}"))
        connection.execute(text(f"DROP ROLE {name}"))
    assert "permission denied" in one_line(caught.value)


# --- how PostgreSQL is used -------------------------------------------------------------------


def test_a_reader_of_postgresql_cannot_write(served: Warehouse) -> None:
    with pytest.raises(WarehouseError, match="read-only transaction"), served.read() as connection:
        connection.execute(ADDED, {"cause": "x"})


def test_a_writer_of_postgresql_may_write_whatever_was_read_before(served: Warehouse) -> None:
    with served.read() as connection:
        connection.scalar(COUNTED)
    with served.write() as connection:
        connection.execute(ADDED, {"cause": "x"})
        assert connection.scalar(text("SHOW transaction_isolation")) == "read committed"
    assert served.engine.pool.status().count("Connections in pool: 1"), "one connection was both"


def test_homes_in_two_schemas_of_one_database_do_not_wait_for_each_other(postgres: Postgres, name: str) -> None:
    homes = []
    for schema in ("an", "binh"):
        first = Warehouse.open(postgres.url(name))
        with first.write() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
        first.close()
        homes.append(Warehouse.open(f"{postgres.url(name)}&options=-csearch_path%3D{schema}"))
    with homes[0].write() as one, homes[1].write() as other:
        for connection in (one, other):
            connection.execute(ADDED, {"cause": "x"})
    for home in homes:
        with home.read() as connection:
            assert connection.scalar(COUNTED) == 1
        home.close()


def test_whoever_finds_the_same_tables_waits_for_the_same_lock(
    postgres: Postgres, served: Warehouse, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.engines.BUSY_TIMEOUT_MS", 50)
    with served.write() as connection:
        connection.execute(text("CREATE SCHEMA postgres"))  # where this user's new tables would go from now on
    later = Warehouse.open(postgres.url(name))
    with served.write(), pytest.raises(WarehouseError, match="locked"), later.write():
        pass
    later.close()


def test_a_writer_that_waited_sees_what_was_written_meanwhile(postgres: Postgres, served: Warehouse, name: str) -> None:
    seen: list[object] = []

    def look() -> None:
        other = Warehouse.open(postgres.url(name))
        with other.write() as connection:
            seen.append(connection.scalar(COUNTED))
        other.close()

    waiting = threading.Thread(target=look)
    with served.write() as connection:
        connection.execute(ADDED, {"cause": "x"})
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive() and seen == []
    waiting.join()
    assert seen == [1]


def test_postgresql_compares_text_by_its_bytes_and_keeps_it_at_any_length(served: Warehouse) -> None:
    kinds = text(
        "SELECT DISTINCT collation_name, character_maximum_length FROM information_schema.columns JOIN"
        " information_schema.tables USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type ="
        " 'BASE TABLE' AND table_name <> 'alembic_version' AND data_type IN ('text', 'character varying', 'character')"
    )
    with served.write() as connection:
        assert connection.execute(kinds).all() == [("C", None)]
        connection.execute(ADDED, {"cause": "dài " * 500})


def test_an_error_of_the_statement_is_none_of_the_machine(served: Warehouse) -> None:
    with pytest.raises(DBAPIError), served.read() as connection:
        connection.execute(text("SELECT nothing_of_this_name"))
