"""The lines of a list, and how each stands out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from domain.finding import Severity
from outputs.finding_list import CHECK, LIST_HEADINGS, Level, is_list, printable
from tests.outputs.answered import entry


@pytest.mark.parametrize(
    ("severity", "explained", "mended", "level"),
    [
        (Severity.REFUSE_FILE, None, False, Level.MEND),
        (Severity.REFUSE_ROW, None, False, Level.MEND),
        (Severity.WARN, None, False, Level.LOOK),
        (Severity.WARN, "đúng", False, Level.EXPLAINED),
        (Severity.REFUSE_ROW, "đúng", False, Level.MEND),  # only a warning can be answered by a reason
        (Severity.REFUSE_FILE, None, True, Level.MENDED),
        (Severity.WARN, "đúng", True, Level.MENDED),
    ],
)
def test_a_finding_stands_out_by_what_is_to_be_done(
    severity: Severity, explained: str | None, mended: bool, level: Level
) -> None:
    assert entry(severity=severity, explained=explained, mended=mended).level is level


def test_every_level_has_a_word_and_colours_of_its_own() -> None:
    for told in ([level.word for level in Level], [level.fill for level in Level], [level.code for level in Level]):
        assert len(set(told)) == len(Level)
    assert not any("lỗi" in level.word.lower() for level in Level)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("level", Level)
def test_a_levels_word_can_be_read_on_its_colour(level: Level) -> None:
    light, dark = _luminance(level.fill) + 0.05, _luminance(level.ink) + 0.05
    assert light / dark >= 4.5  # WCAG 2, AA


@given(st.text(alphabet=st.characters(codec=None), max_size=200))
def test_a_printable_text_can_stand_in_xml(text: str) -> None:
    element = etree.Element("t")
    element.text = printable(text)
    assert etree.fromstring(etree.tostring(element)).text in (printable(text), None)


def test_control_characters_and_halves_of_letters_are_left_out() -> None:
    assert printable("a\x00b\x0bc\ud800d\ufffee") == "abcde"
    assert printable("một\r\nhai\rba\tbốn") == "một\nhai\nba bốn"
    assert printable("tiếng Việt, 😀") == "tiếng Việt, 😀"


def test_a_text_that_no_one_would_read_to_its_end_is_cut() -> None:
    assert len(printable("x" * 100_000)) < 32_767  # what a cell of Excel holds
    assert printable("x" * 100_000).endswith("x…")
    assert printable("x" * 4_000) == "x" * 4_000


def test_a_list_is_known_by_its_headings_and_its_check() -> None:
    ours = [*LIST_HEADINGS, f"{CHECK}1a2b3c4d", "gì đó"]
    assert is_list(ours)
    assert not is_list(LIST_HEADINGS)
    assert not is_list(text for text in ours if text != "Cách sửa")
    assert not is_list([])
