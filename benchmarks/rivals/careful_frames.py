"""All workbooks as one Polars frame: a row per answer, with what the rules look at beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from benchmarks.rivals import form

_FORM = pl.DataFrame(form.CELLS, schema=form.Cell._fields, orient="row")
_SHEETS = [*_FORM["sheet"].unique(maintain_order=True), form.LIST]
_PARTS = pl.DataFrame(
    [(total, part, sign) for total, parts in form.TOTALS.items() for part, sign in parts.items()],
    schema=["total", "field", "sign"],
    orient="row",
)
_LIMITS = pl.DataFrame(
    [(part, whole, None) for part, whole in form.LIMITS.items()]
    + [(part, whole, year) for part, (whole, year) in form.LIMITS_OF_A_YEAR.items()],
    schema={"part": pl.String, "whole": pl.String, "year": pl.String},
    orient="row",
)


def stacked(sent: Iterable[tuple[str, Path]]) -> pl.DataFrame:
    """What all units say: unit, field, item, kind, blank, text, value."""
    sheets: dict[str, list[pl.DataFrame]] = defaultdict(list)
    for unit, path in sent:
        for name, sheet in _read(path).items():
            sheets[name].append(sheet.with_row_index("row").with_columns(unit=pl.lit(unit)))
    stacks = {name: pl.concat(parts, how="diagonal") for name, parts in sheets.items()}
    listed = _listed(stacks.pop(form.LIST))
    said = pl.concat([*(_answers(name, stack) for name, stack in stacks.items()), *listed])
    text = _cleaned(pl.col("text"), pl.col("blank"))
    return said.with_columns(text=text).with_columns(value=pl.col("text").cast(pl.Int64, strict=False))


def _read(path: Path) -> dict[str, pl.DataFrame]:
    """Every sheet as text, each cell where it stands in the workbook."""
    return pl.read_excel(
        path,
        sheet_name=_SHEETS,
        has_header=False,
        drop_empty_rows=False,
        drop_empty_cols=False,
        infer_schema_length=0,
        read_options={"skip_rows": 0},
    )


def _answers(sheet: str, stack: pl.DataFrame) -> pl.DataFrame:
    cells = _FORM.filter(pl.col("sheet") == sheet).with_columns(pl.col("row").cast(pl.UInt32))
    columns = [f"column_{one}" for one in cells["column"].unique()]
    long = stack.unpivot(columns, index=["unit", "row"], variable_name="column", value_name="text")
    place = pl.col("column").str.strip_prefix("column_").cast(pl.Int64)
    said = long.with_columns(place).join(cells, on=["row", "column"])
    return said.select("unit", "field", "kind", "blank", "text", item=pl.lit(0, pl.Int64))


def _listed(stack: pl.DataFrame) -> list[pl.DataFrame]:
    """The numbers of the list, column by column."""
    rows = stack.filter((pl.col("row") >= form.LIST_FROM) & pl.col(f"column_{form.LIST_NAME}").is_not_null())
    item = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("unit")
    kinds = {form.MEMBERS: ("number", "ask"), form.CHANGE: ("signed", "zero")}
    return [
        rows.select(
            "unit",
            field=pl.lit(field),
            kind=pl.lit(kinds[field][0]),
            blank=pl.lit(kinds[field][1]),
            text=f"column_{column}",
            item=item,
        )
        for column, field in form.LIST_COLUMNS.items()
    ]


def _cleaned(text: pl.Expr, blank: pl.Expr) -> pl.Expr:
    """Digits alone, where what was written is a number; a blank that counts is 0."""
    said = text.str.strip_chars()
    said = said.str.replace(form.WITH_UNIT, "${1}").str.replace_all(form.THOUSANDS, "${1}")
    said = pl.when(said != "").then(said)
    nothing = said.is_in(form.NOTHING).fill_null(False) | (said.is_null() & (blank == "zero"))
    return pl.when(nothing).then(pl.lit("0")).otherwise(said)


def compared(said: pl.DataFrame) -> pl.DataFrame:
    """With the text of each kind of answer in a column of its own, the sum of a total's parts, the rows of the list
    and the limit of a part."""
    single = said.filter(pl.col("item") == 0).select("unit", "field", "value")
    whole = pl.col("value").is_not_null().all()
    parts = (
        single.join(_PARTS, on="field")
        .group_by("unit", field="total")
        .agg(parts=pl.when(whole).then((pl.col("value") * pl.col("sign")).sum()))
    )
    branches = (pl.col("field") == form.MEMBERS).sum().cast(pl.Int64).over("unit")
    kind = pl.col("kind").replace("estimate", "number")
    return (
        said.join(parts, on=["unit", "field"], how="left", maintain_order="left")
        .join(_limits(single), on=["unit", "field"], how="left", maintain_order="left")
        .with_columns(rows=pl.when(pl.col("field") == form.BRANCHES).then(branches))
        .with_columns(pl.when(kind == one).then("text").alias(one) for one in ("number", "signed", "year"))
    )


def _limits(single: pl.DataFrame) -> pl.DataFrame:
    """unit, field, limit; of what is held against a number of the same year, only where the years are the same."""
    wholes = single.join(_LIMITS, left_on="field", right_on="whole").rename({"value": "limit"})
    years = single.select("unit", year="field", stated="value")
    held = wholes.join(years, on=["unit", "year"], how="left")
    same = pl.col("year").is_null() | (pl.col("stated") == form.YEAR)
    return held.filter(same).select("unit", "limit", field="part")


def kept(said: pl.DataFrame) -> pl.DataFrame:
    """The values to be loaded: unit, field, item, value."""
    unsaid = (pl.col("blank") == "optional") & pl.col("text").is_null()
    values = said.filter(pl.col("kind").is_in(["number", "signed"]) & ~unsaid)
    return values.select("unit", "field", "item", "value")
