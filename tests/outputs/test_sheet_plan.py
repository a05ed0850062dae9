"""A sheet before it becomes a workbook."""

from __future__ import annotations

from outputs.sheet_plan import quoted


def test_a_sheets_name_is_quoted_as_a_reference_wants_it() -> None:
    assert quoted("Biểu 1") == "'Biểu 1'"
    assert quoted("Hoa's") == "'Hoa''s'"
