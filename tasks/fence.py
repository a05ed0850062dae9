"""The fence: a worker process with a memory and a time limit, in which readers meet strange bytes.

A file that makes the worker hang or die costs that file alone: the worker is replaced.
"""

from __future__ import annotations

import multiprocessing
import resource
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

from tasks.readers.sheet import Sheet, Unreadable

_PRELOAD = ["tasks.fence", "tasks.readers.excel", "tasks.readers.delimited", "tasks.readers.word"]


def _read(data: bytes, suffix: str) -> tuple[str, list[Sheet]]:
    """The reader's name and the sheets; Unreadable where there are none."""
    from tasks.readers import delimited, excel, word
    from tasks.readers.guard import choose_reader

    module = {"excel": excel, "delimited": delimited, "word": word}[choose_reader(data, suffix)]
    return module.NAME, module.read(data)


def _worker(pipe: Connection, megabytes: int) -> None:
    limit = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    while True:
        try:
            path, suffix = pipe.recv()
        except EOFError:
            return
        try:
            answer: Any = _read(Path(path).read_bytes(), suffix)
        except Unreadable as refusal:
            answer = refusal
        except BaseException:  # a reader's panic is no Exception; whatever it is, the file is damaged
            answer = Unreadable("damaged")
        pipe.send(answer)


class Fence:
    """``read`` one file at a time; use as a context, so that the worker ends with it."""

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

    def read(self, path: str, suffix: str) -> tuple[str, list[Sheet]]:
        """The reader's name and the sheets of the file at ``path``; Unreadable otherwise."""
        if self._process is not None and not self._process.is_alive():
            self._end()  # it died between two files, which is neither's fault
        pipe = self._pipe or self._start()
        try:
            pipe.send((path, suffix))
            if not pipe.poll(self._seconds):
                raise EOFError
            answer = pipe.recv()
        except (EOFError, OSError):
            self._end()
            raise Unreadable("damaged") from None
        if isinstance(answer, Unreadable):
            raise answer
        name, sheets = answer
        return name, sheets

    def _start(self) -> Connection:
        ours, theirs = self._context.Pipe()
        self._process = self._context.Process(target=_worker, args=(theirs, self._megabytes), daemon=True)
        self._process.start()
        theirs.close()
        self._pipe = ours
        return ours

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
            self._process.kill()
            self._process.join()
        self._pipe = self._process = None
