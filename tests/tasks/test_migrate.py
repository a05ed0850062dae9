"""An older home is brought up to date after a backup of it, once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.home import Home
from tasks.migrate import migrate
from tasks.registry import HomeError
from tasks.restore import restore
from tests.engines import Engine
from tests.homes import SmallHome
from tests.tasks.kept_home import older_home
from tests.warehouse.older import inventory, run
from warehouse import audit, tables, upgrade
from warehouse.errors import WarehouseError
from warehouse.revisions import HEAD, bring_to_head
from warehouse.upgrade import Changed

pytestmark = pytest.mark.both_engines


@pytest.fixture
def url(small_home: SmallHome, engine: Engine, tmp_path: Path) -> Iterator[str]:
    made = older_home(small_home, engine, tmp_path)
    yield made
    engine.drop(made)


def test_an_older_home_is_backed_up_and_brought_up_to_date(
    small_home: SmallHome, engine: Engine, url: str, elsewhere: str, tmp_path: Path
) -> None:
    before = inventory(url)
    done = migrate(small_home.open(), "Thư ký")
    assert done and done.before == "0001" and done.backup.path.parent == small_home.path / "backups"
    assert re.fullmatch(r"truoc-nang-cap-0001-\d{8}-\d{6}\.tar", done.backup.path.name)
    assert small_home.rows(tables.figure, "value") == [(7,)]
    with small_home.open().warehouse.read() as connection:
        (told,) = audit.acts(connection, "migrate")
    assert told.detail["under"]["catalogue"] == small_home.open().catalogue.version
    back = restore(done.backup.path, tmp_path / "new", elsewhere).home
    assert inventory(Home.open(back).warehouse_url) == before


def test_a_home_that_is_up_to_date_or_was_never_used_has_nothing_to_do(small_home: SmallHome) -> None:
    assert migrate(small_home.open(), "Thư ký") is None
    if not small_home.warehouse:
        (small_home.path / "warehouse.db").unlink()
        assert migrate(small_home.open(), "Thư ký") is None
    assert not (small_home.path / "backups").exists() and not (small_home.path / "warehouse.db").exists()


def test_a_second_time_there_is_nothing_to_do(small_home: SmallHome, url: str) -> None:
    assert migrate(small_home.open(), "Thư ký")
    assert migrate(small_home.open(), "Thư ký") is None
    assert len(list((small_home.path / "backups").iterdir())) == 1


def test_without_its_backup_nothing_is_upgraded(small_home: SmallHome, url: str, tmp_path: Path) -> None:
    (tmp_path / "a.tar").touch()
    with pytest.raises(HomeError, match="is there already"):
        migrate(small_home.open(), "Thư ký", tmp_path / "a.tar")
    assert Home.open(small_home.path).warehouse_url == url and "closing" not in inventory(url).rows


def test_an_upgrade_that_would_change_a_figure_leaves_the_home_and_its_backup(
    small_home: SmallHome, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(connection: object) -> None:
        bring_to_head(connection)  # type: ignore[arg-type]
        connection.exec_driver_sql("UPDATE figure SET value = 8")  # type: ignore[attr-defined]

    monkeypatch.setattr(upgrade, "bring_to_head", wrong)
    before = inventory(url)
    with pytest.raises(Changed, match="figures of 2022H1 version 1 are not the same"):
        migrate(small_home.open(), "Thư ký", tmp_path / "a.tar")
    assert inventory(url) == before and (tmp_path / "a.tar").is_file()


def test_a_schema_of_the_future_is_neither_backed_up_nor_touched(small_home: SmallHome, url: str) -> None:
    run(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(WarehouseError, match="not one that this soket knows"):
        migrate(small_home.open(), "Thư ký")
    assert not (small_home.path / "backups").exists() and HEAD != "9999"
