"""The raw store: exact bytes under their hash, whole or not at all, and one clear line where it cannot be written."""

from __future__ import annotations

import errno
import hashlib
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tasks.raw import StorageError, store_raw, tidy_raw, write_whole
from tests.homes import SmallHome
from warehouse import tables
from warehouse.errors import WarehouseError


@contextmanager
def small_disk(kibibytes: int = 256) -> Iterator[None]:
    """No file of this process may grow larger: a write fails half-way, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (kibibytes * 1024, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


BIG = bytes(300 * 1024)


def test_raw_holds_the_exact_bytes_under_their_hash(small_home: SmallHome) -> None:
    data = bytes(range(256)) * 40
    small_home.put("B-03", "bieu.xlsx", data)
    small_home.receive()
    (one,) = small_home.waiting()
    assert one.sha256 == hashlib.sha256(data).hexdigest()
    assert (small_home.path / "raw" / one.sha256).read_bytes() == data


def test_storing_leaves_no_temporary_and_stores_equal_bytes_once(small_home: SmallHome) -> None:
    home = small_home.open()
    assert store_raw(home, b"abc") == store_raw(home, b"abc") == hashlib.sha256(b"abc").hexdigest()
    assert [path.name for path in home.raw.iterdir()] == [hashlib.sha256(b"abc").hexdigest()]


def test_a_write_that_fails_leaves_neither_the_file_nor_a_temporary(tmp_path: Path) -> None:
    target = tmp_path / "folder"
    target.mkdir()
    (target / "in the way").touch()
    with pytest.raises(OSError):
        write_whole(target, b"abc")  # a folder cannot be replaced by a file
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_write_that_fails_half_way_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with small_disk(), pytest.raises(OSError) as caught:
        write_whole(tmp_path / "a", BIG)
    assert (caught.value.errno, caught.value.filename) == (errno.EFBIG, str(tmp_path / "a"))
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]


def test_a_written_file_can_be_read_by_others(tmp_path: Path) -> None:
    write_whole(tmp_path / "reply.txt", b"abc")
    assert (tmp_path / "reply.txt").stat().st_mode & 0o777 == 0o644


def test_a_written_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old and longer")
    write_whole(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"


def test_a_raw_store_that_is_no_folder_is_told_in_one_line_and_nothing_is_recorded(small_home: SmallHome) -> None:
    small_home.put("B-03", "bieu.csv", b"a;1")
    (small_home.path / "raw").write_bytes(b"in the way")
    with pytest.raises(StorageError) as caught:
        small_home.receive()
    told = str(caught.value)
    assert "\n" not in told and str(small_home.path / "raw") in told and "make room or mend" in told
    assert small_home.rows(tables.file, "id") == small_home.rows(tables.sighting, "path") == []
    (small_home.path / "raw").unlink()
    assert small_home.receive().new == 1


def test_a_full_disk_records_nothing_of_a_scan_and_the_next_one_finishes_it(small_home: SmallHome) -> None:
    small_home.receive()  # the warehouse is there, and larger than what may be written from now on
    small_home.put("B-03", "nho.csv", b"a;1")
    small_home.put("B-03", "to.csv", BIG)
    before = set((small_home.path / "raw").iterdir())
    with small_disk(), pytest.raises(StorageError, match="307200 bytes cannot be written"):
        small_home.receive()
    assert small_home.rows(tables.file, "id") == []
    (kept,) = set((small_home.path / "raw").iterdir()) - before
    assert kept.read_bytes() == b"a;1", "what was written is whole; of the other there is nothing"
    assert small_home.receive().new == 2
    assert small_home.receive().new == 0


def test_a_full_disk_under_the_warehouse_is_told_in_one_line_and_the_next_run_finishes(small_home: SmallHome) -> None:
    small_home.send_all()
    home = small_home.open()
    home.warehouse.close()
    with small_disk(8), pytest.raises(WarehouseError) as caught:
        small_home.set("settle_seconds = 0")
        ledger_of(small_home)
    assert "\n" not in str(caught.value)
    assert small_home.collect().accepted == 4
    assert not small_home.collect().changed


def ledger_of(home: SmallHome) -> None:
    with home.open().warehouse.write() as connection:
        connection.execute(tables.registry.insert(), [{"sha256": f"{n:064d}", "read_at": "x"} for n in range(5_000)])


def test_what_killed_runs_left_half_written_is_taken_out_once_no_run_can_be_writing_it(small_home: SmallHome) -> None:
    home = small_home.open()
    kept = home.raw / store_raw(home, b"a;1")
    old, young = home.raw / ".tmp-old", home.raw / ".tmp-young"
    for path in (old, young):
        path.write_bytes(b"a;")
    os.utime(old, (1_655_000_000, 1_655_000_000))
    tidy_raw(home)
    assert kept.exists() and young.exists() and not old.exists()


def test_a_home_that_has_stored_nothing_has_nothing_to_tidy(small_home: SmallHome) -> None:
    tidy_raw(small_home.open())
    assert not (small_home.path / "raw").exists()
