"""Comparisons of a submission's numbers: which two numbers each rule sets side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from domain.catalogue import Catalogue
from domain.figure import sum_or_unknown
from domain.form import Form, Row
from domain.rule import Compare, Rule
from tasks import bounds, kinds, percentages, stocks
from tasks.comparison import Comparison, Submissions, no_submissions, side, values_of, with_place

__all__ = ["Comparison", "Submissions", "comparisons", "needed_fields"]


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


def comparisons(catalogue: Catalogue, batch: Submissions) -> list[Comparison]:
    """Every comparison that the catalogue declares, over one batch."""
    made: list[Comparison] = []
    for rule in catalogue.rules:
        if rule.compare:
            made.extend(_MAKERS[rule.compare.what](rule, rule.compare, catalogue, batch))
    return [one for one in made if not one.numbers.is_empty()]


def judged_fields(catalogue: Catalogue) -> dict[str, list[str | None]]:
    """Rule → the fields that its comparisons are told at (None for the file), in the forms' order."""
    empty = no_submissions()
    told: dict[str, list[str | None]] = {}
    for rule in catalogue.rules:
        if rule.compare:
            made = _MAKERS[rule.compare.what](rule, rule.compare, catalogue, empty)
            told[rule.id] = list(dict.fromkeys(one.field for one in made))
    return told


def _parts(rule: Rule, _compare: Compare, catalogue: Catalogue, batch: Submissions) -> Iterator[Comparison]:
    for form in catalogue.forms:
        for whole in form.rows:
            for column in (column.code for column in form.columns if column.role == "value"):
                if column in whole.measures and form.parts_of(whole, column):
                    yield _parts_of(rule, form, whole, column, batch)


def _parts_of(rule: Rule, form: Form, whole: Row, column: str, batch: Submissions) -> Comparison:
    parts = form.parts_of(whole, column)
    signs = {f"{form.code}.{part.code}.{column}": -1 if part.minus else 1 for part in parts}
    key = f"{form.code}.{whole.code}.{column}"
    own = batch.values.filter(pl.col("field").is_in(list(signs)))
    # a part without a number leaves the sum unknown, and the comparison is not made
    sums = (
        own.with_columns(pl.col("value") * pl.col("field").replace_strict(signs, return_dtype=pl.Int64))
        .group_by("file_id", maintain_order=True)
        .agg(sum_or_unknown("value").alias("left"))
    )
    whole_values = values_of(batch, key).select("file_id", pl.col("value").alias("right"))
    return Comparison(rule, key, form.code, key, with_place(sums.join(whole_values, on="file_id"), batch, key))


def _same_year(rule: Rule, compare: Compare, catalogue: Catalogue, batch: Submissions) -> Iterator[Comparison]:
    for form in catalogue.forms:
        year_column = next((c for c in form.columns if c.role == "year" and c.of == compare.column), None)
        for row in form.rows if year_column else ():
            if compare.column not in row.measures or compare.against not in row.measures:
                continue
            stem = f"{form.code}.{row.code}"
            key = f"{stem}.{compare.column}"
            left = values_of(batch, key).select("file_id", pl.col("value").alias("left"))
            years = values_of(batch, f"{stem}.{year_column.code if year_column else ''}").select(
                "file_id", pl.col("value").cast(pl.Int32, strict=False).alias("year")
            )
            against = _registered(batch, f"{stem}.{compare.against}")
            numbers = left.join(years, on="file_id").join(against, on=["file_id", "year"], how="left")
            yield Comparison(rule, key, form.code, key, with_place(numbers, batch, key))


def _years(rule: Rule, _compare: Compare, catalogue: Catalogue, batch: Submissions) -> Iterator[Comparison]:
    stated = [(file_id, int(cover.period[:4])) for file_id, cover in batch.covers.items() if cover.period]
    own = pl.DataFrame(stated, schema={"file_id": pl.Int64, "right": pl.Int64}, orient="row")
    for field in (one for form in catalogue.forms for one in form.fields if one.role == "year"):
        year = pl.col("value").cast(pl.Int32, strict=False).alias("year")
        years = values_of(batch, field.key).filter(pl.col("value").is_between(1900, 2099))
        numbers = years.select("file_id", pl.col("value").alias("left"), year)
        placed = with_place(numbers.join(own, on="file_id"), batch, field.key)
        yield Comparison(rule, field.key, field.form, field.key, placed)


def _registered(batch: Submissions, field: str) -> pl.DataFrame:
    """The unit's latest value of a field per year: the file's own for its year, else what stands."""
    own = [
        (file_id, int(cover.period[:4]), 1, value)
        for file_id, value in values_of(batch, field).select("file_id", "value").iter_rows()
        if (cover := batch.covers.get(file_id)) and cover.period
    ]
    types = {"file_id": pl.Int64, "year": pl.Int32, "own": pl.Int32, "right": pl.Int64}
    stood = batch.registered.filter(pl.col("field") == field).sort("period")
    stood = stood.select(
        "file_id", pl.col("of_year").alias("year"), pl.lit(0, pl.Int32).alias("own"), pl.col("value").alias("right")
    )
    both = pl.concat([stood, pl.DataFrame(own, schema=types, orient="row")])
    return both.sort("own", maintain_order=True).group_by("file_id", "year").agg(pl.col("right").last())


def _list(rule: Rule, compare: Compare, catalogue: Catalogue, batch: Submissions) -> Iterator[Comparison]:
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
    stood = batch.standing.filter(pl.col("field") == column).group_by("file_id").agg(how)
    left = lists.join(sums, on="file_id", how="left").with_columns(pl.col("left").fill_null(0))
    numbers = pl.concat([left, stood]).join(side(batch, field, "right"), on="file_id")
    placed = with_place(numbers, batch, field)
    yield Comparison(rule, f"{form}:{compare.what}", form, field, placed)


def _control(rule: Rule, _compare: Compare, catalogue: Catalogue, batch: Submissions) -> Iterator[Comparison]:
    label = next((row.label for form in catalogue.forms for row in form.rows if row.role == "control_total"), None)
    inputs = batch.values.filter(pl.col("input") & pl.col("number"))
    # where a number may be read two ways there is no sum, and that number is found already
    doubtful = set(batch.values.filter(pl.col("input") & pl.col("canonical").str.contains(" hoặc "))["file_id"])
    sums = inputs.group_by("file_id").agg(pl.col("value").sum().alias("left"))
    rows = [
        (file_id, cover.control_total, *(cover.control_cell or (None, None)))
        for file_id, cover in batch.covers.items()
        if cover.control_total is not None and file_id not in doubtful
    ]
    types = {"file_id": pl.Int64, "right": pl.Int64, "sheet": pl.String, "cell": pl.String}
    stated = pl.DataFrame(rows, schema=types, orient="row")
    numbers = stated.join(sums, on="file_id", how="left").with_columns(pl.col("left").fill_null(0))
    placed = numbers.with_columns(label=pl.lit(label, pl.String), year=pl.lit(None, pl.Int32))
    yield Comparison(rule, "control", None, None, placed)


_Maker = Callable[[Rule, Compare, Catalogue, Submissions], Iterator[Comparison]]
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
