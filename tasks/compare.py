"""Comparisons of a submission's numbers: which two numbers each rule sets side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product

import polars as pl

from domain.catalogue import Catalogue
from domain.figure import sum_or_unknown
from domain.form import Form, Row
from domain.rule import Compare, Rule
from tasks import bounds, kinds, percentages, stocks
from tasks.comparison import (
    SUBMISSION,
    Compared,
    Comparison,
    Submissions,
    asked,
    compared,
    no_submissions,
    own_values,
    side,
)


def needed_fields(catalogue: Catalogue) -> set[str]:
    """The fields whose standing values comparisons ask for."""
    needed: set[str] = set()
    for rule in catalogue.rules:
        compare = rule.compare
        if compare is None:
            continue
        if compare.field:
            needed.add(compare.field)
        if compare.list:
            form = catalogue.form_by_code[compare.list]
            needed.update(field.key for field in form.fields if field.indicator)
        if compare.what == "same_year":
            needed.update(f.key for f in catalogue.field_by_key.values() if f.column == compare.against)
        needed.update(key for pair in compare.pairs for key in (*pair.left, *pair.right))
        if compare.what == "carried":
            needed.update(field.key for _, closings in stocks.openings(catalogue) for field in closings)
        if compare.what == "percent":
            shown = (one for form in catalogue.forms for one in form.percentages)
            needed.update(one.whole for one in shown if one.whole.partition(".")[0] != one.field.form)
    return needed


def comparisons(catalogue: Catalogue, batch: Submissions) -> list[Compared]:
    """Every comparison that the catalogue declares, rule by rule, over one batch."""
    made = (
        _MAKERS[rule.compare.what](rule, rule.compare, catalogue, batch) for rule in catalogue.rules if rule.compare
    )
    return [one for one in made if not one.numbers.is_empty()]


def judged_fields(catalogue: Catalogue) -> dict[str, list[str | None]]:
    """Rule → the fields that its comparisons are told at (None for the file), in the forms' order."""
    empty = no_submissions()
    told: dict[str, list[str | None]] = {}
    for rule in catalogue.rules:
        if rule.compare:
            made = _MAKERS[rule.compare.what](rule, rule.compare, catalogue, empty)
            told[rule.id] = list(dict.fromkeys(one.field for one in made.told))
    return told


def _parts(rule: Rule, _compare: Compare, catalogue: Catalogue, batch: Submissions) -> Compared:
    told: list[Comparison] = []
    parts: list[tuple[int, str, int]] = []
    for form, whole, column in _wholes(catalogue):
        signs = [(part, -1 if part.minus else 1) for part in form.parts_of(whole, column)]
        parts += [(len(told), f"{form.code}.{part.code}.{column}", sign) for part, sign in signs]
        told.append(_at(form, whole, column))
    signed = asked(parts, batch.own, sign=pl.Int64).with_columns(pl.col("value") * pl.col("sign"))
    # a part without a number leaves the sum unknown, and the comparison is not made
    left = signed.group_by(SUBMISSION, maintain_order=True).agg(sum_or_unknown("value").alias("left"))
    numbers = left.join(own_values(told, batch, "right"), on=SUBMISSION, maintain_order="left")
    return compared(rule, told, numbers, batch)


def _wholes(catalogue: Catalogue) -> Iterator[tuple[Form, Row, str]]:
    """Each row and column whose value its parts make."""
    for form in catalogue.forms:
        columns = [column.code for column in form.columns if column.role == "value"]
        for row, column in product(form.rows, columns):
            if column in row.measures and form.parts_of(row, column):
                yield form, row, column


def _at(form: Form, row: Row, column: str) -> Comparison:
    key = f"{form.code}.{row.code}.{column}"
    return Comparison(key, form.code, key)


def _same_year(rule: Rule, compare: Compare, catalogue: Catalogue, batch: Submissions) -> Compared:
    rows = list(_dated_rows(compare, catalogue))
    told = [_at(form, row, str(compare.column)) for form, row, _ in rows]
    years = [(number, f"{form.code}.{row.code}.{column}") for number, (form, row, column) in enumerate(rows)]
    against = [(number, f"{form.code}.{row.code}.{compare.against}") for number, (form, row, _) in enumerate(rows)]
    year = asked(years, batch.own).select(*SUBMISSION, pl.col("value").cast(pl.Int32, strict=False).alias("year"))
    left = own_values(told, batch, "left").join(year, on=SUBMISSION, maintain_order="left")
    right = _registered(against, batch)
    return compared(rule, told, left.join(right, on=[*SUBMISSION, "year"], how="left", maintain_order="left"), batch)


def _dated_rows(compare: Compare, catalogue: Catalogue) -> Iterator[tuple[Form, Row, str]]:
    """Each row that has both columns, and the column of the year of the first."""
    for form in catalogue.forms:
        dated = [column.code for column in form.columns if column.role == "year" and column.of == compare.column]
        for row, column in product(form.rows, dated[:1]):
            if compare.column in row.measures and compare.against in row.measures:
                yield form, row, column


def _years(rule: Rule, _compare: Compare, catalogue: Catalogue, batch: Submissions) -> Compared:
    fields = (one for form in catalogue.forms for one in form.fields if one.role == "year")
    told = [Comparison(field.key, field.form, field.key) for field in fields]
    left = own_values(told, batch, "left").filter(pl.col("left").is_between(1900, 2099))
    own = _stated(batch).with_columns(right=pl.col("year").cast(pl.Int64)).drop("year")
    numbers = left.with_columns(year=pl.col("left").cast(pl.Int32)).join(own, on="file_id", maintain_order="left")
    return compared(rule, told, numbers, batch)


def _stated(batch: Submissions) -> pl.DataFrame:
    """file_id and the year of the period that its cover states."""
    rows = [(file_id, int(cover.period[:4])) for file_id, cover in batch.covers.items() if cover.period]
    return pl.DataFrame(rows, schema={"file_id": pl.Int64, "year": pl.Int32}, orient="row")


def _registered(fields: Sequence[tuple[int, str]], batch: Submissions) -> pl.DataFrame:
    """The unit's latest value of each comparison's field per year: the file's own for its year, else what stands."""
    stood = asked(fields, batch.registered.sort("period", maintain_order=True)).rename({"of_year": "year"})
    own = asked(fields, batch.own).join(_stated(batch), on="file_id", maintain_order="left")
    names = [*SUBMISSION, "year", pl.col("value").alias("right")]
    both = pl.concat([stood.select(names), own.select(names)])
    return both.group_by(*SUBMISSION, "year", maintain_order=True).agg(pl.col("right").last())


def _list(rule: Rule, compare: Compare, catalogue: Catalogue, batch: Submissions) -> Compared:
    form, field = str(compare.list), str(compare.field)
    own = batch.values.filter((pl.col("form") == form) & (pl.col("item") > 0))
    lists = batch.forms.filter(pl.col("form") == form).select("file_id")  # an empty list has no row of its own
    if compare.what == "list_rows":
        sums = own.group_by("file_id").agg(pl.col("item").n_unique().cast(pl.Int64).alias("left"))
        column = next(f.key for f in catalogue.form_by_code[form].fields if f.indicator)
        how = pl.len().cast(pl.Int64).alias("left")
    else:
        column = f"{form}.*.{compare.column}"
        sums = own.filter(pl.col("field") == column).group_by("file_id").agg(pl.col("value").sum().alias("left"))
        how = pl.col("value").sum().alias("left")
    stood = batch.standing.filter(pl.col("field") == column).group_by("file_id", maintain_order=True).agg(how)
    left = lists.join(sums, on="file_id", how="left", maintain_order="left").with_columns(pl.col("left").fill_null(0))
    numbers = pl.concat([left, stood]).join(side([(0, field)], batch, "right"), on="file_id", maintain_order="left")
    return compared(rule, [Comparison(f"{form}:{compare.what}", form, field)], numbers, batch)


def _control(rule: Rule, _compare: Compare, catalogue: Catalogue, batch: Submissions) -> Compared:
    label = next((row.label for form in catalogue.forms for row in form.rows if row.role == "control_total"), None)
    inputs = batch.values.filter(pl.col("input") & pl.col("number"))
    # where a number may be read two ways there is no sum, and that number is found already
    doubtful = set(batch.values.filter(pl.col("input") & pl.col("canonical").str.contains(" hoặc "))["file_id"])
    sums = inputs.group_by("file_id").agg(pl.col("value").sum().alias("left"))
    rows = [
        (0, file_id, cover.control_total, *(cover.control_cell or (None, None)))
        for file_id, cover in batch.covers.items()
        if cover.control_total is not None and file_id not in doubtful
    ]
    types = {"comparison": pl.Int32, "file_id": pl.Int64, "right": pl.Int64, "sheet": pl.String, "cell": pl.String}
    stated = pl.DataFrame(rows, schema=types, orient="row")
    numbers = stated.join(sums, on="file_id", how="left", maintain_order="left")
    words = {"label": pl.lit(label, pl.String), "year": pl.lit(None, pl.Int32)}
    placed = numbers.with_columns(pl.col("left").fill_null(0), **words)
    return Compared(rule, [Comparison("control", None, None)], placed)


_Maker = Callable[[Rule, Compare, Catalogue, Submissions], Compared]
_MAKERS: dict[str, _Maker] = {
    "parts": _parts,
    "same_year": _same_year,
    "years": _years,
    "list_rows": _list,
    "list_sum": _list,
    "list_kinds": kinds.list_kinds,
    "control": _control,
    "pairs": bounds.pairs,
    "most": bounds.most,
    "least": bounds.least,
    "each": bounds.each,
    "carried": stocks.carried,
    "percent": percentages.percent,
}
