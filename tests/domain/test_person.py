"""Names of people: which cells hold one, and how it is taken out of a text."""

from __future__ import annotations

import unicodedata

import pytest

from domain.person import hide_persons, persons_among

OTHERS = ("chi hội", "bản", "thôn", "trường")
HOA = persons_among(["Nguyễn Thị Hoà"])


@pytest.mark.parametrize(
    "text",
    [
        "Nguyễn Thị Hoa",
        "NGUYỄN THỊ HOA",
        "Lò Văn Ơn",
        "Bà Nguyễn Thị Hoa",
        "Đ/c Lò Văn Ơn",
        "Hoàng Hoa",
        "Trần Trung Tâm",
    ],
)
def test_two_to_five_capitalised_words_are_a_person(text: str) -> None:
    assert len(persons_among([text], OTHERS)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hoa",
        "Chi hội bản 1",
        "Bản Mé Ban",
        "Trường Tiểu Học Hua La",
        "Thôn Đông",
        "nguyễn thị hoa",
        "Tổ 5",
        "Quỹ khuyến học",
        "Một Hai Ba Bốn Năm Sáu",
    ],
)
def test_other_texts_are_none(text: str) -> None:
    assert persons_among([text], OTHERS) == frozenset()


def test_a_title_is_no_part_of_a_name() -> None:
    told = [persons_among([f"{title} Nguyễn Thị Hoa"]) for title in ("Đồng chí", "ông", "")]
    assert told[0] == told[1] == told[2] != frozenset()


@pytest.mark.parametrize(
    "said",
    [
        *("Nguyễn Thị Hoà", "Nguyễn Thị Hòa", "NGUYỄN THỊ HÒA", "nguyễn thị hoà", "Nguyễn  Thị\nHoà", "Nguyễn-Thị-Hoà"),
        unicodedata.normalize("NFD", "Nguyễn Thị Hoà"),
        unicodedata.normalize("NFD", "nguyễn thị hòa"),
    ],
)
def test_a_name_is_hidden_however_it_is_written(said: str) -> None:
    assert hide_persons(f"Nhờ bà {said}, chi hội đã có quỹ.", HOA) == "Nhờ bà [đã ẩn], chi hội đã có quỹ."


@pytest.mark.parametrize("said", ["Nguyễn Thị Hoa", "Nguyễn Thị", "Thị Hoà", "Nguyễn Thị Hoàn", "ANguyễn Thị Hoà"])
def test_other_words_stay(said: str) -> None:
    assert hide_persons(f"Nhờ {said}.", HOA) == f"Nhờ {said}."


def test_every_name_is_hidden_the_longer_first() -> None:
    names = persons_among(["Lò Văn", "Lò Văn Ơn"])
    assert hide_persons("Lò Văn Ơn, Lò Văn và Lò Văn Ơn", names) == "[đã ẩn], [đã ẩn] và [đã ẩn]"


def test_a_text_without_names_stays_as_it_is() -> None:
    assert hide_persons("Củng cố chi hội;  vận động quỹ.", frozenset()) == "Củng cố chi hội; vận động quỹ."
