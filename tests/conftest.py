"""What many tests share: the shipped catalogue, a small home to fill, and the sample's three half-years."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from domain.catalogue import Catalogue
from expectations.load import load_catalogue
from tests.homes import SmallHome

os.environ.update({"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"})

settings.register_profile("soket", deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))
settings.load_profile("soket")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def small_home(tmp_path: Path) -> Iterator[SmallHome]:
    """A home with two associations and two committees, and nothing in its inbox."""
    home = SmallHome(tmp_path / "home")
    yield home
    home.close()


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample association's home after its three closes, run plainly. Look, do not change."""
    from tests.homes import closed_sample

    return closed_sample(tmp_path_factory.mktemp("sample") / "home")
