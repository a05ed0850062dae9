"""The short campaign of deliveries that are disturbed; ``make reliability`` runs the long one."""

from __future__ import annotations

import pytest

from tests.reliability.alerts import FILES, GROUPS, KINDS
from tests.reliability.campaign import counts_of

pytestmark = pytest.mark.long


def test_every_alert_arrives_at_least_once_and_at_most_twice() -> None:
    counts = counts_of("alerts", "--rounds", "2", "--seconds", "4", "--seed", "2022", seconds=240)
    assert counts["deliveries"] == 2 * 2 * GROUPS * FILES == counts["arrived once"] + counts["arrived twice"]
    assert counts["tells killed"] and counts["smtp killed"] + counts["http killed"]
    assert {kind: counts[kind] for kind in KINDS} == dict.fromkeys(KINDS, 0)
