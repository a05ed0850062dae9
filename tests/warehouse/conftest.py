from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.catalogue import Catalogue
from tests.warehouse.kept import SmallWarehouse


@pytest.fixture
def kept(tmp_path: Path, catalogue: Catalogue) -> Iterator[SmallWarehouse]:
    """A warehouse with two units and two periods, and no file."""
    made = SmallWarehouse(tmp_path, catalogue)
    yield made
    made.warehouse.close()
