"""A submission on its way: the receipt of a file, what its cover says, the verdict on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import polars as pl


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


@dataclass(frozen=True)
class Sighting:
    """A file seen in an inbox; ``sha256`` is None where it is not to be read (``note`` says why)."""

    path: str
    unit_id: int
    size: int
    mtime_ns: int
    sha256: str | None
    note: str = ""


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


@dataclass(frozen=True)
class Cover:
    """What a file says of itself; ``period`` is the code it stands for, None where unreadable."""

    unit_code: str | None = None
    unit_name: str | None = None
    period_text: str | None = None
    period: str | None = None
    control_total: int | None = None
    control_cell: tuple[str, str] | None = None
    control_unreadable: bool = False
    code_cell: tuple[str, str] | None = None
    period_cell: tuple[str, str] | None = None


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
