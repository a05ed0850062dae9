"""A file's answer as documents in its sender's folder: written whole, never over what is not ours."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from domain.notice import Notice
from domain.protocol import Step, reached
from domain.submission import OWN_REPLY, Sighting, saved_at
from tasks.answers import Document
from tasks.home import Home
from tasks.notices import of_file
from tasks.raw import write_named
from tasks.scan import may_make, show_path
from tasks.take import read_file
from tasks.workplace import sync_folder
from warehouse import replies

_IN_USE = {errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY}


@dataclass(frozen=True)
class Reply:
    """The documents that answer a file (``row``, of ``ledger.unanswered``), to lie in ``folder``; ``lies`` says
    of those that do where."""

    row: Mapping[str, Any]
    folder: Path
    stem: str
    documents: tuple[Document, ...]
    lies: list[Sighting] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(len(one.data) for one in self.documents)

    def paths(self) -> Iterator[tuple[Path, Document]]:
        for one in self.documents:
            yield self.folder / f"{self.stem}{one.suffix}", one


class _InUse(Exception):
    """Somebody has the document open, or has changed it and we have not taken it yet; ``seen`` is what shows it."""

    def __init__(self, why: str, seen: str = "") -> None:
        super().__init__(why)
        self.seen = seen


def remember(home: Home, answers: Collection[Reply]) -> None:
    """What is about to be written is known as ours, before any of it is."""
    documents = [
        (reply.row["file_id"], show_path(home, path), hashlib.sha256(document.data).hexdigest())
        for reply in answers
        for path, document in reply.paths()
    ]
    with home.warehouse.write() as connection:
        replies.remember(connection, documents)
    reached(Step.REPLY_REMEMBERED)


def write(home: Home, reply: Reply) -> list[Notice]:
    """Writes a file's documents, all on disk when it returns; what of them waits, and why. OSError where one cannot
    be written."""
    waiting: list[Notice] = []
    for path, document in reply.paths():
        shown = show_path(home, path)
        try:
            seen = _put(home, path, shown, document.data)
        except _InUse as reason:
            told = f"the reply waits, for {reason}; it is written by the next collect"
            waiting.append(of_file(home, str(path), told, quoted=reason.seen))
            continue
        at = saved_at(seen.st_mtime_ns)
        reply.lies.append(Sighting(shown, reply.row["unit_id"], seen.st_size, at, None, OWN_REPLY))
    sync_folder(reply.folder)  # also the names of what a run that was killed has written
    return waiting


def _put(home: Home, target: Path, shown: str, data: bytes) -> os.stat_result:
    """Writes a document where it is not there yet; the state of its file. _InUse where it must wait."""
    with suppress(FileNotFoundError):
        there, seen = read_file(target, 2 * home.settings.largest_file_megabytes)
        if there == data:
            return seen
        _check_free(home, target, shown, there)
    try:
        return write_named(target, data)
    except OSError as error:
        # only the name was refused: the folder can be written, the document that has the name cannot be replaced
        if error.filename2 is not None and error.errno in _IN_USE:
            raise _InUse("somebody has it open", error.strerror or "") from None
        raise


def _check_free(home: Home, target: Path, shown: str, there: bytes) -> None:
    """What lies there may be taken over where it is ours, or kept as a submission, and nobody has it open."""
    locks = (f"~${target.name}", f"~${target.name[2:]}", f".~lock.{target.name}#")
    if lock := next((name for name in locks if target.with_name(name).exists()), None):
        raise _InUse("somebody has it open", lock)
    sha256 = hashlib.sha256(there).hexdigest()
    with home.warehouse.read() as connection:
        ours = replies.hashes_at(connection, [shown]).get(shown, ())
        known = sha256 in ours or replies.known_bytes(connection, [sha256])
    if not known:
        raise _InUse("somebody has changed it and it was not collected yet")


def take_away_earlier(home: Home, answers: Collection[Reply]) -> None:
    """Documents that earlier answers to the same files had and these have not, where they are as we wrote them."""
    kept = {sighting.path for one in answers for sighting in one.lies}
    with home.warehouse.read() as connection:
        places = replies.places_of(connection, [one.row["file_id"] for one in answers])
        gone = [place for of_file in places.values() for place in of_file if place not in kept]
        ours = replies.hashes_at(connection, gone)
    for place in gone:
        target = home.path / place
        try:
            if hashlib.sha256(target.read_bytes()).hexdigest() in ours[place]:
                target.unlink()
        except OSError:
            continue  # gone, or open: what it says is outdated, and its file's newer answer lies beside it


def make_folder(home: Home, folder: Path) -> None:
    """The replies' folder of a unit. OSError where its inbox is not there, or a link leads elsewhere."""
    inbox = folder.parents[1]
    if not may_make(home, inbox):
        inbox.stat()  # an inbox that is disconnected is not made anew
    folder.mkdir(parents=True, exist_ok=True)
    if folder.resolve() != inbox.resolve() / folder.parent.name / folder.name:
        raise OSError(errno.ELOOP, "the folder is a link")
