"""Verdicts → the sender's folder: one text reply a file, the same bytes on every run."""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from typing import Any

from domain.half_year import HalfYear
from outputs.letter import Answer, write_answer
from tasks.home import Home
from tasks.receive import REPLIES, write_whole
from warehouse import facts, ledger

_LONGEST_NAME = 255  # bytes, on the file systems that offices share


def reply(home: Home) -> int:
    """Answers every file that has a verdict and no reply yet; how many."""
    with home.warehouse.read() as connection:
        waiting = ledger.unanswered(connection).to_dicts()
        answers = {row["file_id"]: _answer(home, row, facts.findings_of(connection, row["file_id"])) for row in waiting}
    for row in waiting:
        target = reply_path(home, row["slug"], row["path"], row["sha256"])
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, write_answer(answers[row["file_id"]]).encode("utf-8"))
    if waiting:
        with home.warehouse.write() as connection:
            ledger.mark_answered(connection, [(row["file_id"], row["decided_at"]) for row in waiting])
    return len(waiting)


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
        findings=tuple(facts.as_finding(one) for one in findings),
    )
