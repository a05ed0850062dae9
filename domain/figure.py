"""Figures: the numbers that a report prints, their identity and their arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

ALL = "all"  # the scope of a figure over all units; a unit's own figures have its id as their scope
ITSELF, SAME_HALF, YEAR_END = "", "same_half", "year_end"  # what a figure is compared with
PLAN = "plan"  # the year's target, which the figure is measured by
HALF, YEAR = "half", "year"  # the span of time that it covers

#: A row per figure. ``value`` is null where no unit gave one; ``expected`` and ``counted`` are
#: numbers of units; ``of_year`` is the year of a registration or recognition, else null;
#: ``basis`` is ``estimated`` where any contributing value is.
FIGURES = pl.Schema(
    {
        "indicator": pl.String,
        "breakdown": pl.String,
        "scope": pl.String,
        "comparison": pl.String,
        "span": pl.String,
        "of_year": pl.Int32,
        "value": pl.Int64,
        "expected": pl.Int32,
        "counted": pl.Int32,
        "basis": pl.String,
    }
)

#: What a figure is made from: a row per unit, indicator, breakdown and year.
UNIT_VALUES = pl.Schema(
    {
        "unit_id": pl.Int64,
        "indicator": pl.String,
        "breakdown": pl.String,
        "of_year": pl.Int32,
        "value": pl.Int64,
        "basis": pl.String,
    }
)


class FigureKey(NamedTuple):
    """A figure's identity within one version of one period."""

    indicator: str
    breakdown: str = ""
    scope: str = ALL
    comparison: str = ITSELF
    span: str = HALF


class Figure(NamedTuple):
    key: FigureKey
    value: int | None
    of_year: int | None
    expected: int
    counted: int
    basis: str

    @property
    def incomplete(self) -> bool:
        return self.counted < self.expected


class Share(NamedTuple):
    """Two sums over the same units, of which there are ``counted``."""

    part: int
    whole: int
    counted: int


class Figures:
    """The figures of one version, found by identity. Where a figure exists for several years
    (recognitions), the latest year is the one found."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._by_key: dict[FigureKey, Figure] = {}
        for figure in sorted(figures, key=lambda one: one.of_year or 0):
            self._by_key[figure.key] = figure

    @classmethod
    def from_frame(cls, frame: pl.DataFrame) -> Figures:
        """``frame`` has the columns of FIGURES, and may have more."""
        rows = frame.select(list(FIGURES)).rows()
        return cls(Figure(FigureKey(*row[:5]), row[6], row[5], *row[7:]) for row in rows)

    def find(
        self,
        indicator: str,
        *,
        breakdown: str = "",
        scope: str = ALL,
        comparison: str = ITSELF,
        span: str = HALF,
    ) -> Figure | None:
        return self._by_key.get(FigureKey(indicator, breakdown, scope, comparison, span))

    def value(self, indicator: str, *, scope: str = ALL, comparison: str = ITSELF, span: str = HALF) -> int | None:
        figure = self.find(indicator, scope=scope, comparison=comparison, span=span)
        return figure.value if figure else None

    def __iter__(self) -> Iterator[Figure]:
        return iter(self._by_key.values())

    def scopes(self, indicator: str, comparison: str = ITSELF) -> list[str]:
        """The units of which there is a figure."""
        keys = (key for key in self._by_key if (key.indicator, key.comparison) == (indicator, comparison))
        return list(dict.fromkeys(key.scope for key in keys if key.scope != ALL))

    def share(
        self, part: str, whole: str, scopes: Iterable[str], span: str = HALF, comparison: str = ITSELF
    ) -> Share | None:
        """Sums of both indicators over the scopes (units) that have both; None where none has."""
        pairs = [
            [self.value(code, scope=scope, comparison=comparison, span=span) for code in (part, whole)]
            for scope in scopes
        ]
        both = [(a, b) for a, b in pairs if a is not None and b is not None]
        return Share(sum(a for a, _ in both), sum(b for _, b in both), len(both)) if both else None


@dataclass(frozen=True)
class Approximation:
    """``word`` is ``gần`` (just below), ``trên`` (just above) or empty: then ``number`` is exact."""

    word: str
    number: int


def approximate(value: int, round_to: int, band: float = 0.05) -> Approximation:
    """The nearest multiple of ``round_to`` with gần or trên where ``value`` lies within ``band`` of
    it, otherwise the value itself. An approximation never claims the wrong side."""
    nearest = (2 * value + round_to) // (2 * round_to) * round_to
    if nearest == value or nearest <= 0 or abs(value - nearest) >= band * nearest:
        return Approximation("", value)
    return Approximation("gần" if value < nearest else "trên", nearest)


def sum_or_unknown(column: str) -> pl.Expr:
    """The sum of a column, under its name; null where one of its values is: a part that is missing leaves the sum
    unknown."""
    return pl.when(pl.col(column).is_null().any()).then(None).otherwise(pl.col(column).sum()).alias(column)
