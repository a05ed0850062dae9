from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.submission import Receipt
from flows.collect import fence_of
from tasks import fenced
from tasks import read as reading
from tasks.fence import Fence
from tasks.home import Home
from tasks.raw import store_raw
from tasks.read import ReadAhead, read_files
from tasks.readers import delimited, excel
from tasks.recognise import Recogniser
from tasks.recognised import FileRead, NotRecognised, Recognition, Refusal
from tests import workbooks
from tests.homes import SmallHome
from tests.tasks.submitted import receipt

COVER = "Tên đơn vị;Hội Khuyến học xã Một\r\nMã đơn vị;00001\r\nKỳ báo cáo;6 tháng đầu năm 2022\r\n"


@pytest.fixture
def home(small_home: SmallHome) -> Home:
    return small_home.open()


@pytest.fixture
def fence(home: Home) -> Iterator[Fence]:
    with fence_of(home) as made:
        yield made


def stored(home: Home, file_id: int, name: str, data: bytes) -> Receipt:
    return replace(receipt(file_id), path=f"inbox/x/{name}", sha256=store_raw(home, data))


def covers(home: Home, *numbers: int) -> list[Receipt]:
    return [stored(home, n, f"{n}.csv", f"{COVER}Số hộ;{n}\r\n".encode()) for n in numbers]


def refusals(read: Sequence[FileRead]) -> dict[int, Refusal]:
    return {one.receipt.file_id: one.said for one in read if isinstance(one.said, Refusal)}


def test_each_file_says_what_it_says_with_its_reader_and_its_format(small_home: SmallHome, fence: Fence) -> None:
    data, home = small_home.send("B-03").read_bytes(), small_home.open()
    batch = [stored(home, 1, "a.xls", data), *covers(home, 7)]
    workbook, text = read_files(home, batch, fence)
    assert (workbook.reader, workbook.format) == (excel.NAME, "xlsx"), "by what it holds, not by what it is called"
    assert (text.reader, text.format, text.receipt) == (delimited.NAME, "csv", batch[1])
    assert isinstance(workbook.said, Recognition) and "bieu_1" in workbook.said.forms
    assert isinstance(text.said, Recognition) and text.said.forms == ("bia",)
    assert text.said.cover.unit_code == "00001" and text.said.cover.period == "2022H1"
    assert set(text.said.fields["file_id"]) == {7}


def test_files_come_in_their_order_however_many_workers_there_are(home: Home) -> None:
    batch = covers(home, *range(1, 30))
    batch[3] = replace(batch[3], barred="link", words={"name": "a"})
    for workers in (1, 2, 5):
        with Fence(10, 1024, home.catalogue, workers) as fence:
            assert [one.receipt for one in read_files(home, batch, fence)] == batch


def test_a_refused_file_leaves_the_others_as_they_are(home: Home, fence: Fence) -> None:
    batch = [
        stored(home, 1, "a.pdf", b"%PDF"),
        *covers(home, 2),
        stored(home, 3, "c.xlsx", b"PK\x03\x04"),
        replace(stored(home, 4, "d.xlsx", b"x"), barred="bad_name", words={"name": "d"}),
    ]
    read = list(read_files(home, batch, fence))
    assert {file_id: refusal.rule for file_id, refusal in refusals(read).items()} == {
        1: "scan",
        3: "damaged",
        4: "bad_name",
    }
    assert refusals(read)[1].words == {"suffix": ".pdf"} and refusals(read)[4].words == {"name": "d"}
    assert [one.reader for one in read] == ["", delimited.NAME, "", ""]


def test_a_file_larger_than_the_settings_allow_is_refused_unread(small_home: SmallHome, fence: Fence) -> None:
    path = small_home.path / "soket.toml"
    path.write_text("largest_file_megabytes = 1\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    home = small_home.open()
    over, under = (b"x" * 1022 + b"\r\n") * 1025, (b"x" * 1022 + b"\r\n") * 1024
    read = list(read_files(home, [stored(home, 1, "a.csv", over), stored(home, 2, "b.csv", under)], fence))
    assert refusals(read)[1] == Refusal("too_large", {"size": "1,0", "limit": "1"})
    assert refusals(read)[2].rule == "unknown_form"


def test_a_letter_that_no_warehouse_keeps_is_another_one(home: Home, fence: Fence) -> None:
    book = workbooks.xlsx({"Bìa": [["Tên đơn vị", "Hội\0A"], ["Mã đơn vị", "00001"]]})
    (read,) = read_files(home, [stored(home, 1, "a.xlsx", book)], fence)
    assert isinstance(read.said, Recognition) and read.said.cover.unit_name == "Hội\ufffdA"


def test_raw_bytes_that_changed_are_never_read(home: Home, fence: Fence) -> None:
    one, other = covers(home, 1, 2)
    raw: Path = home.raw / one.sha256
    raw.write_bytes(b"x;6\r\n")
    for said in ("have changed since it was received", "is gone since it was received"):
        first, second = read_files(home, [one, other], fence)
        assert isinstance(first.said, NotRecognised) and first.said.kind == "RawChanged"
        assert str(raw) in str(first.said) and said in str(first.said) and "\n" not in str(first.said)
        assert isinstance(second.said, Recognition), "the other is read"
        raw.unlink(missing_ok=True)


def test_a_store_that_is_gone_is_no_files_affair(home: Home, fence: Fence) -> None:
    one, other = covers(home, 1, 2)
    home.raw.rename(home.path / "aside")
    with pytest.raises(FileNotFoundError):
        list(read_files(home, [one, other], fence))


def test_what_goes_wrong_with_us_over_a_file_is_not_the_files_fault(home: Home) -> None:
    class Bewildered(Fence):
        work = staticmethod(bewildered)

    with Bewildered(10, 1024, home.catalogue) as fence:
        first, second = read_files(home, covers(home, 1, 2), fence)
    assert isinstance(first.said, NotRecognised) and (first.said.kind, str(first.said)) == ("KeyError", "'hộ'")
    assert isinstance(second.said, Recognition)


def bewildered(pipe: Any, seconds: int, megabytes: int, catalogue: bytes = b"") -> None:
    """A worker whose recogniser fails over the first file."""
    right = Recogniser.recognise

    def recognise(self: Recogniser, receipt: Receipt, sheets: Any) -> Any:
        if receipt.file_id == 1:
            raise KeyError("hộ")
        return right(self, receipt, sheets)

    pytest.MonkeyPatch().setattr(Recogniser, "recognise", recognise)
    fenced.work(pipe, seconds, megabytes, catalogue)


# --- batch by batch -------------------------------------------------------------------------------------


def numbers(read: Sequence[FileRead]) -> list[int]:
    return [one.receipt.file_id for one in read]


def all_of(read: ReadAhead) -> Iterator[list[int]]:
    while read:
        yield numbers(read.read())
        read.done()


def test_batches_come_as_they_were_made_and_then_nothing(home: Home, fence: Fence) -> None:
    files = covers(home, 1, 2, 3, 4, 5)
    with ReadAhead(home, [files[:2], [], files[2:]], fence) as read:
        assert list(all_of(read)) == [[1, 2], [3, 4, 5]]


def test_a_batch_ends_with_the_file_that_fills_it(home: Home, fence: Fence, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "FULL", 4)
    with ReadAhead(home, [covers(home, 1, 2), covers(home, 3)], fence) as read:
        assert list(all_of(read)) == [[1], [2], [3]]


def test_the_next_batch_is_read_meanwhile_and_no_further_one(
    home: Home, fence: Fence, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []
    second = threading.Event()

    def seen(*arguments: Any) -> Iterator[FileRead]:
        for one in read_files(*arguments):
            done.append(one.receipt.file_id)
            if one.receipt.file_id == 4:
                second.set()
            yield one

    monkeypatch.setattr(reading, "read_files", seen)
    files = covers(home, *range(1, 7))
    with ReadAhead(home, [files[:2], files[2:4], files[4:]], fence) as read:
        assert numbers(read.read()) == [1, 2] == numbers(read.read()), "the same until it is done"
        assert second.wait(30), "the second is read while nobody asks for it"
        assert done == [1, 2, 3, 4]
        read.done()
        assert numbers(read.read()) == [3, 4]


def test_after_an_error_the_same_files_are_read_when_it_is_called_again(home: Home, fence: Fence) -> None:
    files = covers(home, 1, 2, 3)
    aside = home.raw.rename(home.path / "aside")
    with ReadAhead(home, [files[:1], files[1:]], fence) as read:
        with pytest.raises(FileNotFoundError):
            read.read()
        aside.rename(home.raw)
        assert list(all_of(read)) == [[1], [2, 3]]


def test_who_stops_reading_waits_for_no_file(home: Home, fence: Fence) -> None:
    files, before = covers(home, *range(1, 200)), threading.active_count()
    with ReadAhead(home, [files[:1], files[1:]], fence) as read:
        read.read()
    assert threading.active_count() == before
