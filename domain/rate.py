"""Completeness and punctuality: of the units that are expected, how many have sent, and how many on time."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Rate:
    """Counts of a group of units. Both rates are of all that are expected: a unit that has not sent is not
    on time either."""

    expected: int
    received: int
    on_time: int

    @property
    def completeness(self) -> Decimal | None:
        """Received of expected in per cent, two decimals, half up; None where nobody is expected."""
        return self._share(self.received)

    @property
    def punctuality(self) -> Decimal | None:
        """On time of expected in per cent, two decimals, half up; None where nobody is expected."""
        return self._share(self.on_time)

    def _share(self, part: int) -> Decimal | None:
        if not self.expected:
            return None
        return (Decimal(part) * 100 / Decimal(self.expected)).quantize(Decimal("0.01"), ROUND_HALF_UP)
