"""A comparison of a batch's numbers, and where its sides are taken from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

import polars as pl

from domain.figure import sum_or_unknown
from domain.observation import FIELDS
from domain.rule import Rule
from domain.submission import Cover

#: What a row of numbers is of.
SUBMISSION = ("comparison", "file_id")
KINDS = pl.Schema({"file_id": pl.Int64, "form": pl.String, "field": pl.String, "item": pl.Int32, "member": pl.String})


class Comparison(NamedTuple):
    """Two numbers that a rule sets side by side, told at a field or at the file. ``words``: what the rule's templates
    need, the same of every submission."""

    key: str
    form: str | None
    field: str | None
    words: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Compared:
    """All comparisons of a rule over a batch, by one query. ``numbers``, a row for each submission of each:
    comparison (its place in ``told``), file_id, left, right, year, label, sheet, cell, and what else the rule's words
    need of it."""

    rule: Rule
    told: Sequence[Comparison]
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
    def own(self) -> pl.DataFrame:
        """file_id, field, value, label, sheet, cell: the files' own, without the rows of lists, which are many and
        which no comparison asks for one by one."""
        single = self.values.filter(pl.col("item") == 0)
        return single.select("file_id", "field", "value", "label", "sheet", "cell")

    @cached_property
    def every(self) -> pl.DataFrame:
        """file_id, field, value: the same, and of forms that they do not hold what stands."""
        return pl.concat([one.select("file_id", "field", "value") for one in (self.own, self.standing)])


def no_submissions() -> Submissions:
    """A batch of nothing: what the comparisons of a catalogue are told by."""
    stood = {"file_id": pl.Int64, "period": pl.String, "form": pl.String, "field": pl.String}
    stood_frame = pl.DataFrame(schema={**stood, "of_year": pl.Int32, "value": pl.Int64})
    values = pl.DataFrame(schema={**FIELDS, "input": pl.Boolean})
    forms = pl.DataFrame(schema={"file_id": pl.Int64, "form": pl.String})
    return Submissions(values, forms, stood_frame, stood_frame, {})


def asked(fields: Iterable[tuple[Any, ...]], values: pl.DataFrame, **further: Any) -> pl.DataFrame:
    """What ``values`` hold of the fields that comparisons ask for, in the comparisons' order. ``fields``: the number of
    a comparison, a field, and what is named in ``further``, name and type."""
    schema = {"comparison": pl.Int32, "field": pl.String, **further}
    wanted = pl.DataFrame(list(fields), schema=schema, orient="row")
    return wanted.join(values, on="field", maintain_order="left_right")


def own_values(told: Sequence[Comparison], batch: Submissions, name: str) -> pl.DataFrame:
    """comparison, file_id and the file's own value of the field at which each comparison is told."""
    found = asked(((number, one.field) for number, one in enumerate(told)), batch.own)
    return found.select(*SUBMISSION, pl.col("value").alias(name))


def side(fields: Iterable[tuple[int, str]], batch: Submissions, name: str) -> pl.DataFrame:
    """comparison, file_id and the value of the field that each asks for: the file's own, else the standing one."""
    return asked(fields, batch.every).select(*SUBMISSION, pl.col("value").alias(name))


def sums(fields: Iterable[tuple[int, Sequence[str]]], batch: Submissions, name: str) -> pl.DataFrame:
    """comparison, file_id and the sum of the fields that each asks for; null where one of them has no number."""
    values = side(((number, key) for number, keys in fields for key in keys), batch, name)
    return values.group_by(SUBMISSION, maintain_order=True).agg(sum_or_unknown(name))


def compared(rule: Rule, told: Sequence[Comparison], numbers: pl.DataFrame, batch: Submissions) -> Compared:
    """The numbers with the place of the field at which each comparison is told."""
    places = asked(((number, one.field) for number, one in enumerate(told)), batch.own).drop("field", "value")
    placed = numbers.join(places, on=SUBMISSION, how="left", maintain_order="left")
    dated = placed if "year" in placed.columns else placed.with_columns(year=pl.lit(None, pl.Int32))
    return Compared(rule, told, dated)
