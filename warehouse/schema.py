"""A warehouse looked at from outside: its schema, read without making or changing anything."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, create_engine, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from warehouse.engines import POSTGRESQL
from warehouse.store import Warehouse, WarehouseError


class Occupied(ValueError):
    """A database that was to be filled holds something; one line. It was left as it is."""


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite warehouse; None for a server's, or where the URL is none."""
    try:
        parsed = make_url(url)
    except SQLAlchemyError:
        return None
    local = parsed.get_backend_name() == "sqlite" and parsed.database
    return Path(str(parsed.database)) if local else None


def schema_of(url: str) -> str | None:
    """The schema that the warehouse stands at, None where it is empty. WarehouseError where it cannot be read."""
    try:
        engine = create_engine(_read_only(make_url(url)))
        try:
            return Warehouse(engine).schema_version()
        finally:
            engine.dispose()
    except (SQLAlchemyError, ImportError) as error:
        raise WarehouseError(str(getattr(error, "orig", None) or error).splitlines()[0]) from None


def _read_only(url: URL) -> URL:
    """A connection to SQLite would make the file that is not there."""
    if url.get_backend_name() != "sqlite" or not url.database:
        return url
    return url.set(database=f"file:{url.database}", query={**url.query, "mode": "ro", "uri": "true"})


_ANYTHING = """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg_temp%'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY c.relname LIMIT 1"""


def check_empty(warehouse: Warehouse, connection: Connection) -> None:
    """Occupied where a database holds any table, view or sequence, but those of PostgreSQL's own extensions."""
    if connection.dialect.name == POSTGRESQL:
        found = list(connection.scalars(text(_ANYTHING)))
    else:
        found = [*inspect(connection).get_table_names(), *inspect(connection).get_view_names()]
    if found:
        raise Occupied(f"{warehouse}: holds {found[0]} already; name an empty database, or a file that is not there")
