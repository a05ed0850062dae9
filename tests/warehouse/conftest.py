from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.catalogue import Catalogue
from tests.engines import BOTH, Engine
from tests.postgres import Postgres
from tests.warehouse.kept import SmallWarehouse
from warehouse.store import Warehouse


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever is kept here is kept alike on both engines."""
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", BOTH, indirect=True)


@pytest.fixture
def empty(tmp_path: Path, engine: Engine) -> Iterator[str]:
    """The URL of a warehouse that holds nothing."""
    url = engine.empty(tmp_path)
    yield url
    engine.drop(url)


@pytest.fixture
def kept(empty: str, catalogue: Catalogue) -> Iterator[SmallWarehouse]:
    """A warehouse with two units and two periods, and no file."""
    made = SmallWarehouse(empty, catalogue)
    yield made
    made.warehouse.close()


@pytest.fixture
def name(postgres: Postgres) -> Iterator[str]:
    """A database of a warehouse that holds nothing."""
    made = postgres.create()
    yield made
    postgres.drop(made)


@pytest.fixture
def served(postgres: Postgres, name: str) -> Iterator[Warehouse]:
    made = Warehouse.open(postgres.url(name))
    yield made
    made.close()
