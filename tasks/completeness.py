"""A period's standing → rates over all units, by kind of unit and by parent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from domain.rate import Rate
from domain.unit import Unit
from tasks.home import Home
from tasks.standing import Standing, UnitStatus

T = TypeVar("T")


@dataclass(frozen=True)
class Group:
    """Expected units that share a kind or a parent; ``code`` is the kind's or the parent's."""

    code: str
    name: str
    rate: Rate


@dataclass(frozen=True)
class Rates:
    """Groups stand in the order of the catalogue (kinds) and of units.csv (parents). Units without a
    parent are in no group by parent."""

    all: Rate
    by_kind: tuple[Group, ...]
    by_parent: tuple[Group, ...]


def rates(home: Home, standing: Standing) -> Rates:
    """Completeness and punctuality of the expected units."""
    expected = [one for one in standing.units if one.expected]
    of_kind, of_parent = _grouped(expected, lambda unit: unit.kind), _grouped(expected, lambda unit: unit.parent)
    return Rates(
        all=rate(expected),
        by_kind=tuple(
            Group(one.code, one.name, rate(of_kind[one.code])) for one in home.catalogue.kinds if one.code in of_kind
        ),
        by_parent=tuple(
            Group(unit.code, unit.name, rate(of_parent[unit.id])) for unit in home.units if unit.id in of_parent
        ),
    )


def rate(units: Iterable[UnitStatus]) -> Rate:
    """Counts of some expected units. One that was complete and has a refused correction is received."""
    listed = list(units)
    received = [one for one in listed if not one.missing_forms]
    return Rate(len(listed), len(received), sum(one.arrived is not None and one.arrived <= one.due for one in received))


def _grouped(units: Iterable[UnitStatus], group: Callable[[Unit], T]) -> dict[T, list[UnitStatus]]:
    groups: dict[T, list[UnitStatus]] = {}
    for one in units:
        groups.setdefault(group(one.unit), []).append(one)
    return groups
