"""An older warehouse is refused until somebody says that it be brought up; then it keeps every figure, or stays."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.engines import Engine
from tests.warehouse.older import OF_A_CLOSE, inventory, make_first, run
from tests.warehouse.test_migrations import OF_THE_FIRST, rows
from warehouse import audit, upgrade
from warehouse.errors import UpgradeNeeded, WarehouseError
from warehouse.inventory import difference
from warehouse.revisions import bring_to_head
from warehouse.store import HEAD, Warehouse
from warehouse.upgrade import Changed

pytestmark = pytest.mark.long


@pytest.fixture
def url(tmp_path: Path, engine: Engine) -> Iterator[str]:
    made = engine.bare(tmp_path)
    make_first(made)
    yield made
    engine.drop(made)


def schema(url: str) -> str | None:
    store = Warehouse.connect(url)
    version = store.schema_version()
    store.close()
    return version


def planted(monkeypatch: pytest.MonkeyPatch, then: Callable[[Any], Any]) -> None:
    """A migration that does one thing more."""

    def wrong(connection: Any) -> None:
        bring_to_head(connection)
        then(connection)

    monkeypatch.setattr(upgrade, "bring_to_head", wrong)


def test_an_older_warehouse_is_refused_in_one_line_and_left_as_it_is(url: str) -> None:
    before = inventory(url)
    with pytest.raises(UpgradeNeeded) as caught:
        Warehouse.open(url)
    told = str(caught.value)
    assert f"stands at schema 0001, this soket uses {HEAD}; run 'soket migrate', which makes a backup first" in told
    assert "\n" not in told and schema(url) == "0001" and inventory(url) == before


def test_an_upgrade_keeps_every_row_and_the_audit_tells_of_it(url: str) -> None:
    before = inventory(url)
    upgrade.upgrade(url, before, "Thư ký", {"soket": "9"})
    store = Warehouse.open(url)
    with store.read() as connection:
        for table, row in (OF_THE_FIRST | OF_A_CLOSE).items():
            assert rows(connection, table, row)[:1] == [row], table
        (told,) = audit.acts(connection, "migrate")
    store.close()
    assert (told.who, told.subject, told.detail["from"]) == ("Thư ký", HEAD, "0001")
    assert told.detail["under"]["soket"] == "9"
    assert difference(replace(before, audit=""), replace(inventory(url), audit="")) is not None, "columns were added"


def test_figures_are_compared_by_the_columns_that_there_were(url: str) -> None:
    before = inventory(url)
    assert "audit" not in before.columns["close"] and "value" in before.columns["figure"]
    upgrade.upgrade(url, before, "Thư ký")
    assert "audit" in inventory(url).columns["close"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE figure SET value = value + 1", "the figures of 2022H1 version 1 are not the same"),
        ("UPDATE close SET signing = '2022-06-29'", "the figures of 2022H1 version 1 are not the same"),
        ("DELETE FROM narrative", "table narrative has 0 rows, and had 1"),
        ("UPDATE audit SET hash = 'x'", "the audit does not end as it did"),
    ],
)
def test_an_upgrade_that_would_change_anything_is_rolled_back_and_says_so(
    url: str, monkeypatch: pytest.MonkeyPatch, change: str, told: str
) -> None:
    before = inventory(url)
    planted(monkeypatch, lambda connection: connection.execute(text(change)))
    with pytest.raises(Changed) as caught:
        upgrade.upgrade(url, before, "Thư ký")
    assert told in str(caught.value) and "rolled back" in str(caught.value) and "\n" not in str(caught.value)
    assert schema(url) == "0001" and inventory(url) == before


def test_a_trigger_that_changes_a_figure_is_caught_as_well(url: str) -> None:
    if url.startswith("sqlite"):
        run(url, "CREATE TRIGGER t AFTER UPDATE ON alembic_version BEGIN UPDATE figure SET value = 99; END")
    else:
        body = "$$ BEGIN UPDATE figure SET value = 99; RETURN NULL; END $$"
        run(url, f"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS {body}")
        run(url, "CREATE TRIGGER t AFTER UPDATE ON alembic_version EXECUTE FUNCTION f()")
    before = inventory(url)
    with pytest.raises(Changed, match="figures of 2022H1 version 1"):
        upgrade.upgrade(url, before, "Thư ký")
    assert schema(url) == "0001" and inventory(url) == before


def test_what_was_written_after_the_backup_stops_the_upgrade(url: str) -> None:
    before = inventory(url)
    run(url, "UPDATE figure SET value = 8")
    with pytest.raises(Changed, match="written to after its backup"):
        upgrade.upgrade(url, before, "Thư ký")
    assert schema(url) == "0001"


def test_a_schema_of_the_future_is_not_touched(url: str) -> None:
    run(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(WarehouseError, match="9999 is not one that this soket knows"):
        upgrade.upgrade(url, inventory(url), "Thư ký")
    assert schema(url) == "9999"


def test_an_upgrade_that_is_killed_leaves_the_old_schema_whole(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = inventory(url)
    planted(monkeypatch, lambda _: os.kill(os.getpid(), signal.SIGKILL))
    child = os.fork()
    if not child:
        try:
            upgrade.upgrade(url, before, "Thư ký")
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert schema(url) == "0001" and inventory(url) == before
    monkeypatch.undo()
    upgrade.upgrade(url, before, "Thư ký")
    assert schema(url) == HEAD


def test_a_warehouse_of_sqlite_that_would_lose_a_reference_stays_as_it_is(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'lost.db'}"
    make_first(url)
    with sqlite3.connect(tmp_path / "lost.db") as database:
        database.execute("UPDATE section SET file_id = 99")
    before = inventory(url)
    with pytest.raises(WarehouseError, match="would lose a reference"):
        upgrade.upgrade(url, before, "Thư ký")
    assert schema(url) == "0001" and inventory(url) == before
