"""The final figures of a half that was estimated, as the submissions of the next half give them → that half's figures
as they are known now."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from domain.catalogue import Catalogue
from domain.figure import ALL, FIGURES, HALF, ITSELF, YEAR
from domain.lineage import NO_GAPS, GapReason
from domain.observation import Basis
from domain.unit import Unit
from tasks.compute import asked_of

_KEY = ["indicator", "breakdown", "of_year"]
_OF_UNIT = ["scope", *_KEY]
_TOTAL = [*_KEY, "span"]
_OF_WHOLE = ["scope", "indicator", "of_year"]


def given_finals(values: pl.DataFrame, units: Sequence[Unit], catalogue: Catalogue) -> pl.DataFrame:
    """Of the values that submissions give of the half before (UNIT_VALUES or more) those that are numbers, of units
    that were asked, by scope; ``owed``: the unit is one that is expected."""
    owed = [unit.id for unit in units if unit.kind in catalogue.expected_kinds]
    given = asked_of(values, units, catalogue).filter(pl.col("value").is_not_null())
    return given.with_columns(scope=pl.col("unit_id").cast(pl.String), owed=pl.col("unit_id").is_in(owed))


def with_finals(
    figures: pl.DataFrame, finals: pl.DataFrame, catalogue: Catalogue, gaps: pl.DataFrame = NO_GAPS
) -> pl.DataFrame:
    """FIGURES of a half with what its units have given as final since: each unit's own figure, the whole that parts add
    up to, sums of indicators, and the totals over all units. ``figures`` (or SUCCEEDED) and ``finals`` are of the same
    units. ``gaps`` (GAPS) name what these lack though it was reported: nobody can tell by how much the totals would
    move with a final figure that has it in it, and they stay."""
    moved = _moved(figures, finals, catalogue)
    if moved.is_empty():
        return figures
    own = figures.filter((pl.col("comparison") == ITSELF) & (pl.col("scope") != ALL))
    totals = figures.filter((pl.col("comparison") == ITSELF) & (pl.col("scope") == ALL))
    rest = figures.filter(pl.col("comparison") != ITSELF)
    units = _of_units(own, moved, catalogue)
    held = kept_apart(gaps)
    return pl.concat([_of_all(totals, units, moved, held, catalogue), units, rest], how="diagonal").with_columns(
        _marks(figures)
    )


def kept_apart(gaps: pl.DataFrame) -> pl.DataFrame:
    """The figures (scope, indicator, breakdown, of_year) of successors that lack what a predecessor did report."""
    of_half = (pl.col("comparison") == ITSELF) & (pl.col("span") == HALF)
    return gaps.filter(of_half & (pl.col("reason") != GapReason.MISSING)).select(_OF_UNIT)


def _marks(figures: pl.DataFrame) -> list[pl.Expr]:
    """What stands in for other columns of ``figures`` in a figure that nobody had printed."""
    return [pl.col(name).fill_null(False) for name in figures.columns if name == "apportioned"]


def _moved(figures: pl.DataFrame, finals: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Per unit and figure by how much its final figure is more than the printed one (``by``); ``fresh``: none was,
    and one was owed."""
    printed = figures.filter((pl.col("comparison") == ITSELF) & (pl.col("span") == HALF) & (pl.col("scope") != ALL))
    stated = finals.select(*_OF_UNIT, "value", "owed").join(
        _of_some_parts(finals, printed, catalogue), on=[*_OF_UNIT, "value"], how="anti", nulls_equal=True
    )
    given = stated.join(printed.select(*_OF_UNIT, before="value"), on=_OF_UNIT, how="left", nulls_equal=True).select(
        *_OF_UNIT,
        by=pl.col("value") - pl.col("before").fill_null(0),
        fresh=pl.col("before").is_null() & pl.col("owed"),
    )
    wholes = pl.concat([given.filter(pl.col("breakdown") == ""), _of_parts(given, printed, catalogue)])
    sums = [_of_sum(wholes, printed, one.code, one.sum_of) for one in catalogue.indicators if one.sum_of]
    return pl.concat([given.filter(pl.col("breakdown") != ""), wholes, *sums])


def _of_some_parts(finals: pl.DataFrame, printed: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The totals (_OF_UNIT, value) that a form makes by itself of those parts alone of which a final figure is given:
    the parts that are left blank stand as they were printed, so such a total is none of the whole."""
    given = _parts(finals, catalogue).group_by(_OF_WHOLE).agg(pl.col("value").sum(), given=pl.len())
    there = _parts(printed.filter(pl.col("value").is_not_null()), catalogue).group_by(_OF_WHOLE).agg(printed=pl.len())
    some = given.join(there, on=_OF_WHOLE, nulls_equal=True).filter(pl.col("given") < pl.col("printed"))
    return some.with_columns(breakdown=pl.lit("")).select(*_OF_UNIT, "value")


def _parts(figures: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Of figures the members of each indicator's first partition."""
    partitions = {axis.code for axis in catalogue.axes if axis.partition}
    first = [
        (one.code, next(axis for axis in one.axes if axis in partitions))
        for one in catalogue.indicators
        if partitions.intersection(one.axes)
    ]
    axes = pl.DataFrame(first, schema={"indicator": pl.String, "axis": pl.String}, orient="row")
    axis = pl.col("breakdown").str.split("=").list.first()
    return figures.with_columns(axis=axis).join(axes, on=["indicator", "axis"])


def _of_parts(given: pl.DataFrame, printed: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Wholes that only parts were given of: they move by what the parts of the first partition do."""
    moved = _parts(given, catalogue).group_by(_OF_WHOLE, maintain_order=True).agg(pl.col("by").sum())
    there = printed.filter(pl.col("value").is_not_null())
    known = moved.with_columns(breakdown=pl.lit("")).join(there, on=_OF_UNIT, how="semi", nulls_equal=True)
    own = known.join(given.filter(pl.col("breakdown") == ""), on=_OF_WHOLE, how="anti", nulls_equal=True)
    return own.with_columns(fresh=pl.lit(False)).select(given.columns)


def _of_sum(wholes: pl.DataFrame, printed: pl.DataFrame, code: str, summed: tuple[str, ...]) -> pl.DataFrame:
    """What an indicator that adds others moves by, of the units that had it."""
    parts = (
        wholes.filter(pl.col("indicator").is_in(summed)).group_by("scope", maintain_order=True).agg(pl.col("by").sum())
    )
    had = printed.filter((pl.col("indicator") == code) & pl.col("value").is_not_null())
    return (
        parts.join(had, on="scope", how="semi")
        .with_columns(indicator=pl.lit(code), breakdown=pl.lit(""), of_year=pl.lit(None, pl.Int32), fresh=pl.lit(False))
        .select(wholes.columns)
    )


def _adds_halves(catalogue: Catalogue) -> pl.Expr:
    """Of a year the flows: a final figure of the second half tells nothing of the first that they add up."""
    flows = [one.code for one in catalogue.indicators if one.kind == "P"]
    return (pl.col("span") != HALF) & pl.col("indicator").is_in(flows)


def _value(catalogue: Catalogue) -> pl.Expr:
    none_yet = pl.when(_adds_halves(catalogue)).then(pl.col("value")).otherwise(pl.col("value").fill_null(0))
    return pl.when(pl.col("by").is_not_null()).then(none_yet + pl.col("by")).otherwise("value").alias("value")


def _of_units(own: pl.DataFrame, moved: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    joined = own.join(moved, on=_OF_UNIT, how="left", nulls_equal=True)
    new = moved.join(own, on=_OF_UNIT, how="anti", nulls_equal=True).with_columns(
        comparison=pl.lit(ITSELF),
        span=pl.lit(HALF),
        value=pl.col("by"),
        expected=pl.lit(1, pl.Int32),
        counted=pl.lit(1, pl.Int32),
        basis=pl.lit(Basis.DONE),
    )
    changed = pl.col("by").is_not_null() & ~_adds_halves(catalogue)
    settled = joined.with_columns(
        _value(catalogue),
        counted=pl.when(changed).then("expected").otherwise("counted"),
        basis=pl.when(changed).then(pl.lit(Basis.DONE)).otherwise("basis"),
    )
    return pl.concat([settled.select(own.columns), new.select(list(FIGURES))], how="diagonal")


def _of_all(
    totals: pl.DataFrame, units: pl.DataFrame, moved: pl.DataFrame, held: pl.DataFrame, catalogue: Catalogue
) -> pl.DataFrame:
    """The totals with what moved but the figures that are ``held`` (_OF_UNIT), whose part in a total stays as it was,
    an estimate where it was one."""
    told = moved.join(held, on=_OF_UNIT, how="anti", nulls_equal=True)
    more = told.group_by(_KEY).agg(pl.col("by").sum(), pl.col("fresh").sum().cast(pl.Int32))
    estimates = pl.concat([units.filter(pl.col("basis") == Basis.ESTIMATED).select(_TOTAL), *_of_spans(held)])
    joined = totals.join(more, on=_KEY, how="left", nulls_equal=True).join(
        estimates.unique().with_columns(estimated=pl.lit(True)), on=_TOTAL, how="left", nulls_equal=True
    )
    changed = pl.col("by").is_not_null() & ~_adds_halves(catalogue)
    settled = joined.with_columns(
        _value(catalogue),
        counted=pl.when(changed)
        .then(pl.min_horizontal(pl.col("counted") + pl.col("fresh"), "expected"))
        .otherwise("counted"),
        basis=pl.when(changed & pl.col("estimated").is_null()).then(pl.lit(Basis.DONE)).otherwise("basis"),
    )
    return settled.select(totals.columns)


def _of_spans(held: pl.DataFrame) -> list[pl.DataFrame]:
    return [held.select(*_KEY, span=pl.lit(span)) for span in (HALF, YEAR)]
