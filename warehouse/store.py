"""The warehouse: an engine, its schema, and the one way to write to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from operator import itemgetter
from typing import Any

import polars as pl
from sqlalchemy import Connection, CursorResult, Engine, Select, Table, func, insert, inspect, select, text

from warehouse.engines import POSTGRESQL, SQLITE, copy_rows, make_engine, reading, unfit, writing
from warehouse.errors import WarehouseError, of_another_schema, opening, serving, shown
from warehouse.revisions import HEAD, bring_to_head

__all__ = [
    "HEAD",
    "Connection",
    "Warehouse",
    "frame",
    "insert_rows",
    "next_number",
    "now",
    "tuples",
]

_AT_ONCE = 20_000  # rows in memory


class Warehouse:
    """One database. Reads may run at any time; a writer has the database to itself."""

    def __init__(self, engine: Engine, under: Mapping[str, str] | None = None) -> None:
        self.engine = engine
        self.under = under or {}

    def __str__(self) -> str:
        return f"warehouse {shown(self.engine.url)}"

    @classmethod
    def open(cls, url: str, under: Mapping[str, str] | None = None) -> Warehouse:
        """Connects, and makes the schema where there is none. UpgradeNeeded for an older one, WarehouseError where
        it cannot. ``under``: what the audit keeps with everything that is done here, such as the version of the
        code."""
        with opening(url):
            warehouse = cls.connect(url, under)
            warehouse._make_or_refuse()
        return warehouse

    @classmethod
    def connect(cls, url: str, under: Mapping[str, str] | None = None) -> Warehouse:
        """The database as it stands, whatever its schema."""
        return cls(make_engine(url), under)

    def _make_or_refuse(self) -> None:
        with self.engine.connect() as connection:
            wrong, version = unfit(connection), schema_version(connection)
        if wrong:
            raise WarehouseError(f"{self}: {wrong[0]}; {wrong[1]}")
        if version is None:
            with self.rebuilding() as connection:
                if schema_version(connection) is None:  # another process may have been first
                    bring_to_head(connection)
        version = self.schema_version()
        if version != HEAD:
            self.close()
            raise of_another_schema(str(self), str(version))

    @contextmanager
    def rebuilding(self) -> Iterator[Connection]:
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
            return schema_version(connection)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One state of the database, that of the first statement. WarehouseError where it cannot be read."""
        with serving(self), reading(self.engine) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that holds the write lock from its first statement. WarehouseError where it cannot be had."""
        with serving(self), writing(self.engine) as connection, connection.begin():
            yield connection.execution_options(under=self.under)

    @contextmanager
    def trying(self) -> Iterator[Connection]:
        """A ``write`` of which nothing stays: to see what would come of it."""
        with serving(self), writing(self.engine) as connection, connection.begin() as transaction:
            yield connection.execution_options(under=self.under)
            transaction.rollback()

    def close(self) -> None:
        self.engine.dispose()


def schema_version(connection: Connection) -> str | None:
    """The migration that the database stands at, as the connection's transaction sees it; None for an empty one."""
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
    names = list(result.keys())
    types = {name: schema[name] for name in names if name in schema} if schema else None

    def part(rows: Sequence[Any]) -> pl.DataFrame:
        return pl.DataFrame(rows, schema=names, schema_overrides=types, orient="row", infer_schema_length=None)

    parts = [part(rows) for rows in _partitions(query, result)]
    return pl.concat(parts, how="vertical_relaxed") if parts else part(())


def tuples(connection: Connection, query: Select[Any]) -> Iterator[Sequence[tuple[Any, ...]]]:
    """A query's rows, some thousands at a time; no more are in memory."""
    streamed = connection.dialect.name == POSTGRESQL  # SQLite gives one after the other by itself
    result = connection.execute(query, execution_options={"stream_results": streamed})
    yield from _partitions(query, result, streamed)


def _partitions(
    query: Select[Any], result: CursorResult[Any], streamed: bool = False
) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The rows as tuples: those of the driver where it gives what the columns hold, for to wrap and unwrap millions
    takes as long as to read them. Of a streamed result the first row is not with the driver any more."""
    dialect = result.dialect
    kinds = (one.type.dialect_impl(dialect) for one in query.selected_columns)
    if streamed or result.cursor is None or any(one.result_processor(dialect, None) for one in kinds):
        yield from ([tuple(row) for row in rows] for rows in result.partitions(_AT_ONCE))
        return
    while rows := result.cursor.fetchmany(_AT_ONCE):
        yield rows
    result.close()


def insert_rows(connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Rows (in the order of ``names``) into a table by what the driver does fastest; how many."""
    remaining, count = iter(rows), 0
    while some := list(islice(remaining, _AT_ONCE)):
        if connection.dialect.name == POSTGRESQL:
            copy_rows(connection, table, names, some)
        else:
            _execute_many(connection, table, names, some)
        count += len(some)
    return count


def _execute_many(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    compiled = insert(table).values(dict.fromkeys(names)).compile(dialect=connection.dialect)
    order = [names.index(name) for name in compiled.positiontup or ()]
    parameters: Any = list(map(tuple if order == sorted(order) else itemgetter(*order), rows))
    connection.exec_driver_sql(str(compiled), parameters)


def next_number(connection: Connection, column: Any) -> int:
    """One more than the largest value of a column."""
    return int(connection.scalar(select(func.max(column))) or 0) + 1
