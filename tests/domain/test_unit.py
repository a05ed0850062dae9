"""Units: when they are valid, and the folder that is theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.unit import Unit

UNIT = Unit(7, "03646", "Hội Khuyến học phường Chiềng Lề", "hoi_xa", None, None, None, "", 8)
DAYS = st.dates(date(2000, 1, 2), date(2049, 12, 30))
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "valid"),
    [("2021-12-31", False), ("2022-01-01", True), ("2023-05-05", True), ("2025-06-30", True), ("2025-07-01", False)],
)
def test_a_unit_is_valid_from_its_first_to_its_last_day(day: str, valid: bool) -> None:
    unit = replace(UNIT, valid_from=date(2022, 1, 1), valid_to=date(2025, 6, 30))
    assert unit.valid_on(date.fromisoformat(day)) is valid


@given(DAYS)
def test_a_unit_without_dates_is_always_valid(day: date) -> None:
    assert UNIT.valid_on(day)


@given(DAYS)
def test_an_open_end_has_no_bound(day: date) -> None:
    since, until = replace(UNIT, valid_from=day), replace(UNIT, valid_to=day)
    assert [since.valid_on(one) for one in (day - DAY, day, day + DAY, date.max)] == [False, True, True, True]
    assert [until.valid_on(one) for one in (date.min, day - DAY, day, day + DAY)] == [True, True, True, False]


@given(DAYS)
def test_where_one_unit_ends_its_successor_begins(day: date) -> None:
    old, new = replace(UNIT, valid_to=day), replace(UNIT, valid_from=day + DAY)
    for one in (day - DAY, day, day + DAY):
        assert old.valid_on(one) != new.valid_on(one)


@pytest.mark.parametrize(
    ("number", "name", "folder"),
    [
        (7, "Hội Khuyến học phường Chiềng Lề", "007-hoi-khuyen-hoc-phuong-chieng-le"),
        (48, "Ban Khuyến học Điện lực (mẫu)", "048-ban-khuyen-hoc-dien-luc-mau"),
        (1234, "Đơn vị", "1234-don-vi"),
    ],
)
def test_a_units_folder_is_its_key_and_its_name(number: int, name: str, folder: str) -> None:
    assert replace(UNIT, id=number, name=name).slug == folder


@given(st.integers(1, 5000), st.integers(1, 5000), st.text(max_size=20))
def test_two_units_of_one_name_have_different_folders(one: int, other: int, name: str) -> None:
    same = replace(UNIT, id=one, name=name).slug == replace(UNIT, id=other, name=name).slug
    assert same == (one == other)


@pytest.mark.parametrize("change", [{"code": "03649"}, {"kind": "ban"}, {"contact": "0900"}, {"row": 99}])
def test_the_folder_does_not_follow_the_code(change: dict[str, object]) -> None:
    assert replace(UNIT, **change).slug == UNIT.slug  # type: ignore[arg-type]
