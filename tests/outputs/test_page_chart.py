"""The bars of an indicator's halves: as high as their values, on one ground, with a gap where nothing is known."""

from __future__ import annotations

from dataclasses import replace

from outputs.page_chart import HEIGHT, STEP, bars, described
from outputs.page_content import FigureLine
from tests.outputs.overviewed import figure


def heights(*values: int | None) -> list[tuple[int, float, float]]:
    return [(bar.x // STEP, bar.y, bar.height) for bar in bars(figure("x", "X", *values))]


def test_bars_are_as_high_as_their_values_and_stand_on_one_ground() -> None:
    assert heights(100, 50, 25) == [(0, 0, HEIGHT), (1, HEIGHT / 2, HEIGHT / 2), (2, HEIGHT * 0.75, HEIGHT / 4)]
    assert all(y + height == HEIGHT for _, y, height in heights(7, 10**12, 0, 3))


def test_a_half_without_a_value_is_a_gap_and_the_last_bar_is_the_periods_own() -> None:
    line = figure("x", "X", 4, None, 8)
    assert [(bar.x // STEP, bar.now) for bar in bars(line)] == [(0, False), (2, True)]
    assert [bar.now for bar in bars(figure("x", "X", 4, 8, None))] == [False, False]


def test_one_value_alone_says_nothing() -> None:
    assert bars(figure("x", "X", 4)) == bars(figure("x", "X", None, 4)) == bars(figure("x", "X", None)) == ()


def test_nothing_is_a_mark_on_the_ground() -> None:
    assert heights(0, 0) == [(0, HEIGHT - 1.5, 1.5), (1, HEIGHT - 1.5, 1.5)]


def test_what_is_below_nothing_hangs_from_it() -> None:
    assert heights(30, -10) == [(0, 0, 27), (1, 27, 9)]
    assert heights(-5, -10) == [(0, 0, HEIGHT / 2), (1, 0, HEIGHT)]


def test_in_words_each_half_has_its_value_and_says_where_it_is_an_estimate() -> None:
    line = figure("x", "Hộ", 1200, None)
    estimated = replace(line, points=(line.points[0]._replace(estimated=True), line.points[1]))
    assert isinstance(estimated, FigureLine) and described(estimated) == (
        "Hộ qua các kỳ: 6 tháng cuối năm 2021: 1.200 (ước); 6 tháng đầu năm 2022: chưa có số liệu."
    )
