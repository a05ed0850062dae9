"""The engines that a warehouse runs on, SQLite and PostgreSQL, and what makes them behave alike: one writer at a
time, and readers that see one state."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ARRAY,
    URL,
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    Select,
    Table,
    any_,
    create_engine,
    event,
    func,
    literal,
    make_url,
    select,
)
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

BUSY_TIMEOUT_MS = 60_000
_SOON = 0.01  # seconds
SQLITE, POSTGRESQL = "sqlite", "postgresql"
_DRIVERS = {SQLITE: "pysqlite", POSTGRESQL: "psycopg"}

_WANTED = "such as sqlite:////srv/nha/warehouse.db or postgresql+psycopg://soket@may-chu/nha"

_SOKET = 0x736F6B65  # the first half of the lock's key; the second is the schema that the tables are in
_TAKE_TURN = f"""SELECT pg_advisory_xact_lock({_SOKET}, coalesce(
    (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('alembic_version')),
    quote_ident(current_schema())::regnamespace)::oid::int)"""
_OF_EVERY_CONNECTION = {
    "application_name": "soket",
    "client_encoding": "utf8",
    "connect_timeout": 10,
    # a server that is gone without a word is given up after a minute
    **{"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3},
}
_OLDEST = 140_000


def make_engine(url: str | URL) -> Engine:
    """An engine for a warehouse. SQLAlchemyError or ImportError where the URL names none that it runs on."""
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if _DRIVERS.get(backend) != parsed.get_driver_name():
        raise SQLAlchemyError(f"{parsed.drivername} is no engine of a warehouse; wanted sqlite or postgresql+psycopg")
    if backend == SQLITE:
        engine = create_engine(parsed)
        event.listen(engine, "connect", _sqlite_settings)
    else:
        ours = {name: value for name, value in _OF_EVERY_CONNECTION.items() if name not in parsed.query}
        engine = create_engine(parsed, pool_pre_ping=True, connect_args=ours)
    event.listen(engine, "begin", _begin)
    return engine


def wrong_url(url: str) -> str | None:
    """Why no warehouse can be at a URL, in one line that holds no password; None where one can be."""
    try:
        parsed = make_url(url)
    except SQLAlchemyError:
        return f"is no URL; wanted one {_WANTED}"
    if _DRIVERS.get(parsed.get_backend_name()) != parsed.get_driver_name():
        return f"{parsed.drivername} is no engine of a warehouse; wanted one {_WANTED}"
    file = parsed.database or ""
    whole = Path(file).is_absolute() or file.startswith("file:/")
    if parsed.get_backend_name() == SQLITE and not whole:  # a command may run anywhere
        return f"saw {url}, which is another file in every folder; wanted the whole path, {_WANTED}"
    return None


def reading(engine: Engine) -> Connection:
    """A connection whose transaction sees one state, that of its first statement."""
    connection = engine.connect()
    if engine.dialect.name == POSTGRESQL:
        return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return connection


def writing(engine: Engine) -> Connection:
    """A connection whose transaction has the database to itself from its first statement on."""
    connection = engine.connect().execution_options(writes=True)
    if engine.dialect.name == POSTGRESQL:  # what the writer before us committed while we waited is to be seen
        return connection.execution_options(isolation_level="READ COMMITTED")
    return connection


def _sqlite_settings(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin by itself: _begin says how
    for setting in (f"busy_timeout={BUSY_TIMEOUT_MS}", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}")
    _to_write_ahead(connection)


def _to_write_ahead(connection: Any) -> None:
    """SQLite does not wait here: of two that change the mode of a new file at once, one is told "locked" at once."""
    last = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > last:
                raise
        time.sleep(_SOON)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    if connection.dialect.name == SQLITE:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    elif writes:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY_TIMEOUT_MS}")
        connection.exec_driver_sql(_TAKE_TURN)


def listed(connection: Connection, numbers: Iterable[int]) -> Select[Any]:
    """A select of these numbers, however many."""
    if connection.dialect.name == POSTGRESQL:
        return select(func.unnest(literal(list(numbers), ARRAY(BigInteger))))
    return select(func.json_each(json.dumps(list(numbers))).table_valued("value").c.value)


def among(connection: Connection, column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """That a column holds one of the values, however many: IN would ask for a parameter of each, and both engines
    take only so many."""
    listed = list(values)
    if connection.dialect.name == POSTGRESQL:
        return column == any_(literal(listed, ARRAY(column.type)))
    return column.in_(select(func.json_each(json.dumps(listed)).table_valued("value").c.value))


def copy_rows(connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows (in the order of ``names``) into a table of PostgreSQL, by its COPY."""
    quote = connection.dialect.identifier_preparer.quote
    into = f"COPY {quote(table.name)} ({', '.join(map(quote, names))}) FROM STDIN"
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(into, None, error, Exception, dialect=connection.dialect) from error


# --- what is told of an engine ----------------------------------------------------------------


def server_name(connection: Connection) -> str:
    """``PostgreSQL 16.4``; empty where no server keeps the database."""
    if connection.dialect.name == SQLITE:
        return ""
    driver: Any = connection.connection.driver_connection
    number = driver.info.server_version
    return f"PostgreSQL {number // 10_000}.{number % 10_000}"


def unfit(connection: Connection) -> tuple[str, str] | None:
    """Why a database cannot keep a warehouse, whatever it holds, and what to do; None where it can."""
    if connection.dialect.name == SQLITE:
        return None
    driver: Any = connection.connection.driver_connection
    if driver.info.server_version < _OLDEST:
        return server_name(connection), f"use PostgreSQL {_OLDEST // 10_000} or newer"
    encoding = driver.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        return (
            f"its database keeps text in {encoding}",
            "make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0",
        )
    return None
