from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from warehouse.store import HEAD, MIGRATIONS, Warehouse
from warehouse.tables import metadata


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Warehouse]:
    made = Warehouse.open(f"sqlite:///{tmp_path / 'w.db'}")
    yield made
    made.close()


def config(connection: Any = None) -> Config:
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["connection"] = connection
    return made


def shape(connection: Any) -> dict[str, Any]:
    """Tables with their columns and constraints, without alembic's own."""
    seen = inspect(connection)
    return {
        table: {
            "columns": {one["name"]: (str(one["type"]), one["nullable"]) for one in seen.get_columns(table)},
            "checks": {one["name"]: one["sqltext"] for one in seen.get_check_constraints(table)},
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


def test_the_migrated_schema_is_the_declared_one(store: Warehouse) -> None:
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrated_schema_has_every_check_and_key_of_the_declared_one(store: Warehouse, tmp_path: Path) -> None:
    declared = create_engine(f"sqlite:///{tmp_path / 'declared.db'}")
    metadata.create_all(declared)
    with store.read() as migrated, declared.connect() as created:
        assert shape(migrated) == shape(created)
        assert set(shape(created)) == set(metadata.tables)
    declared.dispose()


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
