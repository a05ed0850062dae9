"""A database that cannot serve: why, whether it may in a minute, and the one line that is told of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, make_url
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError, SQLAlchemyError

from warehouse.engines import BUSY_TIMEOUT_MS
from warehouse.revisions import HEAD, known_schemas

_SECRET = ("password", "sslpassword")
_NOT_GRANTED, _STILL_LOCKED = "42501", "55P03"
_FULL = {"53100", sqlite3.SQLITE_FULL}
_WAITED_FOR = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
# lock not had in time, deadlock, no more connections, shut down and starting up: PostgreSQL's appendix A, Error Codes
_PASSING = {_STILL_LOCKED, "40001", "40P01", "53300", "57P01", "57P02", "57P03"}
_CONNECTION_LOST = "08"  # the class of its codes

_MEND_OPENING = "see to its server or its disk, or correct 'warehouse' in soket.toml"


class WarehouseError(RuntimeError):
    """The warehouse cannot be used; one line: which, saw, what to do."""


class Unavailable(WarehouseError):
    """The warehouse could not serve just now, locked by another run or without its server: the same may succeed in a
    minute; one line."""


class UpgradeNeeded(WarehouseError):
    """The warehouse stands at an older schema: a person has to say that it be brought up; one line."""


@contextmanager
def serving(what: object) -> Iterator[None]:
    """WarehouseError for what a database could not do, whatever it was asked; ``what`` names it."""
    try:
        yield
    except DBAPIError as error:
        if not is_of_the_machine(error):
            raise
        raise _told(error, f"{what}: {reason(error)}; {remedy(error)}") from error


@contextmanager
def opening(url: str, failed: str = "cannot be opened", mend: str = _MEND_OPENING) -> Iterator[None]:
    """Tells in one line what could not be done with a database, why, and what to do."""
    try:
        yield
    except (SQLAlchemyError, ImportError) as error:
        raise _told(error, f"warehouse {shown(url)}: {failed} ({reason(error)}); {mend}") from None


def _told(error: BaseException, line: str) -> WarehouseError:
    return Unavailable(line) if may_pass(error) else WarehouseError(line)


def of_another_schema(where: str, version: str) -> WarehouseError:
    """What is told of a warehouse whose schema is not this soket's."""
    if version in known_schemas():
        return UpgradeNeeded(
            f"{where}: stands at schema {version}, this soket uses {HEAD}; run 'soket migrate', which makes "
            "a backup first"
        )
    return WarehouseError(
        f"{where}: its schema {version} is not one that this soket knows (up to {HEAD}); "
        "use the version of soket that wrote it, or a later one"
    )


def shown(url: str | URL) -> str:
    """The URL without its password; a text that is no URL might hold one anywhere."""
    try:
        return make_url(url).difference_update_query(_SECRET).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return "(not a URL)"


def reason(error: BaseException) -> str:
    """What went wrong, in the driver's own words: their first line."""
    driver = getattr(error, "orig", None)
    if getattr(driver, "sqlstate", None) == _STILL_LOCKED:
        return f"database is locked: another command has been writing for {BUSY_TIMEOUT_MS / 1000:g} s"
    return next(iter(str(driver or error).splitlines()), type(error).__name__)


def remedy(error: DBAPIError) -> str:
    """What to do where the database could not serve."""
    codes = (getattr(error.orig, "sqlstate", None), getattr(error.orig, "sqlite_errorcode", None))
    again = "run the command again"
    return f"make room on its disk, then {again}" if _FULL & set(codes) else again


def may_pass(error: BaseException) -> bool:
    """Whether the same may succeed in a minute: the database is locked by another, or its server restarts."""
    driver = getattr(error, "orig", None)
    if isinstance(driver, sqlite3.Error):
        code = getattr(driver, "sqlite_errorcode", 0)  # none where Python itself refused
        return code & 0xFF in _WAITED_FOR  # the rest tells which kind of it: sqlite.org/rescode.html
    code = getattr(driver, "sqlstate", None)
    unreached = isinstance(error, OperationalError) and code is None  # there was nobody to give a code
    return unreached or code in _PASSING or (code or "").startswith(_CONNECTION_LOST)


def is_of_the_machine(error: DBAPIError) -> bool:
    """Whether the database could not serve, whatever it was asked: it is locked, full, lost, or not granted to us."""
    not_granted = getattr(error.orig, "sqlstate", None) == _NOT_GRANTED
    return isinstance(error, OperationalError | InternalError) or error.connection_invalidated or not_granted
