"""What is told of a warehouse so that two can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines import Engine
from tests.warehouse.older import inventory, make_first, run
from warehouse.inventory import Digest, difference, raw_named
from warehouse.store import Warehouse


@pytest.fixture
def url(tmp_path: Path, engine: Engine) -> Iterator[str]:
    made = engine.bare(tmp_path)
    make_first(made)
    yield made
    engine.drop(made)


def test_a_digest_is_of_the_rows_and_not_of_their_order() -> None:
    one, other, doubled = Digest(), Digest(), Digest()
    for row in ((1, "a"), (2, None)):
        one.add(row)
    for row in ((2, None), (1, "a")):
        other.add(row)
    for row in ((1, "a"), (2, None), (2, None)):
        doubled.add(row)
    assert one.hex == other.hex != doubled.hex and one.count == 2


def test_an_inventory_counts_every_table_and_names_every_close(url: str) -> None:
    taken = inventory(url)
    assert set(taken.rows.values()) == {1} and len(taken.rows) == 18
    assert list(taken.closes) == ["2022H1 version 1"] and taken.audit == "b" * 64
    assert difference(taken, inventory(url)) is None


def test_an_empty_database_holds_nothing(tmp_path: Path) -> None:
    taken = inventory(f"sqlite:///{tmp_path / 'none.db'}")
    assert (taken.rows, taken.closes, taken.columns, taken.audit) == ({}, {}, {}, "")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE figure SET value = 8",
        "UPDATE figure SET value = NULL",
        "UPDATE figure SET counted = 0",
        "UPDATE close SET report_sha256 = NULL",
        "UPDATE close SET cut_off = '2022-06-15'",
        "UPDATE close_exception SET reason = 'khác'",
        "DELETE FROM figure",
        "DELETE FROM close_section",
    ],
)
def test_a_close_that_is_not_the_same_is_named(url: str, change: str) -> None:
    before = inventory(url)
    run(url, change)
    assert difference(before, inventory(url)) == "the figures of 2022H1 version 1 are not the same"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE close SET version = 2", "the figures of 2022H1 version 1 are not the same"),
        ("DELETE FROM observation", "table observation has 0 rows, and had 1"),
        ("UPDATE audit SET hash = 'c'", "the audit does not end as it did"),
        ("DELETE FROM audit", "table audit has 0 rows, and had 1"),
    ],
)
def test_what_is_lost_is_named(url: str, change: str, told: str) -> None:
    before = inventory(url)
    run(url, change)
    assert difference(before, inventory(url)) == told


def test_a_close_too_many_is_named_and_rows_that_came_are_not(url: str) -> None:
    before = inventory(url)
    run(url, "INSERT INTO outbox SELECT 2, created_at, event, 'd', payload, 0, NULL, NULL, NULL FROM outbox")
    assert difference(before, inventory(url)) is None
    columns = "period, closed_at, closed_by, reason, catalogue, registry, cut_off, signing, expected, received"
    run(url, f"INSERT INTO close (id, version, {columns}) SELECT 2, 2, {columns} FROM close")
    assert difference(before, inventory(url)) == "2022H1 version 2 was not closed before"


def test_all_bytes_that_are_referred_to_are_named(url: str) -> None:
    store = Warehouse.connect(url)
    with store.read() as connection:
        assert raw_named(connection) == {"f" * 64: "inbox/a", "r" * 64: "units.csv", "d" * 64: "2022H1"}
    store.close()
