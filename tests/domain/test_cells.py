"""What a place in a file is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from domain.cells import Layout, cell_name, cell_order, column_letters, column_number, place


@pytest.mark.parametrize(
    ("column", "letters"),
    [(1, "A"), (26, "Z"), (27, "AA"), (28, "AB"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA")],
)
def test_columns_are_lettered_as_in_a_workbook(column: int, letters: str) -> None:
    assert column_letters(column) == letters and column_number(letters) == column


@pytest.mark.parametrize(
    "cells",
    [
        (None, "C7", "B10", "AA10", "A11"),
        (None, "dòng 3, cột 2", "dòng 3, cột 11", "dòng 12, cột 1"),
        (None, "hàng 4, ô 3", "hàng 10, ô 1"),
    ],
)
def test_cells_are_gone_through_row_by_row(cells: tuple[str | None, ...]) -> None:
    assert [cell_order(one) for one in cells] == sorted(map(cell_order, cells))


@given(st.integers(1, 16_384))
def test_the_letters_of_every_column_are_those_of_excel(column: int) -> None:
    assert column_letters(column) == xl_col_to_name(column - 1)


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_the_name_of_every_cell_is_that_of_excel(row: int, column: int) -> None:
    assert cell_name(Layout.WORKBOOK, row, column) == xl_rowcol_to_cell(row - 1, column - 1)


@pytest.mark.parametrize(
    ("layout", "name"),
    [
        (Layout.WORKBOOK, "C7"),
        (Layout.LINES, "dòng 7, cột 3"),
        (Layout.TABLE, "hàng 7, ô 3"),
        (Layout.PARAGRAPHS, "đoạn 7"),
    ],
)
def test_each_layout_calls_the_same_place_in_its_own_words(layout: Layout, name: str) -> None:
    assert cell_name(layout, 7, 3) == name
    assert cell_name(str(layout), 7, 3) == name


@pytest.mark.parametrize(
    ("sheet", "cell", "printed"),
    [
        ("Biểu 1", "C7", "Biểu 1!C7"),
        ("bảng 2", "hàng 4, ô 3", "bảng 2, hàng 4, ô 3"),
        ("", "dòng 3, cột 2", "dòng 3, cột 2"),
        (None, "đoạn 4", "đoạn 4"),
        ("Biểu 1", None, "Biểu 1"),
        ("Biểu 1", "", "Biểu 1"),
        (None, None, "tệp"),
        ("", None, "tệp"),
    ],
)
def test_a_place_is_printed_as_a_sender_can_find_it(sheet: str | None, cell: str | None, printed: str) -> None:
    assert place(sheet, cell) == printed
