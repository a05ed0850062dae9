"""What many tests share: the shipped catalogue, a small home to fill, and the sample's three half-years."""

from __future__ import annotations

import fcntl
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
    """The sample association's home after its three closes, run plainly. Look, do not change: it is made once for
    all processes of a run."""
    from tests.homes import closed_sample

    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    home = shared / "sample" / "home"
    with (shared / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            made = closed_sample(tmp_path_factory.mktemp("sample") / "home")
            home.parent.mkdir()
            made.rename(home)
    return home
