"""A warehouse that goes elsewhere holds there what it held here, or stays."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, inspect, select, text, update

from tests.engines import Engine
from tests.postgres import Postgres
from tests.warehouse.closed import MEMBERS, figures, freeze
from tests.warehouse.kept import SmallWarehouse, accepted, found, judged, refused, said
from warehouse import audit, inventory, ledger, move, tables
from warehouse.engines import POSTGRESQL
from warehouse.errors import WarehouseError
from warehouse.inventory import take_inventory
from warehouse.schema import Occupied
from warehouse.store import Warehouse
from warehouse.views import VIEWS

pytestmark = pytest.mark.long


@pytest.fixture
def full(kept: SmallWarehouse) -> Warehouse:
    """A warehouse with rows that refer to later ones of their own table, and to themselves."""
    one, two = kept.see("a", "b")
    (bad,) = kept.see("c", unit_id=2)
    kept.keep(judged(accepted(one), refused(bad, "bieu_1"), observations=[said(one, 500)], findings=[found(bad)]))
    freeze(kept)
    kept.keep(judged(accepted(two), observations=[said(two, 2**62), said(two, None, "F20")]))
    freeze(kept, 2, figures(MEMBERS), {2: "nghỉ"})
    with kept.warehouse.write() as connection:
        ledger.dismiss(connection, [bad.file_id])
        connection.execute(update(tables.unit).where(tables.unit.c.id == 1).values(parent_id=2))
        connection.execute(insert(tables.targets).values(sha256="t" * 64, read_at="t"))
        target = {"sha256": "t" * 64, "row": 2, "unit_id": None, "indicator": "hoi_vien", "year": 2022, "value": 5}
        connection.execute(insert(tables.target).values(**target, source="nghị quyết"))
        event = {"created_at": "t", "event": "e", "cause": "c % c", "payload": "{}"}
        connection.execute(insert(tables.outbox).values(**event))
        assert connection.scalar(select(tables.section.c.superseded_by).where(tables.section.c.id == 1)) == 3
    return kept.warehouse


@pytest.fixture
def url(tmp_path: Path, engine: Engine, postgres: Postgres) -> Iterator[str]:
    """An empty database of the other engine."""
    if engine.name == POSTGRESQL:
        yield f"sqlite:///{tmp_path / 'other.db'}"
        return
    served = Engine(POSTGRESQL, postgres)
    made = served.bare(tmp_path)
    yield made
    served.drop(made)


@pytest.fixture
def moved(full: Warehouse, url: str) -> Iterator[Warehouse]:
    assert not move.move(full, url).left_behind
    other = Warehouse.open(url)
    yield other
    other.close()


def all_rows(warehouse: Warehouse) -> dict[str, list[Any]]:
    with warehouse.read() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in tables.metadata.sorted_tables
        }


def test_every_row_comes_over_as_it_was(full: Warehouse, moved: Warehouse) -> None:
    before = all_rows(full)
    assert all_rows(moved) == before and sum(bool(rows) for rows in before.values()) >= 18
    with full.read() as old, moved.read() as new:
        assert take_inventory(old) == take_inventory(new) and audit.broken_at(new) is None
        assert sorted(inspect(new).get_view_names()) == sorted(inspect(old).get_view_names())


def test_the_views_say_the_same_on_both_engines(full: Warehouse, moved: Warehouse) -> None:
    for view in VIEWS:
        query = text(f"SELECT * FROM {view}")
        with full.read() as old, moved.read() as new:
            before, after = ([tuple(row) for row in one.execute(query)] for one in (old, new))
        assert before and sorted(before, key=repr) == sorted(after, key=repr), view


def test_a_letter_that_postgresql_keeps_in_no_text_becomes_the_one_for_no_letter(
    tmp_path: Path, postgres: Postgres
) -> None:
    old, served = Warehouse.open(f"sqlite:///{tmp_path / 'old.db'}"), Engine(POSTGRESQL, postgres)
    with old.write() as connection:
        event = {"created_at": "t", "event": "e", "cause": "1\x002", "payload": "{}"}
        connection.execute(insert(tables.outbox).values(**event))
    url = served.bare(tmp_path)
    move.move(old, url)
    new = Warehouse.open(url)
    with new.read() as connection:
        assert connection.scalar(select(tables.outbox.c.cause)) == "1\ufffd2"
    new.close()
    served.drop(url)


def test_the_next_row_has_a_number_of_its_own(moved: Warehouse) -> None:
    with moved.write() as connection:
        last = connection.scalar(text("SELECT max(id) FROM audit"))
        audit.record(connection, "Thư ký", "thử", "", {})
        assert connection.scalar(text("SELECT max(id) FROM audit")) == last + 1
        assert audit.broken_at(connection) is None


def test_what_refers_to_nothing_is_still_refused(moved: Warehouse) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"), moved.write() as connection:
        connection.execute(text("UPDATE section SET superseded_by = 99"))


def test_a_target_that_holds_anything_is_left_alone(full: Warehouse, url: str) -> None:
    other = Warehouse.connect(url)
    with other.write() as connection:
        connection.execute(text("CREATE TABLE theirs (a INTEGER)"))
        connection.execute(text("INSERT INTO theirs VALUES (1)"))
    for target in (url, full.engine.url.render_as_string(hide_password=False)):
        with pytest.raises(Occupied, match="name an empty database"):
            move.move(full, target)
    with other.read() as connection:
        assert inspect(connection).get_table_names() == ["theirs"]
        assert connection.scalar(text("SELECT a FROM theirs")) == 1
    other.close()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (update(tables.figure).values(value=1), "figures of 2022H1 version 1 are not the same"),
        (update(tables.observation).values(value=1), "table observation has other rows"),
        (delete(tables.target), "table target has 0 rows, and had 1"),
        (update(tables.audit).values(hash=tables.audit.c.hash + "x"), "the audit does not end as it did"),
    ],
)
def test_a_copy_that_differs_is_not_kept(
    full: Warehouse, url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, change: Any, told: str
) -> None:
    def wrong(old: Any, new: Any, table: Any) -> str:
        digest = right(old, new, table)
        if table is tables.metadata.sorted_tables[-1]:
            new.execute(change)
        return digest

    right = move._copy
    monkeypatch.setattr(move, "_copy", wrong)
    with pytest.raises(WarehouseError, match=told):
        move.move(full, url)
    assert not list(tmp_path.glob("other.db*"))
    monkeypatch.undo()
    move.move(full, url)


def test_a_move_that_is_killed_leaves_the_target_empty_and_can_be_made_again(
    full: Warehouse, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(move, "_check", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    child = os.fork()
    if not child:
        try:
            source = Warehouse.open(full.engine.url.render_as_string(hide_password=False))
            move.move(source, url)
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    monkeypatch.undo()
    assert not move.move(full, url).left_behind


def test_what_is_written_to_the_old_one_meanwhile_is_told(
    full: Warehouse, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(target: Warehouse, *rest: Any) -> None:
        with full.write() as connection:
            audit.record(connection, "Thư ký", "thử", "", {})
        right(target, *rest)

    right = move._check
    monkeypatch.setattr(move, "_check", check)
    done = move.move(full, url)
    assert done.left_behind and done.held.rows["audit"] == all_rows_of_audit(full) - 1


def all_rows_of_audit(warehouse: Warehouse) -> int:
    with warehouse.read() as connection:
        return int(connection.scalar(text("SELECT count(*) FROM audit")) or 0)


def test_a_few_rows_at_a_time_are_as_good_as_all(full: Warehouse, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inventory, "_AT_ONCE", 1)
    move.move(full, url)
    other = Warehouse.open(url)
    assert all_rows(other) == all_rows(full)
    other.close()
