"""Phrases: parts and wordings, found in a sentence whatever stands between their words."""

from __future__ import annotations

import pytest

from domain.prose.phrase import BadPhrase, Phrase, begins_at, longest
from domain.prose.sentence import words_of

TEXT = "Có hộ gia đình, dòng họ đăng ký “Gia đình học tập”; hoà và hòa."


def test_the_longest_wording_is_the_one_that_is_found() -> None:
    phrase, words = Phrase.parse("hộ|hộ gia đình … gia đình học tập"), words_of(TEXT)
    head = begins_at(TEXT, words, 1, phrase.counted)
    assert head and (head.first, head.last) == (1, 4)
    part = longest(TEXT, words, range(4, len(words)), phrase.parts[1])
    assert part and TEXT[words[part.first].start : words[part.last - 1].end] == "Gia đình học tập"


def test_words_that_a_semicolon_parts_are_no_wording() -> None:
    words = words_of(TEXT)
    assert longest(TEXT, words, range(len(words)), Phrase.parse("học tập hoà").parts[0]) is None


def test_the_place_of_the_tone_makes_no_difference() -> None:
    words = words_of(TEXT)
    found = longest(TEXT, words, range(len(words)), Phrase.parse("hòa và hoà").parts[0])
    assert found and found.size == 3


@pytest.mark.parametrize("text", ["", "hộ … ", "hộ||gia đình", "… đăng ký", "hộ … |"])
def test_a_part_or_a_wording_without_words_is_refused(text: str) -> None:
    with pytest.raises(BadPhrase):
        Phrase.parse(text)
