from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from domain.submission import Receipt
from tasks.keep import pending_batches
from tasks.receive import receive
from tests.homes import SmallHome
from tests.hostile.zips import swapped
from warehouse import tables


@pytest.fixture
def waiting(small_home: SmallHome) -> SmallHome:
    """Three files of one unit, two of another, one of a third."""
    for number, code in enumerate(["B-03", "B-03", "B-04", "B-03", "00001", "B-04"]):
        small_home.put(code, f"{number}.csv", f"a;{number}".encode())
    receive(small_home.open())
    return small_home


def names(batches: list[list[Receipt]]) -> list[list[str]]:
    return [sorted(Path(one.path).stem for one in batch) for batch in batches]


def test_a_batch_holds_at_most_one_file_of_a_unit(waiting: SmallHome) -> None:
    batches = list(pending_batches(waiting.open()))
    assert names(batches) == [["0", "2", "4"], ["1", "5"], ["3"]]
    assert all(count == 1 for batch in batches for count in Counter(one.unit_id for one in batch).values())


@pytest.mark.parametrize("size", [1, 2, 3])
def test_batches_are_no_larger_than_their_size_and_keep_each_units_order(waiting: SmallHome, size: int) -> None:
    batches = list(pending_batches(waiting.open(), size))
    assert all(0 < len(batch) <= size for batch in batches)
    files = [one for batch in batches for one in batch]
    assert sorted(Path(one.path).stem for one in files) == list("012345")
    for unit in {one.unit_id for one in files}:
        sequence = [one.seq for one in files if one.unit_id == unit]
        assert sequence == sorted(sequence)


def test_without_files_there_is_no_batch(small_home: SmallHome) -> None:
    receive(small_home.open())
    assert list(pending_batches(small_home.open())) == []


@pytest.mark.both_engines
def test_the_letter_nul_is_kept_as_no_letter_and_joins_no_digits(small_home: SmallHome) -> None:
    """A workbook may spell it; PostgreSQL keeps it in no text."""
    for name, members in (("a.xlsx", 500), ("b.xlsx", "12xxx34")):
        path = small_home.send(
            "B-03", name=name, thuyet_minh__han_che__value="Chuông xxx.", bieu_1__hoi_vien__ky_nay=members
        )
        path.write_bytes(swapped(path.read_bytes(), "xl/sharedStrings.xml", "xxx", "_x0000_"))
    small_home.collect()
    assert small_home.files() == [("a.xlsx", "accepted", None), ("b.xlsx", "refused", "whole_number")]
    assert ("Chuông \ufffd.",) in small_home.rows(tables.narrative, "text")
    assert ('"12\ufffd34"',) in small_home.rows(tables.finding, "saw")
