"""Fields and observations: what a submission says, each value with its place."""

from __future__ import annotations

from enum import StrEnum

import polars as pl


class Basis(StrEnum):
    DONE = "done"  # thực hiện
    ESTIMATED = "estimated"  # ước


#: A row per field that a form asks of its unit, whether answered or not, and per field of each
#: list row. ``asks`` is number, year or text; ``text`` is what was written, ``value`` the whole number that
#: it reads as (null where it is none), ``canonical`` the digits that a rule judges (what was written
#: where it is no number); ``item`` numbers the rows of a list from 1 and is 0 elsewhere.
FIELDS = pl.Schema(
    {
        "file_id": pl.Int64,
        "unit_id": pl.Int64,
        "form": pl.String,
        "field": pl.String,
        "label": pl.String,
        "item": pl.Int32,
        "role": pl.String,
        "asks": pl.String,
        "blank": pl.String,
        "text": pl.String,
        "written": pl.String,
        "value": pl.Int64,
        "canonical": pl.String,
        "number": pl.Boolean,
        "sheet": pl.String,
        "cell": pl.String,
    }
)

#: A row per value that a submission gives. ``period`` is the period the value belongs to (an
#: earlier one where a final figure replaces an estimate); ``of_year`` the year of a registration
#: or recognition; ``breakdown`` is empty for the whole, else ``axis=member``.
OBSERVATIONS = pl.Schema(
    {
        "file_id": pl.Int64,
        "form": pl.String,
        "field": pl.String,
        "indicator": pl.String,
        "breakdown": pl.String,
        "period": pl.String,
        "of_year": pl.Int32,
        "value": pl.Int64,
        "written": pl.String,
        "basis": pl.String,
        "sheet": pl.String,
        "cell": pl.String,
    }
)
