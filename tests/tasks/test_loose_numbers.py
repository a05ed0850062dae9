"""Numbers outside of controls, and figures, each with the words beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.vietnamese import heading_key
from outputs.live import Piece
from tasks.loose_numbers import Loose, beside, loose_numbers
from tests.reported import line_of

LOOSE: list[tuple[str, list[str]]] = [
    ("Không có số nào.", []),
    ("Trong 6 tháng đầu năm 2022, có", ["Trong 6 tháng", "năm 2022 có"]),
    ("Có {lop 31} lớp", []),
    ("Có {lop 31} lớp và 5 nhóm", ["và 5 nhóm"]),
    ("Đạt 1.234,5 triệu", ["Đạt 1.234,5 triệu"]),
    ("ngày 14/6/2022.", ["ngày 14/6/2022 ."]),
    ("Có 31. Năm 2022", ["Có 31 .", "Năm 2022 ."]),
    ("Có 31 (năm 2022)", ["Có 31 năm", "năm 2022 ."]),
    ("tăng 5%", ["tăng 5 %"]),
    ("31", [". 31 ."]),
    ("5{lop 31} lớp", [". 5 *"]),
    ("{lop 31}5 lớp", ["* 5 lớp"]),
    ("{lop 31}.000 lớp", ["* 000 lớp"]),
    ("1.2.3", [". 1.2.3 ."]),
    ("Q1a2", ["Q 1 a", "a 2 ."]),
    ("{.limits@1a.2b Có 2 đơn vị}", ["Có 2 đơn"]),
    ("MỘT 31 Hoà", ["một 31 hòa"]),
]


@pytest.mark.parametrize(("text", "wanted"), LOOSE, ids=[text for text, _ in LOOSE])
def test_a_loose_number_is_told_with_the_words_beside_it(text: str, wanted: list[str]) -> None:
    """A star is a figure in a control, a dot the end of a sentence."""
    assert list(loose_numbers(line_of(text).pieces)) == [
        Loose(*(part if part[0].isdigit() else _key(part) for part in one.split(" "))) for one in wanted
    ]


def _key(word: str) -> str:
    return {"*": "\ufffc", ".": ".", "%": "%"}.get(word) or heading_key(word)


@given(st.lists(st.integers(0, 10**9), max_size=5), st.sampled_from((" lớp, ", ". ", "; ", "\n", " (")))
def test_every_number_of_a_text_is_found(numbers: list[int], between: str) -> None:
    text = f"Có {between.join(f'{number:,}'.replace(',', '.') for number in numbers)}"
    found = [int(one.number.replace(".", "")) for one in loose_numbers([Piece(None, text)])]
    assert found == numbers


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_figure_is_told_whatever_stands_beside_it(before: str, behind: str) -> None:
    pieces = [Piece(None, before), Piece("2022H1.1:lop", "31"), Piece(None, behind)]
    (one,) = beside(pieces)
    assert one.key == "2022H1.1:lop" and one.before and one.behind and "31" in one.said


MADE_ANOTHER: list[tuple[str, set[str]]] = [
    ("Có {lop 31} lớp", set()),
    ("Có gần {lop 31} lớp", {"gần"}),
    ("Có Hơn {lop 31} lớp", {"hơn"}),
    ("Có xấp xỉ {lop 31} lớp", {"xỉ"}),
    ("Có {lop 31} nghìn lớp", {"nghìn"}),
    ("Có trên {lop 31} triệu lớp", {"trên", "triệu"}),
    ("Có {lop 31}% lớp", {"%"}),
    ("Có {lop 31} % lớp", {"%"}),
    ("Có -{lop 31} lớp", {"-"}),
    ("Có −{lop 31} lớp", {"−"}),
    ("Có ~ {lop 31} lớp", {"~"}),
    ("Có >{lop 31} lớp", {">"}),
    ("- {lop 31} lớp", set()),
    ("– {lop 31} lớp", set()),
    ("Trên địa bàn có {lop 31} lớp", set()),
    ("Có gần. {lop 31} lớp", set()),
    ("{hoi_vien 5} {lop 31}", set()),
]


@pytest.mark.parametrize(("text", "words"), MADE_ANOTHER, ids=[text for text, _ in MADE_ANOTHER])
def test_a_word_or_sign_beside_a_figure_makes_another_of_it(text: str, words: set[str]) -> None:
    one = list(beside(line_of(text).pieces))[-1]
    assert one.makes_another == {word if len(word) == 1 else heading_key(word) for word in words}


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("{lop 31} học viên mới", "học viên"),
        ("{lop 31} hộ", ""),
        ("{lop 31} hộ.", ""),
        ("{lop 31} hộ 5", ""),
        ("{lop 31}, hộ dân", "hộ dân"),
        ("{lop 31}% hộ", ""),
    ],
)
def test_what_a_figure_counts_is_said_by_the_two_words_behind_it(text: str, counts: str) -> None:
    (one,) = beside(line_of(text).pieces)
    assert one.counts == " ".join(map(heading_key, counts.split()))


def test_a_figure_is_shown_as_it_reads() -> None:
    (one,) = beside(line_of("Mở được {lop gần 30} lớp học, rồi").pieces)
    assert one.said == "được gần 30 lớp học"
