from __future__ import annotations

from typing import Any

import pytest

from domain.remembered import remembered, remembered_part


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


@pytest.mark.parametrize("one", ["a", b"a"])
def test_a_small_part_is_read_once_and_a_large_one_each_time(one: Any) -> None:
    read: list[int] = []

    @remembered_part
    def size(part: Any, wanted: int = 0) -> int:
        read.append(len(part))
        return len(part) + wanted

    small, large = one * 65_536, one * 65_537
    assert [size(small), size(small), size(small, 1), size(large), size(large)] == [65_536] * 2 + [65_537] * 3
    assert read == [65_536, 65_536, 65_537, 65_537]


def test_no_more_than_some_parts_are_remembered() -> None:
    read: list[bytes] = []

    @remembered_part
    def size(part: bytes) -> int:
        read.append(part)
        return len(part)

    for _ in range(2):
        for number in range(65):
            size(b"%d" % number)
    assert len(read) == 130, "of 65 in turn none is there when it comes again"


def test_what_cannot_be_read_is_told_each_time() -> None:
    @remembered_part
    def refused(part: bytes) -> int:
        raise ValueError(part)

    for _ in range(2):
        with pytest.raises(ValueError, match="x"):
            refused(b"x")
