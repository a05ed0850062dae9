"""A warehouse → one file that holds all of it as of one moment, while others may write; and what is in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine
from sqlalchemy.exc import DatabaseError

from warehouse.inventory import Inventory, raw_named, take_inventory
from warehouse.store import Warehouse, WarehouseError, opening, schema_version

SQLITE_DUMP = "warehouse.db"


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
    with opening(url):
        warehouse = Warehouse.connect(url)
        try:
            return _dump_sqlite(warehouse, folder / SQLITE_DUMP)
        finally:
            warehouse.close()


def _dump_sqlite(warehouse: Warehouse, file: Path) -> Dump:
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
    with looked_into(file, str(warehouse)) as of:
        return Dump(file, "sqlite", str(schema_version(of)), take_inventory(of), raw_named(of))


def bring_back(engine: str, folder: Path, url: str) -> Inventory:
    """What a dump in ``folder`` holds, after it was brought where it is to be used: SQLite's file is that already."""
    with looked_into(folder / SQLITE_DUMP, SQLITE_DUMP) as connection:
        return take_inventory(connection)


_ILL = "look after its disk, and restore the newest backup"


@contextmanager
def looked_into(file: Path, called: str) -> Iterator[Connection]:
    """A database file that is in no use, read. WarehouseError where it is damaged."""
    engine = create_engine(URL.create("sqlite", database=str(file)))
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
