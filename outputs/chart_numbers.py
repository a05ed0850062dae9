"""Number formats that print ``20.576`` on every machine.

The usual ``#,##0`` prints what the reader's system groups by, and ``20,576`` reads in Vietnamese as a little more
than twenty. So the dots are letters of the format, in as many groups as a number has, chosen by its size: a
format has room for two sizes and what is left, which is why a chart whose values lie further apart
needs a format of their own for some of them. A label that was written as a text would need none of this, but would
stand unchanged beside a bar whose value somebody has changed.
"""

from __future__ import annotations

from collections.abc import Iterable

from outputs.chart import Value

_VIETNAMESE = "[$-42A]"  # of decimals: no reader takes two places after a dot for a group of three


def number_format(values: Iterable[Value], decimals: int = 0) -> str:
    """The format of values that lie together, by the largest of them."""
    return f"{_VIETNAMESE}0.{'0' * decimals}" if decimals else _of_groups(_largest(values))


def own_format(value: Value, among: Iterable[Value], decimals: int = 0) -> str | None:
    """The format that a value needs for itself among others; None where theirs fits."""
    own = _groups(value)
    return _of_groups(own) if not decimals and 0 < own < _largest(among) - 1 else None


def _largest(values: Iterable[Value]) -> int:
    return max((_groups(value) for value in values), default=0)


def _groups(value: Value) -> int:
    """How many groups of three digits stand behind the first."""
    return (len(str(abs(int(value or 0)))) - 1) // 3


def _of_groups(groups: int) -> str:
    upper = max(groups, 2)
    return f"[>={1000**upper}]{_mask(upper)};[>={1000 ** (upper - 1)}]{_mask(upper - 1)};0"


def _mask(groups: int) -> str:
    return "0" + r"\.000" * groups
