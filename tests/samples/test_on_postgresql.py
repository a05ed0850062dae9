"""The sample's three half-years closed over PostgreSQL come to what they come to over SQLite."""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import Table, select

from samples.association import PERIODS
from tasks.home import Home
from tasks.look import period_findings
from tests.homes import closed_sample
from tests.postgres import Postgres
from warehouse import closes, frozen, tables
from warehouse.engines import POSTGRESQL

pytestmark = pytest.mark.long

# a workbook knows when it was made, so files that say the same have other bytes in each home; what seals them too
_OF_ITS_TIME = ("at", "hash", "previous", "sha256", "size", "reviewed", "audit", "detail")
_OF_ITS_FILES = ("registry", "targets", "lineage", "reply", "sighting")
_ALIKE = [one for one in tables.metadata.sorted_tables if one.name not in _OF_ITS_FILES]
_CODE = re.compile(rb"[0-9a-f]{64}")  # by which the close is verified: it seals the times of its home
_FILE = re.compile(rb"(?<=[>@])[0-9a-f]{8}(?=[<.])")  # a file by the start of its hash


@pytest.fixture(scope="session")
def sample_on_postgresql(shared_folder: Path, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's home with its warehouse on the server. It is made once for all processes of a run."""
    home = shared_folder / "sample-on-postgresql" / "home"
    with (shared_folder / "sample-on-postgresql.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            made = closed_sample(tmp_path_factory.mktemp("served") / "home", postgres.url(postgres.create()))
            home.parent.mkdir()
            made.rename(home)
    return home


@pytest.fixture(scope="module")
def homes(sample_home: Path, sample_on_postgresql: Path) -> Iterator[tuple[Home, Home]]:
    opened = Home.open(sample_home), Home.open(sample_on_postgresql)
    assert opened[1].warehouse.engine.dialect.name == POSTGRESQL
    yield opened
    for home in opened:
        home.warehouse.close()


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_the_frozen_figures_are_the_same(homes: tuple[Home, Home], period: Any) -> None:
    held = []
    for home in homes:
        with home.warehouse.read() as connection:
            close = closes.find_close(connection, str(period))
            assert close
            held.append(frozen.figures_of(connection, close.id))
    assert len(held[0]) > 1000 and held[0].equals(held[1])


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_the_findings_are_the_same(homes: tuple[Home, Home], period: Any) -> None:
    found = [[{**one, "sha256": ""} for one in period_findings(home, period)] for home in homes]
    assert found[0] == found[1]


@pytest.mark.parametrize("table", _ALIKE, ids=lambda table: table.name)
def test_all_that_is_kept_is_the_same(homes: tuple[Home, Home], table: Table) -> None:
    kept = []
    columns = [one for one in table.columns if not one.name.endswith(_OF_ITS_TIME)]
    for home in homes:
        with home.warehouse.read() as connection:
            rows = connection.execute(select(*columns).order_by(*table.primary_key.columns))
            kept.append([tuple(row) for row in rows])
    assert kept[0] == kept[1]


def test_the_reports_are_the_same(homes: tuple[Home, Home]) -> None:
    reports = [sorted(one.path.glob("reports/*/*.docx")) for one in homes]
    assert [one.name for one in reports[0]] == [one.name for one in reports[1]] and len(reports[0]) == len(PERIODS)
    for one, other in zip(*reports, strict=True):
        documents = [ZipFile(path).read("word/document.xml") for path in (one, other)]
        assert [len(_CODE.findall(xml)) for xml in documents] == [1, 1]
        assert len({len(_FILE.findall(xml)) for xml in documents}) == 1
        said = [_FILE.sub(b"", _CODE.sub(b"", xml)) for xml in documents]
        assert said[0] == said[1]
