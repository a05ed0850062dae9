from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.catalogue import Catalogue
from expectations.load import SHIPPED, load_catalogue
from tests.engines import Engine
from warehouse.engines import POSTGRESQL


@pytest.fixture(scope="package", autouse=True)
def _shipped_catalogue_read_once() -> Iterator[None]:
    """A small home is opened many times in a test; the shipped catalogue is the same each time."""
    shipped = load_catalogue()

    def load(folder: Path = SHIPPED) -> Catalogue:
        return shipped if folder == SHIPPED else load_catalogue(folder)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tasks.home.load_catalogue", load)
        yield


@pytest.fixture
def elsewhere(engine: Engine, tmp_path: Path) -> Iterator[str]:
    """Where a backup goes that is restored: nowhere else than into the home, or an empty database."""
    made = engine.bare(tmp_path) if engine.name == POSTGRESQL else ""
    yield made
    engine.drop(made)
