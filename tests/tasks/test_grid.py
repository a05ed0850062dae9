from __future__ import annotations

import polars as pl

from domain.cells import CELLS, Layout
from tasks.grid import Grid, grids


def test_a_cell_of_nothing_that_anybody_sees_is_not_filled() -> None:
    grid = Grid("a", Layout.WORKBOOK, {(1, 1): ("x", False), (1, 2): (" \u00a0\u200b", False), (2, 1): ("", False)})
    assert grid.rows == {1: [1]}


def test_the_sheets_of_each_file_come_in_its_order() -> None:
    rows = [
        (1, 0, "b", "workbook", 1, 1, "x", False),
        (1, 1, "a", "workbook", 2, 3, "7", True),
        (2, 0, "", "lines", 1, 1, "y", True),
    ]
    made = grids(pl.DataFrame(rows, schema=CELLS, orient="row"))
    assert {file_id: [grid.name for grid in sheets] for file_id, sheets in made.items()} == {1: ["b", "a"], 2: [""]}
    assert made[1][1].cells == {(2, 3): ("7", True)} and made[2][0].layout == Layout.LINES
