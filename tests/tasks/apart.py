"""The comparisons of a batch one by one, as tests look at them."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from domain.catalogue import Catalogue
from domain.rule import Rule
from tasks.compare import comparisons
from tasks.comparison import Submissions


class Apart(NamedTuple):
    """A comparison that was made, with the rows of its numbers alone."""

    rule: Rule
    key: str
    field: str | None
    numbers: pl.DataFrame


def apart(catalogue: Catalogue, batch: Submissions) -> list[Apart]:
    """Each comparison that has a number."""
    return [
        Apart(made.rule, told.key, told.field, rows)
        for made in comparisons(catalogue, batch)
        for number, told in enumerate(made.told)
        if not (rows := made.numbers.filter(pl.col("comparison") == number)).is_empty()
    ]
