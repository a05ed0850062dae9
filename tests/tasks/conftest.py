from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines import Engine
from warehouse.engines import POSTGRESQL


@pytest.fixture
def elsewhere(engine: Engine, tmp_path: Path) -> Iterator[str]:
    """Where a backup goes that is restored: nowhere else than into the home, or an empty database."""
    made = engine.bare(tmp_path) if engine.name == POSTGRESQL else ""
    yield made
    engine.drop(made)
