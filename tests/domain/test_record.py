"""Declared records: a bad entry is refused by its name and its line."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest
from pydantic import ValidationError

from domain.association import Dates
from domain.record import DeclarationError, Record, declare, line_of, parse_toml


class Place(Record):
    name: str
    people: int = 0


class Stop(Record):
    place: Place
    kind: Literal["bus", "tram"] = "bus"
    signs: tuple[Place, ...] = ()


class Line(Record):
    code: str
    colour: str = "red"
    stops: tuple[Stop, ...] = ()
    by_day: dict[str, Place] = {}


GOOD = """
code = "7"  # the number
colour = "green"

[[stops]]
kind = "bus"
[stops.place]
name = "Chợ"

[[stops]]
kind = "tram"
[stops.place]
name = "Trường"
people = 40
[[stops.signs]]
name = "A"
[[stops.signs]]
name = "B"

[by_day.monday]
name = "Ga"
"""


def refusal(text: str, record: type[Record] = Line) -> str:
    with pytest.raises(DeclarationError) as told:
        declare(record, text, "line.toml")
    assert "\n" not in str(told.value)
    return str(told.value)


def line_with(text: str, marker: str) -> int:
    """The number (from 1) of the only line that holds the marker."""
    (number,) = [n for n, line in enumerate(text.splitlines(), start=1) if marker in line]
    return number


def test_a_declared_record_holds_what_was_declared() -> None:
    line = declare(Line, GOOD, "line.toml")
    assert (line.code, line.colour) == ("7", "green")
    assert [stop.place.name for stop in line.stops] == ["Chợ", "Trường"]
    assert [sign.name for sign in line.stops[1].signs] == ["A", "B"]
    assert line.by_day["monday"] == Place(name="Ga")
    assert declare(Dates, "cut_off = 2022-06-14\ndeadline = 2022-06-24\nsigning = 2022-07-29", "x").cut_off == date(
        2022, 6, 14
    )


def test_a_record_cannot_be_changed() -> None:
    place = Place(name="Ga")
    with pytest.raises(ValidationError):
        place.name = "Chợ"  # type: ignore[misc]


UNKNOWN_KEYS = [
    # put this line below that line: the whole name, with tables counted from 1
    ('colour = "green"', "color", "color"),
    ('name = "Chợ"', "nam", "stops.1.place.nam"),
    ("people = 40", "nam", "stops.2.place.nam"),
    ('name = "A"', "size", "stops.2.signs.1.size"),
    ('name = "B"', "size", "stops.2.signs.2.size"),
    ('name = "Ga"', "hour", "by_day.monday.hour"),
]


@pytest.mark.parametrize(("below", "key", "name"), UNKNOWN_KEYS)
def test_an_unknown_key_is_refused_by_name_and_line(below: str, key: str, name: str) -> None:
    text = GOOD.replace(below, f'{below}\n{key} = "x"')
    told = refusal(text)
    assert told == (
        f"line.toml, line {line_with(text, f'{key} = ')}: unknown key {name!r}; remove it or correct its spelling"
    )


@pytest.mark.parametrize(
    ("drop", "name"),
    [
        ('name = "A"', "stops.2.signs.1.name"),
        ('name = "B"', "stops.2.signs.2.name"),
        ('name = "Chợ"', "stops.1.place.name"),
        ('name = "Ga"', "by_day.monday.name"),
    ],
)
def test_a_missing_key_is_named_with_the_line_of_the_table_that_lacks_it(drop: str, name: str) -> None:
    header = line_with(GOOD, drop) - 1
    assert GOOD.splitlines()[header - 1].startswith("[")
    assert refusal(GOOD.replace(drop + "\n", "")) == f"line.toml, line {header}: {name!r} is missing"


def test_a_key_missing_at_the_top_is_named_with_the_first_line() -> None:
    assert refusal('colour = "green"\n') == "line.toml, line 1: 'code' is missing"


@pytest.mark.parametrize(
    ("good", "bad", "name"),
    [
        ('kind = "tram"', 'kind = "train"', "stops.2.kind: saw 'train'"),
        ("people = 40", 'people = "many"', "stops.2.place.people: saw 'many'"),
        ('code = "7"  # the number', "code = 7", "code: saw 7"),
    ],
)
def test_a_value_of_the_wrong_sort_is_shown_with_its_name_and_line(good: str, bad: str, name: str) -> None:
    text = GOOD.replace(good, bad)
    assert refusal(text).startswith(f"line.toml, line {line_with(text, bad)}: {name}; ")


def test_a_very_long_value_is_cut_in_the_refusal() -> None:
    text = 'kind = "' + "x" * 500 + '"\n[place]\nname = "Ga"\n'
    told = refusal(text, Stop)
    assert told.startswith("line.toml, line 1: kind: saw 'xxx") and len(told) < 250


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('colour = "x"\ncode = \n\n', 2),
        ('[[stops]\nkind = "bus"\n', 1),
        ('code = "7"\ncode = "8"\ncolour = "x"\n', 2),
        ('\n\ncode = "a\n', 3),
    ],
)
def test_what_is_not_toml_is_refused_with_its_line(text: str, line: int) -> None:
    told = refusal(text)
    assert told.startswith("line.toml: not valid TOML: ") and f"line {line}, " in told


def test_toml_is_read_as_it_stands() -> None:
    assert parse_toml('a = 1\n[b]\nc = ["x"]', "x.toml") == {"a": 1, "b": {"c": ["x"]}}


# --- the line of an entry ----------------------------------------------------------------------------

NUMBERED = """\
top = 1
[plain]
key = 2
dotted.key = 3
inline = { one = 1, two = 2 }
many = [
  { one = 1 },
  { one = 2 },
]
[[list]]  # first
key = 4
[[list.inner]]
key = 5
[[list.inner]]
key = 6
[[list]]  # second
[list.table]
key = 7
[[list.inner]]
key = 8
["quoted name"]
key = 9
"""


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (["top"], 1),
        (["plain"], 2),
        (["plain", "key"], 3),
        (["plain", "dotted", "key"], 4),
        (["plain", "inline"], 5),
        (["plain", "inline", "two"], 5),
        (["plain", "many"], 6),
        (["plain", "nowhere"], 2),
        (["list", 0], 10),
        (["list", 0, "key"], 11),
        (["list", 0, "inner", 0, "key"], 13),
        (["list", 0, "inner", 1], 14),
        (["list", 0, "inner", 1, "key"], 15),
        (["list", 1], 16),
        (["list", 1, "key"], 16),
        (["list", 1, "table", "key"], 18),
        (["list", 1, "inner", 0, "key"], 20),
        (["quoted name", "key"], 22),
        (["nowhere"], 1),
        ([], 1),
    ],
)
def test_an_entry_stands_on_its_line_or_below_the_nearest_table(keys: list[str | int], line: int) -> None:
    assert line_of(NUMBERED, keys) == line
