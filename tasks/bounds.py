"""Comparisons with another field, and with the most and the least that a field is likely to be."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from domain.catalogue import Catalogue
from domain.form import Field
from domain.rule import Compare, Pair, Rule
from tasks.comparison import Comparison, Submissions, saying, side, sum_of, values_of, with_place


def pairs(rule: Rule, compare: Compare, catalogue: Catalogue, batch: Submissions) -> Iterator[Comparison]:
    """Two columns of each row that has both, and the sides of each pair of fields."""
    for column, against in compare.columns:
        for form in catalogue.forms:
            for row in form.rows:
                fields = [catalogue.field_by_key.get(f"{form.code}.{row.code}.{name}") for name in (column, against)]
                if all(fields):
                    names = [form.column(name).heading for name in (column, against)]
                    keys = [(field.key,) for field in fields if field]
                    yield _told_at(rule, Pair(left=keys[0], right=keys[1]), names, catalogue, batch)
    for pair in compare.pairs:
        names = [pair.left_name or _name(pair.left, catalogue), pair.right_name or _name(pair.right, catalogue)]
        yield _told_at(rule, pair, names, catalogue, batch)
        if _form(pair.left) != _form(pair.right):
            yield _told_at(rule, pair, names, catalogue, batch, turned=True)


def _form(keys: tuple[str, ...]) -> str:
    return keys[0].partition(".")[0]


def _name(keys: tuple[str, ...], catalogue: Catalogue) -> str:
    field = catalogue.field_by_key[keys[0]]
    return f"{catalogue.form_by_code[field.form].sheet}, {field.label}"


def _told_at(
    rule: Rule, pair: Pair, names: list[str], catalogue: Catalogue, batch: Submissions, *, turned: bool = False
) -> Comparison:
    """The pair in the files that hold its left side, told there; ``turned``: in those that hold its right
    side alone. Of two forms one may be what stood before."""
    at, other = (pair.right, pair.left) if turned else (pair.left, pair.right)
    own = values_of(batch, at[0]).select("file_id")
    if turned:
        own = own.join(values_of(batch, other[0]).select("file_id"), on="file_id", how="anti")
    sides = sum_of(batch, pair.left, "left").join(sum_of(batch, pair.right, "right"), on="file_id")
    numbers = with_place(sides.join(own, on="file_id", how="semi"), batch, at[0])
    key = f"{' + '.join(pair.left)} : {' + '.join(pair.right)}{' (right)' if turned else ''}"
    said = saying(numbers, left_name=names[0], right_name=names[1])
    return Comparison(rule, key, catalogue.field_by_key[at[0]].form, at[0], said)


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
