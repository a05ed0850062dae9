"""As a careful engineer writes it: ``python -m benchmarks.rivals.careful HOME OUT``.

Polars reads with calamine, everything is stacked before anything is looked at, pandera judges once, Polars loads.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandera.polars as pa
import polars as pl

from benchmarks.rivals import form
from benchmarks.rivals.careful_frames import compared, kept, stacked
from benchmarks.rivals.report import write_report


def _pattern(regex: str) -> pa.Column:
    return pa.Column(str, pa.Check.str_matches(regex), nullable=True)


def _check(rule: pl.Expr, name: str) -> pa.Check:
    return pa.Check(lambda data: data.lazyframe.select(rule), name=name)


SCHEMA = pa.DataFrameSchema(
    {"number": _pattern(form.WHOLE), "signed": _pattern(form.SIGNED), "year": _pattern(form.FOUR_DIGITS)},
    checks=[
        _check(pl.col("value") == pl.col("parts"), "parts"),
        _check(pl.col("value") == pl.col("rows"), "rows"),
        _check(pl.col("value") <= pl.col("limit"), "limit"),
    ],
)


def refused(said: pl.DataFrame) -> pl.DataFrame:
    """unit, reason: each unit whose answers break a rule, and the first that they break."""
    try:
        SCHEMA.validate(said, lazy=True)
    except pa.errors.SchemaErrors as errors:
        rule = pl.coalesce("column", "check").replace_strict(form.REASONS)
        failures: pl.DataFrame = errors.failure_cases
        places = failures.select("index", reason=rule)
        units = said.select(index=pl.int_range(pl.len(), dtype=pl.Int32), unit="unit")
        broken = places.join(units, on="index", how="left", maintain_order="left")
        return broken.select("unit", "reason").unique("unit", keep="first").sort("unit")
    return pl.DataFrame(schema={"unit": pl.String, "reason": pl.String})


def main(home: Path, out: Path) -> None:
    out.mkdir(parents=True)
    said = compared(stacked(form.submissions(home)))
    wrong = refused(said)
    values = kept(said).join(wrong, on="unit", how="anti")
    url = f"sqlite:///{out / 'warehouse.db'}"
    values.write_database("values", url, engine_options={"chunksize": 50_000})
    wrong.write_database("refused", url)
    totals = values.group_by("field").agg(pl.col("value").sum()).sort("field")
    write_report(out / "report.docx", totals.iter_rows(), wrong.iter_rows())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
