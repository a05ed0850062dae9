"""The warehouse: an engine, its schema, and the one way to write to it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, Select, Table, func, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from warehouse import tables
from warehouse.engines import (
    BUSY_TIMEOUT_MS,
    POSTGRESQL,
    SQLITE,
    copy_rows,
    is_of_the_machine,
    make_engine,
    reading,
    reason,
    shown,
    unfit,
    writing,
)

__all__ = [
    "BUSY_TIMEOUT_MS",
    "Connection",
    "Warehouse",
    "WarehouseError",
    "frame",
    "insert_rows",
    "next_number",
    "now",
    "record_audit",
]

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0003"


class WarehouseError(RuntimeError):
    """The warehouse cannot be used; one line: which, saw, what to do."""


class Warehouse:
    """One database. Reads may run at any time; a writer has the database to itself."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def __str__(self) -> str:
        return f"warehouse {shown(self.engine.url)}"

    @classmethod
    def open(cls, url: str) -> Warehouse:
        """Connects, and brings the schema to this version's. WarehouseError where it cannot."""
        try:
            warehouse = cls(make_engine(url))
            warehouse._bring_up_to_date()
        except (SQLAlchemyError, ImportError) as error:
            raise WarehouseError(
                f"warehouse {shown(url)}: cannot be opened ({reason(error)}); see to its server or its disk, or "
                "correct 'warehouse' in soket.toml"
            ) from None
        return warehouse

    def _bring_up_to_date(self) -> None:
        with self.engine.connect() as connection:
            wrong = unfit(connection)
            if wrong:
                raise WarehouseError(f"{self}: {wrong[0]}; {wrong[1]}")
            if _version(connection) == HEAD:
                return
        from alembic import command
        from alembic.config import Config
        from alembic.script import ScriptDirectory

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        with self._rebuilding() as connection:
            version = _version(connection)  # another process may have been first
            if version is not None and version not in known:
                raise WarehouseError(
                    f"{self}: its schema {version} is not one that this soket knows (up to {HEAD}); "
                    "use the version of soket that wrote it, or a later one"
                )
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextmanager
    def _rebuilding(self) -> Iterator[Connection]:
        """One transaction in which tables may be made anew; SQLite checks its foreign keys at the end."""
        with writing(self.engine) as connection:
            sqlite = self.engine.dialect.name == SQLITE
            driver: Any = connection.connection.driver_connection
            if sqlite:
                driver.execute("PRAGMA foreign_keys=OFF")  # only outside a transaction does it hold
            try:
                with connection.begin():
                    yield connection
                    if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                        raise WarehouseError(f"{self}: the new schema would lose a reference")
            finally:
                if sqlite:
                    driver.execute("PRAGMA foreign_keys=ON")

    def schema_version(self) -> str | None:
        """The migration that the database stands at; None for an empty one."""
        with self.engine.connect() as connection:
            return _version(connection)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One state of the database, that of the first statement. WarehouseError where it cannot be read."""
        with self._served(), reading(self.engine) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that holds the write lock from its first statement. WarehouseError where it cannot be had."""
        with self._served(), writing(self.engine) as connection, connection.begin():
            yield connection

    @contextmanager
    def _served(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if not is_of_the_machine(error):
                raise
            raise WarehouseError(f"{self}: {reason(error)}; run the command again") from error

    def close(self) -> None:
        self.engine.dispose()


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def now() -> str:
    """The time of an event, as the tables keep it."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def frame(connection: Connection, query: Select[Any], schema: Mapping[str, Any] | None = None) -> pl.DataFrame:
    """A query's rows as a frame. ``schema`` gives the types (needed where there may be no row)."""
    result = connection.execute(query)
    rows = [tuple(row) for row in result]
    names = list(result.keys())
    types = {name: schema[name] for name in names if name in schema} if schema else None
    return pl.DataFrame(rows, schema=names, schema_overrides=types, orient="row", infer_schema_length=None)


def insert_rows(connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Rows (in the order of ``names``) into a table by what the driver does fastest; how many."""
    listed = list(rows)
    if not listed:
        return 0
    if connection.dialect.name == POSTGRESQL:
        copy_rows(connection, table, names, listed)
        return len(listed)
    compiled = insert(table).values(dict.fromkeys(names)).compile(dialect=connection.dialect)
    order = [names.index(name) for name in compiled.positiontup or ()]
    parameters: Any = [tuple(row[at] for at in order) for row in listed]
    connection.exec_driver_sql(str(compiled), parameters)
    return len(listed)


def record_audit(connection: Connection, who: str, act: str, subject: str, detail: Mapping[str, Any]) -> None:
    """Appends who did what; each row carries the hash of the row before it."""
    previous = connection.scalar(select(tables.audit.c.hash).order_by(tables.audit.c.id.desc()).limit(1)) or ""
    at, told = now(), json.dumps(detail, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256("\0".join((previous, at, who, act, subject, told)).encode()).hexdigest()
    row = {"at": at, "who": who, "act": act, "subject": subject, "detail": told}
    connection.execute(insert(tables.audit).values(**row, previous=previous, hash=digest))


def next_number(connection: Connection, column: Any) -> int:
    """One more than the largest value of a column."""
    return int(connection.scalar(select(func.max(column))) or 0) + 1
