"""What stood in earlier periods, as a close has it in it or finds it in the closes that it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from domain.half_year import HalfYear

MOST_HALVES = 8  # that are shown side by side


class Point(NamedTuple):
    """An indicator over all units at one period; ``value`` is None where no unit gave one."""

    period: HalfYear
    value: int | None
    counted: int
    expected: int
    estimated: bool = False


#: Indicator → its points, in the order of time.
History = Mapping[str, tuple[Point, ...]]
