"""The fence, with real workers: what a strange file may cost."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
import xlsxwriter

from tasks.fence import Fence
from tasks.readers import delimited, excel, word
from tasks.readers.sheet import Unreadable


@pytest.fixture
def fence() -> Iterator[Fence]:
    with Fence(10, 1024) as made:
        yield made


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "good.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Biểu 1").write_row("B2", ["Hội viên", 500, 12.5])
    return path


def workers() -> list[multiprocessing.process.BaseProcess]:
    return list(multiprocessing.active_children())


def test_the_fence_returns_what_the_readers_return(fence: Fence, workbook: Path, tmp_path: Path) -> None:
    text, letter = tmp_path / "a.csv", tmp_path / "a.docx"
    text.write_text("Mã đơn vị;00001\r\nHội viên;500\r\n", encoding="utf-8-sig")
    document = docx.Document()
    document.add_paragraph("Mã đơn vị: 00001")
    document.add_table(rows=1, cols=2).cell(0, 1).text = "7"
    document.save(str(letter))
    for path, reader in ((workbook, excel), (text, delimited), (letter, word)):
        assert fence.read(str(path), path.suffix) == (reader.NAME, reader.read(path.read_bytes()))


def test_the_suffix_is_the_senders_not_that_of_the_stored_bytes(fence: Fence, workbook: Path) -> None:
    stored = workbook.rename(workbook.with_name("0123abcd"))
    assert fence.read(str(stored), ".XLSX")[0] == excel.NAME


@pytest.mark.parametrize(
    ("name", "data", "rule", "words"),
    [
        ("a.xlsx", b"PK\x03\x04 half a copy", "damaged", {}),
        ("a.pdf", b"%PDF-1.7", "unsupported", {"suffix": ".pdf"}),
        ("a.csv", b"a;\x00", "damaged", {}),
        ("gone.xlsx", None, "damaged", {}),
    ],
)
def test_a_refused_file_costs_no_worker(
    fence: Fence, workbook: Path, tmp_path: Path, name: str, data: bytes | None, rule: str, words: dict[str, str]
) -> None:
    fence.read(str(workbook), ".xlsx")
    before = workers()
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(Unreadable) as caught:
        fence.read(str(tmp_path / name), Path(name).suffix)
    assert (caught.value.rule, caught.value.words) == (rule, words)
    assert fence.read(str(workbook), ".xlsx")[0] == excel.NAME
    assert workers() == before


def test_a_file_that_never_ends_costs_itself_alone(workbook: Path, tmp_path: Path) -> None:
    endless = tmp_path / "endless.xlsx"
    os.mkfifo(endless)  # reading it waits for a writer that never comes
    with Fence(1, 1024) as fence:
        fence.read(str(workbook), ".xlsx")
        hung = workers()
        with pytest.raises(Unreadable) as caught:
            fence.read(str(endless), ".xlsx")
        assert caught.value.rule == "damaged"
        assert not [one for one in hung if one.is_alive()], "the hanging worker must be gone"
        assert fence.read(str(workbook), ".xlsx") == (excel.NAME, excel.read(workbook.read_bytes()))


def test_a_file_larger_than_the_memory_costs_itself_alone(workbook: Path, tmp_path: Path) -> None:
    vast = tmp_path / "vast.xlsx"
    with xlsxwriter.Workbook(vast) as book:
        sheet = book.add_worksheet()
        sheet.write("A1", 1)
        sheet.write("XFD1048576", 1)  # two cells, and 17 milliards of empty ones between them
    with Fence(10, 768) as fence:
        with pytest.raises(Unreadable) as caught:
            fence.read(str(vast), ".xlsx")
        assert caught.value.rule == "damaged"
        assert fence.read(str(workbook), ".xlsx")[0] == excel.NAME


def test_a_worker_that_dies_between_two_files_costs_neither(fence: Fence, workbook: Path) -> None:
    before = fence.read(str(workbook), ".xlsx")
    for worker in workers():
        worker.kill()
        worker.join()
    assert fence.read(str(workbook), ".xlsx") == before


def test_the_worker_ends_with_the_fence(workbook: Path) -> None:
    with Fence(10, 1024) as fence:
        assert workers() == []
        fence.read(str(workbook), ".xlsx")
        assert len(workers()) == 1
    assert workers() == []


def test_a_fence_that_read_nothing_started_nothing() -> None:
    with Fence(10, 1024):
        assert workers() == []
