"""Fields → observations, narratives and explanations: what the answers mean."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from domain.catalogue import Catalogue
from domain.explanation import Forms
from domain.half_year import HalfYear
from domain.observation import OBSERVATIONS, Basis
from domain.person import Name, hide_persons
from domain.submission import Cover

Persons = Mapping[int, frozenset[Name]]  # file → the people that its lists and its cover name

NARRATIVES = pl.Schema(
    {
        "file_id": pl.Int64,
        "form": pl.String,
        "field": pl.String,
        "text": pl.String,
        "sheet": pl.String,
        "cell": pl.String,
    }
)
EXPLANATIONS = pl.Schema(
    {
        "file_id": pl.Int64,
        "form": pl.String,
        "item": pl.Int32,
        "form_text": pl.String,
        "cell_text": pl.String,
        "reason": pl.String,
    }
)


def observe(fields: pl.DataFrame, covers: Mapping[int, Cover], catalogue: Catalogue) -> pl.DataFrame:
    """OBSERVATIONS of FIELDS: each value under its indicator, with its period, year and basis.

    An estimate is no value of its own: it makes the value it belongs to estimated. A final figure of
    the earlier half belongs to that half. A blank that may be left blank says nothing. An item of a list is known
    by its number: its name may be a person's.
    """
    said = fields.join(_meanings(catalogue), on="field", how="inner").join(_periods(covers), on="file_id")
    years = _beside(said, "year").select(
        "file_id", "field", pl.col("value").cast(pl.Int32, strict=False).alias("stated_year")
    )
    estimates = _beside(said, "estimate").filter(pl.col("value") > 0).select("file_id", "field").unique()
    # a value whose place the form has lost is kept as missing, so that no sum passes for complete
    lost = pl.col("cell").is_null() & (pl.col("blank") == "ask")
    placed = said.with_columns(
        sheet=pl.col("sheet").fill_null(""),
        cell=pl.when(lost).then(pl.concat_str(pl.lit("("), "field", pl.lit(")"))).otherwise(pl.col("cell")),
    )
    values = placed.filter(pl.col("role").is_in(["value", "earlier"]) & pl.col("cell").is_not_null())
    values = values.filter(~((pl.col("blank") == "optional") & (pl.col("written") == "blank")))
    values = values.join(years, on=["file_id", "field"], how="left").join(
        estimates.with_columns(pl.lit(True).alias("estimated")), on=["file_id", "field"], how="left"
    )
    earlier = pl.col("role") == "earlier"
    return values.with_columns(
        period=pl.when(earlier).then(pl.col("before")).otherwise(pl.col("period")),
        of_year=pl.when(pl.col("dated"))
        .then(pl.col("stated_year"))
        .when(pl.col("kind") == "N")
        .then(pl.col("year"))
        .otherwise(None)
        .cast(pl.Int32),
        breakdown=pl.when(pl.col("item") > 0).then(pl.format("{}={}", "form", "item")).otherwise(pl.col("breakdown")),
        basis=pl.when(pl.col("estimated")).then(pl.lit(Basis.ESTIMATED)).otherwise(pl.lit(Basis.DONE)),
    ).select([pl.col(name).cast(kind) for name, kind in OBSERVATIONS.items()])


def _meanings(catalogue: Catalogue) -> pl.DataFrame:
    """Each field that has an indicator: which, its kind, and the value field that it stands beside."""
    dated = {f"{f.form}.{f.row}.{f.of}" for f in catalogue.field_by_key.values() if f.role == "year"}
    rows = [
        (
            field.key,
            field.indicator,
            field.breakdown,
            catalogue.indicator_by_code[field.indicator].kind,
            f"{field.form}.{field.row}.{field.of}" if field.of else None,
            field.key in dated,
        )
        for field in catalogue.field_by_key.values()
        if field.indicator
    ]
    names = {"field": pl.String, "indicator": pl.String, "breakdown": pl.String, "kind": pl.String}
    return pl.DataFrame(rows, schema={**names, "beside": pl.String, "dated": pl.Boolean}, orient="row")


def _periods(covers: Mapping[int, Cover]) -> pl.DataFrame:
    rows = [
        (file_id, cover.period, str(HalfYear.parse(cover.period).previous), HalfYear.parse(cover.period).year)
        for file_id, cover in covers.items()
        if cover.period
    ]
    types = {"file_id": pl.Int64, "period": pl.String, "before": pl.String, "year": pl.Int32}
    return pl.DataFrame(rows, schema=types, orient="row")


def _beside(said: pl.DataFrame, role: str) -> pl.DataFrame:
    """The fields of a role, under the name of the value field that they stand beside."""
    return said.filter(pl.col("role") == role).drop("field").rename({"beside": "field"})


def narrate(fields: pl.DataFrame, catalogue: Catalogue, persons: Persons) -> pl.DataFrame:
    """NARRATIVES: the filled fields of text forms, without the names of ``persons`` (of each file)."""
    texts = [form.code for form in catalogue.forms if form.shape == "text"]
    told = fields.filter(pl.col("form").is_in(texts) & pl.col("canonical").is_not_null())
    screened = told.with_columns(text=_screened(told, "text", persons))
    return screened.select([pl.col(name).cast(kind) for name, kind in NARRATIVES.items()])


def _screened(said: pl.DataFrame, column: str, persons: Persons) -> pl.Series:
    texts = said.select("file_id", column).iter_rows()
    shown = [hide_persons(text, persons.get(file_id, frozenset())) if text else text for file_id, text in texts]
    return pl.Series(shown, dtype=pl.String)


def explain(fields: pl.DataFrame, catalogue: Catalogue, persons: Persons) -> pl.DataFrame:
    """EXPLANATIONS: the rows of the forms in which a sender answers warnings. Their columns are, in
    the form's order, the form, the cell and the reason; of the first two only what names a form and a place of
    it is kept, and the reason without the names of ``persons``."""
    frames = [
        _explanations(fields, form.code, [f.key for f in form.fields])
        for form in catalogue.forms
        if form.purpose == "explanations"
    ]
    given = pl.concat(frames) if frames else pl.DataFrame(schema=EXPLANATIONS)
    return _resolved(given, fields, catalogue, persons)


def _resolved(given: pl.DataFrame, fields: pl.DataFrame, catalogue: Catalogue, persons: Persons) -> pl.DataFrame:
    if given.is_empty():
        return given
    forms, sheets = Forms(catalogue.forms), _sheets(fields)
    rows = []
    for row in given.iter_rows(named=True):
        one = forms.explanation(row["form_text"], row["cell_text"], row["reason"], sheets.get(row["file_id"]))
        reason = hide_persons(one.reason, persons.get(row["file_id"], frozenset()))
        rows.append((row["file_id"], row["form"], row["item"], one.form, one.cell, reason))
    return pl.DataFrame(rows, schema=EXPLANATIONS, orient="row")


def _sheets(fields: pl.DataFrame) -> dict[int, dict[str, str]]:
    """File → the names of its sheets that hold one form alone → the form."""
    there = fields.filter(pl.col("cell").is_not_null()).select("file_id", "sheet", "form").unique()
    alone = there.filter(pl.len().over("file_id", "sheet") == 1)
    found: dict[int, dict[str, str]] = {}
    for file_id, sheet, form in alone.iter_rows():
        found.setdefault(file_id, {})[sheet] = form
    return found


def _explanations(fields: pl.DataFrame, form: str, keys: list[str]) -> pl.DataFrame:
    said = fields.filter(pl.col("form") == form)
    if said.is_empty():
        return pl.DataFrame(schema=EXPLANATIONS)
    wide = said.pivot("field", index=["file_id", "form", "item"], values="text", on_columns=keys)
    named = wide.rename(dict(zip(keys, ["form_text", "cell_text", "reason"], strict=True)))
    return named.select(
        [
            pl.col(name).fill_null("").cast(kind) if kind == pl.String else pl.col(name).cast(kind)
            for name, kind in EXPLANATIONS.items()
        ]
    )
