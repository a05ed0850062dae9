"""Who reports: a unit has a surrogate key, a validity and a folder; its code and name may change hands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.vietnamese import slug


@dataclass(frozen=True)
class Unit:
    """A row of units.csv. ``row`` counts the file's lines from 1, the heading included."""

    id: int
    code: str
    name: str
    kind: str
    parent: int | None
    valid_from: date | None
    valid_to: date | None
    contact: str
    row: int

    def valid_on(self, day: date) -> bool:
        """Both ends belong to the validity; an open end has no bound."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)

    def overlaps(self, other: Unit) -> bool:
        """Whether some day lies in both validities."""
        return self.valid_within(other.valid_from or date.min, other.valid_to or date.max)

    def valid_within(self, first: date, last: date) -> bool:
        """Whether it is valid on some day from ``first`` to ``last``."""
        return max(self.valid_from or date.min, first) <= min(self.valid_to or date.max, last)

    @property
    def slug(self) -> str:
        """The name of its folder in the inbox, frozen by the warehouse when first seen."""
        return f"{self.id:03d}-{slug(self.name)}"
