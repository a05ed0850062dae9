"""How the letters of a chart fit: sizes, turned labels, and the place of a plot that no program may choose for itself.

Left alone, programs leave out every other name where names lie close, and let tall labels run into the title.
"""

from __future__ import annotations

import math

from outputs.chart import Chart, Value
from outputs.measure import text_width

TITLE, TEXT, LABEL = 12.0, 10.0, 9.0  # points
_LEAST = 6.0  # points: what names are set in at the smallest
_MM_A_POINT, _LEADING = 25.4 / 72, 1.25
_NAMES = 0.42  # of the width, at most
_BESIDE, _EDGE = 25.0, 4.0  # mm: an axis with its numbers and title; room around everything
_PAGE, _WIDE = 235.0, 85.0  # mm: the height that a page holds, and that of columns and lines
_LEAST_ROW = 5.5  # mm


def natural_height(chart: Chart, width: float) -> float:
    """The height in mm at which everything in a chart of ``width`` mm can be read, and which a page holds."""
    if chart.kind != "bars":
        return _WIDE
    row = max(_LEAST_ROW, _row(chart, width, TEXT), 0.8 * _LEAST_ROW * len(chart.series))
    return min(_above(chart, width) + _below(chart, width) + row * len(chart.categories), _PAGE)


def gap(chart: Chart) -> float:
    """The room between two categories in widths of a column; few columns stand no wider than many."""
    return max(0.6, 3 / max(len(chart.categories), 1))


def names_size(chart: Chart, width: float, height: float) -> float:
    """The size in points at which no name of a lying bar touches the next."""
    room = (height - _above(chart, width) - _below(chart, width)) / max(len(chart.categories), 1)
    sizes = [TEXT - step / 2 for step in range(round((TEXT - _LEAST) * 2) + 1)]
    fitting = (size for size in sizes if _row(chart, width, size) <= room)
    return next(fitting, _LEAST) if chart.kind == "bars" else TEXT


def label_size(chart: Chart, width: float) -> tuple[float, int]:
    """The size of the numbers and by how many degrees they are turned: upright where they would touch each other."""
    if chart.kind != "columns":
        return LABEL, 0
    column = (width - _BESIDE) / max(len(chart.categories), 1) / (len(chart.series) + gap(chart))
    fits = (size for size in (LABEL, LABEL - 1) if _widest_number(chart, size) <= 0.95 * column)
    size = next(fits, None)
    return (LABEL, -90) if size is None else (size, 0)


def layout(chart: Chart, width: float, height: float) -> str:
    """The place of the plot, where the program that draws it is not to choose."""
    turned = label_size(chart, width)[1] != 0
    if chart.kind == "bars":
        left = _names(chart, width, names_size(chart, width, height)) + _EDGE
        right = _widest_number(chart, LABEL)
        top, bottom = _above(chart, width), _below(chart, width)
    elif turned:
        left, right = _widest_number(chart, TEXT) + 3 * _EDGE, 0.0
        top, bottom = _above(chart, width) + _widest_number(chart, LABEL), _below(chart, width)
    else:
        return "<c:layout/>"
    return _manual((left + _EDGE) / width, top / height, (right + _EDGE) / width, bottom / height)


def _manual(left: float, top: float, right: float, bottom: float) -> str:
    """From shares of the drawing that stay free on each side."""
    sizes = {"x": left, "y": top, "w": 1 - left - right, "h": 1 - top - bottom}
    modes = "".join(f'<c:{name}Mode val="edge"/>' for name in "xy")
    places = "".join(f'<c:{name} val="{size:.4f}"/>' for name, size in sizes.items())
    return f'<c:layout><c:manualLayout><c:layoutTarget val="inner"/>{modes}{places}</c:manualLayout></c:layout>'


def _above(chart: Chart, width: float) -> float:
    return _line(TITLE) * _lines(chart.title, TITLE, 0.8 * width) + 2 * _EDGE


def _below(chart: Chart, width: float) -> float:
    """What is written along the axis, and the legend."""
    room = (width - _BESIDE) / max(len(chart.categories), 1)
    names = 1 if chart.kind == "bars" else max((_lines(one, TEXT, room) for one in chart.categories), default=1)
    rows = names + 1.0 * (chart.kind == "bars") + 1.5 * (len(chart.drawn) > 1)
    return _line(TEXT) * rows + 1.5 * _EDGE


def _row(chart: Chart, width: float, size: float) -> float:
    return _line(size) * max((_lines(name, size, _NAMES * width) for name in chart.categories), default=1)


def _names(chart: Chart, width: float, size: float) -> float:
    return min(max((text_width(name, size) for name in chart.categories), default=0.0), _NAMES * width)


def _lines(text: str, size: float, room: float) -> int:
    return max(1, math.ceil(text_width(text, size) / room))


def _line(size: float) -> float:
    return size * _LEADING * _MM_A_POINT


def _widest_number(chart: Chart, size: float) -> float:
    values = [value for series in chart.series for value in series.values]
    return max((text_width(_printed(value), size) for value in values), default=0.0)


def _printed(value: Value) -> str:
    return "" if value is None else f"{value:,}"
