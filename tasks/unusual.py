"""Values of a period → measures: each set against what its unit gave before, or what its peers give."""

from __future__ import annotations

import math
from collections.abc import Callable

import polars as pl

from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from domain.rule import Review, Rule

#: A row per rule and value. ``change`` in per cent of ``before``, or ``deviation`` from it in spreads; ``band``
#: names the usual change of the indicator. ``low`` to ``high`` is what is usual, ``before`` what the value is set
#: against (all in the indicator's unit).
MEASURES = pl.Schema(
    {
        "rule": pl.String,
        "band": pl.String,
        "change": pl.Float64,
        "deviation": pl.Float64,
        "file_id": pl.Int64,
        "form": pl.String,
        "field": pl.String,
        "sheet": pl.String,
        "cell": pl.String,
        "value": pl.Int64,
        "before": pl.Int64,
        "low": pl.Int64,
        "high": pl.Int64,
    }
)
_PLACE = ["file_id", "sha256", "form", "field", "sheet", "cell"]
_SHOWN = pl.Schema([("at", pl.UInt32()), *(one for one in MEASURES.items() if one[0] not in _PLACE)])
_KEY = ["unit_id", "indicator", "breakdown"]
_TO_DEVIATION = 1.4826  # a normal distribution's standard deviation, in median absolute deviations


def reviewed_fields(catalogue: Catalogue) -> set[str]:
    """The fields whose values a review looks at: those of indicators that have something usual, their whole or, where
    a form asks for none, its parts; their earlier final figures; and the denominators."""
    usual = {one.code for one in catalogue.indicators if one.usual and one.reported_by and not one.sum_of}
    whole = {f.indicator for f in catalogue.field_by_key.values() if f.role == "value" and not f.breakdown}
    below = {one.denominator for one in catalogue.indicators if one.code in usual and one.denominator}
    return {
        field.key
        for field in catalogue.field_by_key.values()
        if field.role in ("value", "earlier")
        and (field.indicator in usual or field.indicator in below)
        and (not field.breakdown or field.indicator not in whole)
    }


def measures(catalogue: Catalogue, values: pl.DataFrame, period: HalfYear) -> pl.DataFrame:
    """MEASURES of the values (REVIEWED_VALUES) of a period, by every rule on review, of each in the values' order."""
    # of a nation's values the places alone fill the memory: they are put beside what comes of them
    places = values.select(_PLACE)
    placeless = values.drop(_PLACE).with_row_index("at")
    known = placeless.lazy().join(_indicators(catalogue).lazy(), on="indicator", maintain_order="left")
    asked = pl.struct("indicator", "kind").is_in(_asked(catalogue))
    now = known.filter(_own(period) & asked).drop("period", "given_in").collect()
    before = _latest(known.filter(pl.col("period") < str(period)).collect())
    made = [
        _shown(_MAKERS[rule.review.against](rule, rule.review, now, before, placeless, period), rule)
        for rule in catalogue.rules
        if rule.review
    ]
    found = pl.concat(made or [_none()])
    return found.drop("at").hstack(places[found["at"]]).select(list(MEASURES))


def _own(period: HalfYear) -> pl.Expr:
    """A value of the period that its own form gives."""
    return (pl.col("period") == str(period)) & (pl.col("given_in") == str(period))


def _shown(made: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """What a rule measures, where it is large enough to be looked at."""
    large = made.filter(pl.max_horizontal("value", "before") >= pl.col("least")).with_columns(rule=pl.lit(rule.id))
    return large.select([pl.col(name).cast(kind) for name, kind in _SHOWN.items()])


def _none() -> pl.DataFrame:
    return pl.DataFrame(schema=_SHOWN)


def _indicators(catalogue: Catalogue) -> pl.DataFrame:
    dated = {
        catalogue.field_by_key[f"{field.form}.{field.row}.{field.of}"].indicator
        for field in catalogue.field_by_key.values()
        if field.role == "year"
    }
    rows = [
        (one.code, one.kind, one.denominator, one.code in dated, *one.usual.change, one.usual.least)
        for one in catalogue.indicators
        if one.usual
    ]
    names = {"indicator": pl.String, "moves": pl.String, "denominator": pl.String, "dated": pl.Boolean}
    numbers = {"fall": pl.Float64, "rise": pl.Float64, "least": pl.Int64}
    return pl.DataFrame(rows, schema={**names, **numbers}, orient="row").with_columns(
        band=pl.format("{} {}", "fall", "rise")
    )


def _asked(catalogue: Catalogue) -> list[dict[str, str]]:
    """Which kinds of unit report which indicator."""
    return [{"indicator": one.code, "kind": kind} for one in catalogue.indicators for kind in one.reported_by]


def _latest(values: pl.DataFrame) -> pl.DataFrame:
    """A value per unit, indicator, breakdown and period: a final figure given later counts."""
    return values.group_by(*_KEY, "period", maintain_order=True).agg(pl.all().sort_by("given_in").last())


# --- change --------------------------------------------------------------------------------------


def _change(review: Review, now: pl.DataFrame, before: pl.DataFrame, half: HalfYear) -> pl.DataFrame:
    """The change since a half, in per cent; nothing before counts as one."""
    then = before.filter(pl.col("period") == str(half)).select(*_KEY, pl.col("value").alias("before"))
    both = now.filter(pl.col("moves").is_in(review.kinds) & ~pl.col("dated")).join(then, on=_KEY, maintain_order="left")
    base, small = pl.col("before"), pl.col("before") < pl.col("least")
    low = (base * (100 + pl.col("fall")) / 100).round(6).ceil()
    high = (base * (100 + pl.col("rise")) / 100).round(6).floor()
    return both.with_columns(
        change=(pl.col("value") - base) * 100 / pl.max_horizontal(base, 1),
        deviation=pl.lit(None),
        low=pl.when(small).then(0).otherwise(low),
        high=pl.max_horizontal(high, pl.col("least") - 1),
    )


def _same_half(
    _rule: Rule, review: Review, now: pl.DataFrame, before: pl.DataFrame, _all: pl.DataFrame, period: HalfYear
) -> pl.DataFrame:
    return _change(review, now, before, period.same_half_last_year)


def _last_half(
    _rule: Rule, review: Review, now: pl.DataFrame, before: pl.DataFrame, _all: pl.DataFrame, period: HalfYear
) -> pl.DataFrame:
    return _change(review, now, before, period.previous)


# --- deviation -----------------------------------------------------------------------------------


def _history(
    rule: Rule, review: Review, now: pl.DataFrame, before: pl.DataFrame, _all: pl.DataFrame, _period: HalfYear
) -> pl.DataFrame:
    middle = pl.col("value").median()
    own = before.group_by(_KEY).agg(
        middle.alias("median"), (pl.col("value") - middle).abs().median().alias("away"), pl.len().alias("there")
    )
    known = now.filter(pl.col("moves").is_in(review.kinds) & ~pl.col("dated"))
    both = known.join(own.filter(pl.col("there") >= review.least), on=_KEY, maintain_order="left")
    least_spread = pl.max_horizontal(pl.col("median") * review.spread / 100, 1.0)
    spread = pl.max_horizontal(pl.col("away") * _TO_DEVIATION, least_spread)
    bottom, top = _limits(rule)
    return both.with_columns(
        change=pl.lit(None),
        band=pl.lit(""),
        deviation=(pl.col("value") - pl.col("median")) / spread,
        before=pl.col("median").round(mode="half_away_from_zero"),
        low=pl.max_horizontal((pl.col("median") + bottom * spread).round(6).ceil(), 0.0),
        high=(pl.col("median") + top * spread).round(6).floor(),
    )


def _peers(
    rule: Rule, review: Review, now: pl.DataFrame, _before: pl.DataFrame, values: pl.DataFrame, period: HalfYear
) -> pl.DataFrame:
    """On logarithms, for rates and sizes spread by factors; a value of nothing has none."""
    asked = pl.col("indicator").is_in(now["denominator"].unique().implode())
    below = values.filter(_own(period) & asked).select(
        "unit_id", pl.col("indicator").alias("denominator"), "breakdown", pl.col("value").alias("whole")
    )
    rated = now.filter(pl.col("moves").is_in(review.kinds) & (pl.col("value") > 0))
    one_each = ["unit_id", "denominator", "breakdown"]
    below = below.unique(one_each, keep="last", maintain_order=True)
    rated = rated.drop("moves", "dated", "fall", "rise", "band")
    rated = rated.join(below, on=one_each, how="left", maintain_order="left")
    rated = rated.with_columns(pl.when(pl.col("denominator").is_null()).then(1).otherwise("whole").alias("whole"))
    rated = rated.filter(pl.col("whole") > 0).with_columns(rate=(pl.col("value") / pl.col("whole")).log())
    alike = ["kind", "indicator", "breakdown", "of_year"]
    median = pl.col("rate").median().over(alike)
    known = rated.with_columns(median=median, there=pl.len().over(alike)).with_columns(
        away=(pl.col("rate") - pl.col("median")).abs().median().over(alike)
    )
    spread = pl.max_horizontal(pl.col("away") * _TO_DEVIATION, math.log1p(review.spread / 100))
    bottom, top = _limits(rule)
    return known.filter(pl.col("there") >= review.least).with_columns(
        change=pl.lit(None),
        band=pl.lit(""),
        deviation=(pl.col("rate") - pl.col("median")) / spread,
        before=(pl.col("median").exp() * pl.col("whole")).round(mode="half_away_from_zero"),
        low=((pl.col("median") + bottom * spread).exp() * pl.col("whole")).round(6).ceil(),
        high=((pl.col("median") + top * spread).exp() * pl.col("whole")).round(6).floor(),
    )


def _limits(rule: Rule) -> tuple[float, float]:
    return float(rule.arguments.get("min_value", -math.inf)), float(rule.arguments.get("max_value", math.inf))


_Maker = Callable[[Rule, Review, pl.DataFrame, pl.DataFrame, pl.DataFrame, HalfYear], pl.DataFrame]
_MAKERS: dict[str, _Maker] = {
    "same_half": _same_half,
    "last_half": _last_half,
    "history": _history,
    "peers": _peers,
}
