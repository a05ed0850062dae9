"""Figures of units → figures of the units that took over from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import lcm

import polars as pl

from domain.catalogue import Catalogue
from domain.figure import ALL
from domain.lineage import GAPS, SUCCEEDED, Course, GapReason, Lineage
from domain.observation import Basis
from domain.shares import shared_out
from domain.unit import Unit

_LARGEST = 2**63 - 1
_KEY = ["indicator", "breakdown", "scope", "comparison", "span", "of_year"]
#: A row per unit and unit that it went to (``scope``): ``weight`` of ``whole`` went there; both are null where the
#: split is open.
_PAIRS = pl.Schema(
    {"predecessor": pl.Int64, "kind": pl.String, "scope": pl.String, "weight": pl.Int64, "whole": pl.Int64}
)


@dataclass(frozen=True)
class Succession:
    """``figures`` are SUCCEEDED: those over all as they were, and those of the successors. ``gaps`` (GAPS) name what
    these lack."""

    figures: pl.DataFrame
    gaps: pl.DataFrame


def succeed(
    figures: pl.DataFrame,
    units: Sequence[Unit],
    lineage: Lineage,
    since: date,
    until: date,
    catalogue: Catalogue,
) -> Succession:
    """Figures (FIGURES or SUCCEEDED) of ``units``, those valid on ``since``, in the units of ``until``.

    A unit that took over from one alone, all of it, has that one's figures. Any other adds the values of its
    predecessors: ``expected`` are those that were asked, the silent ones too, ``counted`` those with a value in the
    sum, and the value is null where none has one. A part of a split predecessor is rounded by the largest
    remainder, so that its parts add up to what it reported, and the figure is ``apportioned``. What a predecessor
    with an open split reported is in no sum; an indicator that does not add when units merge has no value.
    """
    if "apportioned" not in figures.columns:
        figures = figures.with_columns(apportioned=pl.lit(False))
    own = figures.filter(pl.col("scope") != ALL).with_columns(predecessor=pl.col("scope").cast(pl.Int64))
    kinds = {unit.id: unit.kind for unit in units}
    pairs = _pairs(lineage.courses([*kinds, *own["predecessor"].unique().sort()], since, until), kinds)
    moved = own.drop("scope").with_row_index("row").join(pairs, on="predecessor", maintain_order="left_right")
    parts = _parts(moved.filter(~pl.col("alone")), catalogue)
    sums = _sums(parts)
    silent = _silent(sums, parts, pairs, catalogue)
    over_all = figures.filter(pl.col("scope") == ALL)
    told = [over_all, moved.filter("alone"), _with_silent(sums, silent)]
    lacking = pl.concat([parts.filter(pl.col("reason").is_not_null()).select(silent.columns), silent])
    return Succession(pl.concat([one.select(list(SUCCEEDED)) for one in told]), lacking.select(list(GAPS)))


def _pairs(courses: Mapping[int, Course], kinds: Mapping[int, str]) -> pl.DataFrame:
    """_PAIRS, ``of`` (how many went there) and ``alone``: whether one did, and whole."""
    rows = []
    for unit, course in courses.items():
        whole = lcm(*(share.denominator for share in course.values() if share is not None))
        if whole > _LARGEST:
            raise ValueError(f"unit {unit}: its shares are parts of {whole}; wanted coarser shares in lineage.csv")
        for to, share in sorted(course.items()):
            weights = (None, None) if share is None else (share.numerator * (whole // share.denominator), whole)
            rows.append((unit, kinds.get(unit), str(to), *weights))
    pairs = pl.DataFrame(rows, schema=_PAIRS, orient="row")
    entire = (pl.col("weight") == pl.col("whole")).fill_null(False)
    return pairs.with_columns(of=pl.len().over("scope")).with_columns(alone=entire & (pl.col("of") == 1))


def _parts(moved: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """What each predecessor that has a figure brings to it; ``reason`` says why it brings nothing."""
    is_split = (pl.col("weight") < pl.col("whole")).fill_null(False)
    split = moved.filter(is_split).with_columns(
        value=shared_out("value", "weight", "whole", "row"), apportioned=pl.lit(True)
    )
    return _with_reason(pl.concat([moved.filter(~is_split), split]), catalogue)


def _with_reason(parts: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    unit_own = [indicator.code for indicator in catalogue.indicators if indicator.merges == "none"]
    reason = (
        pl.when(pl.col("value").is_null())
        .then(pl.lit(GapReason.MISSING))
        .when(pl.col("indicator").is_in(unit_own))
        .then(pl.lit(GapReason.NOT_ADDED))
        .when(pl.col("weight").is_null())
        .then(pl.lit(GapReason.UNCONFIRMED))
    )
    return parts.with_columns(reason=reason)


def _sums(parts: pl.DataFrame) -> pl.DataFrame:
    """SUCCEEDED, ``has`` (how many predecessors have the figure) and ``of`` how many."""
    added = pl.col("reason").is_null()
    estimated = (added & (pl.col("basis") == Basis.ESTIMATED)).any()
    return parts.group_by(_KEY, maintain_order=True).agg(
        pl.when(added.any()).then(pl.col("value").filter(added).sum()).alias("value"),
        pl.col("expected").sum(),
        pl.col("counted").filter(added).sum(),
        pl.when(estimated).then(pl.lit(Basis.ESTIMATED)).otherwise(pl.lit(Basis.DONE)).alias("basis"),
        (added & pl.col("apportioned")).any().alias("apportioned"),
        pl.len().alias("has"),
        pl.col("of").max(),
    )


def _silent(sums: pl.DataFrame, parts: pl.DataFrame, pairs: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """GAPS of the predecessors that were asked for a figure which another one has, and do not have it."""
    reported = (i for i in catalogue.indicators if i.source == "reported")
    rows = [(kind, i.code) for i in reported for kind in i.reported_by if kind in catalogue.expected_kinds]
    short = sums.filter(pl.col("has") < pl.col("of")).select(_KEY)
    near, had = (frame.join(short, on="scope", how="semi") for frame in (pairs, parts))
    asked = near.join(pl.DataFrame(rows, schema=["kind", "indicator"], orient="row"), on="kind")
    silent = short.join(asked, on=["scope", "indicator"], maintain_order="left_right").join(
        had, on=[*_KEY, "predecessor"], how="anti", nulls_equal=True
    )
    return _with_reason(silent.with_columns(value=pl.lit(None)), catalogue).select(list(GAPS))


def _with_silent(sums: pl.DataFrame, silent: pl.DataFrame) -> pl.DataFrame:
    counts = silent.group_by(_KEY).agg(silent=pl.len().cast(pl.Int32))
    counted = sums.join(counts, on=_KEY, how="left", nulls_equal=True, maintain_order="left")
    return counted.with_columns(expected=pl.col("expected") + pl.col("silent").fill_null(0))
