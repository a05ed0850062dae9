"""Verdicts → the sender's folder: one text reply a file, the same bytes on every run."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from domain.half_year import HalfYear
from domain.protocol import Step, reached
from outputs.letter import Answer, write_answer
from tasks.home import Home
from tasks.raw import write_whole
from tasks.scan import REPLIES, may_make
from warehouse import current, inboxes, ledger

_LONGEST_NAME = 255  # bytes, on the file systems that offices share


@dataclass(frozen=True)
class Replied:
    """How many replies were written, and which could not be, a line each."""

    written: int
    problems: tuple[str, ...] = ()


def reply(home: Home) -> Replied:
    """Answers every file that has a verdict and no reply yet. One that cannot be written waits."""
    with home.warehouse.write() as connection:
        inboxes.mark_outdated(connection)
    with home.warehouse.read() as connection:
        waiting = ledger.unanswered(connection).to_dicts()
        answers = {
            row["file_id"]: _answer(home, row, current.findings_of(connection, row["file_id"])) for row in waiting
        }
    written: list[tuple[int, str]] = []
    problems: list[str] = []
    for row in waiting:
        target = reply_path(home, row["slug"], row["path"], row["sha256"])
        try:
            _make_folder(home, target.parent)
            write_whole(target, write_answer(answers[row["file_id"]]).encode("utf-8"))
        except OSError as error:
            remedy = "give the account that runs soket the right to write there; it is written by the next collect"
            problems.append(f"{target}: the reply cannot be written ({error.strerror}); {remedy}")
            continue
        reached(Step.REPLY_WRITTEN)
        written.append((row["file_id"], row["decided_at"]))
    if written:
        with home.warehouse.write() as connection:
            ledger.mark_answered(connection, written)
            reached(Step.REPLIES_MARKED)
        reached(Step.REPLIES_KEPT)
    return Replied(len(written), tuple(problems))


def _make_folder(home: Home, folder: Path) -> None:
    """The replies' folder of a unit. OSError where its inbox is not there, or a link leads elsewhere."""
    inbox = folder.parents[1]
    if not may_make(home, inbox):
        inbox.stat()  # an inbox that is disconnected is not made anew
    folder.mkdir(parents=True, exist_ok=True)
    if folder.resolve() != inbox.resolve() / folder.parent.name / folder.name:
        raise OSError(errno.ELOOP, "the folder is a link")


def reply_path(home: Home, slug: str, path: str, sha256: str) -> Path:
    """``<inbox>/<slug>/phan-hoi/<name>-<sha8>.txt``, in the inbox that the file came from."""
    sent = os.path.normpath(home.path / path)
    inbox = next((one for one in home.inboxes if PurePath(sent).is_relative_to(os.path.normpath(one))), home.inboxes[0])
    ending = f"-{sha256[:8]}.txt"
    stem = PurePath(path).stem.encode()[: _LONGEST_NAME - len(ending)].decode(errors="ignore")
    return inbox / slug / REPLIES / f"{stem}{ending}"


def _answer(home: Home, row: dict[str, Any], findings: list[dict[str, Any]]) -> Answer:
    period = row["period"]
    return Answer(
        association=home.settings.association.name,
        unit=row["unit_name"],
        file=PurePath(row["path"]).name,
        sha256=row["sha256"],
        period=HalfYear.parse(period).words if period else None,
        accepted=row["state"] == "accepted",
        after_close=bool(row["after_close"]),
        newer=PurePath(row["newer"]).name if row["newer"] else None,
        findings=tuple(current.as_finding(one) for one in findings),
    )
