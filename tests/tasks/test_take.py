"""Taking: a file is taken when it stands still, whole, and within what may be read."""

from __future__ import annotations

import os
import resource
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from domain.submission import Problem
from tasks.take import read_file
from tests.homes import SmallHome
from warehouse import tables

THREE = "inbox/003-ban-khuyen-hoc-truong-ba"
Between = Callable[[Callable[[], object]], list[float]]


@contextmanager
def copied_into(path: Path) -> Iterator[None]:
    """Somebody keeps copying into a file all the while."""
    ends = threading.Event()

    def copy() -> None:
        with path.open("ab", buffering=0) as file:
            while not ends.wait(0.005):
                file.write(b"a;1\r\n")

    copier = threading.Thread(target=copy)
    copier.start()
    try:
        yield
    finally:
        ends.set()
        copier.join()


@pytest.fixture
def between_looks(monkeypatch: pytest.MonkeyPatch) -> Between:
    """Does something in place of the wait between two looks; the waits that were asked for."""

    def do(what: Callable[[], object]) -> list[float]:
        waits: list[float] = []

        def wait(seconds: float) -> None:
            waits.append(seconds)
            what()

        monkeypatch.setattr("tasks.take.time.sleep", wait)
        return waits

    return do


def half_copied(home: SmallHome) -> list[str]:
    found = home.receive(wait=True).unreceived
    assert {one.problem for one in found} <= {Problem.HALF_COPIED}
    return [Path(one.path).name for one in found]


def test_a_file_that_somebody_still_copies_is_named_and_taken_when_it_stands_still(small_home: SmallHome) -> None:
    small_home.put("B-03", "dung yen.csv", b"a;1")
    path = small_home.put("B-03", "dang chep.csv", b"a;1\r\n")
    with copied_into(path):
        received = small_home.receive(wait=True)
    assert received.new == 1
    (missed,) = received.unreceived
    assert (missed.path, missed.problem, missed.unit_id) == (f"{THREE}/dang chep.csv", Problem.HALF_COPIED, 3)
    assert missed.message.endswith("is still being copied; it is taken when it stands still")
    again = small_home.receive(wait=True)
    assert (again.new, again.unreceived) == (1, ())
    assert (small_home.path / "raw" / small_home.waiting()[-1].sha256).read_bytes() == path.read_bytes()
    assert len(list((small_home.path / "raw").iterdir())) == 1 + 2, "of what was half copied nothing was kept"


def test_a_file_saved_in_a_year_that_no_warehouse_holds_stops_nothing(small_home: SmallHome) -> None:
    small_home.send("B-03")
    path = small_home.send("B-04")
    os.utime(path, (2**40, 2**40))
    small_home.collect()
    assert [state for _, state, _ in small_home.files()] == ["accepted", "accepted"]
    assert not small_home.collect().changed


def test_a_file_that_grows_while_nobody_waits_is_not_taken_half(small_home: SmallHome) -> None:
    path = small_home.put("B-03", "dang chep.csv", b"a;1\r\n" * 1_000_000)
    with copied_into(path):
        small_home.receive(wait=False)
    for one in small_home.waiting():  # it may have stood still for the moment of one look
        assert path.read_bytes().startswith((small_home.path / "raw" / one.sha256).read_bytes())
    small_home.receive(wait=False)
    assert (small_home.path / "raw" / small_home.waiting()[-1].sha256).read_bytes() == path.read_bytes()


def _another_of_equal_size(path: Path) -> None:
    before = path.stat()
    path.write_bytes(b"b;2")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _another_in_its_place(path: Path) -> None:
    before = path.stat()
    new = path.with_name(".tmp-new")
    new.write_bytes(b"b;2")
    os.utime(new, ns=(before.st_atime_ns, before.st_mtime_ns))
    new.replace(path)


CHANGES: list[Callable[[Path], object]] = [
    _another_of_equal_size,
    _another_in_its_place,
    lambda path: path.write_bytes(b"a;1 and more"),
    lambda path: path.write_bytes(b""),
    os.utime,
    lambda path: os.truncate(path, 2),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changed_between_two_looks_is_taken_by_the_next_run(
    small_home: SmallHome, between_looks: Between, change: Callable[[Path], object]
) -> None:
    path = small_home.put("B-03", "bieu.csv", b"a;1")
    between_looks(lambda: change(path))
    assert half_copied(small_home) == ["bieu.csv"]
    between_looks(lambda: None)
    assert half_copied(small_home) == []
    (one,) = small_home.waiting()
    assert (small_home.path / "raw" / one.sha256).read_bytes() == path.read_bytes()


def test_a_file_that_could_not_be_looked_at_first_is_not_taken_at_its_second_look(
    small_home: SmallHome, between_looks: Between
) -> None:
    path = small_home.put("B-03", "bieu.csv", b"a;1")
    real = os.open

    def locked(name: Path, flags: int, *rest: int) -> int:
        if Path(name) == path:
            raise PermissionError(13, "locked by the program that writes it")
        return real(name, flags, *rest)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tasks.take.os.open", locked)
        small_home.put("B-04", "bieu.csv", b"a;1")
        between_looks(patched.undo)
        assert [one.problem for one in small_home.receive(wait=True).unreceived] == [Problem.HALF_COPIED]
    between_looks(lambda: None)
    assert small_home.receive(wait=True).unreceived == ()


def test_the_wait_is_the_settle_time_and_there_is_none_when_nothing_is_new(
    small_home: SmallHome, between_looks: Between
) -> None:
    small_home.set("settle_seconds = 7.5")
    waits = between_looks(lambda: None)
    small_home.receive(wait=True)
    assert waits == []
    small_home.put("B-03", "bieu.csv", b"a;1")
    small_home.put("B-03", "~$bieu.csv", b"")
    small_home.receive(wait=True)
    small_home.receive(wait=True)
    small_home.receive(wait=False)
    assert waits == [7.5]


def test_what_has_no_bytes_is_not_waited_for(small_home: SmallHome, between_looks: Between) -> None:
    small_home.put("B-03", "~$bieu.csv", b"")
    (small_home.folder("B-03") / "odd").symlink_to("nowhere")
    waits = between_looks(lambda: None)
    assert small_home.receive(wait=True).new == 1
    assert waits == []


@pytest.mark.parametrize("wait", [True, False])
def test_a_file_that_goes_away_between_two_looks_is_no_problem(
    small_home: SmallHome, between_looks: Between, wait: bool
) -> None:
    path = small_home.put("B-03", "bieu.csv", b"a;1")
    small_home.put("B-03", "con lai.csv", b"a;2")
    between_looks(path.unlink)
    received = small_home.receive(wait=wait)
    assert received.unreceived == () and received.new == (1 if wait else 2)


def test_a_file_in_whose_place_a_link_came_is_not_followed(small_home: SmallHome, between_looks: Between) -> None:
    path = small_home.put("B-03", "bieu.csv", b"a;1")
    secret = small_home.path / "secret"
    secret.write_bytes(b"a;1")

    def swap() -> None:
        path.unlink()
        path.symlink_to(secret)

    between_looks(swap)
    (missed,) = small_home.receive(wait=True).unreceived
    assert missed.problem is Problem.UNREADABLE
    small_home.receive(wait=True)
    assert [one.barred for one in small_home.waiting()] == ["link"]


# --- too large --------------------------------------------------------------------------------


def test_a_file_larger_than_allowed_is_refused_without_its_bytes_being_read(small_home: SmallHome) -> None:
    small_home.set("largest_file_megabytes = 1")
    path = small_home.put("B-03", "nang.xlsx", b"")
    os.truncate(path, 3 * 2**30)  # 3 GiB of nothing
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert small_home.collect().refused == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500 * 1024
    assert small_home.files() == [("nang.xlsx", "refused", "too_large")]
    assert "tệp nặng 3072,0 MB" in small_home.replies("B-03")["nang"]
    assert "tối đa 1 MB" in small_home.replies("B-03")["nang"]
    assert not small_home.collect().changed
    assert max(one.stat().st_size for one in (small_home.path / "raw").iterdir()) < 1_000
    path.unlink()
    small_home.collect()
    assert small_home.rows(tables.file, "cleared_by") == [(1,)], "taken away, it asks for nothing more"


def test_a_file_of_just_the_size_that_is_allowed_is_taken(small_home: SmallHome) -> None:
    small_home.set("largest_file_megabytes = 1")
    small_home.put("B-03", "vua.csv", bytes(2**20))
    small_home.put("B-04", "qua.csv", bytes(2**20 + 1))
    small_home.receive()
    assert sorted((Path(one.path).name, one.barred) for one in small_home.waiting()) == [
        ("qua.csv", "too_large"),
        ("vua.csv", None),
    ]


def test_a_large_file_that_is_still_copied_is_not_refused_yet(small_home: SmallHome, between_looks: Between) -> None:
    small_home.set("largest_file_megabytes = 1")
    path = small_home.put("B-03", "nang.csv", bytes(2**20 + 1))
    between_looks(lambda: os.truncate(path, 2**20 + 2))
    assert half_copied(small_home) == ["nang.csv"]
    between_looks(lambda: os.truncate(path, 2**20))
    assert half_copied(small_home) == ["nang.csv"]
    between_looks(lambda: None)
    small_home.receive(wait=True)
    assert [one.barred for one in small_home.waiting()] == [None]


# --- reading ----------------------------------------------------------------------------------


def test_only_regular_files_are_read_and_no_handle_is_left_open(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "fifo")
    handles = len(list(Path("/proc/self/fd").iterdir()))
    data, seen = read_file(tmp_path / "file", 1)
    assert (data, seen.st_size) == (b"abc", 3)
    for name in ("link", "fifo", ".", "nothing"):
        with pytest.raises(OSError) as caught:
            read_file(tmp_path / name, 1)
        assert caught.value.strerror
    assert len(list(Path("/proc/self/fd").iterdir())) == handles
