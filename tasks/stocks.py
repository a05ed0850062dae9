"""An opening stock beside what the period before closed with."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from domain.catalogue import Catalogue
from domain.form import Field
from domain.half_year import HalfYear
from domain.rule import Compare, Rule
from tasks.comparison import SUBMISSION, Compared, Comparison, Submissions, asked, compared, own_values


def openings(catalogue: Catalogue) -> Iterator[tuple[Field, tuple[Field, ...]]]:
    """Each field that carries an indicator over, with the fields that report it."""
    reported = [field for field in catalogue.field_by_key.values() if field.role == "value" and not field.breakdown]
    for field in reported:
        form = catalogue.form_by_code[field.form]
        row = next((row for row in form.rows if row.code == field.row), None)
        if row and row.carries:
            yield field, tuple(one for one in reported if one.indicator == row.carries)


def carried(rule: Rule, _compare: Compare, catalogue: Catalogue, batch: Submissions) -> Compared:
    """Each opening, and what the unit's closing of the half before stands at; without one there is nothing
    to compare with."""
    before = pl.DataFrame(
        [(file_id, str(HalfYear.parse(one.period).previous)) for file_id, one in batch.covers.items() if one.period],
        schema={"file_id": pl.Int64, "period": pl.String},
        orient="row",
    )
    found = list(openings(catalogue))
    told = [Comparison(opening.key, opening.form, opening.key) for opening, _ in found]
    closings = ((number, field.key) for number, (_, fields) in enumerate(found) for field in fields)
    stood = batch.registered.join(before, on=["file_id", "period"], how="semi", maintain_order="left")
    closed = asked(closings, stood).group_by(SUBMISSION, maintain_order=True).agg(right=pl.first("value"))
    numbers = own_values(told, batch, "left").join(closed, on=SUBMISSION, maintain_order="left")
    return compared(rule, told, numbers, batch)
