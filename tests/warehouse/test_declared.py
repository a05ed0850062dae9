from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from domain.target import Target
from tests.warehouse.kept import SmallWarehouse
from warehouse import declared, tables

ONE, TWO = "1" * 64, "2" * 64
MEMBERS = Target(1, "hoi_vien", 2022, 520, "KH 1", 2)
OURS = Target(None, "lop", 2022, 60, "KH 2", 3)


def keep(kept: SmallWarehouse, sha256: str, *targets: Target) -> None:
    with kept.warehouse.write() as connection:
        declared.keep_targets(connection, targets, sha256)


def read_at(kept: SmallWarehouse) -> dict[Any, Any]:
    return dict(kept.rows(tables.targets, "sha256", "read_at"))


def test_a_version_of_targets_csv_is_kept_row_by_row_under_its_hash(kept: SmallWarehouse) -> None:
    keep(kept, ONE, MEMBERS, OURS)
    assert kept.rows(tables.target) == [
        (ONE, 2, 1, "hoi_vien", 2022, 520, "KH 1"),
        (ONE, 3, None, "lop", 2022, 60, "KH 2"),
    ]


def test_the_same_version_is_kept_once_and_another_beside_it(kept: SmallWarehouse) -> None:
    keep(kept, ONE, MEMBERS)
    first = read_at(kept)
    keep(kept, ONE, MEMBERS)
    assert read_at(kept) == first, "nothing is written where the newest comes again"
    keep(kept, TWO, OURS)
    assert [row[0] for row in kept.rows(tables.target)] == [ONE, TWO]


def test_a_version_that_comes_back_is_the_newest_again(kept: SmallWarehouse) -> None:
    keep(kept, ONE, MEMBERS)
    keep(kept, TWO)
    keep(kept, ONE, MEMBERS)
    with kept.warehouse.read() as connection:
        assert declared.newest(connection, tables.targets) == ONE
    assert len(kept.rows(tables.targets)) == 2 and len(kept.rows(tables.target)) == 1


def test_before_the_first_version_none_is_the_newest(kept: SmallWarehouse) -> None:
    with kept.warehouse.read() as connection:
        assert declared.newest(connection, tables.targets) is None


def test_a_target_of_a_unit_that_is_not_kept_is_refused_whole(kept: SmallWarehouse) -> None:
    with pytest.raises(IntegrityError):
        keep(kept, ONE, Target(99, "hoi_vien", 2022, 1, "KH", 2))
    assert read_at(kept) == {}
