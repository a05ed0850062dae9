"""A warehouse → one file that holds all of it as of one moment, while others may write; and a warehouse of it again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.exc import DatabaseError

from warehouse.engines import POSTGRESQL, SQLITE
from warehouse.errors import WarehouseError, opening
from warehouse.inventory import Inventory, raw_named, take_inventory
from warehouse.pg_programs import program, run_program
from warehouse.schema import check_empty
from warehouse.store import Warehouse, schema_version

FILE_OF = {SQLITE: "warehouse.db", POSTGRESQL: "warehouse.dump"}
_ILL = "look after its disk, and restore the newest backup"


@dataclass(frozen=True)
class Dump:
    """``raw``: the bytes that it refers to, by their names, and what they are."""

    file: Path
    engine: str
    schema: str
    inventory: Inventory
    raw: Mapping[str, str]


def dump(url: str, folder: Path) -> Dump:
    """The warehouse in a new file of ``folder``. WarehouseError where it cannot be read, or is damaged."""
    with opened(url) as warehouse:
        engine = warehouse.engine.dialect.name
        file = folder / FILE_OF[engine]
        if engine == POSTGRESQL:
            return _dump_postgresql(warehouse, file)
        _copy_sqlite(warehouse, file)
        with looked_into(file, str(warehouse)) as connection:
            return _dumped(connection, file)


@contextmanager
def opened(url: str) -> Iterator[Warehouse]:
    """The warehouse of any schema; WarehouseError where it cannot be reached."""
    with opening(url):
        warehouse = Warehouse.connect(url)
        try:
            yield warehouse
        finally:
            warehouse.close()


def dump_program(url: str) -> Path:
    """The program that would copy a warehouse of PostgreSQL. WarehouseError where there is none."""
    with opened(url) as warehouse, warehouse.read() as connection:
        return program(warehouse, connection, "pg_dump")


def _dumped(connection: Connection, file: Path) -> Dump:
    schema = str(schema_version(connection))
    return Dump(file, connection.dialect.name, schema, take_inventory(connection), raw_named(connection))


def _dump_postgresql(warehouse: Warehouse, file: Path) -> Dump:
    """pg_dump sees what this transaction sees. Another home may have a schema of its own in the same database."""
    with warehouse.read() as connection:
        snapshot, schema = connection.execute(text("SELECT pg_export_snapshot(), quote_ident(current_schema())")).one()
        arguments = [f"--snapshot={snapshot}", f"--file={file}", f"--schema={schema}"]
        run_program(warehouse, connection, "pg_dump", ["--format=custom", "--no-owner", "--no-privileges", *arguments])
        return _dumped(connection, file)


def _copy_sqlite(warehouse: Warehouse, file: Path) -> None:
    connection = warehouse.engine.raw_connection()
    driver: Any = connection.driver_connection
    try:
        with closing(sqlite3.connect(file)) as copy:
            driver.backup(copy)  # all pages in one step: of one moment, and it keeps no writer waiting
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    except sqlite3.OperationalError as error:
        raise WarehouseError(
            f"{warehouse}: cannot be copied to {file.parent.parent} ({error}); make room there, or look after its disk"
        ) from None
    except sqlite3.DatabaseError as error:
        raise WarehouseError(f"{warehouse}: is damaged ({error}); {_ILL}") from None
    finally:
        connection.close()


@contextmanager
def looked_into(file: Path, called: str) -> Iterator[Connection]:
    """A database file that is in no use, read. WarehouseError where it is damaged."""
    engine = create_engine(URL.create(SQLITE, database=str(file)))
    try:
        with engine.connect() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
            if found != "ok":
                raise WarehouseError(f"{called}: is damaged ({str(found).splitlines()[-1]}); {_ILL}")
            yield connection
    except DatabaseError as error:
        raise WarehouseError(f"{called}: is damaged ({error.orig}); {_ILL}") from None
    finally:
        engine.dispose()


def bring_back(engine: str, folder: Path, url: str) -> Inventory:
    """What a dump in ``folder`` holds, after it was brought to where it is used: SQLite's file is that already, one of
    PostgreSQL goes to the empty database of ``url``. Occupied where that holds anything, WarehouseError where it
    fails."""
    file = folder / FILE_OF[engine]
    if engine == SQLITE:
        with looked_into(file, file.name) as connection:
            return take_inventory(connection)
    with opened(url) as warehouse:
        with warehouse.read() as connection:
            check_empty(warehouse, connection)
            schema = connection.scalar(text("SELECT current_schema()"))
            arguments = ["--exit-on-error", "--single-transaction", f"--schema={schema}", str(file)]
            run_program(warehouse, connection, "pg_restore", ["--no-owner", "--no-privileges", *arguments])
        with warehouse.read() as connection:
            if schema_version(connection) is None:
                raise WarehouseError(
                    f"{warehouse}: its tables would be made in schema {schema}, those of the backup were in another; "
                    "name a database with an empty schema of that name, first on its search_path"
                )
            return take_inventory(connection)
