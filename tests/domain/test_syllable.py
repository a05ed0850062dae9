from __future__ import annotations

import unicodedata

import pytest

from domain.syllable import is_syllable

RIGHT = "Hội KHUYẾN học hoà hòa quý giữ nghiêng thuyền đường Đường quyết gì ở ý yêu khuya khuỷu xoong ứng Ỷ là oanh"
WRONG = "Héi KhuyÕn häc ViÖt nghÜa HộI cờc tặ̣c kàc Müller café quóôc đ ngg bçn hoøa Ñoäc ộ́"


@pytest.mark.parametrize("word", RIGHT.split())
def test_vietnamese_words_are_spelled_like_syllables(word: str) -> None:
    assert is_syllable(word) and is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", WRONG.split())
def test_other_words_and_words_of_another_encoding_are_not(word: str) -> None:
    assert not is_syllable(word)


def test_a_word_that_ends_in_a_stop_has_one_of_two_tones() -> None:
    assert [is_syllable(word) for word in ("tiếp", "tiệp", "tiềp", "tiểp", "tiễp")] == [True, True, False, False, False]
