"""A small chart of an indicator's halves: where its bars stand, and what it shows in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.history import Point
from domain.vietnamese import grouped
from outputs.page_content import FigureLine

#: Of the drawing, which is as wide as its halves.
STEP, HEIGHT = 14, 36
_BAR, _LEAST = 10, 1.5

NO_FIGURE = "chưa có số liệu"


class Bar(NamedTuple):
    """In units of the drawing; ``now``: of the period itself."""

    x: int
    y: float
    width: int
    height: float
    now: bool


def bars(line: FigureLine) -> tuple[Bar, ...]:
    """A bar for each half, from nothing up (or down), its own last; a half without a value is left as a gap. None where
    there are not two values: one says nothing."""
    told = sum(one.value is not None for one in line.points)
    return tuple(_bars(line)) if told > 1 else ()


def _bars(line: FigureLine) -> Iterator[Bar]:
    values = [one.value or 0 for one in line.points]
    top, bottom = max(*values, 0), min(*values, 0)
    if top == bottom:  # nothing but zeros: marks on the ground
        top = 1
    scale = HEIGHT / (top - bottom)
    for at, one in enumerate(line.points):
        if one.value is not None:
            height = max(abs(one.value) * scale, _LEAST)
            y = min((top - max(one.value, 0)) * scale, HEIGHT - height)
            yield Bar(at * STEP + 2, round(y, 1), _BAR, round(height, 1), at == len(line.points) - 1)


def described(line: FigureLine) -> str:
    """``Hộ qua các kỳ: 6 tháng đầu năm 2021: 32.410; …``."""
    return f"{line.name} qua các kỳ: {'; '.join(map(_said, line.points))}."


def _said(point: Point) -> str:
    value = NO_FIGURE if point.value is None else grouped(point.value)
    return f"{point.period.words}: {value}{' (ước)' if point.estimated else ''}"
