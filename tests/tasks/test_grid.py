from __future__ import annotations

from domain.cells import Layout
from tasks.grid import Grid
from tasks.readers.sheet import Cell, Sheet


def test_a_cell_of_nothing_that_anybody_sees_is_not_filled() -> None:
    grid = Grid("a", Layout.WORKBOOK, {(1, 1): ("x", False), (1, 2): (" \u00a0\u200b", False), (2, 1): ("", False)})
    assert grid.rows == {1: [1]}


def test_a_grid_is_a_sheet_by_row_and_column() -> None:
    grid = Grid.of(Sheet("a", Layout.LINES, [Cell(1, 1, "x", False), Cell(2, 3, "7", True)]))
    assert grid == Grid("a", Layout.LINES, {(1, 1): ("x", False), (2, 3): ("7", True)})
    assert (grid.text(2, 3), grid.text(2, None), grid.text(5, 5), grid.key(1, 1), grid.key(9, 9)) == (
        "7",
        "",
        "",
        "x",
        "",
    )
