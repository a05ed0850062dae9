"""Comparisons with another field, and with the most and the least that a field is likely to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from domain.catalogue import Catalogue
from domain.form import Field
from domain.rule import Compare, Pair, Rule
from tasks.comparison import SUBMISSION, Compared, Comparison, Submissions, asked, compared, own_values, side, sums


@dataclass(frozen=True)
class _Told:
    """A pair, what its sides are called, and whether it is told at the right one: in files that hold that alone."""

    pair: Pair
    left_name: str
    right_name: str
    turned: bool = False

    def comparison(self, catalogue: Catalogue) -> Comparison:
        sides = f"{' + '.join(self.pair.left)} : {' + '.join(self.pair.right)}"
        at = (self.pair.right if self.turned else self.pair.left)[0]
        words = {"left_name": self.left_name, "right_name": self.right_name}
        key = f"{sides} (right)" if self.turned else sides
        return Comparison(key, catalogue.field_by_key[at].form, at, words)


def pairs(rule: Rule, compare: Compare, catalogue: Catalogue, batch: Submissions) -> Compared:
    """Two columns of each row that has both, and the sides of each pair of fields; of two forms one may be what
    stood before."""
    found = list(enumerate([*_columns(compare, catalogue), *_fields(compare, catalogue)]))
    told = [one.comparison(catalogue) for _, one in found]
    left = sums(((number, one.pair.left) for number, one in found), batch, "left")
    right = sums(((number, one.pair.right) for number, one in found), batch, "right")
    beside = asked(((number, one.pair.left[0]) for number, one in found if one.turned), batch.own)
    sides = left.join(right, on=SUBMISSION, maintain_order="left")
    sides = sides.join(own_values(told, batch, "held"), on=SUBMISSION, how="semi", maintain_order="left")
    return compared(rule, told, sides.join(beside, on=SUBMISSION, how="anti", maintain_order="left"), batch)


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


def most(rule: Rule, _compare: Compare, catalogue: Catalogue, batch: Submissions) -> Compared:
    """The values of each row that says the most that it can hold."""
    bounds: list[tuple[Field, int]] = []
    for form in catalogue.forms:
        for field in form.fields:
            row = next((row for row in form.rows if row.code == field.row), None)
            if row and row.most is not None and field.role == "value":
                bounds.append((field, row.most))
    return _with_bounds(rule, bounds, batch)


def least(rule: Rule, _compare: Compare, catalogue: Catalogue, batch: Submissions) -> Compared:
    """The amounts above 0 of each row or column that says the least that is likely; not of a form's own sums."""
    bounds: list[tuple[Field, int]] = []
    for form in catalogue.forms:
        for field in form.fields if form.shape == "matrix" else ():
            row = form.row(field.row)
            bound = row.least.get(field.column, form.column(field.column).least)
            if bound is not None and not form.is_formula(row, field.column):
                bounds.append((field, bound))
    return _with_bounds(rule, bounds, batch)


def _with_bounds(rule: Rule, bounds: Sequence[tuple[Field, int]], batch: Submissions) -> Compared:
    told = [Comparison(field.key, field.form, field.key) for field, _ in bounds]
    above = pl.when(pl.col("left") > 0).then(pl.col("left")).alias("left")
    right = _of_each("right", [bound for _, bound in bounds])
    numbers = own_values(told, batch, "left").with_columns(above).join(right, on="comparison", maintain_order="left")
    return compared(rule, told, numbers, batch)


def _of_each(name: str, numbers: Sequence[int]) -> pl.DataFrame:
    """comparison, and a number of each."""
    return pl.DataFrame(list(enumerate(numbers)), schema={"comparison": pl.Int32, name: pl.Int64}, orient="row")


def each(rule: Rule, compare: Compare, catalogue: Catalogue, batch: Submissions) -> Compared:
    """The amount of each row and the least that is likely for as many as the row counts."""
    rows = [(form, row) for form in catalogue.forms for row in form.rows if row.least_each is not None]
    told: list[Comparison] = []
    for form, row in rows:
        key = f"{form.code}.{row.code}.{compare.column}"
        told.append(Comparison(key, form.code, key, {"unit": row.unit}))
    counted = [(number, f"{form.code}.{row.code}.{compare.against}") for number, (form, row) in enumerate(rows)]
    bounds = _of_each("bound", [row.least_each or 0 for _, row in rows])
    given = own_values(told, batch, "left").join(side(counted, batch, "count"), on=SUBMISSION, maintain_order="left")
    given = given.filter((pl.col("left") > 0) & (pl.col("count") > 0))
    numbers = given.join(bounds, on="comparison", maintain_order="left")
    return compared(rule, told, numbers.with_columns(right=pl.col("count") * pl.col("bound")).drop("bound"), batch)
