"""A finding: what is wrong at a place, in words that the sender can mend it by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from domain.cells import place


class Severity(StrEnum):
    REFUSE_FILE = "refuse_file"
    REFUSE_ROW = "refuse_row"
    WARN = "warn"


class Stage(StrEnum):
    """Who found it: the judgement of one submission (told to its sender), or the review of the whole
    period, which may only warn and is never in a reply."""

    JUDGE = "judge"
    REVIEW = "review"


#: A row per finding of a batch. ``explained`` is the sender's own reason, where the warning was answered.
FINDINGS = pl.Schema(
    {
        "file_id": pl.Int64,
        "rule": pl.String,
        "severity": pl.String,
        "form": pl.String,
        "field": pl.String,
        "label": pl.String,
        "sheet": pl.String,
        "cell": pl.String,
        "saw": pl.String,
        "wanted": pl.String,
        "mend": pl.String,
        "stops_gate": pl.Boolean,
        "explained": pl.String,
    }
)


@dataclass(frozen=True)
class Finding:
    """One finding of one file, as replies and lists print it (Vietnamese)."""

    rule: str
    severity: Severity
    label: str | None
    sheet: str | None
    cell: str | None
    saw: str
    wanted: str
    mend: str
    explained: str | None = None

    @property
    def place(self) -> str:
        return place(self.sheet, self.cell)

    @property
    def message(self) -> str:
        """One sentence: what was seen, what is wanted, how to mend it."""
        what = f" ({self.label})" if self.label else ""
        wanted = f"; cần: {self.wanted}" if self.wanted else ""
        return f"{self.place}{what}: {self.saw}{wanted}. {self.mend}"
