"""What we wrote is known wherever it stands."""

from __future__ import annotations

import pytest

from outputs.reply_workbook import LIST_HEADINGS
from tasks.grid import Grid
from tasks.ours import is_ours


def grid(*rows: tuple[str, ...]) -> Grid:
    cells = {(r, c): (text, False) for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1) if text}
    return Grid("Trang 1", "sheet", cells)


@pytest.mark.parametrize(
    ("rows", "ours"),
    [
        ([LIST_HEADINGS], True),
        ([("Đơn vị: Hội",), (), (*LIST_HEADINGS, "Tình trạng")], True),
        ([("", *LIST_HEADINGS)], True),
        ([tuple(text.upper() for text in LIST_HEADINGS)], True),
        ([LIST_HEADINGS[:4]], False),
        ([("Biểu", "Ô", "Lý do")], False),
        ([("Mã đối chiếu: 0123abcd", "Thử, ngày 15 tháng 6 năm 2022")], True),
        ([("Mã đối chiếu", "0123abcd")], True),
        ([("Mã đối chiếu", "500")], False),
        ([("Mã đối chiếu: chưa có",)], False),
        ([("Mã đơn vị", "0123abcd")], False),
        ([("Xem Mã đối chiếu: 0123abcd",)], False),
        ([], False),
    ],
)
def test_a_sheet_is_ours_by_its_headings_or_by_the_mark(rows: list[tuple[str, ...]], ours: bool) -> None:
    assert is_ours(grid(*rows)) is ours


def test_a_register_whose_thousandth_row_looks_so_is_not() -> None:
    assert not is_ours(grid(*[("a", "b")] * 1000, LIST_HEADINGS))
