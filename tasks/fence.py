"""The fence: worker processes with a memory and a time limit, in which strange bytes are read and marked.

A file that makes a worker hang or die costs that file alone: the worker is replaced.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any

from domain.catalogue import Catalogue
from domain.submission import Receipt
from outputs.reply_workbook import CannotMark, FindingList
from tasks import fenced
from tasks.fenced import MOST_ANSWER_BYTES, READY, TOO_LONG, TOO_MUCH, Answer
from tasks.readers.sheet import Read, Unreadable
from tasks.recognised import FileRead, Refusal

_PRELOAD = ["tasks.fence", "tasks.readers.reading", "tasks.recognise"]

#: How a worker dies of its limits: Rust aborts where memory ends, the kernel kills where time or memory does.
_OF_ITS_LIMITS = {-signal.SIGABRT, -signal.SIGXCPU, -signal.SIGKILL}

_START_SECONDS = 60  # for a worker to be there; a file's time counts from then on
_OF_THE_TIME = 0.95  # the rest is for ending a worker that has used it up


class FenceError(RuntimeError):
    """No worker could be had; the run is to be made again."""


class _Worker:
    """One process, which has one job at a time. It starts with its first, and another takes its place."""

    def __init__(self, start: Callable[[Connection], Any], seconds: int) -> None:
        self._start_process, self._seconds = start, seconds
        self._process: Any = None
        self.pipe: Connection | None = None
        self.until = 0.0  # when its job has used up its time, by the monotonic clock

    def send(self, job: tuple[Any, ...]) -> None:
        if self._process is not None and not self._process.is_alive():
            self.end()  # it died between two files, which is neither's fault
        pipe = self.pipe or self._start()
        with suppress(OSError):  # it died meanwhile, which shows where its answer is taken
            pipe.send(job)
        self.until = time.monotonic() + self._seconds * _OF_THE_TIME

    def answer(self) -> Any:
        """What it made of its job, or the exception that the job came to: Unreadable where it came to no end."""
        assert self.pipe is not None
        try:
            if not self.pipe.poll(max(0.0, self.until - time.monotonic())):
                self.end()
                return Unreadable("too_heavy", TOO_LONG)
            answer: Answer = pickle.loads(self.pipe.recv_bytes(MOST_ANSWER_BYTES))
        except (EOFError, OSError):
            return self._death()
        if answer.last:
            self.end()
        return answer.said

    def _death(self) -> Unreadable:
        self._process.join(1)
        code = self._process.exitcode
        self.end()
        if code == -signal.SIGXCPU:
            return Unreadable("too_heavy", TOO_LONG)
        return Unreadable("too_heavy", TOO_MUCH) if code in _OF_ITS_LIMITS else Unreadable("damaged")

    def _start(self) -> Connection:
        ours, theirs = multiprocessing.Pipe()
        self._process = self._start_process(theirs)
        theirs.close()
        self.pipe = ours
        if not ours.poll(_START_SECONDS) or ours.recv() != READY:
            self.end()
            raise FenceError(
                f"fence: no reader was ready within {_START_SECONDS} s; the machine is too busy, run again later"
            )
        return ours

    def end(self) -> None:
        if self.pipe is not None:
            self.pipe.close()
            self._process.kill()
            self._process.join()
        self._process = self.pipe = None


class Fence:
    """``recognise`` many files, or ``read`` or ``mark`` one; use as a context, so that the workers end with it.
    A worker has ``seconds`` and ``megabytes`` for a file, and recognises by ``catalogue``."""

    work = staticmethod(fenced.work)  # what a process runs

    def __init__(self, seconds: int, megabytes: int, catalogue: Catalogue | None = None, workers: int = 1) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(_PRELOAD)
        self._limits = (seconds, megabytes)
        self._catalogue = pickle.dumps(catalogue)
        self._workers = [_Worker(self._process, seconds) for _ in range(workers)]

    def _process(self, pipe: Connection) -> Any:
        process = self._context.Process(target=self.work, args=(pipe, *self._limits, self._catalogue), daemon=True)
        process.start()
        return process

    def __enter__(self) -> Fence:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """Ends its workers; the next file starts another."""
        for worker in self._workers:
            worker.end()

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

    def recognise(self, files: Iterable[tuple[Receipt, str, str]]) -> Generator[FileRead, None, None]:
        """What each file says, in their order: its receipt, its path and the suffix of its sender's name. Every worker
        has one at a time; a file is asked for when a worker is free for it."""
        left, idle = iter(files), deque(self._workers)
        busy: dict[_Worker, tuple[int, Receipt]] = {}
        done: dict[int, FileRead] = {}
        asked = given = 0
        try:
            while True:
                while idle and (file := next(left, None)) is not None:
                    receipt, path, suffix = file
                    idle[0].send(("recognise", path, suffix, receipt))
                    busy[idle.popleft()] = asked, receipt
                    asked += 1
                if not busy:
                    return
                for worker in self._ready(busy):
                    number, receipt = busy.pop(worker)
                    done[number] = _file_read(receipt, worker.answer())
                    idle.append(worker)
                while given in done:
                    yield done.pop(given)
                    given += 1
        finally:  # what nobody waits for any more
            for worker in busy:
                worker.end()

    @staticmethod
    def _ready(busy: Iterable[_Worker]) -> list[_Worker]:
        """The workers that have answered, are dead, or have used up their time."""
        seconds = min(worker.until for worker in busy) - time.monotonic()
        heard = wait([worker.pipe for worker in busy if worker.pipe], max(0.0, seconds))
        now = time.monotonic()
        return [worker for worker in busy if worker.pipe in heard or worker.until <= now]

    def _ask(self, *job: Any) -> Any:
        """What a worker makes of a job, or its exception raised."""
        self._workers[0].send(job)
        said = self._workers[0].answer()
        if isinstance(said, Exception):
            raise said
        return said


def _file_read(receipt: Receipt, said: Any) -> FileRead:
    if isinstance(said, Unreadable):
        return FileRead(receipt, Refusal(said.rule, said.words))
    read: FileRead = said
    return read
