"""What a cell says to a field; places and personal data are held by test_recognise."""

from __future__ import annotations

import pytest

from domain.observation import FIELDS
from expectations.load import load_catalogue
from tasks.answer import answer, as_one_file
from tasks.grid import Grid
from tests.tasks.submitted import receipt

FIELD = load_catalogue().field_by_key["bieu_4.nha_giao.so_luong"]


def told(text: str, layout: str = "workbook", stored: bool = False) -> dict[str, object]:
    (row,) = answer(receipt(), FIELD, Grid("Tờ 1", layout, {(2, 5): (text, stored)}), (2, 5))
    return dict(zip(FIELDS, row, strict=True))


@pytest.mark.parametrize(
    ("text", "layout", "stored", "value"),
    [
        ("1.234", "workbook", True, None),  # a stored fraction
        ("1.234", "workbook", False, 1234),
        ("1.234", "lines", True, 1234),
        ("12\n345", "table", True, None),  # two lines of a cell
        ("1 600", "table", True, 1600),
        ("1600\n", "table", True, 1600),
    ],
)
def test_a_number_is_what_the_file_shows(text: str, layout: str, stored: bool, value: int | None) -> None:
    assert told(text, layout, stored)["value"] == value


def test_what_reads_two_ways_has_no_value_in_a_file_with_both_marks() -> None:
    def rows(*texts: str) -> list[tuple[object, object, object]]:
        made = [tuple(told(text).values()) for text in texts]
        named = (dict(zip(FIELDS, row, strict=True)) for row in as_one_file(made))
        return [(row["written"], row["value"], row["canonical"]) for row in named]

    one, other = ("number", 1600, "1600"), ("unreadable", None, "1600 hoặc 1,6")
    assert rows("1.600", "1.600") == [one, one]
    assert rows("1,600", "1600") == [one, one]
    assert rows("1.600", "1,600", "1600") == [other, other, one]
    assert rows("1.600 người", "2,700,000") == [other, ("number", 2_700_000, "2700000")]
    assert rows("1.600", "1,5") == [one, ("unreadable", None, "1,5")], "a decimal is found for what it is"
