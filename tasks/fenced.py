"""What goes on inside the fence: the jobs of its workers, their limits, and what they answer."""

from __future__ import annotations

import gc
import os
import pickle
import resource
import signal
from collections.abc import Callable
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from domain.catalogue import Catalogue
from domain.submission import Receipt
from outputs.reply_workbook import CannotMark, FindingList
from tasks.readers.sheet import Cell, Read, Sheet, Unreadable
from tasks.recognised import FileRead, NotRecognised, Refusal

MOST_ANSWER_BYTES = 48 * 2**20
READY = "ready"
TOO_LONG, TOO_MUCH = {"what": "đọc quá lâu"}, {"what": "cần quá nhiều bộ nhớ"}
#: A workbook may hold the letter NUL (``_x0000_``), which PostgreSQL keeps in no text. It is not left out: it might
#: stand between two digits.
_NUL, _NO_LETTER = "\0", "\ufffd"

Said = Read | FileRead | bytes


class Answer(NamedTuple):
    """``last``: the worker has been through something that it should not survive."""

    said: Said | Unreadable | CannotMark
    last: bool = False


def _read(path: str, suffix: str) -> Read:
    from tasks.readers import reading

    return reading.read(Path(path).read_bytes(), suffix)


def _read_prose(path: str, suffix: str) -> Read:
    from tasks.readers import reading

    return reading.read_prose(Path(path).read_bytes(), suffix)


def _mark(path: str, suffix: str, listed: FindingList) -> bytes:
    """The guard looks first, as before reading: marking opens the same package."""
    from outputs.reply_workbook import mark_workbook
    from tasks.readers.guard import admit

    data = Path(path).read_bytes()
    if (kind := admit(data, suffix).format) != "xlsx":
        raise CannotMark(f"a file of kind {kind} is not marked")
    return mark_workbook(data, listed)


def _recognise(path: str, suffix: str, receipt: Receipt) -> FileRead:
    """A refusal of its readers is as much an answer as what a file says; what is wrong with us is not the file's."""
    try:
        read = _read(path, suffix)
    except Unreadable as error:
        words = {name: said.replace(_NUL, _NO_LETTER) for name, said in error.words.items()}
        return FileRead(receipt, Refusal(error.rule, words))
    try:
        said = _recogniser().recognise(receipt, [_kept(sheet) for sheet in read.sheets])
    except Exception as error:
        return FileRead(receipt, NotRecognised(type(error).__name__, str(error)), read.reader, read.format)
    return FileRead(receipt, said, read.reader, read.format)


_catalogue = b""  # of the home whose files are recognised, pickled


@cache
def _recogniser() -> Any:
    from tasks.recognise import Recogniser

    declared: Catalogue = pickle.loads(_catalogue)
    return Recogniser(declared)


def _kept(sheet: Sheet) -> Sheet:
    """The sheet as a warehouse can keep it."""
    if not any(_NUL in cell.text for cell in sheet.cells) and _NUL not in sheet.name:
        return sheet
    cells = [Cell(row, column, text.replace(_NUL, _NO_LETTER), number) for row, column, text, number in sheet.cells]
    return Sheet(sheet.name.replace(_NUL, _NO_LETTER), sheet.layout, cells)


_JOBS: dict[str, Callable[..., Said]] = {
    "read": _read,
    "prose": _read_prose,
    "mark": _mark,
    "recognise": _recognise,
}


def _do(job: str, *arguments: Any) -> Answer:
    try:
        return Answer(_JOBS[job](*arguments))
    except Unreadable as refusal:
        return Answer(Unreadable(refusal.rule, refusal.words))
    except CannotMark as refusal:
        return Answer(CannotMark(str(refusal)))
    except OSError:
        return Answer(Unreadable("damaged"))
    except MemoryError:
        return Answer(Unreadable("too_heavy", TOO_MUCH), last=True)
    except BaseException:  # a reader's panic is no Exception; whatever it is, the file is damaged
        return Answer(Unreadable("damaged"), last=True)


def work(pipe: Connection, seconds: int, megabytes: int, catalogue: bytes = b"") -> None:
    """The life of a worker."""
    global _catalogue
    _catalogue = catalogue
    gc.freeze()  # what was imported is not gone through again with every file
    gc.disable()  # nor its thousands of cells while they are read: what is left of them is looked for in between
    _shut_in(megabytes)
    pipe.send(READY)
    while True:
        try:
            job = pipe.recv()
        except (EOFError, OSError):  # its parent is gone
            return
        _wind_up(seconds)
        packed, last = _packed(_do(*job))
        pipe.send_bytes(packed)
        if last:
            return
        gc.collect(0)  # of this file: what is remembered of all is not gone through


def _packed(answer: Answer) -> tuple[bytes, bool]:
    """The message to the parent, never larger than it can bear; and whether the worker ends with it."""
    try:
        packed = pickle.dumps(answer)
    except MemoryError:
        return pickle.dumps(Answer(Unreadable("too_heavy", TOO_MUCH), last=True)), True
    if len(packed) > MOST_ANSWER_BYTES:
        return pickle.dumps(Answer(Unreadable("too_heavy", {"what": "quá nhiều chữ"}), last=True)), True
    return packed, answer.last


def _shut_in(megabytes: int) -> None:
    """Limits, and silence: what a reader prints, or the terminal's Ctrl-C, is not for the user or the worker."""
    limit = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def _wind_up(seconds: int) -> None:
    """CPU seconds count from the worker's birth, so each file moves the limit on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
