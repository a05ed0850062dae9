"""A comparison of a batch's numbers, and where its sides are taken from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from domain.figure import sum_or_unknown
from domain.observation import FIELDS
from domain.rule import Rule
from domain.submission import Cover

KINDS = pl.Schema({"file_id": pl.Int64, "form": pl.String, "field": pl.String, "item": pl.Int32, "member": pl.String})


@dataclass(frozen=True)
class Comparison:
    """A rule on two numbers, a row per submission: file_id, left, right, year, label, sheet, cell, and what
    else the rule's words need."""

    rule: Rule
    key: str
    form: str | None
    field: str | None
    numbers: pl.DataFrame


@dataclass(frozen=True)
class Submissions:
    """A batch with what stood of its units. ``values``: file_id, form, field, item, value, label,
    sheet, cell, input and number, of the files' own fields; ``forms``: file_id, form; ``standing``:
    file_id, form, field, of_year, value, of forms that the file does not hold; ``registered``:
    file_id, period, field, of_year, value, of every period; ``kinds``: KINDS, each row's member of an axis;
    ``percentages``: FIELDS of the places that show one."""

    values: pl.DataFrame
    forms: pl.DataFrame
    standing: pl.DataFrame
    registered: pl.DataFrame
    covers: Mapping[int, Cover]
    kinds: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=KINDS))
    percentages: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FIELDS))

    @cached_property
    def values_by_field(self) -> dict[tuple[object, ...], pl.DataFrame]:
        """Each field is asked for by many comparisons; the batch is taken apart once."""
        return self.values.partition_by("field", as_dict=True, maintain_order=True)

    @cached_property
    def standing_by_field(self) -> dict[tuple[object, ...], pl.DataFrame]:
        return self.standing.partition_by("field", as_dict=True, maintain_order=True)


def no_submissions() -> Submissions:
    """A batch of nothing: what the comparisons of a catalogue are told by."""
    stood = {"file_id": pl.Int64, "period": pl.String, "form": pl.String, "field": pl.String}
    stood_frame = pl.DataFrame(schema={**stood, "of_year": pl.Int32, "value": pl.Int64})
    values = pl.DataFrame(schema={**FIELDS, "input": pl.Boolean})
    forms = pl.DataFrame(schema={"file_id": pl.Int64, "form": pl.String})
    return Submissions(values, forms, stood_frame, stood_frame, {})


def values_of(batch: Submissions, field: str) -> pl.DataFrame:
    return batch.values_by_field.get((field,), batch.values.clear())


def side(batch: Submissions, field: str, name: str) -> pl.DataFrame:
    """A field's value per file: its own, else the standing one."""
    own = values_of(batch, field).select("file_id", pl.col("value").alias(name))
    stood = batch.standing_by_field.get((field,))
    return own if stood is None else pl.concat([own, stood.select("file_id", pl.col("value").alias(name))])


def with_place(numbers: pl.DataFrame, batch: Submissions, field: str) -> pl.DataFrame:
    places = values_of(batch, field).select("file_id", "label", "sheet", "cell")
    placed = numbers.join(places, on="file_id", how="left")
    return placed if "year" in placed.columns else placed.with_columns(year=pl.lit(None, pl.Int32))


def sum_of(batch: Submissions, fields: Sequence[str], name: str) -> pl.DataFrame:
    """file_id and the sum of fields; null where one of them has no number."""
    sides = pl.concat([side(batch, key, name) for key in fields])
    return sides.group_by("file_id", maintain_order=True).agg(sum_or_unknown(name))


def saying(numbers: pl.DataFrame, **words: str) -> pl.DataFrame:
    """The numbers with words for the rule's templates, the same in every row."""
    return numbers.with_columns(pl.lit(text, pl.String).alias(name) for name, text in words.items())
