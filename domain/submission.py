"""A submission on its way: the receipt of a file, what its cover says, the verdict on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

import polars as pl

from domain.notice import Notice


class FileState(StrEnum):
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class SectionState(StrEnum):
    """A section is the part of a file that answers one form. Only an accepted one counts; a
    cleared one was refused and a newer accepted section has taken its place."""

    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"
    REFUSED = "refused"
    CLEARED = "cleared"


OWN_REPLY = "own_reply"  # the note of a sighting: a reply of ours, where we wrote it
REPLY_COPY = "reply_copy"  # a copy of one that asks for nothing any more, elsewhere in an inbox


class Problem(StrEnum):
    """Why something in an inbox could not be taken by a scan; the next one looks again."""

    HALF_COPIED = "half_copied"  # it changed between two looks
    UNREADABLE = "unreadable"
    NO_INBOX = "no_inbox"
    UNASSIGNED = "unassigned"  # in the folder of files whose unit the office is to tell
    OUTSIDE = "outside"  # in no folder of a unit


@dataclass(frozen=True)
class Unreceived:
    """Something that lies in an inbox and was not taken: what was seen at ``path`` and what to do.
    ``unit_id`` is None where it lies in no unit's folder."""

    path: str
    problem: Problem
    told: str
    unit_id: int | None = None

    @property
    def message(self) -> str:
        return f"{self.path}: {self.told}"


_LAST = 2**63 - 1  # nanoseconds since 1970 that a warehouse can hold: the year 2262


def saved_at(mtime_ns: int) -> int:
    """When a file was last saved, as a warehouse can hold it: a broken clock or share may say any year."""
    return min(max(mtime_ns, -_LAST), _LAST)


@dataclass(frozen=True)
class Sighting:
    """A file seen in an inbox; ``sha256`` is None where it is not to be read (``note`` says why).

    ``barred`` is the rule that refuses it before it is read, and ``words`` fill that rule's template.
    """

    path: str
    unit_id: int
    size: int
    mtime_ns: int
    sha256: str | None
    note: str = ""
    barred: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Receipt:
    """A file in the ledger that waits for its verdict. ``path`` is relative to the home."""

    file_id: int
    unit_id: int
    unit_code: str
    unit_name: str
    kind: str
    sha256: str
    path: str
    seq: int
    mtime_ns: int
    scan: int
    barred: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cover:
    """What a file says of itself; ``period`` is the code it stands for, None where unreadable, and
    ``as_of`` the day its figures are of, None where it states none that can be read."""

    unit_code: str | None = None
    unit_name: str | None = None
    period_text: str | None = None
    period: str | None = None
    control_total: int | None = None
    control_cell: tuple[str, str] | None = None
    control_unreadable: bool = False
    code_cell: tuple[str, str] | None = None
    period_cell: tuple[str, str] | None = None
    as_of: date | None = None
    as_of_text: str | None = None
    as_of_cell: tuple[str, str] | None = None


@dataclass(frozen=True)
class Verdict:
    """On one file: its state, the period and the forms that it answers (of a refused file those with
    figures). ``whole``: it holds every form that its unit owes."""

    receipt: Receipt
    state: FileState
    reason: str | None
    period: str | None
    forms: tuple[str, ...]
    whole: bool


@dataclass(frozen=True)
class Judged:
    """A batch after judgement, ready to be kept in one transaction."""

    verdicts: tuple[Verdict, ...]
    findings: pl.DataFrame  # FINDINGS
    observations: pl.DataFrame  # OBSERVATIONS
    narratives: pl.DataFrame  # file_id, form, field, text, sheet, cell
    explanations: pl.DataFrame  # file_id, form, item, form_text, cell_text, reason
    readers: dict[int, str]
    problems: tuple[Notice, ...] = ()  # what somebody must look at

    def of(self, verdicts: Sequence[Verdict]) -> Judged:
        """The part of the batch that these verdicts are."""
        if len(verdicts) == len(self.verdicts):
            return self
        ids = [one.receipt.file_id for one in verdicts]
        frames = {
            name: getattr(self, name).filter(pl.col("file_id").is_in(ids))
            for name in ("findings", "observations", "narratives", "explanations")
        }
        return replace(self, verdicts=tuple(verdicts), problems=(), **frames)
