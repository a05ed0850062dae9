"""A warehouse looked at from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.revisions import known_schemas
from warehouse.schema import schema_of, sqlite_file
from warehouse.store import HEAD, Warehouse, WarehouseError


def test_the_schema_of_this_version_is_known() -> None:
    assert HEAD in known_schemas()


def test_the_schema_is_read_and_nothing_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "kho dữ liệu.db"
    Warehouse.open(f"sqlite:///{path}").close()
    before = path.read_bytes()
    assert schema_of(f"sqlite:///{path}") == HEAD
    assert path.read_bytes() == before


def test_a_warehouse_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    with pytest.raises(WarehouseError, match="unable to open"):
        schema_of(f"sqlite:///{path}")
    assert not path.exists()


def test_an_empty_one_has_no_schema(tmp_path: Path) -> None:
    (tmp_path / "empty.db").write_bytes(b"")
    assert schema_of(f"sqlite:///{tmp_path / 'empty.db'}") is None


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:////srv/nhà/warehouse.db", Path("/srv/nhà/warehouse.db")),
        ("sqlite://", None),
        ("postgresql+psycopg://host/name", None),
        ("no URL", None),
    ],
)
def test_only_a_sqlite_warehouse_has_a_file(url: str, path: Path | None) -> None:
    assert sqlite_file(url) == path
