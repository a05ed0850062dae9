"""The fence, with real workers: what a strange file may cost."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import docx
import psutil
import pytest
import xlsxwriter

from domain.finding import Severity
from domain.submission import Receipt
from expectations.load import load_catalogue
from outputs.reply_workbook import CannotMark, Entry, FindingList, mark_workbook
from tasks import fence as fence_module
from tasks import fenced
from tasks.fence import Fence, FenceError
from tasks.readers import delimited, excel, reading, word
from tasks.readers.sheet import Read, Unreadable
from tasks.recognised import FileRead, Refusal
from tests import workbooks
from tests.tasks.submitted import receipt


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
        read = fence.read(str(path), path.suffix)
        assert read == reading.read(path.read_bytes(), path.suffix)
        assert read.reader == reader.NAME


def test_the_suffix_is_the_senders_not_that_of_the_stored_bytes(fence: Fence, workbook: Path) -> None:
    stored = workbook.rename(workbook.with_name("0123abcd"))
    assert fence.read(str(stored), ".XLSX").reader == excel.NAME


@pytest.mark.parametrize(
    ("name", "data", "rule", "words"),
    [
        ("a.xlsx", b"PK\x03\x04 half a copy", "damaged", {}),
        ("a.pdf", b"%PDF-1.7", "scan", {"suffix": ".pdf"}),
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
    assert fence.read(str(workbook), ".xlsx").reader == excel.NAME
    assert workers() == before


def test_a_file_that_never_ends_costs_itself_alone(workbook: Path, tmp_path: Path) -> None:
    endless = tmp_path / "endless.xlsx"
    os.mkfifo(endless)  # reading it waits for a writer that never comes
    with Fence(1, 1024) as fence:
        fence.read(str(workbook), ".xlsx")
        hung = workers()
        with pytest.raises(Unreadable) as caught:
            fence.read(str(endless), ".xlsx")
        assert (caught.value.rule, caught.value.words) == ("too_heavy", {"what": "đọc quá lâu"})
        assert not [one for one in hung if one.is_alive()], "the hanging worker must be gone"
        assert fence.read(str(workbook), ".xlsx") == reading.read(workbook.read_bytes(), ".xlsx")


def test_a_sheet_too_large_to_be_parsed_is_too_heavy_and_not_damaged(tmp_path: Path) -> None:
    rows = b'<row><c s="0"/><c s="0"/><c s="0" t="n"/></row>' * 150_000
    data = workbooks.changed(
        workbooks.xlsx({"Biểu 1": [["a", 5]]}), lambda _, part: part.replace(b"</sheetData>", rows + b"</sheetData>")
    )
    (tmp_path / "a.xlsx").write_bytes(data)
    with Fence(10, 300) as fence, pytest.raises(Unreadable) as caught:
        fence.read(str(tmp_path / "a.xlsx"), ".xlsx")
    assert (caught.value.rule, caught.value.words) == ("too_heavy", TOO_MUCH)


# --- marking ----------------------------------------------------------------------------------

LISTED = FindingList(
    association="Hội",
    unit="Đơn vị",
    file="good.xlsx",
    period=None,
    state="Chưa tiếp nhận được tệp good.xlsx.",
    entries=(Entry("Biểu 1", "C2", "Biểu 1!C2", "Hội viên", "500", "một số", "Ghi số.", Severity.REFUSE_FILE),),
    check="0123abcd",
)


def test_the_fence_marks_what_it_has_read(fence: Fence, workbook: Path) -> None:
    fence.read(str(workbook), ".xlsx")
    before = workers()
    assert fence.mark(str(workbook), ".xlsx", LISTED) == mark_workbook(workbook.read_bytes(), LISTED)
    assert workers() == before


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.csv", b"a;1"), ("a.xlsx", b"PK\x03\x04 half a copy"), ("a.pdf", b"%PDF-1.7"), ("gone.xlsx", None)],
)
def test_what_is_no_workbook_cannot_be_marked(fence: Fence, tmp_path: Path, name: str, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(CannotMark):
        fence.mark(str(tmp_path / name), Path(name).suffix, LISTED)


def test_a_workbook_that_hangs_when_it_is_marked_costs_itself_alone(workbook: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "endless.xlsx")
    with Fence(1, 1024) as fence:
        with pytest.raises(CannotMark):
            fence.mark(str(tmp_path / "endless.xlsx"), ".xlsx", LISTED)
        assert fence.mark(str(workbook), ".xlsx", LISTED)


# What a reader may do to its process. The worker calls a reader by name, so a reader of the test's own does it.

STRANGE = {
    "eats": "x = bytearray(10**10)",
    "ends": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "aborts": "import os; os.abort()",
    "panics": "raise BaseException('panic')",
    "recurses": "f = lambda n: f(n + 1); f(0)",
    "leaves": "import sys; sys.exit(3)",
    "spins": "while True: pass",
    "floods": "from tasks.readers.sheet import *; made = Read('csv', 'x', [Sheet('x' * 10**8, 'lines', [])])",
    "prints": "import os; os.write(2, b'a panic of native code'); os.write(1, b'and more')",
}
TOO_MUCH, TOO_LONG = {"what": "cần quá nhiều bộ nhớ"}, {"what": "đọc quá lâu"}


def strange_read(data: bytes, suffix: str) -> object:
    """What stands in for reading.read in the worker: it does what the file says."""
    told: dict[str, object] = {}
    exec(STRANGE.get(data.decode(), ""), told)
    return told.get("made") or Read("csv", "strange", [])


def strange_worker(pipe: Any, seconds: int, megabytes: int, catalogue: bytes = b"") -> None:
    reading.read = strange_read  # type: ignore[assignment]
    fenced.work(pipe, seconds, megabytes, catalogue)


@pytest.fixture
def strange() -> Iterator[Fence]:
    class StrangeFence(Fence):
        work = staticmethod(strange_worker)

    with StrangeFence(2, 1024) as made:
        yield made


@pytest.mark.long
@pytest.mark.parametrize(
    ("what", "rule", "words"),
    [
        ("eats", "too_heavy", TOO_MUCH),
        ("ends", "damaged", {}),
        ("aborts", "too_heavy", TOO_MUCH),
        ("panics", "damaged", {}),
        ("recurses", "damaged", {}),
        ("leaves", "damaged", {}),
        ("spins", "too_heavy", TOO_LONG),
        ("floods", "too_heavy", {"what": "quá nhiều chữ"}),
    ],
)
def test_what_kills_a_worker_costs_its_file_alone(
    strange: Fence, tmp_path: Path, what: str, rule: str, words: dict[str, str]
) -> None:
    (tmp_path / "bad").write_text(what)
    (tmp_path / "good").write_text("nothing")
    before = strange.read(str(tmp_path / "good"), "")
    old = workers()
    with pytest.raises(Unreadable) as caught:
        strange.read(str(tmp_path / "bad"), "")
    assert (caught.value.rule, caught.value.words) == (rule, words)
    assert strange.read(str(tmp_path / "good"), "") == before
    assert not set(workers()) & set(old), "the worker that met it is replaced"


def test_nothing_that_native_code_prints_reaches_the_user(
    strange: Fence, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a").write_text("prints")
    strange.read(str(tmp_path / "a"), "")
    assert capfd.readouterr() == ("", "")


def test_a_file_that_spins_ends_by_the_cpu_clock_where_nobody_waits_for_it(tmp_path: Path) -> None:
    """The parent may be dead; its worker does not run for ever."""
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe()
    (tmp_path / "a").write_text("spins")
    worker = context.Process(target=strange_worker, args=(theirs, 0, 1024), daemon=True)
    worker.start()
    ours.send(("read", str(tmp_path / "a"), ""))
    worker.join(20)
    assert worker.exitcode == -signal.SIGXCPU


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


def _silent(pipe: Connection, seconds: int, megabytes: int, catalogue: bytes = b"") -> None:
    time.sleep(30)


class SilentFence(Fence):
    work = staticmethod(_silent)


def test_a_worker_that_is_never_ready_is_no_files_fault(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.fence._START_SECONDS", 0.2)
    with SilentFence(10, 1024) as fence, pytest.raises(FenceError, match="run again later"):
        fence.read(str(workbook), ".xlsx")


# --- many files by several workers ----------------------------------------------------------------------


def recognised(fence: Fence, folder: Path, files: Sequence[str]) -> Generator[FileRead, None, None]:
    """What the strange reader makes of files that hold these words."""
    for number, what in enumerate(files, start=1):
        (folder / str(number)).write_text(what)
    return fence.recognise((receipt(n), str(folder / str(n)), "") for n in range(1, len(files) + 1))


def reasons(read: Iterable[FileRead]) -> list[str]:
    return [one.said.rule if isinstance(one.said, Refusal) else type(one.said).__name__ for one in read]


@pytest.fixture
def strange_pair() -> Iterator[Fence]:
    class StrangePair(Fence):
        work = staticmethod(strange_worker)

    with StrangePair(2, 1024, load_catalogue(), 2) as made:
        yield made


def test_of_many_files_each_is_answered_in_its_order_whatever_it_does_to_its_worker(
    strange_pair: Fence, tmp_path: Path
) -> None:
    files = ["good", "spins", "good", "aborts", "good", "leaves", "panics", "good", "eats", "good"]
    told = {"spins": "too_heavy", "aborts": "too_heavy", "eats": "too_heavy", "leaves": "damaged", "panics": "damaged"}
    assert reasons(recognised(strange_pair, tmp_path, files)) == [told.get(what, "unknown_form") for what in files]
    assert len(workers()) <= 2


def test_while_one_file_spins_the_others_are_read(strange_pair: Fence, tmp_path: Path) -> None:
    begin = time.monotonic()
    answered: dict[int, float] = {}
    original = fence_module._file_read

    def timed(one: Receipt, said: Any) -> FileRead:
        answered[one.file_id] = time.monotonic() - begin
        return original(one, said)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fence_module, "_file_read", timed)
        list(recognised(strange_pair, tmp_path, ["good", "good", "spins", *["good"] * 20]))
    assert answered[3] > max(seconds for number, seconds in answered.items() if number != 3)


def test_who_stops_asking_leaves_no_worker_at_work(strange_pair: Fence, tmp_path: Path) -> None:
    files = recognised(strange_pair, tmp_path, ["good", "spins", "good"])
    next(files)
    files.close()
    assert reasons(recognised(strange_pair, tmp_path, ["good"])) == ["unknown_form"]
    assert all(psutil.Process(worker.pid).cpu_percent(0.2) < 50 for worker in workers())


def test_a_fence_of_several_workers_starts_no_more_than_it_has_files(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a;1")
    with Fence(10, 1024, load_catalogue(), 4) as fence:
        list(fence.recognise([(receipt(), str(tmp_path / "a.csv"), ".csv")]))
        assert len(workers()) == 1
    assert workers() == []
