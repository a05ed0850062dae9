"""What a qualifier leaves open of a number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.prose.qualifier import USUAL, qualifier_of, rounded


@pytest.mark.parametrize(
    ("word", "inside", "outside"),
    [
        ("gần", ["951", "999"], ["950", "1000", "1001"]),
        ("xấp xỉ", ["951", "999"], ["950", "1000"]),
        ("trên", ["1001", "1050"], ["1000", "1051", "999"]),
        ("hơn", ["1000.5"], ["1000"]),
        ("khoảng", ["950", "1000", "1050"], ["949", "1051"]),
    ],
)
def test_a_true_value_lies_in_the_band_of_the_word(word: str, inside: list[str], outside: list[str]) -> None:
    band = qualifier_of(word, USUAL)
    assert band is not None
    assert [band.admits(Decimal(1000), Decimal(true)) for true in inside + outside] == [True] * len(inside) + [
        False
    ] * len(outside)


def test_no_word_and_an_unknown_one_have_no_band() -> None:
    assert qualifier_of(None, USUAL) is None
    assert qualifier_of("đúng", USUAL) is None


def test_percentages_are_rounded_half_up() -> None:
    assert rounded(Decimal("53.655"), 2) == Decimal("53.66")
