"""Warnings and the reasons that their senders give for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import polars as pl

from domain.catalogue import Catalogue
from domain.explanation import Explanation, Forms
from domain.finding import Severity


class Reasons:
    """The explanations of a batch or a period, by who gave them (``by``: a column of whole numbers)."""

    def __init__(self, catalogue: Catalogue, explanations: pl.DataFrame, by: str = "unit_id") -> None:
        self._forms = Forms(catalogue.forms)
        self._by: dict[int, list[Explanation]] = {}
        for row in explanations.iter_rows(named=True):
            said = [
                self._forms.explanation(row["form_text"], one, row["reason"]) for one in row["cell_text"].split("; ")
            ]
            self._by.setdefault(row[by], []).extend(said)

    def of(self, giver: int, found: Mapping[str, Any]) -> str | None:
        """The reason that answers a warning (a row of FINDINGS); None where none does, and for what is no warning."""
        if found["severity"] != Severity.WARN:
            return None
        answers = (one.reason for one in self._by.get(giver, ()) if self._forms.answers(one, found))
        return next(answers, None)


def with_reasons(
    findings: pl.DataFrame, catalogue: Catalogue, own: pl.DataFrame, standing: pl.DataFrame, holders: Collection[int]
) -> pl.DataFrame:
    """FINDINGS of a batch, its warnings explained: by the file's ``own`` EXPLANATIONS where it is one of the
    ``holders`` of a form for them, else by what is ``standing`` of its unit (with a ``file_id`` too)."""
    columns = ["file_id", "form_text", "cell_text", "reason"]
    others = standing.filter(~pl.col("file_id").is_in(list(holders)))
    given = pl.concat([own.select(columns), others.select(columns)])
    if given.is_empty() or findings.is_empty():
        return findings
    reasons = Reasons(catalogue, given, by="file_id")
    said = [reasons.of(row["file_id"], row) for row in findings.iter_rows(named=True)]
    return findings.with_columns(explained=pl.Series(said, dtype=pl.String))
