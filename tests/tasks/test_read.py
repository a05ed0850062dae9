from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.cells import CELLS
from domain.submission import Receipt
from tasks.fence import Fence
from tasks.home import Home
from tasks.raw import store_raw
from tasks.read import read_batch
from tasks.readers import delimited, excel
from tests.homes import SmallHome
from tests.tasks.submitted import receipt


@pytest.fixture
def home(small_home: SmallHome) -> Home:
    return small_home.open()


@pytest.fixture
def fence() -> Iterator[Fence]:
    with Fence(10, 1024) as made:
        yield made


def stored(home: Home, file_id: int, name: str, data: bytes) -> Receipt:
    return replace(receipt(file_id), path=f"inbox/x/{name}", sha256=store_raw(home, data))


def test_a_batch_is_one_frame_of_cells_with_their_file_and_place(home: Home, fence: Fence) -> None:
    batch = [stored(home, 7, "a.csv", b"x;5\r\n"), stored(home, 9, "b.csv", b"\r\ny;6\r\n")]
    read = read_batch(home, batch, fence)
    assert read.cells.schema == CELLS
    assert read.cells.rows() == [
        (7, 0, "", "lines", 1, 1, "x", True),
        (7, 0, "", "lines", 1, 2, "5", True),
        (9, 0, "", "lines", 2, 1, "y", True),
        (9, 0, "", "lines", 2, 2, "6", True),
    ]
    assert (read.refusals, read.readers) == ({}, {7: delimited.NAME, 9: delimited.NAME})


def test_a_batch_of_workbooks_numbers_its_sheets(small_home: SmallHome, fence: Fence) -> None:
    home = small_home.open()
    data = small_home.send("B-03").read_bytes()
    read = read_batch(home, [stored(home, 1, "a.xlsx", data)], fence)
    sheets = read.cells.select("sheet_no", "sheet").unique(maintain_order=True).rows()
    assert sheets == [(0, "Bìa"), (1, "Biểu 1"), (2, "Biểu 2"), (3, "Biểu 4"), (4, "Thuyết minh"), (5, "Giải trình")]
    assert read.readers == {1: excel.NAME}


def test_a_refused_file_leaves_the_others_as_they_are(home: Home, fence: Fence) -> None:
    batch = [
        stored(home, 1, "a.pdf", b"%PDF"),
        stored(home, 2, "b.csv", b"x;5\r\n"),
        stored(home, 3, "c.xlsx", b"PK\x03\x04"),
    ]
    read = read_batch(home, batch, fence)
    assert {file_id: refusal.rule for file_id, refusal in read.refusals.items()} == {1: "scan", 3: "damaged"}
    assert read.refusals[1].words == {"suffix": ".pdf"}
    assert set(read.cells["file_id"]) == {2} and set(read.readers) == {2}
    assert read.formats == {2: "csv"} and list(read.receipts) == batch


def test_a_file_larger_than_the_settings_allow_is_refused_unread(small_home: SmallHome, fence: Fence) -> None:
    path = small_home.path / "soket.toml"
    path.write_text("largest_file_megabytes = 1\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    home = small_home.open()
    over, under = (b"x" * 1022 + b"\r\n") * 1025, (b"x" * 1022 + b"\r\n") * 1024
    read = read_batch(home, [stored(home, 1, "a.csv", over), stored(home, 2, "b.csv", under)], fence)
    assert {file_id: refusal.rule for file_id, refusal in read.refusals.items()} == {1: "too_large"}
    assert read.refusals[1].words == {"size": "1,0", "limit": "1"}
    assert set(read.readers) == {2}


def test_a_format_is_what_the_file_holds_not_what_it_is_called(small_home: SmallHome, fence: Fence) -> None:
    data = small_home.send("B-03").read_bytes()
    home = small_home.open()
    batch = [stored(home, 1, "a.xls", data), stored(home, 2, "b.xlsx", b"x;5\r\n")]
    assert read_batch(home, batch, fence).formats == {1: "xlsx", 2: "csv"}


@pytest.mark.parametrize("full", ["FULL", "FULL_LETTERS"])
def test_a_batch_ends_with_the_file_that_fills_it(
    home: Home, fence: Fence, monkeypatch: pytest.MonkeyPatch, full: str
) -> None:
    monkeypatch.setattr(f"tasks.read.{full}", 4)
    batch = [stored(home, n, f"{n}.csv", b"x;5\r\ny;%d\r\n" % n) for n in (1, 2, 3)]
    first = read_batch(home, batch, fence)
    assert list(first.receipts) == batch[:1] and set(first.readers) == {1}
    assert list(read_batch(home, batch[1:], fence).receipts) == batch[1:2], "each call reads at least one"


def test_an_empty_batch_is_an_empty_frame(home: Home, fence: Fence) -> None:
    assert read_batch(home, [], fence).cells.schema == CELLS


def test_raw_bytes_that_changed_are_never_read(home: Home, fence: Fence) -> None:
    one = stored(home, 1, "a.csv", b"x;5\r\n")
    raw: Path = home.raw / one.sha256
    raw.write_bytes(b"x;6\r\n")
    with pytest.raises(RuntimeError) as caught:
        read_batch(home, [one], fence)
    assert str(raw) in str(caught.value) and "\n" not in str(caught.value)
