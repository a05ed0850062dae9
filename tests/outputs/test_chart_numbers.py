"""Which number formats a chart is given."""

from __future__ import annotations

import pytest

from outputs.chart import Value
from outputs.chart_numbers import number_format, own_format

SMALL = r"[>=1000000]0\.000\.000;[>=1000]0\.000;0"
LARGE = r"[>=1000000000]0\.000\.000\.000;[>=1000000]0\.000\.000;0"


@pytest.mark.parametrize(
    ("values", "format"),
    [
        ((), SMALL),
        ((None, 0, 999), SMALL),
        ((999_999_999,), SMALL),
        ((1_000_000_000, 5), LARGE),
        ((10**13 - 1,), r"[>=1000000000000]0\.000\.000\.000\.000;[>=1000000000]0\.000\.000\.000;0"),
    ],
)
def test_a_format_has_the_groups_of_the_largest_value(values: tuple[Value, ...], format: str) -> None:
    assert number_format(values) == format


@pytest.mark.parametrize(("value", "own"), [(5, None), (20_576, SMALL), (1_000_000, None), (None, None), (0, None)])
def test_a_value_that_lies_far_below_the_largest_has_a_format_of_its_own(value: Value, own: str | None) -> None:
    assert own_format(value, (value, 1_000_000_000)) == own


def test_decimals_are_printed_with_a_comma_and_are_never_grouped() -> None:
    assert number_format((84,), decimals=2) == "[$-42A]0.00"
    assert own_format(20_576, (10**9,), decimals=2) is None
