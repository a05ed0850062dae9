"""A warehouse looked at from outside: its schema, read without making or changing anything."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from warehouse.store import Warehouse, WarehouseError


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
