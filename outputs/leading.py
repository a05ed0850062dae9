"""The units that have most of an indicator."""

from __future__ import annotations

from domain.catalogue import Indicator
from domain.unit import Unit
from outputs.aims import Aims
from outputs.figure_of import find_figure, same_year

_NAMED = 3


def leading(aims: Aims, indicator: Indicator) -> list[tuple[Unit, int]]:
    """At most three units and their values, the largest first, all above 0. Units that share a place stand or fall
    together; none where fewer others are than would be named: to lead means something among many."""
    own = [(unit, value) for unit in aims.units if (value := _own(aims, indicator, unit)) is not None]
    ranked = sorted(own, key=lambda one: -one[1])
    next_to_them = max([0, *(value for _, value in ranked[_NAMED : _NAMED + 1])])
    named = [one for one in ranked[:_NAMED] if one[1] > next_to_them]
    return named if len(ranked) >= 2 * len(named) else []


def _own(aims: Aims, indicator: Indicator, unit: Unit) -> int | None:
    """A unit's value as it counts in the figure over all units."""
    scope = f"{unit.id}"
    if unit.kind not in indicator.reported_by or not same_year(aims.figures, indicator, scope, aims.span):
        return None
    found = find_figure(aims.figures, indicator, scope=scope, span=aims.span)
    return found.value if found else None
