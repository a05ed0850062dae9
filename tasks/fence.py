"""The fence: a worker process with a memory and a time limit, in which strange bytes are read and marked.

A file that makes the worker hang or die costs that file alone: the worker is replaced.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import resource
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from outputs.reply_workbook import CannotMark, FindingList
from tasks.readers.sheet import Read, Unreadable

_PRELOAD = ["tasks.fence", "tasks.readers.reading"]
MOST_ANSWER_BYTES = 48 * 2**20

#: How a worker dies of its limits: Rust aborts where memory ends, the kernel kills where time or memory does.
_OF_ITS_LIMITS = {-signal.SIGABRT, -signal.SIGXCPU, -signal.SIGKILL}
_TOO_LONG, _TOO_MUCH = {"what": "đọc quá lâu"}, {"what": "cần quá nhiều bộ nhớ"}


_READY = "ready"
_START_SECONDS = 60  # for a worker to be there; a file's time counts from then on
_OF_THE_TIME = 0.95  # the rest is for ending a worker that has used it up


class FenceError(RuntimeError):
    """No worker could be had; the run is to be made again."""


class _Answer(NamedTuple):
    """``last``: the worker has been through something that it should not survive."""

    said: Read | bytes | Unreadable | CannotMark
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


_JOBS: dict[str, Callable[..., Read | bytes]] = {"read": _read, "prose": _read_prose, "mark": _mark}


def _do(job: str, *arguments: Any) -> _Answer:
    try:
        return _Answer(_JOBS[job](*arguments))
    except Unreadable as refusal:
        return _Answer(Unreadable(refusal.rule, refusal.words))
    except CannotMark as refusal:
        return _Answer(CannotMark(str(refusal)))
    except OSError:
        return _Answer(Unreadable("damaged"))
    except MemoryError:
        return _Answer(Unreadable("too_heavy", _TOO_MUCH), last=True)
    except BaseException:  # a reader's panic is no Exception; whatever it is, the file is damaged
        return _Answer(Unreadable("damaged"), last=True)


def _worker(pipe: Connection, seconds: int, megabytes: int) -> None:
    _shut_in(megabytes)
    pipe.send(_READY)
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


def _packed(answer: _Answer) -> tuple[bytes, bool]:
    """The message to the parent, never larger than it can bear; and whether the worker ends with it."""
    try:
        packed = pickle.dumps(answer)
    except MemoryError:
        return pickle.dumps(_Answer(Unreadable("too_heavy", _TOO_MUCH), last=True)), True
    if len(packed) > MOST_ANSWER_BYTES:
        return pickle.dumps(_Answer(Unreadable("too_heavy", {"what": "quá nhiều chữ"}), last=True)), True
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


class Fence:
    """``read`` or ``mark`` one file at a time; use as a context, so that the worker ends with it."""

    work = staticmethod(_worker)  # what the process runs

    def __init__(self, seconds: int, megabytes: int) -> None:
        self._seconds, self._megabytes = seconds, megabytes
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(_PRELOAD)
        self._process: Any = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Fence:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def read(self, path: str, suffix: str) -> Read:
        """What the file at ``path`` says; Unreadable otherwise. ``suffix`` is that of the sender's name."""
        said: Read = self._ask("read", path, suffix)
        return said

    def prose(self, path: str, suffix: str) -> Read:
        """The paragraphs of the article at ``path``, as ``reading.read_prose`` gives them; Unreadable otherwise."""
        said: Read = self._ask("prose", path, suffix)
        return said

    def mark(self, path: str, suffix: str, listed: FindingList) -> bytes:
        """The workbook at ``path`` with its findings listed and marked; CannotMark where that is not possible."""
        try:
            marked: bytes = self._ask("mark", path, suffix, listed)
        except Unreadable as refusal:
            raise CannotMark(refusal.rule) from None
        return marked

    def _ask(self, *job: Any) -> Any:
        """What a worker makes of a job. It raises what the job raised, and Unreadable where it came to no end."""
        if self._process is not None and not self._process.is_alive():
            self._end()  # it died between two files, which is neither's fault
        pipe = self._pipe or self._start()
        try:
            pipe.send(job)
            if not pipe.poll(self._seconds * _OF_THE_TIME):
                self._end()
                raise Unreadable("too_heavy", _TOO_LONG)
            answer: _Answer = pickle.loads(pipe.recv_bytes(MOST_ANSWER_BYTES))
        except (EOFError, OSError):
            raise self._death() from None
        if answer.last:
            self._end()
        if isinstance(answer.said, Exception):
            raise answer.said
        return answer.said

    def _death(self) -> Unreadable:
        self._process.join(1)
        code = self._process.exitcode
        self._end()
        if code == -signal.SIGXCPU:
            return Unreadable("too_heavy", _TOO_LONG)
        return Unreadable("too_heavy", _TOO_MUCH) if code in _OF_ITS_LIMITS else Unreadable("damaged")

    def _start(self) -> Connection:
        ours, theirs = self._context.Pipe()
        limits = (self._seconds, self._megabytes)
        self._process = self._context.Process(target=self.work, args=(theirs, *limits), daemon=True)
        self._process.start()
        theirs.close()
        self._pipe = ours
        if not ours.poll(_START_SECONDS) or ours.recv() != _READY:
            self._end()
            raise FenceError(
                f"fence: no reader was ready within {_START_SECONDS} s; the machine is too busy, run again later"
            )
        return ours

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
            self._process.kill()
            self._process.join()
        self._pipe = self._process = None
