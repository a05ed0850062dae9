"""What a refused sheet is said to come nearest to."""

from __future__ import annotations

import pytest

from domain.catalogue import Catalogue
from domain.cells import Layout
from tasks.grid import Grid
from tasks.headings import Headings
from tasks.nearest import nearest
from tests.tasks.submitted import HEADING_4, typed

AWARDS = "biểu Khen thưởng, Quỹ khuyến học"


def grid(*lines: str) -> Grid:
    sheet = typed("Tờ 1", *lines)
    return Grid("Tờ 1", Layout.WORKBOOK, {(c.row, c.column): (c.text, c.number) for c in sheet.cells})


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([HEADING_4.replace("Số lượng", "Bao nhiêu")], f"Số lượng ({AWARDS}); trong tệp ghi “Bao nhiêu”"),
        ([HEADING_4.replace("Số lượng |", "Số lượg | Xếp loại |")], f"Số lượng ({AWARDS}); trong tệp ghi “Số lượg”"),
        ([HEADING_4.replace("Số lượng |", "")], f"Số lượng ({AWARDS})"),
        ([HEADING_4], "Khen thưởng, Quỹ khuyến học"),
        (["Tên chi hội | Số hội viên | Địa chỉ"], "Tăng/giảm (biểu Danh sách chi hội); trong tệp ghi “Địa chỉ”"),
        (["Tên chi hội | Quàng Thị Bích", "Số hội viên | 20"], "Tăng/giảm (biểu Danh sách chi hội)"),
        (["Các tên chi hội | Hội"], "Tên chi hội (biểu Danh sách chi hội); trong tệp ghi “Các tên chi hội”"),
        (["hàng | giá", "gạo | 5"], "không có biểu nào"),
        ([], "không có biểu nào"),
    ],
)  # fmt: skip
def test_the_heading_that_is_missing_and_the_files_own_are_named(
    catalogue: Catalogue, lines: list[str], words: str
) -> None:
    assert nearest(Headings(catalogue), [grid(*lines)]) == words


def test_of_many_sheets_the_nearest_is_named(catalogue: Catalogue) -> None:
    sheets = [grid("hàng | giá"), grid(HEADING_4.replace("Số tiền (đồng)", "Tiền")), grid("Loại | Mã số")]
    assert nearest(Headings(catalogue), sheets).startswith(f"Số tiền (đồng) ({AWARDS})")
    assert nearest(Headings(catalogue), []) == "không có biểu nào"


def test_a_long_text_is_shown_in_part(catalogue: Catalogue) -> None:
    said = nearest(Headings(catalogue), [grid(HEADING_4.replace("Số lượng", "x" * 500))])
    assert len(said) < 200
