"""What the rules on cells judge of a field besides what was written, computed once for a batch."""

from __future__ import annotations

import polars as pl

from domain.catalogue import Catalogue
from domain.vietnamese import heading_key
from tasks.kinds import kinds_of

_ITEM = ["file_id", "field", "item"]


def judged_columns(fields: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """A row for each of ``fields``: ``member``, an answer that is to be one of an axis; ``once``, what no other
    row of the same list may have too, and ``first``, the number of the first row that has it; ``said``, what
    was written where it holds a letter or a digit. Null where there is nothing to judge."""
    kinds = kinds_of(fields, catalogue).select(*_ITEM, "member")
    wide = fields.select(*_ITEM, "canonical")
    wide = wide.join(kinds, on=_ITEM, how="left", maintain_order="left")
    wide = wide.join(_once(fields, catalogue), on=_ITEM, how="left", maintain_order="left")
    first = pl.col("item").first().over("once")
    return wide.select(
        "member",
        "once",
        first=pl.when(pl.col("once").is_not_null()).then(first),
        said=pl.when(pl.col("canonical").str.contains(r"[\p{L}\p{N}]")).then("canonical"),
    )


def _once(fields: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    lists = ((form, column) for form in catalogue.forms if form.shape == "list" for column in form.columns)
    unique = [f"{form.code}.*.{column.code}" for form, column in lists if column.unique]
    asked = fields.filter(pl.col("field").is_in(unique)).select(*_ITEM, "text")
    said = asked["text"].unique()
    keys = pl.DataFrame({"text": said, "key": pl.Series(map(heading_key, said), dtype=pl.String)})
    named = asked.join(keys, on="text", maintain_order="left").filter(pl.col("key") != "")
    return named.select(*_ITEM, once=pl.format("{} {} {}", "file_id", "field", "key"))
