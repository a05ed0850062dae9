"""Formulas over fields, as the cells write them."""

from __future__ import annotations

import pytest

from outputs.sheet_formula import carried, formula_text
from outputs.sheet_plan import Formula

PLACES = {"a": ("Biểu 1", 0, 1), "b": ("Biểu 1", 1, 1), "c": ("Biểu 1", 3, 1), "d": ("L'An", 0, 0)}


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (Formula("sum", ("a", "b", "c")), "=SUM(B1:B2,B4)"),
        (Formula("sum", ("a", "d"), ("c",), 7), "=SUM(B1,'L''An'!A1)-SUM(B4)+7"),
        (Formula("sum", ("unknown",)), "=0"),
        (Formula("sum_if_any", ("a", "b"), ("c",)), '=IF(COUNTA(B1:B2,B4)=0,"",SUM(B1:B2)-SUM(B4))'),
        (Formula("percent", ("a",), ("d",)), "=IF(N('L''An'!A1)=0,\"\",N(B1)/N('L''An'!A1)*100)"),
        (Formula("percent", ("a",), ("unknown",)), '=IF(N(0)=0,"",N(B1)/N(0)*100)'),
    ],
)
def test_a_formula_names_the_cells_of_its_fields_and_runs_of_them_as_ranges(formula: Formula, text: str) -> None:
    assert formula_text(formula, "Biểu 1", PLACES) == text


def test_a_result_is_a_number_or_an_empty_text_that_counts_as_calculated() -> None:
    assert (carried(3), carried("62.89")) == (3, 62.89)
    assert str(carried("")) == "" and not carried("").__eq__("")  # xlsxwriter asks with ==
