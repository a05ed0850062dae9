"""How the letters of a chart fit."""

from __future__ import annotations

import re
from dataclasses import replace

from outputs.chart import Chart, Series
from outputs.chart_layout import gap, label_size, layout, names_size, natural_height
from outputs.measure import text_width
from tests.outputs.charted import BARS, COLUMNS, LINES

WIDTH = 165.0
LONG = "Ban Khuyến học Trường Trung học phổ thông Chuyên tỉnh, cơ sở hai"


def bars(count: int, name: str = "Đơn vị") -> Chart:
    names = tuple(f"{name} {n}" for n in range(count))
    return replace(BARS, categories=names, series=(Series("Hộ", tuple(range(count))),))


def test_a_chart_of_bars_grows_with_its_units_up_to_what_a_page_holds() -> None:
    heights = [natural_height(bars(count), WIDTH) for count in (2, 20, 48, 500)]
    assert heights == sorted(heights) and heights[-1] == heights[-2] < 257
    assert natural_height(bars(20, LONG), WIDTH) > natural_height(bars(20), WIDTH)


def test_names_are_set_smaller_where_they_would_touch_each_other() -> None:
    many = bars(48, LONG)
    assert names_size(bars(20), WIDTH, natural_height(bars(20), WIDTH)) == 10
    assert 6 <= names_size(many, WIDTH, natural_height(many, WIDTH)) < 10


def test_numbers_stand_upright_where_they_would_run_into_each_other() -> None:
    wide = replace(COLUMNS, categories=tuple("abcdef"), series=(Series("Tiền", (1_234_567_890,) * 6),))
    assert label_size(COLUMNS, WIDTH) == (9, 0)
    assert label_size(wide, WIDTH) == (9, -90)


def test_upright_numbers_have_room_below_the_title() -> None:
    wide = replace(COLUMNS, categories=tuple("abcdef"), series=(Series("Tiền", (1_234_567_890,) * 6),))
    top = re.search(r'<c:y val="([\d.]+)"/>', layout(wide, WIDTH, 85))
    assert top and float(top[1]) * 85 > 12 + text_width("1.234.567.890", 9)  # the title is 12 mm high


def test_the_plot_of_bars_leaves_the_names_their_room_and_stays_in_the_drawing() -> None:
    placed = layout(bars(20, LONG), WIDTH, 200)
    x, y, w, h = (float(found) for found in re.findall(r'<c:[xywh] val="([\d.]+)"/>', placed))
    assert 0.4 < x < 0.6 and w > 0.3 and x + w < 1 and h > 0.6 and y + h < 1
    assert layout(LINES, WIDTH, 85) == "<c:layout/>"


def test_a_single_column_is_no_wider_than_its_name_needs() -> None:
    assert gap(replace(COLUMNS, categories=("a",), series=(Series("A", (1,)),))) == 3
    assert gap(bars(20)) == 0.6
