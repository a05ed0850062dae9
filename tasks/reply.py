"""Verdicts → the sender's folder: the documents that answer each file, the same bytes on every run."""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from domain.notice import Notice
from domain.protocol import Step, reached
from domain.submission import OWN_REPLY, Sighting, saved_at
from tasks.answers import SUFFIXES, documents, tell
from tasks.fence import Fence
from tasks.home import TIMEZONE, Home
from tasks.notices import of_file
from tasks.raw import write_whole
from tasks.read import RawChanged
from tasks.scan import REPLIES, may_make, show_path
from tasks.take import read_file
from warehouse import inboxes, ledger, replies

_LONGEST_NAME = 255  # bytes, on the file systems that offices share
_BATCH = 25  # files that are marked answered at once
_OURS = re.compile(r"(?:-\d{8}-[0-9a-f]{8})+$")  # what our stems end in, on a workbook that comes back mended
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]')  # of Windows
_IN_USE = {errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY}
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True)
class Replied:
    """How many files were answered, and of the others: what could not be written
    (``problems``), and what waits until somebody closes it (``waiting``)."""

    written: int = 0
    problems: tuple[Notice, ...] = ()
    waiting: tuple[Notice, ...] = ()


class _InUse(Exception):
    """Somebody has the document open, or has changed it and we have not taken it yet; ``seen`` is what shows it."""

    def __init__(self, why: str, seen: str = "") -> None:
        super().__init__(why)
        self.seen = seen


def reply(home: Home, fence: Fence) -> Replied:
    """Answers every file that has a verdict and no reply yet. One that cannot be written waits."""
    with home.warehouse.write() as connection:
        inboxes.mark_outdated(connection)
    with home.warehouse.read() as connection:
        unanswered = ledger.unanswered(connection).to_dicts()
    written = 0
    problems: list[Notice] = []
    waiting: list[Notice] = []
    for first in range(0, len(unanswered), _BATCH):
        rows = unanswered[first : first + _BATCH]
        answered = [row for row in rows if _answer(home, fence, row, problems, waiting)]
        if answered:
            _mark(home, answered)
        written += len(answered)
    return Replied(written, tuple(problems), tuple(waiting))


def _mark(home: Home, answered: list[dict[str, Any]]) -> None:
    with home.warehouse.write() as connection:
        inboxes.keep_places(connection, [sighting for row in answered for sighting in row["lies"]])
        ledger.mark_answered(connection, [(row["file_id"], row["decided_at"]) for row in answered])
        reached(Step.REPLIES_MARKED)
    reached(Step.REPLIES_KEPT)


def _answer(home: Home, fence: Fence, row: dict[str, Any], problems: list[Notice], waiting: list[Notice]) -> bool:
    """Writes the documents that answer a file; whether all are there. ``row["lies"]`` says where."""
    folder, stem = reply_folder(home, row), reply_stem(row)
    with home.warehouse.read() as connection:
        told = tell(home, connection, row, stem)
    row["lies"] = []
    waits: list[Notice] = []
    try:
        for document in documents(home, fence, told):
            waits += _write(home, row, folder / f"{stem}{document.suffix}", document.data)
    except OSError as error:
        right = "give the account that runs soket the right to write there"
        remedy = "make room on its disk" if error.errno in _NO_ROOM else right
        saw = f"the reply cannot be written ({error.strerror}); {remedy}; it is written by the next collect"
        problems.append(of_file(home, str(folder / stem), saw))
        return False
    except RawChanged as error:
        problems.append(of_file(home, row["path"], f"is not answered until it can be read: {error}"))
        return False
    waiting += waits
    if not waits:
        _take_away_earlier(home, row)
        reached(Step.REPLY_WRITTEN)
    return not waits


def _write(home: Home, row: dict[str, Any], target: Path, data: bytes) -> list[Notice]:
    """Writes a document, or says why it waits."""
    shown, sha256 = show_path(home, target), hashlib.sha256(data).hexdigest()
    _make_folder(home, target.parent)
    with home.warehouse.write() as connection:
        replies.remember(connection, row["file_id"], shown, sha256)
    reached(Step.REPLY_REMEMBERED)
    try:
        seen = _put(home, target, shown, data)
    except _InUse as reason:
        told = f"the reply waits, for {reason}; it is written by the next collect"
        return [of_file(home, str(target), told, quoted=reason.seen)]
    row["lies"].append(Sighting(shown, row["unit_id"], seen.st_size, saved_at(seen.st_mtime_ns), None, OWN_REPLY))
    return []


def _put(home: Home, target: Path, shown: str, data: bytes) -> os.stat_result:
    """Writes a document where it is not there yet; the state of its file. _InUse where it must wait."""
    with suppress(FileNotFoundError):
        there, seen = read_file(target, 2 * home.settings.largest_file_megabytes)
        if there == data:
            return seen
        _check_free(home, target, shown, there)
    try:
        return write_whole(target, data)
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
        known = sha256 in replies.hashes_at(connection, shown) or replies.known_bytes(connection, [sha256])
    if not known:
        raise _InUse("somebody has changed it and it was not collected yet")


def _take_away_earlier(home: Home, row: Mapping[str, Any]) -> None:
    """Documents that an earlier answer to the same file had and this one has not, where they are as we wrote them."""
    with home.warehouse.read() as connection:
        places = replies.places_of(connection, row["file_id"])
        ours = {place: replies.hashes_at(connection, place) for place in places}
    kept = {sighting.path for sighting in row["lies"]}
    for place in (one for one in places if one not in kept):
        target = home.path / place
        try:
            if hashlib.sha256(target.read_bytes()).hexdigest() in ours[place]:
                target.unlink()
        except OSError:
            continue  # gone, or open: what it says is outdated, and its file's newer answer lies beside it


def _make_folder(home: Home, folder: Path) -> None:
    """The replies' folder of a unit. OSError where its inbox is not there, or a link leads elsewhere."""
    inbox = folder.parents[1]
    if not may_make(home, inbox):
        inbox.stat()  # an inbox that is disconnected is not made anew
    folder.mkdir(parents=True, exist_ok=True)
    if folder.resolve() != inbox.resolve() / folder.parent.name / folder.name:
        raise OSError(errno.ELOOP, "the folder is a link")


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
        places = replies.places_of(connection, file_id)
    for place in places:
        path = home.path / place
        if path.exists():
            yield Path(os.path.normpath(path))
