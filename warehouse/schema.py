"""A warehouse looked at from outside: its schema, read without making or changing anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, inspect, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from warehouse.engines import POSTGRESQL, SQLITE, make_engine, server_name, unfit
from warehouse.errors import WarehouseError, reason
from warehouse.store import Warehouse


class Occupied(ValueError):
    """A database that was to be filled holds something; one line. It was left as it is."""


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite warehouse; None for a server's, or where the URL is none."""
    try:
        parsed = make_url(url)
    except SQLAlchemyError:
        return None
    local = parsed.get_backend_name() == SQLITE and parsed.database
    return Path(str(parsed.database)) if local else None


def schema_of(url: str) -> str | None:
    """The schema that the warehouse stands at, None where it is empty. WarehouseError where it cannot be read."""
    with _looked_at(url) as engine:
        return Warehouse(engine).schema_version()


@dataclass(frozen=True)
class Server:
    """What keeps a warehouse that has no file: its name with its version; why it cannot be used, and what to do."""

    name: str
    wrong: tuple[str, str] | None


def server_of(url: str) -> Server | None:
    """None for SQLite. WarehouseError where it does not let us in."""
    if sqlite_file(url) is not None:
        return None
    with _looked_at(url) as engine, engine.connect() as connection:
        name = server_name(connection)
        return Server(name, unfit(connection) or _not_granted(connection)) if name else None


def _not_granted(connection: Connection) -> tuple[str, str] | None:
    if connection.scalar(text("SELECT pg_is_in_recovery()")):
        return "is a standby, which takes no writes", "name its primary in soket.toml"
    schema = connection.scalar(text("SELECT current_schema()"))
    if schema is None:
        return "has no schema to make tables in", "CREATE SCHEMA, and put it on the user's search_path"
    if not connection.scalar(text("SELECT has_schema_privilege(current_schema(), 'CREATE')")):
        return f"may not make tables in schema {schema}", f"GRANT CREATE, USAGE ON SCHEMA {schema} to the user of soket"
    return None


@contextmanager
def _looked_at(url: str) -> Iterator[Engine]:
    try:
        parsed = make_url(url)
        sqlite = parsed.get_backend_name() == SQLITE
        engine = create_engine(_read_only(parsed)) if sqlite else make_engine(parsed)
        try:
            yield engine
        finally:
            engine.dispose()
    except (SQLAlchemyError, ImportError) as error:
        raise WarehouseError(reason(error)) from None


def _read_only(url: URL) -> URL:
    """A connection to SQLite would make the file that is not there."""
    if url.get_backend_name() != SQLITE or not url.database:
        return url
    return url.set(database=f"file:{url.database}", query={**url.query, "mode": "ro", "uri": "true"})


_ANYTHING = """SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = quote_ident(current_schema())::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY c.relname LIMIT 1"""


def check_empty(warehouse: Warehouse, connection: Connection) -> None:
    """Occupied where a database (in PostgreSQL the schema that tables would be made in) holds any table, view or
    sequence but those of extensions; WarehouseError where its server cannot keep a warehouse."""
    if connection.dialect.name == POSTGRESQL:
        found = list(connection.scalars(text(_ANYTHING)))
    else:
        found = [*inspect(connection).get_table_names(), *inspect(connection).get_view_names()]
    wrong = unfit(connection)
    if wrong:
        raise WarehouseError(f"{warehouse}: {wrong[0]}; {wrong[1]}")
    if found:
        raise Occupied(f"{warehouse}: holds {found[0]} already; name an empty database, or a file that is not there")
