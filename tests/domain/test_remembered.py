from __future__ import annotations

from domain.remembered import remembered


def test_a_short_text_is_read_once_with_the_same_words_and_a_long_one_each_time() -> None:
    read: list[tuple[str, str]] = []

    @remembered
    def letters(text: str, other: str = "") -> int:
        """How many."""
        read.append((text, other))
        return len(text + other)

    long = "a" * 201
    assert [letters("ab"), letters("ab"), letters("ab", "c"), letters("ab", "c")] == [2, 2, 3, 3]
    assert [letters(long), letters(long)] == [201, 201]
    assert read == [("ab", ""), ("ab", "c"), (long, ""), (long, "")]
    assert letters.__doc__ == "How many."
