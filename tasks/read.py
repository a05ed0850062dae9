"""Raw bytes → what files say: those that wait, through the fence, batch by batch and ahead of their judgement."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice, takewhile
from pathlib import Path, PurePath
from types import TracebackType

from domain.submission import Receipt
from tasks.fence import Fence
from tasks.home import Home
from tasks.recognised import FileRead, NotRecognised, Recognition, Refusal
from tasks.take import size_words


class RawChanged(RuntimeError):
    """Stored bytes are not what they were when they were received; one line: which, what to do."""


#: A batch that holds so many answers ends there, whatever the files after it hold: about 90 MB.
FULL = 400_000


class ReadAhead:
    """Batches of receipts, read in a thread of their own: the next one while this one is judged, and no more than
    that, so that the memory they take does not grow with their number. Use as a context."""

    def __init__(self, home: Home, batches: Iterable[Sequence[Receipt]], fence: Fence) -> None:
        self._home, self._fence = home, fence
        self._left = [list(batch) for batch in batches if batch]
        self._files: Iterator[FileRead] | None = None
        self._now: list[FileRead] = []
        self._next: Future[list[FileRead]] | None = None
        self._thread = ThreadPoolExecutor(1)
        self._ended = False

    def __enter__(self) -> ReadAhead:
        self._begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended = True
        self._thread.shutdown(cancel_futures=True)

    def __bool__(self) -> bool:
        """Whether files are left that are not done."""
        return bool(self._left or self._now)

    def read(self) -> list[FileRead]:
        """What the files of the batch say that is the next to be done, the same until it is; after an error they are
        read again."""
        if not self._now:
            self._begin()
            assert self._next is not None, "nothing is left"
            following, self._next = self._next, None
            self._now = following.result()
            del self._left[0][: len(self._now)]
            self._left = [batch for batch in self._left if batch]
            self._begin()
        return self._now

    def done(self) -> None:
        """The batch is kept."""
        self._now = []

    def _begin(self) -> None:
        if self._left and self._next is None:
            self._next = self._thread.submit(self._read_batch)

    def _read_batch(self) -> list[FileRead]:
        if self._files is None:
            self._files = read_files(self._home, list(chain.from_iterable(self._left)), self._fence)
        try:
            return next_part(takewhile(lambda _: not self._ended, self._files), len(self._left[0]))
        except BaseException:
            self._files = None  # it is at its end, whatever is left
            raise


def next_part(files: Iterator[FileRead], most: int | None = None) -> list[FileRead]:
    """The next files, at most so many, and no more than fit into memory; none where none is left."""
    read: list[FileRead] = []
    answers = 0
    for one in islice(files, most):
        read.append(one)
        answers += len(one.said.fields) if isinstance(one.said, Recognition) else 0
        if answers >= FULL:
            break
    return read


def read_files(home: Home, receipts: Sequence[Receipt], fence: Fence) -> Iterator[FileRead]:
    """What each file says, in the order of the receipts, its stored bytes checked against their hash."""
    unread: dict[int, FileRead] = {}
    left = iter(receipts)
    for one in fence.recognise(_to_be_read(home, receipts, unread)):
        yield from (unread.pop(receipt.file_id) for receipt in takewhile(one.receipt.__ne__, left))
        yield one
    yield from (unread.pop(receipt.file_id) for receipt in left)


def _to_be_read(
    home: Home, receipts: Sequence[Receipt], unread: dict[int, FileRead]
) -> Iterator[tuple[Receipt, str, str]]:
    """What the fence is to recognise; of the other files it says in ``unread`` why they are not read."""
    for receipt in receipts:
        if receipt.barred is not None:
            unread[receipt.file_id] = FileRead(receipt, Refusal(receipt.barred, dict(receipt.words)))
            continue
        try:
            raw = whole_raw(home, receipt.sha256)
        except RawChanged as error:
            unread[receipt.file_id] = FileRead(receipt, NotRecognised(type(error).__name__, str(error)))
            continue
        size, most = raw.stat().st_size, home.settings.largest_file_megabytes
        if size > most * 2**20:
            unread[receipt.file_id] = FileRead(receipt, Refusal("too_large", size_words(size, most)))
        else:
            yield receipt, str(raw), PurePath(receipt.path).suffix


def whole_raw(home: Home, sha256: str) -> Path:
    """The path of stored bytes that are what they were. RawChanged where they are not."""
    raw = home.raw / sha256
    try:
        data = raw.read_bytes()
    except FileNotFoundError:
        if not home.raw.is_dir():
            raise
        raise RawChanged(f"{raw}: is gone since it was received; restore it from a backup") from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise RawChanged(f"{raw}: its bytes have changed since it was received; restore it from a backup")
    return raw
