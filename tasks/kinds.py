"""What kind a list's row is, and the rows of each kind beside the part of the total that they make."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from domain.catalogue import Catalogue
from domain.rule import Compare, Rule
from tasks.comparison import KINDS, SUBMISSION, Compared, Comparison, Submissions, compared, side, sums


def kinds_of(fields: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """KINDS: for each answer that is one of an axis' members ``axis=member``, what was written where it
    names none, null where it is blank."""
    axes = axes_of_lists(catalogue)
    asked = fields.filter(pl.col("field").is_in(list(axes)))
    said = asked.select("field", "text").unique()  # a batch says the same few words many times
    members = [_member(catalogue, axes[field], text) for field, text in said.iter_rows()]
    known = said.with_columns(member=pl.Series(members, dtype=pl.String))
    named = asked.join(known, on=["field", "text"], how="left", maintain_order="left")
    return named.select(pl.col(name).cast(kind) for name, kind in KINDS.items())


def axes_of_lists(catalogue: Catalogue) -> dict[str, str]:
    """The field of each list column whose answers are an axis' members → the axis."""
    columns = ((form, column) for form in catalogue.forms if form.shape == "list" for column in form.columns)
    return {f"{form.code}.*.{column.code}": column.one_of for form, column in columns if column.one_of}


def _member(catalogue: Catalogue, axis: str, text: str) -> str | None:
    if not text:
        return None
    member = catalogue.axis_by_code[axis].member(text)
    return f"{axis}={member}" if member else text


def list_kinds(rule: Rule, compare: Compare, catalogue: Catalogue, batch: Submissions) -> Compared:
    """The number of rows of each kind, and the part of the total; only of a list that says the kind of every
    row and has as many rows as the parts together, else one mistake would be told many times."""
    listed, total = str(compare.list), catalogue.field_by_key[str(compare.field)]
    axis = axes_of_lists(catalogue)[f"{listed}.*.{compare.column}"]
    form = catalogue.form_by_code[total.form]
    members = {f"{axis}={code}": name for code, name in catalogue.axis_by_code[axis].members.items()}
    parts = {
        part.measures[total.column].partition("@")[2]: f"{form.code}.{part.code}.{total.column}"
        for part in form.parts_of(form.row(total.row), total.column)
    }
    told = [Comparison(key, form.code, key, {"member": members[member]}) for member, key in parts.items()]
    each = pl.DataFrame(list(enumerate(parts)), {"comparison": pl.Int32, "member": pl.String}, orient="row")
    whole = sums([(0, list(parts.values()))], batch, "whole").drop("comparison")
    known = _of_known_kinds(batch, listed, members).join(whole, on="file_id", maintain_order="left")
    rows = each.join(known.filter(pl.col("count") == pl.col("whole")).select("file_id"), how="cross")
    of_kind = batch.kinds.filter(pl.col("form") == listed).group_by("file_id", "member")
    counts = of_kind.agg(left=pl.len().cast(pl.Int64))
    left = rows.join(counts, on=["file_id", "member"], how="left", maintain_order="left").drop("member")
    right = side(enumerate(parts.values()), batch, "right")
    numbers = left.with_columns(pl.col("left").fill_null(0)).join(right, on=SUBMISSION, maintain_order="left")
    return compared(rule, told, numbers, batch)


def _of_known_kinds(batch: Submissions, listed: str, members: Iterable[str]) -> pl.DataFrame:
    """file_id and the number of rows of the lists that say the kind of every row."""
    known = pl.col("member").is_in(list(members)).fill_null(False).all()
    rows = batch.kinds.filter(pl.col("form") == listed).group_by("file_id", maintain_order=True)
    return rows.agg(known=known, count=pl.len().cast(pl.Int64)).filter("known")
