"""Totals of a form over nothing: what LibreOffice stores for them in an .xls file, and what they say of who sent it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from domain.catalogue import Catalogue
from domain.form import Field, Row
from domain.observation import FIELDS
from domain.vietnamese import Written

_KEPT_AS_ZERO = "xls"  # Excel itself stores an empty text there, and so does LibreOffice in .xlsx and .ods


def without_sums_over_nothing(fields: pl.DataFrame, formats: Mapping[int, str], catalogue: Catalogue) -> pl.DataFrame:
    """FIELDS in which a form's own total is blank where all its parts are.

    The form shows nothing in such a total until a part is filled in. LibreOffice keeps that as the number 0
    in an .xls file: the missing number would pass for a zero, and an earlier half's final figure with it.
    """
    files = [file_id for file_id, format_ in formats.items() if format_ == _KEPT_AS_ZERO]
    parts = pl.DataFrame(_parts(catalogue), schema={"field": pl.String, "part": pl.String}, orient="row")
    if not files or parts.is_empty():
        return fields
    filled = fields.filter(pl.col("file_id").is_in(files)).select(
        "file_id", part="field", blank_part=pl.col("written") == Written.BLANK
    )
    empty = (
        filled.join(parts, on="part")
        .group_by("file_id", "field")
        .agg(pl.col("blank_part").all())
        .filter("blank_part")
        .select("file_id", "field", nothing=pl.lit(True))
    )
    marked = fields.join(empty, on=["file_id", "field"], how="left", maintain_order="left")
    nothing = pl.col("nothing").fill_null(False) & (pl.col("text") == "0")
    blank = {"text": "", "written": Written.BLANK.value, "value": None, "canonical": None}
    changed = [
        pl.when(nothing).then(pl.lit(value, FIELDS[name])).otherwise(pl.col(name)).alias(name)
        for name, value in blank.items()
    ]
    return marked.with_columns(changed).select(list(FIELDS))


def totals(catalogue: Catalogue) -> Iterator[tuple[Field, Row, list[str]]]:
    """Each field that a form adds up by itself, its row, and the keys of its parts."""
    for form in catalogue.forms:
        for field in form.fields if form.shape == "matrix" else ():
            of, row = field.of or field.column, form.row(field.row)
            if form.is_formula(row, of):
                yield field, row, [f"{form.code}.{part.code}.{field.column}" for part in form.parts_of(row, of)]


def _parts(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Each total that shows nothing over nothing, with each of its parts: field keys."""
    for field, row, parts in totals(catalogue):
        if field.role != "value" or row.blank == "ask":  # else a plain sum, which is 0 over nothing
            yield from ((field.key, part) for part in parts)
