"""Restatement: a figure that was printed and is another now, with the units and cells that made the difference."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """What made a unit's part of a figure another one."""

    LATE = "late"  # it came after the close, or after the unit had been let pass
    CORRECTION = "correction"  # another file of the unit took the place of the one before
    ESTIMATE = "estimate"  # the final figure took the place of an estimate
    MERGED = "merged"  # units merged or split
    READ_AGAIN = "read_again"  # the same file, read anew
    UNITS = "units"  # the list of units changed
    FIRST_HALF = "first_half"  # of a year: the first half was restated
    OTHERWISE = "otherwise"  # the same cells, computed otherwise: the catalogue changed


@dataclass(frozen=True)
class Place:
    """A cell and what it says. ``file`` is relative to the home, ``sheet`` empty where there is none."""

    file: str
    sha256: str
    sheet: str
    cell: str
    value: int | None


@dataclass(frozen=True)
class Cause:
    """What a unit contributed before and now (None: nothing), and the cells that say so. Empty ``unit`` and ``name``:
    of no single unit."""

    unit: str
    name: str
    why: Why
    before: int | None
    now: int | None
    cells_before: tuple[Place, ...] = ()
    cells_now: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Restated:
    """A total over all units that is not what was printed. ``period`` is whose figure it is, ``printed_in`` the version
    that printed it; ``span`` and ``of_year`` as in a figure."""

    period: str
    printed_in: int
    indicator: str
    breakdown: str
    span: str
    of_year: int | None
    before: int | None
    now: int | None
    causes: tuple[Cause, ...] = ()

    @property
    def difference(self) -> int | None:
        """None where either is missing."""
        return None if self.before is None or self.now is None else self.now - self.before
