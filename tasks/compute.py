"""Values → figures: sums over units, with how many units were expected and counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from domain.catalogue import Catalogue, Indicator
from domain.figure import ALL, FIGURES, HALF, ITSELF, YEAR, sum_or_unknown
from domain.lineage import NO_GAPS, GapReason
from domain.observation import Basis
from domain.unit import Unit

_KEY = ["indicator", "breakdown", "of_year"]


def compute(values: pl.DataFrame, units: Sequence[Unit], catalogue: Catalogue) -> pl.DataFrame:
    """FIGURES of one half from UNIT_VALUES of its valid units: each unit's own and those over all."""
    own = unit_values(values, units, catalogue)
    reported = _unit_figures(own)
    totals = _totals(own, units, catalogue)
    return pl.concat([totals, _registry(units, catalogue), reported])


def unit_values(values: pl.DataFrame, units: Sequence[Unit], catalogue: Catalogue) -> pl.DataFrame:
    """Per unit, indicator, breakdown and year one value: of the units that the indicator is reported
    by, wholes and breakdowns, and the sums of indicators that are made of others."""
    asked = asked_of(values, units, catalogue)
    parts = asked.filter(pl.col("breakdown") != "")
    wholes = _sum(whole_rows(asked, catalogue).with_columns(breakdown=pl.lit("")))
    sums = [_sum_of(wholes, indicator) for indicator in catalogue.indicators if indicator.sum_of]
    return pl.concat([wholes, *sums, _sum(parts)])


def whole_rows(values: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The rows that make each unit's whole: its total row, else the members of its first partition.

    A total is never summed with its parts, nor one partition with another. ``values`` has the
    columns of UNIT_VALUES, or more.
    """
    group = ["unit_id", "indicator", "of_year"]
    total = values.filter(pl.col("breakdown") == "")
    members = values.with_columns(axis=pl.col("breakdown").str.split("=").list.first()).join(
        _partitions(catalogue), on=["indicator", "axis"]
    )
    without_total = members.join(total, on=group, how="anti", nulls_equal=True)
    first = without_total.filter(pl.col("rank") == pl.col("rank").min().over(group))
    return pl.concat([total, first.select(values.columns)])


def _partitions(catalogue: Catalogue) -> pl.DataFrame:
    """Each indicator's axes that are partitions, in the order in which it declares them."""
    partitions = {axis.code for axis in catalogue.axes if axis.partition}
    rows = [
        (indicator.code, axis, rank)
        for indicator in catalogue.indicators
        for rank, axis in enumerate(indicator.axes)
        if axis in partitions
    ]
    return pl.DataFrame(rows, schema={"indicator": pl.String, "axis": pl.String, "rank": pl.Int32}, orient="row")


def components(catalogue: Catalogue, code: str) -> list[str]:
    """The reported indicators that a figure adds up. An indicator that the catalogue has no more, of an earlier close,
    adds none but itself."""
    indicator = catalogue.indicator_by_code.get(code)
    return [part for one in (indicator.sum_of if indicator else ()) for part in components(catalogue, one)] or [code]


def asked_of(values: pl.DataFrame, units: Sequence[Unit], catalogue: Catalogue) -> pl.DataFrame:
    """Of values those that a unit of ``units`` is asked for."""
    makers = _reported(catalogue)
    pairs = [(unit.id, one.code) for unit in units for one in makers if unit.kind in one.reported_by]
    asked = pl.DataFrame(pairs, schema={"unit_id": pl.Int64, "indicator": pl.String}, orient="row")
    return values.join(asked, on=["unit_id", "indicator"], how="semi")


def _reported(catalogue: Catalogue) -> list[Indicator]:
    return [one for one in catalogue.indicators if one.source == "reported" and one.reported_by and not one.sum_of]


def reported(catalogue: Catalogue) -> list[str]:
    """The indicators whose values make figures; what else forms tell, such as the rows of a list, makes none."""
    return [one.code for one in _reported(catalogue)]


def _sum(values: pl.DataFrame) -> pl.DataFrame:
    """One row per unit and key; a value that is missing among those added leaves the sum missing."""
    return values.group_by("unit_id", *_KEY, maintain_order=True).agg(sum_or_unknown("value"), _basis())


def _basis() -> pl.Expr:
    estimated = (pl.col("basis") == Basis.ESTIMATED).any()
    return pl.when(estimated).then(pl.lit(Basis.ESTIMATED)).otherwise(pl.lit(Basis.DONE)).alias("basis")


def _sum_of(wholes: pl.DataFrame, indicator: Indicator) -> pl.DataFrame:
    """A unit has the sum only where it has every summand."""
    parts = wholes.filter(pl.col("indicator").is_in(indicator.sum_of) & pl.col("value").is_not_null())
    complete = parts.filter(pl.col("indicator").n_unique().over("unit_id") == len(indicator.sum_of))
    renamed = complete.with_columns(indicator=pl.lit(indicator.code), of_year=pl.lit(None, pl.Int32))
    return _sum(renamed)


def _unit_figures(own: pl.DataFrame) -> pl.DataFrame:
    return own.with_columns(
        scope=pl.col("unit_id").cast(pl.String),
        comparison=pl.lit(ITSELF),
        span=pl.lit(HALF),
        expected=pl.lit(1, pl.Int32),
        counted=pl.col("value").is_not_null().cast(pl.Int32),
    ).select(list(FIGURES))


def expected_units(units: Sequence[Unit], catalogue: Catalogue) -> dict[str, int]:
    """Indicator → how many units are expected to report it."""
    asked = [unit.kind for unit in units if unit.kind in catalogue.expected_kinds]
    return {i.code: sum(kind in i.reported_by for kind in asked) for i in catalogue.indicators}


def _totals(own: pl.DataFrame, units: Sequence[Unit], catalogue: Catalogue) -> pl.DataFrame:
    expected_kinds = {unit.id for unit in units if unit.kind in catalogue.expected_kinds}
    counted = pl.col("value").is_not_null()
    expected = expected_units(units, catalogue)
    sums = own.group_by(_KEY, maintain_order=True).agg(
        pl.when(counted.any()).then(pl.col("value").sum()).otherwise(None).alias("value"),
        (counted & pl.col("unit_id").is_in(list(expected_kinds))).sum().cast(pl.Int32).alias("counted"),
        _basis(),
    )
    told = set(own["indicator"].unique())
    silent = [
        (i.code, "", None, None, 0, Basis.DONE)
        for i in catalogue.indicators
        if i.source == "reported" and i.reported_by and i.code not in told
    ]
    nothing = pl.DataFrame(silent, schema=sums.schema, orient="row")
    return (
        pl.concat([sums, nothing])
        .with_columns(
            scope=pl.lit(ALL),
            comparison=pl.lit(ITSELF),
            span=pl.lit(HALF),
            expected=pl.col("indicator").replace_strict(expected, return_dtype=pl.Int32),
        )
        .select([pl.col(name).cast(kind) for name, kind in FIGURES.items()])
    )


def _registry(units: Sequence[Unit], catalogue: Catalogue) -> pl.DataFrame:
    """A registry figure counts the valid units of its kinds."""
    rows = []
    for indicator in catalogue.indicators:
        if indicator.source == "registry":
            count = len(registry_units(units, indicator))
            rows.append((indicator.code, "", ALL, ITSELF, HALF, None, count, count, count, Basis.DONE))
    return pl.DataFrame(rows, schema=FIGURES, orient="row")


def registry_units(units: Sequence[Unit], indicator: Indicator) -> list[Unit]:
    return [unit for unit in units if unit.kind in indicator.reported_by]


def with_year(
    figures: pl.DataFrame,
    first_half: pl.DataFrame | None,
    units: Sequence[Unit],
    catalogue: Catalogue,
    gaps: pl.DataFrame = NO_GAPS,
) -> pl.DataFrame:
    """Adds the whole year to a second half's figures: P adds the two halves, C and N take the last.

    ``units`` are those of the second half. ``first_half`` is in these units too: where units have changed,
    ``tasks.succession`` makes it and its ``gaps``, and ``apportioned`` is added to all figures. A flow whose first
    half was never closed has no figure for the year.
    """
    flows = [indicator.code for indicator in catalogue.indicators if indicator.kind == "P"]
    of_half = figures.filter((pl.col("comparison") == ITSELF) & (pl.col("span") == HALF))
    latest = of_half.filter(~pl.col("indicator").is_in(flows)).with_columns(span=pl.lit(YEAR))
    if first_half is None:
        return pl.concat([figures, latest])
    expected = [str(unit.id) for unit in units if unit.kind in catalogue.expected_kinds]
    years = _years(of_half.filter(pl.col("indicator").is_in(flows)), first_half, gaps, expected)
    rest = pl.concat([figures, latest])
    if "apportioned" in years.columns:
        rest = rest.with_columns(apportioned=pl.lit(False))
    return pl.concat([rest, years.select(rest.columns)])


def _years(of_half: pl.DataFrame, first: pl.DataFrame, gaps: pl.DataFrame, expected: Sequence[str]) -> pl.DataFrame:
    """Both halves added. A unit that is short of predecessors in the first half is short of them in the year. Over
    all, the expected units (scopes) count that have both halves; what a predecessor reported is in the sum over all,
    even where it is in none of its successors'."""
    key = ["comparison", "span", "scope", *_KEY]
    before = {name: f"{name}_before" for name in ("value", "expected", "counted", "basis")}
    left_out = gaps.group_by(key).agg(left_out=(pl.col("reason") != GapReason.MISSING).all())
    both = of_half.join(first.rename(before), on=key, nulls_equal=True).join(
        left_out, on=key, how="left", nulls_equal=True, maintain_order="left"
    )
    short, over_all = pl.col("counted_before") < pl.col("expected_before"), pl.col("scope") == ALL
    had = ~short | pl.col("left_out").fill_null(False)
    has_both = pl.col("value").is_not_null() & had & pl.col("scope").is_in(expected)
    late = short & (pl.col("counted") == pl.col("expected"))
    return both.with_columns(
        span=pl.lit(YEAR),
        value=pl.col("value") + pl.col("value_before"),
        expected=pl.when(late & ~over_all).then("expected_before").otherwise("expected"),
        counted=pl.when(over_all)
        .then(has_both.sum().over(_KEY).cast(pl.Int32))
        .otherwise(pl.when(late).then("counted_before").otherwise("counted")),
        basis=pl.when(pl.col("basis_before") == Basis.ESTIMATED).then("basis_before").otherwise("basis"),
    )


def with_comparisons(
    figures: pl.DataFrame, earlier: Mapping[str, tuple[int, pl.DataFrame]], first_half: int | None = None
) -> pl.DataFrame:
    """Adds what earlier versions said of the same things, frozen: comparison → (close, its figures).

    Adds the column ``compared_close``: of a comparison the close that it is of, of the year's figures that of the
    first half which they add up; else null.
    """
    of_year = pl.when(pl.col("span") == YEAR).then(pl.lit(first_half, pl.Int64))
    own = figures.with_columns(compared_close=of_year)
    frozen = [
        before.filter(pl.col("comparison") == ITSELF).with_columns(
            comparison=pl.lit(comparison), compared_close=pl.lit(close_id, pl.Int64)
        )
        for comparison, (close_id, before) in earlier.items()
    ]
    return pl.concat([own, *frozen], how="diagonal")
