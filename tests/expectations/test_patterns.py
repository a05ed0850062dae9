"""A translated pattern finds in Polars what Python's own finds."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.catalogue import Catalogue
from expectations.patterns import translated

SAME = [
    "",
    "m",
    "năm",
    "^a",
    "a$",
    "^$",
    "^(?:a|bc)$",
    "^a|b$",
    "(?:a$|b)",
    "^[0-9]{1,3}$",
    "[^a-c\n]",
    "[^a]",
    "a*b+c?",
    "(?:ab){2,}",
    "^=[^=>\\s]",
    "[\\s]",
    "x\\s",
    "^-?[0-9]+(?:,[0-9]+)?$",
    "\\.\\*\\(",
    "[\\]^-]",
    "(a)(b|c)$",
]
LETTERS = "abcmx=>-^].*(019,ăn \t\n\x1c\x1f\x85\xa0\u2003\u3000\u200b"


@pytest.mark.parametrize("pattern", SAME)
@given(st.text(LETTERS, max_size=7))
@example("")
@example("a\n")
@example("a\n\n")
@example("bc\n")
@example("\n")
@example("12\n")
@example("x\x1c")
def test_a_translation_finds_what_python_finds(pattern: str, text: str) -> None:
    same = translated(pattern)
    assert same is not None
    found = pl.Series([text]).str.contains(same)[0]
    assert found == bool(re.search(pattern, text)), (same, text)


@pytest.mark.parametrize(
    "pattern",
    [
        "(?i)a",
        "\\d",
        "\\w",
        "\\S",
        "a.",
        "(a)\\1",
        "(?=a)b",
        "(?!a)b",
        "a*?",
        "\\bnăm\\b",
        "a$b",
        "(?:a$)+",
        "a\\Z",
    ],
)
def test_what_the_engines_might_read_in_two_ways_has_no_translation(pattern: str) -> None:
    assert translated(pattern) is None


def test_what_is_no_pattern_is_an_error_as_in_python() -> None:
    with pytest.raises(re.error):
        translated("(")


def test_every_pattern_of_the_catalogue_is_translated(catalogue: Catalogue) -> None:
    patterns = [str(rule.arguments["regex"]) for rule in catalogue.rules if "regex" in rule.arguments]
    assert patterns and all(translated(one) is not None for one in patterns)
