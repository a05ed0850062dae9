"""The engines that a warehouse runs on, for tests: empty warehouses and small homes on either."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from tests.homes import PERIODS, UNITS, SmallHome, empty_warehouse
from tests.postgres import EMPTY, Postgres
from warehouse.engines import POSTGRESQL, SQLITE

BOTH = (SQLITE, POSTGRESQL)


class Engine:
    """Makes warehouses, and homes that have one. What it made is taken away by ``drop``."""

    def __init__(self, name: str, server: Postgres | None = None) -> None:
        self.name, self._server = name, server

    def bare(self, folder: Path) -> str:
        """The URL of a database without a table."""
        return self._server.url(self._server.create("template0")) if self._server else _url(folder)

    def empty(self, folder: Path) -> str:
        """The URL of a warehouse that is brought up to date, and holds nothing."""
        if self._server:
            return self._server.url(self._server.create(EMPTY))
        (folder / "warehouse.db").write_bytes(empty_warehouse())
        return _url(folder)

    def home(self, path: Path, units: str = UNITS, periods: Sequence[str] = PERIODS) -> SmallHome:
        return SmallHome(path, units, periods, self.empty(path) if self._server else "")

    def copy(self, home: SmallHome, path: Path) -> SmallHome:
        """Another home that holds what a home does, which nobody uses now."""
        url = self._server.url(self._server.create(_name(home.warehouse))) if self._server else ""
        made = SmallHome(path, warehouse=url)
        shutil.rmtree(path)
        shutil.copytree(home.path, path)
        if url:
            made.set(f'warehouse = "{url}"')
        return made

    def again(self, home: SmallHome, path: Path) -> str:
        """The URL of another warehouse that holds what a home's does, which nobody uses now; of SQLite at ``path``."""
        if self._server:
            return self._server.url(self._server.create(_name(home.warehouse)))
        with closing(sqlite3.connect(home.path / "warehouse.db")) as held, closing(sqlite3.connect(path)) as made:
            held.backup(made)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        if self._server and url:
            self._server.give_back(_name(url))


def _url(folder: Path) -> str:
    return f"sqlite:///{folder / 'warehouse.db'}"


def _name(url: str) -> str:
    return str(make_url(url).database)
