"""What many tests share: the shipped catalogue, a small home to fill, and the sample's three half-years."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from domain.catalogue import Catalogue
from expectations.load import SHIPPED, load_catalogue
from tests.engines import Engine
from tests.homes import SmallHome
from tests.postgres import Postgres, postgres_of
from warehouse.engines import POSTGRESQL, SQLITE

os.environ.update({"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"})

settings.register_profile("soket", deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))
settings.load_profile("soket")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session", autouse=True)
def _shipped_catalogue_read_once() -> Iterator[None]:
    """A small home is opened many times in a test; the shipped catalogue is the same each time."""
    shipped = load_catalogue()

    def load(folder: Path = SHIPPED) -> Catalogue:
        return shipped if folder == SHIPPED else load_catalogue(folder)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tasks.home.load_catalogue", load)
        yield


@pytest.fixture(scope="module", autouse=True)
def _no_worker_outlives_its_tests() -> Iterator[None]:
    """Fences tell their workers by what else this process has started, so a module leaves none to the next."""
    yield
    assert not multiprocessing.active_children(), "a fence was left open: end it where it was made"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames and metafunc.definition.get_closest_marker("both_engines"):
        engines = [SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.long)]
        metafunc.parametrize("engine", engines, indirect=True)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def postgres(shared_folder: Path) -> Postgres:
    """A server of PostgreSQL, one for all processes of a run."""
    return postgres_of(shared_folder)


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> Engine:
    """What warehouses run on: SQLite, and where a test is marked both_engines, PostgreSQL too."""
    name = getattr(request, "param", SQLITE)
    return Engine(name, request.getfixturevalue("postgres") if name == POSTGRESQL else None)


@pytest.fixture
def small_home(tmp_path: Path, engine: Engine) -> Iterator[SmallHome]:
    """A home with two associations and two committees, and nothing in its inbox."""
    home = engine.home(tmp_path / "home")
    yield home
    home.close()
    engine.drop(home.warehouse)


@pytest.fixture(scope="session")
def sample_home(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample association's home after its three closes, run plainly. Look, do not change: it is made once for
    all processes of a run."""
    from tests.homes import closed_sample

    home = shared_folder / "sample" / "home"
    with (shared_folder / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            made = closed_sample(tmp_path_factory.mktemp("sample") / "home")
            home.parent.mkdir()
            made.rename(home)
    return home
