from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import String, create_engine, inspect, text
from sqlalchemy.exc import IntegrityError

from tests.engines import Engine
from warehouse.engines import SQLITE, make_engine, writing
from warehouse.inventory import take_inventory
from warehouse.revisions import HEAD, MIGRATIONS
from warehouse.store import Warehouse
from warehouse.tables import metadata
from warehouse.upgrade import upgrade

pytestmark = pytest.mark.long


@pytest.fixture
def url(tmp_path: Path, engine: Engine) -> Iterator[str]:
    """Of a database without a table."""
    made = engine.bare(tmp_path)
    yield made
    engine.drop(made)


@pytest.fixture
def store(url: str) -> Iterator[Warehouse]:
    made = Warehouse.open(url)
    yield made
    made.close()


def config(connection: Any = None) -> Config:
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["connection"] = connection
    return made


_CASTS = re.compile(r"::[a-z ]+(?:\[\])?|[()]")  # PostgreSQL writes into a check of which type its words are


def shape(connection: Any) -> dict[str, Any]:
    """Tables with their columns and constraints, without alembic's own."""
    seen = inspect(connection)
    return {
        table: {
            "columns": {one["name"]: (_kind(one["type"]), one["nullable"]) for one in seen.get_columns(table)},
            "checks": {one["name"]: _CASTS.sub("", one["sqltext"]) for one in seen.get_check_constraints(table)},
            "unique": {tuple(one["column_names"]) for one in seen.get_unique_constraints(table)},
            "keys": {
                (tuple(one["constrained_columns"]), one["referred_table"]) for one in seen.get_foreign_keys(table)
            },
            "indexes": {tuple(one["column_names"]) for one in seen.get_indexes(table)},
            "primary": tuple(seen.get_pk_constraint(table)["constrained_columns"]),
        }
        for table in seen.get_table_names()
        if table != "alembic_version"
    }


def _kind(declared: Any) -> str:
    """Of text without its length and order: PostgreSQL keeps all text alike."""
    return "text" if isinstance(declared, String) else str(declared)


def test_the_migrated_schema_is_the_declared_one(store: Warehouse) -> None:
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrated_schema_has_every_check_and_key_of_the_declared_one(
    store: Warehouse, tmp_path: Path, engine: Engine
) -> None:
    (tmp_path / "declared").mkdir()
    url = engine.bare(tmp_path / "declared")
    declared = create_engine(url)
    metadata.create_all(declared)
    with store.read() as migrated, declared.connect() as created:
        assert shape(migrated) == shape(created)
        assert set(shape(created)) == set(metadata.tables)
    declared.dispose()
    engine.drop(url)


def test_there_is_one_newest_migration_and_the_warehouse_knows_it() -> None:
    assert ScriptDirectory.from_config(config()).get_heads() == [HEAD]


def test_going_back_to_the_beginning_leaves_nothing_and_forward_again_leaves_all(store: Warehouse) -> None:
    with store.write() as connection:
        command.downgrade(config(connection), "base")
    with store.read() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    with store.write() as connection:
        command.upgrade(config(connection), "head")
    with store.read() as connection:
        assert set(shape(connection)) == set(metadata.tables)


# --- from the first schema to the second ------------------------------------------------------

OF_THE_FIRST: dict[str, dict[str, Any]] = {
    "unit": {"id": 1, "code": "00001", "name": "Hội", "kind": "hoi_xa", "contact": "", "slug": "001-hoi"},
    "period": {
        "code": "2022H1",
        "state": "open",
        "version": 0,
        **dict.fromkeys(["cut_off", "deadline", "signing"], "2022-06-14"),
    },
    "catalogue": {"version": "v1", "first_used_at": "t", "content": "{}"},
    "registry": {"sha256": "r" * 64, "read_at": "t"},
    "sighting": {
        "path": "inbox/a",
        "unit_id": 1,
        "size": 3,
        "mtime_ns": 5,
        "sha256": "f" * 64,
        "note": "",
        "seen_at": "t",
    },
    "file": {
        **{"id": 1, "unit_id": 1, "sha256": "f" * 64, "seq": 1, "scan": 1, "path": "inbox/a", "size": 3, "mtime_ns": 5},
        **{"received_at": "t", "state": "accepted", "period": "2022H1", "decided_at": "t", "replied_at": "t"},
        **{"after_close": False, "reader": "calamine 0.9", "catalogue": "v1"},
    },
    "section": {
        "id": 1,
        "file_id": 1,
        "unit_id": 1,
        "period": "2022H1",
        "form": "bieu_1",
        "state": "accepted",
        "accepted_at": "t",
    },
    "observation": {
        **{"id": 1, "section_id": 1, "field": "f", "indicator": "i", "breakdown": "", "period": "2022H1", "value": 7},
        **{"written": "number", "basis": "done", "sheet": "Biểu 1", "cell": "F1"},
    },
    "narrative": {"id": 1, "section_id": 1, "field": "n", "text": "lời", "sheet": "s", "cell": "B2"},
    "explanation": {"id": 1, "section_id": 1, "item": 1, "form_text": "b", "cell_text": "F1", "reason": "vì"},
    "finding": {
        **{"id": 1, "file_id": 1, "rule": "required", "severity": "warn", "saw": "", "wanted": "", "mend": ""},
        "stops_gate": False,
    },
}


def insert(connection: Any, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(row)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in row)})"), row)


def rows(connection: Any, table: str, names: Iterable[str]) -> list[dict[str, Any]]:
    """Rows with their days as text, as SQLite keeps them."""
    found = connection.execute(text(f"SELECT {', '.join(names)} FROM {table}")).mappings()
    return [{name: str(one) if isinstance(one, date) else one for name, one in row.items()} for row in found]


@pytest.fixture
def first(url: str) -> str:
    """The URL of a warehouse of the first schema, with a row in each table that a collect fills."""
    engine = make_engine(url)
    with writing(engine) as connection, connection.begin():
        command.upgrade(config(connection), "0001")
        for table, row in OF_THE_FIRST.items():
            insert(connection, table, row)
    engine.dispose()
    return url


def brought_up(url: str) -> Warehouse:
    """The warehouse after its upgrade."""
    older = Warehouse.connect(url)
    with older.read() as connection:
        backed_up = take_inventory(connection)
    older.close()
    upgrade(url, backed_up, "Thư ký")
    return Warehouse.open(url)


def test_a_warehouse_of_the_first_schema_is_brought_up_with_all_that_it_holds(first: str) -> None:
    store = brought_up(first)
    assert store.schema_version() == HEAD
    with store.read() as connection:
        for table, row in OF_THE_FIRST.items():
            assert rows(connection, table, row) == [row], table
        assert rows(connection, "section", ["reading", "reader"]) == [{"reading": 1, "reader": "calamine 0.9"}]
        assert rows(connection, "file", ["barred", "barred_words", "outdated_at"]) == [
            {"barred": None, "barred_words": "{}", "outdated_at": None}
        ]
        assert_sound(connection)
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    with pytest.raises(IntegrityError), store.write() as connection:
        insert(connection, "section", {**OF_THE_FIRST["section"], "id": 2, "file_id": 99})
    store.close()


def assert_sound(connection: Any) -> None:
    """SQLite was told to look away while its tables were made anew."""
    if connection.dialect.name == SQLITE:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def go_back(store: Warehouse, to: str = "0001") -> None:
    with store.rebuilding() as connection:
        command.downgrade(config(connection), to)


def test_going_back_to_the_first_schema_keeps_the_reading_that_counts(first: str) -> None:
    store = brought_up(first)
    with store.write() as connection:
        connection.execute(text("UPDATE section SET state = 'superseded', superseded_at = 't'"))
        insert(connection, "section", {**OF_THE_FIRST["section"], "id": 2, "reading": 2})
        connection.execute(text("UPDATE section SET superseded_by = 2 WHERE id = 1"))
        insert(connection, "observation", {**OF_THE_FIRST["observation"], "id": 2, "section_id": 2, "value": 8})
    go_back(store)
    assert store.schema_version() == "0001"
    with store.read() as connection:
        assert rows(connection, "section", ["id", "state"]) == [{"id": 2, "state": "accepted"}]
        assert rows(connection, "observation", ["section_id", "value"]) == [{"section_id": 2, "value": 8}]
        for table in ("unit", "file", "sighting", "finding"):
            assert rows(connection, table, OF_THE_FIRST[table]) == [OF_THE_FIRST[table]]
        assert_sound(connection)
    store.close()
    again = brought_up(first)
    assert again.schema_version() == HEAD
    again.close()


def test_a_reading_that_a_close_was_made_from_is_not_lost_by_going_back(first: str) -> None:
    store = brought_up(first)
    with store.write() as connection:
        insert(connection, "section", {**OF_THE_FIRST["section"], "id": 2, "reading": 2})
        closed = {
            **dict.fromkeys(["closed_at", "closed_by", "reason"], "t"),
            "cut_off": "2022-06-14",
            "signing": "2022-06-14",
        }
        of = {
            "id": 1,
            "period": "2022H1",
            "version": 1,
            "catalogue": "v1",
            "registry": "r" * 64,
            "expected": 1,
            "received": 1,
        }
        insert(connection, "close", {**of, **closed})
        insert(connection, "close_section", {"close_id": 1, "section_id": 1})
    with pytest.raises(IntegrityError):
        go_back(store)
    assert store.schema_version() == HEAD
    with store.read() as connection:
        assert len(rows(connection, "section", ["id"])) == 2
    store.close()


# --- the sixth schema -------------------------------------------------------------------------


def test_editions_and_adopted_prose_go_with_the_sixth_schema_and_all_else_stays(first: str) -> None:
    store = brought_up(first)
    prose = {"period": "2022H1", "anchor": "a", "said": "[]", "keys": "[]", "source": "s" * 64}
    with store.write() as connection:
        insert(connection, "wording", {"id": 1, **prose, "adopted_at": "t", "adopted_by": "x"})
        for id_ in (2, 3):  # what was said before may be said again
            insert(connection, "wording", {"id": id_, **prose, "adopted_at": "u", "adopted_by": "x"})
    go_back(store, "0005")
    assert store.schema_version() == "0005"
    with store.read() as connection:
        there = set(inspect(connection).get_table_names())
        assert set(metadata.tables) - there == {"edition", "wording"}
        for table, row in OF_THE_FIRST.items():
            assert rows(connection, table, row) == [row], table
        assert_sound(connection)
    store.close()
    again = brought_up(first)
    with again.read() as connection:
        assert again.schema_version() == HEAD and rows(connection, "wording", ["id"]) == []
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    again.close()
