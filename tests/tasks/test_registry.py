"""units.csv → units: every line that cannot be used is refused by its name and number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tasks.registry import HomeError, read_registry
from tests.homes import UNITS

KINDS = frozenset({"hoi_xa", "ban"})
HEADING = "id,code,name,kind,parent,valid_from,valid_to,contact\n"


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(HomeError) as caught:
        call()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def registry(*lines: str, heading: str = HEADING) -> bytes:
    return (heading + "".join(f"{line}\n" for line in lines)).encode()


def test_a_unit_is_read_with_the_line_it_stands_on() -> None:
    data = registry("1, 00001 ,Hội A,hoi_xa,,,,", "", "2,B-02,Ban B,ban,1,2021-01-01,2022-06-30,B: 0900")
    one, two = read_registry(data, Path("units.csv"), KINDS)
    assert (one.id, one.code, one.name, one.kind, one.parent, one.valid_from, one.valid_to, one.row) == (
        1,
        "00001",
        "Hội A",
        "hoi_xa",
        None,
        None,
        None,
        2,
    )
    assert (two.parent, two.valid_from, two.valid_to, two.contact, two.row) == (
        1,
        date(2021, 1, 1),
        date(2022, 6, 30),
        "B: 0900",
        4,
    )


def test_a_code_may_change_hands_from_one_day_to_the_next() -> None:
    data = registry("1,a,A,ban,,,2022-06-30,", "2,a,B,ban,,2022-07-01,,")
    assert [unit.name for unit in read_registry(data, Path("units.csv"), KINDS)] == ["A", "B"]


def test_the_mark_that_excel_puts_first_does_no_harm() -> None:
    assert len(read_registry(b"\xef\xbb\xbf" + UNITS.encode(), Path("units.csv"), KINDS)) == 4


@pytest.mark.parametrize(
    ("lines", "where", "saw"),
    [
        (["1,a,A,ban,,,"], "line 2", ""),
        (["1,a,A,ban,,,,", "x,b,B,ban,,,,"], "line 3", "'x'"),
        (["1,a,A,ban,,,,", "1,b,B,ban,,,,"], "line 3", "id 1 is given twice"),
        (["1,a,A,quan,,,,"], "line 2", "unknown kind 'quan'; known are ban, hoi_xa"),
        (["1,,A,ban,,,,"], "line 2", "code and name must be filled in"),
        (["1,a,  ,ban,,,,"], "line 2", "code and name must be filled in"),
        (["1,a,A,ban,7,,,"], "line 2", "parent 7 is no unit's id"),
        (["1,a,A,ban,,14/06/2022,,"], "line 2", "14/06/2022"),
        (["1,a,A,ban,,,2022-13-01,"], "line 2", ""),
        (["1,a,A,ban,,,,", "2,b,B,ban,,,,", "3,a,C,ban,,,,"], "line 4", "code a belongs to line 2"),
        (["1,a,A,ban,,,2022-06-30,", "2,a,B,ban,,2022-06-30,,"], "line 3", "code a belongs to line 2"),
    ],
)
def test_the_first_line_that_cannot_be_used_is_named(lines: list[str], where: str, saw: str) -> None:
    told = refused(lambda: read_registry(registry(*lines), Path("h/units.csv"), KINDS))
    assert told.startswith(f"h/units.csv, {where}: ") and saw in told


@pytest.mark.parametrize(
    "data",
    [
        b"",
        registry(heading="id;code;name;kind\n"),
        registry(heading="code,id,name,kind,parent,valid_from,valid_to,contact\n"),
    ],
)
def test_other_columns_are_refused_with_those_that_are_wanted(data: bytes) -> None:
    told = refused(lambda: read_registry(data, Path("units.csv"), KINDS))
    assert told == "units.csv, line 1: wanted the columns id,code,name,kind,parent,valid_from,valid_to,contact"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("1;a;A;ban;;;;", "units.csv, line 2: saw 1 columns, wanted 8 parted by commas"),
        ("1,a,A,ban,,01/02/2026,,", "valid_from and valid_to days such as 2026-12-24"),
        ("một,a,A,ban,,,,", "id and parent are whole numbers"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_with_what_is_wanted(line: str, told: str) -> None:
    said = refused(lambda: read_registry((HEADING + line + "\n").encode(), Path("units.csv"), KINDS))
    assert told in said and "zip" not in said and "\n" not in said


def test_a_registry_that_is_no_utf_8_is_refused() -> None:
    for data in ("Hội".encode("utf-16"), "Hội".encode("utf-16-le"), HEADING.encode() + b"1,a,A\0,ban,,,,\n"):
        assert "UTF-8" in refused(lambda data=data: read_registry(data, Path("units.csv"), KINDS))  # type: ignore[misc]
