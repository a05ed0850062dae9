"""lineage.csv → which units took over from which: every line that cannot be used is refused by its number."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from domain.lineage import Edge, Lineage
from domain.unit import Unit
from tasks.lineage import read_lineage
from tasks.registry import HomeError
from tests import merged

HEADING = "from,to,date,share\n"


def unit(number: int, valid_from: str | None = None, valid_to: str | None = None) -> Unit:
    begin, end = (date.fromisoformat(day) if day else None for day in (valid_from, valid_to))
    return Unit(number, f"{number:05d}", f"Xã {number}", "hoi_xa", None, begin, end, "", number + 1)


#: 1 to 4 end on 30 June 2025; 5 and 6 last; 7 to 9 begin on 1 July 2025, of which 7 ends on 31 December 2029.
UNITS = [
    *(unit(number, None, "2025-06-30") for number in (1, 2, 3, 4)),
    *(unit(number) for number in (5, 6)),
    unit(7, "2025-07-01", "2029-12-31"),
    *(unit(number, "2025-07-01") for number in (8, 9)),
]


def read(*lines: str, heading: str = HEADING) -> Lineage:
    data = (heading + "".join(f"{line}\n" for line in lines)).encode()
    return read_lineage(data, Path("h/lineage.csv"), UNITS)


def refused(*lines: str, heading: str = HEADING) -> str:
    with pytest.raises(HomeError) as caught:
        read(*lines, heading=heading)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def course(told: Lineage, number: int, until: str = "2025-12-14") -> dict[int, Fraction | None]:
    return dict(told.courses([number], date(2025, 6, 14), date.fromisoformat(until))[number])


# --- what is read ------------------------------------------------------------------------------------


def test_an_edge_is_read_with_the_line_it_stands_on() -> None:
    told = read("1, 8 ,2025-07-01,40%", "", "1,9,2025-07-01,3/5")
    assert told.edges == (
        Edge(1, 8, date(2025, 7, 1), Fraction(2, 5), 2),
        Edge(1, 9, date(2025, 7, 1), Fraction(3, 5), 4),
    )


def test_a_file_with_a_heading_alone_tells_of_no_change() -> None:
    assert read() == Lineage()


def test_the_mark_that_excel_puts_first_does_no_harm() -> None:
    data = b"\xef\xbb\xbf" + (HEADING + "1,8,2025-07-01,\n").encode()
    assert course(read_lineage(data, Path("lineage.csv"), UNITS), 1) == {8: 1}


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("0.4", "2/5"),
        ('"0,4"', "2/5"),
        ("40%", "2/5"),
        ("40 %", "2/5"),
        ("2/5", "2/5"),
        ("4 / 10", "2/5"),
        ("0.40", "2/5"),
        ('"37,5%"', "3/8"),
        ("1/3", "1/3"),
        ("0.333333", "333333/1000000"),
        ("0.1", "1/10"),
    ],
)
def test_a_share_is_kept_exactly_however_it_is_written(written: str, share: str) -> None:
    """5 lives on, and keeps the rest."""
    told = read(f"5,8,2025-07-01,{written}")
    assert told.edges[0].share == Fraction(share)
    assert course(told, 5) == {8: Fraction(share), 5: 1 - Fraction(share)}


@pytest.mark.parametrize("written", ["", "1", "1.0", "100%", "1/1", "?"])
def test_a_unit_that_ended_and_has_one_successor_has_gone_there_whole(written: str) -> None:
    assert course(read(f"1,8,2025-07-01,{written}"), 1) == {8: 1}


def test_a_unit_may_be_absorbed_by_one_that_was_there_before() -> None:
    told = read("1,5,2025-07-01,", "2,5,2025-07-01,")
    assert [course(told, number) for number in (1, 2, 5)] == [{5: 1}] * 3


def test_shares_that_are_not_known_are_not_guessed() -> None:
    assert course(read("1,8,2025-07-01,", "1,9,2025-07-01,"), 1) == {8: None, 9: None}
    assert course(read("1,8,2025-07-01,0.4", "1,9,2025-07-01,?", "1,5,2025-07-01,"), 1) == {5: None, 8: None, 9: None}


def test_what_a_unit_that_lives_on_has_lost_may_be_unknown() -> None:
    assert course(read("5,8,2025-07-01,?"), 5) == {5: None, 8: None}
    assert course(read("5,8,2025-07-01,", "5,9,2025-07-01,"), 5) == {5: None, 8: None, 9: None}


def test_changes_of_several_years_compose() -> None:
    told = read("1,7,2025-07-01,", "7,8,2030-01-01,1/4", "7,9,2030-01-01,3/4")
    assert course(told, 1) == {7: 1}
    assert course(told, 1, "2030-01-01") == {8: Fraction(1, 4), 9: Fraction(3, 4)}


def test_a_part_may_be_given_back_on_a_later_day() -> None:
    told = read("5,8,2025-07-01,1/2", "8,5,2030-01-01,1/2")
    assert course(told, 5, "2030-01-01") == {5: Fraction(3, 4), 8: Fraction(1, 4)}


def test_the_communes_of_son_la_city_became_four_wards() -> None:
    told = merged.lineage().courses([one.id for one in merged.units(merged.BEFORE)], merged.BEFORE, merged.AFTER)
    assert told == {
        **{commune: {ward: 1} for ward, communes in merged.COMMUNES.items() for commune in communes},
        13: {13: 1},
    }
    names = {one.id: one.name.removeprefix("Hội Khuyến học ") for one in merged.units()}
    assert [names[one] for one in merged.COMMUNES[101]] == [
        "phường Chiềng Lề",
        "phường Tô Hiệu",
        "phường Quyết Thắng",
        "phường Quyết Tâm",
    ]
    holders = {one.name: one.valid_to for one in merged.units() if one.code == "03646"}
    assert holders == {"Hội Khuyến học phường Chiềng Lề": date(2025, 6, 30), "Hội Khuyến học phường Tô Hiệu": None}


# --- what is refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "where", "saw"),
    [
        (["1,8,2025-07-01"], "line 2", "saw 3 columns, wanted 4"),
        (["1,8,2025-07-01,0,4"], "line 2", "a cell with a comma in it stands in quotes"),
        (["một,8,2025-07-01,"], "line 2", "saw from 'một'; wanted the unit's id"),
        (["1,,2025-07-01,"], "line 2", "saw to ''; wanted the unit's id"),
        (["1,8,01/07/2025,"], "line 2", "saw the date '01/07/2025'; wanted a day such as"),
        (["1,8,,"], "line 2", "wanted a day such as 2025-07-01"),
        (["1,8,2025-07-01,", "77,8,2025-07-01,"], "line 3", "from 77 is no unit's id"),
        (["1,77,2025-07-01,"], "line 2", "to 77 is no unit's id"),
        (["5,5,2025-07-01,0.9"], "line 2", "from and to are both 5; a unit that lives on keeps what is left"),
        (["1,2,2025-07-01,"], "line 2", "to 2 (Xã 2) is not valid on 2025-07-01"),
        (["1,8,2025-06-30,"], "line 2", "to 8 (Xã 8) is not valid on 2025-06-30"),
        (["5,7,2030-01-01,"], "line 2", "to 7 (Xã 7) is not valid on 2030-01-01"),
        (["1,8,2025-07-02,"], "line 2", "from 1 (Xã 1) is not valid on 2025-07-01, the day before"),
        (["8,9,2025-07-01,"], "line 2", "from 8 (Xã 8) is not valid on 2025-06-30, the day before"),
        (["1,8,2025-07-01,", "2,8,2025-07-01,", "1,8,2025-07-01,"], "line 4", "is given on line 2 already"),
        (["1,8,2025-07-01,1/2", "1,8,2025-07-01,1/2"], "line 3", "is given on line 2 already"),
        (["1,8,2025-07-01,0.6", "1,9,2025-07-01,0.5"], "line 3", "(lines 2, 3) add up to 11/10; wanted at most 1"),
        (["5,8,2025-07-01,0.6", "5,9,2025-07-01,0.5"], "line 3", "(lines 2, 3) add up to 11/10; wanted at most 1"),
        (["1,8,2025-07-01,0.6", "1,9,2025-07-01,0.3"], "line 3", "(lines 2, 3) add up to 9/10; wanted exactly 1"),
        (["1,8,2025-07-01,0.9"], "line 2", "add up to 9/10; wanted exactly 1, since 1 is not valid any more"),
        (["1,8,2025-07-01,0.333", "1,9,2025-07-01,0.667", "1,5,2025-07-01,"], "line 4", "while another is not stated"),
        (["5,8,2025-07-01,"], "line 2", "from 5 is given away whole on 2025-07-01 and still valid"),
        (["5,8,2025-07-01,1"], "line 2", "wanted its valid_to on 2025-06-30 in units.csv, or the share"),
        (["5,8,2025-07-01,0.5", "5,9,2025-07-01,0.5"], "line 3", "from 5 is given away whole"),
        (["5,6,2025-07-01,0.1", "6,5,2025-07-01,0.2"], "line 3", "give to one another on 2025-07-01"),
        (["5,6,2025-07-01,.1", "6,8,2025-07-01,0.2"], "line 2", "saw the share '.1'"),
    ],
)
def test_the_first_line_that_cannot_be_used_is_named(lines: list[str], where: str, saw: str) -> None:
    told = refused(*lines)
    assert told.startswith(f"h/lineage.csv, {where}: ") and saw in told


@pytest.mark.parametrize(
    "share", ["0", "0%", "1.1", "101%", "-0.4", "3/2", "2/0", "nửa", "0.4.1", "1e-3", "0.0000001", "1/1000001", "??"]
)
def test_a_share_that_is_no_part_is_refused(share: str) -> None:
    told = refused("2,8,2025-07-01,", f"1,8,2025-07-01,{share}")
    assert told.startswith(f"h/lineage.csv, line 3: saw the share {share!r}; wanted blank, or a part above 0")


def test_a_ring_of_several_units_is_refused_with_its_members() -> None:
    lines = ["5,6,2025-07-01,0.1", "6,8,2025-07-01,0.1", "1,8,2025-07-01,", "6,5,2025-07-01,0.1"]
    told = refused(*lines)
    assert told.startswith("h/lineage.csv, line 5: units 5, 6, 5 give to one another") or "units 6, 5, 6" in told


@pytest.mark.parametrize("heading", ["", "to,from,date,share\n", "from;to;date;share\n", "from,to,date\n"])
def test_other_columns_are_refused_with_those_that_are_wanted(heading: str) -> None:
    assert refused(heading=heading) == "h/lineage.csv, line 1: wanted the columns from,to,date,share"


def test_a_file_that_is_no_utf_8_is_refused() -> None:
    with pytest.raises(HomeError, match="not a CSV file in UTF-8"):
        read_lineage(HEADING.encode("utf-16"), Path("lineage.csv"), UNITS)
