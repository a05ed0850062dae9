"""Which figure stands for an indicator in a span of time, which units' are part of it, and what it compares with."""

from __future__ import annotations

from collections.abc import Iterable

from domain.catalogue import Indicator
from domain.figure import ALL, HALF, ITSELF, YEAR, Figure, Figures, Share
from domain.half_year import HalfYear
from domain.unit import Unit


def find_figure(
    figures: Figures, indicator: Indicator, *, scope: str = ALL, comparison: str = ITSELF, span: str = HALF
) -> Figure | None:
    """The figure of a span. A state (C) and a value of the year (N) stand for the year as they
    stand at its last half, so the half's figure serves where the year has none of its own."""
    found = figures.find(indicator.code, scope=scope, comparison=comparison, span=span)
    if found is None and span == YEAR and indicator.kind != "P":
        return figures.find(indicator.code, scope=scope, comparison=comparison, span=HALF)
    return found


def year_figure(figures: Figures, indicator: Indicator, period: HalfYear) -> Figure | None:
    """What is told of the whole year: of a second half, whose report is the year's review; None of a first."""
    return find_figure(figures, indicator, span=YEAR) if period.half == 2 else None


def same_year(figures: Figures, indicator: Indicator, scope: str, span: str = HALF, comparison: str = ITSELF) -> bool:
    """Whether a unit (``scope``) has a figure, and of the same year as the figure over all units."""
    everyone = find_figure(figures, indicator, comparison=comparison, span=span)
    own = find_figure(figures, indicator, scope=scope, comparison=comparison, span=span)
    return own is not None and everyone is not None and own.of_year == everyone.of_year


def reporting(units: Iterable[Unit], *indicators: Indicator) -> list[str]:
    """The scopes of the units of the kinds that report all these indicators."""
    return [str(unit.id) for unit in units if all(unit.kind in one.reported_by for one in indicators)]


def share_of(
    figures: Figures, part: Indicator, whole: Indicator, scopes: Iterable[str], span: str, comparison: str = ITSELF
) -> Share | None:
    """Both indicators over the units that have both, each as it counts in the figure over all units: different years
    are never added."""
    both = (part, whole)
    counting = [one for one in scopes if all(same_year(figures, it, one, span, comparison) for it in both)]
    found = figures.share(part.code, whole.code, counting, span, comparison)
    if found is None and span == YEAR and all(one.kind != "P" for one in both):
        return figures.share(part.code, whole.code, counting, HALF, comparison)
    return found


def comparable(now: Figure, before: Figure) -> bool:
    """Whether a change from one to the other says something: both are of no year, or ``before`` is of an earlier one
    (what two reports print of one year is a correction, no change)."""
    if now.of_year is None or before.of_year is None:
        return now.of_year is before.of_year
    return before.of_year < now.of_year


def other_year(now: Figure, before: Figure) -> int | None:
    """The year that ``before`` is of, where it is not the one before ``now``'s: to be told with it."""
    expected = now.of_year - 1 if now.of_year is not None else None
    return before.of_year if before.of_year != expected else None
