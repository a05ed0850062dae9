"""Comparisons with another field, and with the most and the least that a field is likely to be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from domain.catalogue import Catalogue
from domain.figure import sum_or_unknown
from domain.form import Field
from domain.rule import Compare, Pair, Rule
from tasks.comparison import Comparison, Submissions, saying, side, values_of, with_place


@dataclass(frozen=True)
class _Told:
    """A pair, what its sides are called, and whether it is told at the right one: in files that hold that alone."""

    pair: Pair
    left_name: str
    right_name: str
    turned: bool = False

    @property
    def at(self) -> str:
        return (self.pair.right if self.turned else self.pair.left)[0]

    @property
    def key(self) -> str:
        sides = f"{' + '.join(self.pair.left)} : {' + '.join(self.pair.right)}"
        return f"{sides} (right)" if self.turned else sides


def pairs(rule: Rule, compare: Compare, catalogue: Catalogue, batch: Submissions) -> Iterator[Comparison]:
    """Two columns of each row that has both, and the sides of each pair of fields; of two forms one may be what
    stood before."""
    told = [*_columns(compare, catalogue), *_fields(compare, catalogue)]
    numbers = _numbers(told, batch)
    by_pair = numbers.partition_by("pair", as_dict=True, include_key=False, maintain_order=True)
    none = numbers.clear().drop("pair")
    for number, one in enumerate(told):
        said = saying(by_pair.get((number,), none), left_name=one.left_name, right_name=one.right_name)
        yield Comparison(rule, one.key, catalogue.field_by_key[one.at].form, one.at, said)


def _columns(compare: Compare, catalogue: Catalogue) -> Iterator[_Told]:
    for column, against in compare.columns:
        for form in catalogue.forms:
            for row in form.rows:
                keys = [f"{form.code}.{row.code}.{name}" for name in (column, against)]
                if all(key in catalogue.field_by_key for key in keys):
                    pair = Pair(left=(keys[0],), right=(keys[1],))
                    yield _Told(pair, form.column(column).heading, form.column(against).heading)


def _fields(compare: Compare, catalogue: Catalogue) -> Iterator[_Told]:
    for pair in compare.pairs:
        names = (pair.left_name or _name(pair.left, catalogue), pair.right_name or _name(pair.right, catalogue))
        yield _Told(pair, *names)
        if _form(pair.left) != _form(pair.right):
            yield _Told(pair, *names, turned=True)


def _form(keys: tuple[str, ...]) -> str:
    return keys[0].partition(".")[0]


def _name(keys: tuple[str, ...], catalogue: Catalogue) -> str:
    field = catalogue.field_by_key[keys[0]]
    return f"{catalogue.form_by_code[field.form].sheet}, {field.label}"


def _numbers(told: Sequence[_Told], batch: Submissions) -> pl.DataFrame:
    """``pair`` (its number), file_id, left, right, year and the place, of all pairs by one query for each side."""
    own = batch.values.select("file_id", "field", "value")
    every = pl.concat([own, batch.standing.select("file_id", "field", "value")])
    left, right = (_sums(enumerate(getattr(one.pair, side) for one in told), every, side) for side in ("left", "right"))
    places = batch.values.select("file_id", "field", "label", "sheet", "cell")
    at = _of(enumerate((one.at,) for one in told), places).drop("field")
    beside = _of(((n, one.pair.left[:1]) for n, one in enumerate(told) if one.turned), own)
    sides = left.join(right, on=["pair", "file_id"], maintain_order="left")
    found = sides.join(at, on=["pair", "file_id"], maintain_order="left")
    return found.join(beside, on=["pair", "file_id"], how="anti").with_columns(year=pl.lit(None, pl.Int32))


def _of(fields: Iterable[tuple[int, Sequence[str]]], values: pl.DataFrame) -> pl.DataFrame:
    """The values of the fields of each pair."""
    rows = [(number, key) for number, keys in fields for key in keys]
    return pl.DataFrame(rows, schema={"pair": pl.Int32, "field": pl.String}, orient="row").join(values, on="field")


def _sums(fields: Iterable[tuple[int, Sequence[str]]], values: pl.DataFrame, name: str) -> pl.DataFrame:
    """The sum of each pair's fields in each file; null where one of them has no number."""
    of_fields = _of(fields, values).group_by("pair", "file_id", maintain_order=True)
    return of_fields.agg(sum_or_unknown("value").alias(name))


def most(rule: Rule, _compare: Compare, catalogue: Catalogue, batch: Submissions) -> Iterator[Comparison]:
    """The values of each row that says the most that it can hold."""
    for form in catalogue.forms:
        for field in form.fields:
            row = next((row for row in form.rows if row.code == field.row), None)
            if row and row.most is not None and field.role == "value":
                yield _with_bound(rule, field, row.most, batch)


def least(rule: Rule, _compare: Compare, catalogue: Catalogue, batch: Submissions) -> Iterator[Comparison]:
    """The amounts above 0 of each row or column that says the least that is likely; not of a form's own sums."""
    for form in catalogue.forms:
        for field in form.fields if form.shape == "matrix" else ():
            row = form.row(field.row)
            bound = row.least.get(field.column, form.column(field.column).least)
            if bound is not None and not form.is_formula(row, field.column):
                yield _with_bound(rule, field, bound, batch)


def _with_bound(rule: Rule, field: Field, bound: int, batch: Submissions) -> Comparison:
    above = pl.when(pl.col("value") > 0).then(pl.col("value")).alias("left")
    numbers = values_of(batch, field.key).select("file_id", above, pl.lit(bound, pl.Int64).alias("right"))
    return Comparison(rule, field.key, field.form, field.key, with_place(numbers, batch, field.key))


def each(rule: Rule, compare: Compare, catalogue: Catalogue, batch: Submissions) -> Iterator[Comparison]:
    """The amount of each row and the least that is likely for as many as the row counts."""
    for form in catalogue.forms:
        for row in (row for row in form.rows if row.least_each is not None):
            stem, key = f"{form.code}.{row.code}", f"{form.code}.{row.code}.{compare.column}"
            counts = side(batch, f"{stem}.{compare.against}", "count")
            given = (pl.col("left") > 0) & (pl.col("count") > 0)
            numbers = values_of(batch, key).select("file_id", pl.col("value").alias("left")).join(counts, on="file_id")
            numbers = numbers.filter(given).with_columns(right=pl.col("count") * pl.lit(row.least_each, pl.Int64))
            said = saying(with_place(numbers, batch, key), unit=row.unit)
            yield Comparison(rule, key, form.code, key, said)
