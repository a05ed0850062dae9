"""What is of one engine alone: SQLite's settings, and a PostgreSQL that refuses, forgets and sorts as it likes."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from tests.postgres import Postgres
from tests.warehouse.kept import ADDED, COUNTED
from warehouse.engines import BUSY_TIMEOUT_MS, make_engine
from warehouse.errors import WarehouseError
from warehouse.store import Warehouse

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


def test_a_new_file_that_another_is_writing_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "w.db"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.2, other.execute, ["COMMIT"]).start()
    engine = make_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal" and not other.in_transaction
    other.close()
    engine.dispose()


def test_a_new_file_that_stays_locked_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.engines.BUSY_TIMEOUT_MS", 50)
    other = sqlite3.connect(tmp_path / "w.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(WarehouseError, match="database is locked"):
        Warehouse.open(f"sqlite:///{tmp_path / 'w.db'}")
    other.close()


# --- what is no engine, and how one is called -------------------------------------------------


@pytest.mark.parametrize("url", ["postgresql+psycopg2://h/x", "mysql+pymysql://h/x", "sqlite+aiosqlite:///x", "no URL"])
def test_only_two_engines_keep_a_warehouse(url: str) -> None:
    with pytest.raises((SQLAlchemyError, ImportError)):
        make_engine(url)


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
