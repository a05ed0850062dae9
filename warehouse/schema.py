"""A warehouse looked at from outside: its schema, read without making or changing anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from warehouse.engines import SQLITE, make_engine, reason, server_name, unfit
from warehouse.store import MIGRATIONS, Warehouse, WarehouseError


def known_schemas() -> frozenset[str]:
    """The schemas that this version of soket can use or bring up to date."""
    return frozenset(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


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
