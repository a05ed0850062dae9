"""Verdicts → the sender's folder: the documents that answer each file, the same bytes on every run."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from domain.notice import Notice
from domain.protocol import Step, reached
from tasks.answers import SUFFIXES, Told, documents, tell
from tasks.fence import Fence
from tasks.home import TIMEZONE, Home
from tasks.notices import of_file
from tasks.read import RawChanged
from tasks.reply_files import Reply, make_folder, remember, take_away_earlier, write
from tasks.scan import REPLIES
from warehouse import inboxes, ledger, replies

_LONGEST_NAME = 255  # bytes, on the file systems that offices share
_BATCH = 100  # files of which the warehouse is asked, and that are marked answered, at once
_AT_ONCE = 16 * 2**20  # bytes of documents that are made before they are written
_OURS = re.compile(r"(?:-\d{8}-[0-9a-f]{8})+$")  # what our stems end in, on a workbook that comes back mended
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]')  # of Windows
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True)
class Replied:
    """How many files were answered, and of the others: what could not be written
    (``problems``), and what waits until somebody closes it (``waiting``)."""

    written: int = 0
    problems: tuple[Notice, ...] = ()
    waiting: tuple[Notice, ...] = ()


def reply(answering: Answering) -> Replied:
    """Answers every file that has a verdict and no reply yet, and tells what became of all of the run. One that cannot
    be written waits."""
    with answering.home.warehouse.write() as connection:
        inboxes.mark_outdated(connection)
    answering.answer()
    return Replied(answering.answered, tuple(answering.problems), tuple(answering.waiting))


def reply_meanwhile(answering: Answering) -> int:
    """Answers what was decided so far, while further files are read: how many of the run are answered."""
    answering.answer()
    return answering.answered


@dataclass
class Answering:
    """The answers of one run: how many files were answered, and what became of the others, of which each is tried
    once. In the ``fence`` nothing is read meanwhile."""

    home: Home
    fence: Fence
    answered: int = 0
    problems: list[Notice] = field(default_factory=list)
    waiting: list[Notice] = field(default_factory=list)
    _left: set[int] = field(default_factory=set)

    def answer(self) -> None:
        """Every file that has a verdict and no reply yet, but those that were tried."""
        with self.home.warehouse.read() as connection:
            unanswered = [one for one in ledger.unanswered(connection).to_dicts() if one["file_id"] not in self._left]
        for first in range(0, len(unanswered), _BATCH):
            rows = unanswered[first : first + _BATCH]
            self._left |= {one["file_id"] for one in rows} - self._answer(rows)

    def _answer(self, rows: Sequence[Mapping[str, Any]]) -> set[int]:
        """Remembered, then written, then marked: what lies in a folder is known as ours, and no answer is lost."""
        with self.home.warehouse.read() as connection:
            told = tell(self.home, connection, [(row, reply_stem(row)) for row in rows])
        answered: set[int] = set()
        for made in _loads(self._made(rows, told)):
            remember(self.home, made)
            if written := [one for one in made if self._written(one)]:
                take_away_earlier(self.home, written)
                self._mark(written)
                answered |= {one.row["file_id"] for one in written}
        return answered

    def _made(self, rows: Sequence[Mapping[str, Any]], told: Sequence[Told]) -> Iterator[Reply]:
        """The documents of each file whose folder is there and whose bytes can be read."""
        for row, one in zip(rows, told, strict=True):
            folder, stem = reply_folder(self.home, row), reply_stem(row)
            try:
                make_folder(self.home, folder)
                yield Reply(row, folder, stem, tuple(documents(self.home, self.fence, one)))
            except OSError as error:
                self._not_written(folder / stem, error)
            except RawChanged as error:
                told_of = f"is not answered until it can be read: {error}"
                self.problems.append(of_file(self.home, row["path"], told_of))

    def _written(self, made: Reply) -> bool:
        try:
            waits = write(self.home, made)
        except OSError as error:
            self._not_written(made.folder / made.stem, error)
            return False
        self.waiting += waits
        if not waits:
            reached(Step.REPLY_WRITTEN)
        return not waits

    def _not_written(self, place: Path, error: OSError) -> None:
        right = "give the account that runs soket the right to write there"
        remedy = "make room on its disk" if error.errno in _NO_ROOM else right
        saw = f"the reply cannot be written ({error.strerror}); {remedy}; it is written by the next collect"
        self.problems.append(of_file(self.home, str(place), saw))

    def _mark(self, written: Sequence[Reply]) -> None:
        with self.home.warehouse.write() as connection:
            inboxes.keep_places(connection, [sighting for one in written for sighting in one.lies])
            ledger.mark_answered(connection, [(one.row["file_id"], one.row["decided_at"]) for one in written])
            reached(Step.REPLIES_MARKED)
        reached(Step.REPLIES_KEPT)
        self.answered += len(written)


def _loads(made: Iterable[Reply]) -> Iterator[list[Reply]]:
    """Answers together, as many as are not too much for the memory."""
    load: list[Reply] = []
    size = 0
    for one in made:
        load.append(one)
        size += one.size
        if size >= _AT_ONCE:
            yield load
            load, size = [], 0
    if load:
        yield load


def reply_folder(home: Home, row: Mapping[str, Any]) -> Path:
    """``<inbox>/<slug>/phan-hoi``, in the inbox that the file came from."""
    sent = os.path.normpath(home.path / row["path"])
    inbox = next((one for one in home.inboxes if PurePath(sent).is_relative_to(os.path.normpath(one))), home.inboxes[0])
    return Path(inbox / row["slug"] / REPLIES)


def reply_stem(row: Mapping[str, Any]) -> str:
    """``<name>-<yyyymmdd>-<sha8>``: of a file's name, the day on which it came, and its bytes."""
    day = datetime.fromisoformat(row["received_at"]).astimezone(TIMEZONE)
    ending = f"-{day:%Y%m%d}-{row['sha256'][:8]}"
    longest = _LONGEST_NAME - len(ending) - max(map(len, SUFFIXES))
    name = _OURS.sub("", PurePath(row["path"]).stem) or "tep"
    return _NOT_IN_NAMES.sub("_", name).encode()[:longest].decode(errors="ignore") + ending


def written_for(home: Home, file_id: int) -> Iterator[Path]:
    """The documents that answer a file and lie in its sender's folder."""
    with home.warehouse.read() as connection:
        places = replies.places_of(connection, [file_id])
    for place in places.get(file_id, ()):
        path = home.path / place
        if path.exists():
            yield Path(os.path.normpath(path))
