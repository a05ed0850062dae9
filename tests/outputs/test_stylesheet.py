"""The styles of a document: those of the decree, and one of its own for every format of a paragraph with figures."""

from __future__ import annotations

import re

import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from outputs.live import live
from outputs.stylesheet import NAMESPACE, FormatStyle, run_format, styles_xml
from outputs.word_table import Line

FORMATS = st.builds(
    FormatStyle,
    st.sampled_from(("Normal", "TableText", "BodyText", "Note")),
    st.booleans(),
    st.booleans(),
    st.one_of(st.none(), st.sampled_from((9, 10, 10.5, 11, 13, 14))),
)


def styles() -> dict[str, etree._Element]:
    root = etree.fromstring(styles_xml())
    return {str(one.get(qn("w:styleId"))): one for one in root.iter(qn("w:style"))}


def test_the_styles_are_one_sound_part_with_every_id_once() -> None:
    root = etree.fromstring(styles_xml())
    found = [one.get(qn("w:styleId")) for one in root.iter(qn("w:style"))]
    assert root.tag == f"{{{NAMESPACE}}}styles" and len(found) == len(set(found))
    names = [str(one.get(qn("w:val"))) for one in root.iter(qn("w:name"))]
    assert len(names) == len(set(names))


def test_every_style_stands_on_one_that_is_there() -> None:
    there = styles()
    assert {str(one.get(qn("w:val"))) for style in there.values() for one in style.iter(qn("w:basedOn"))} <= set(there)


def test_all_text_is_times_new_roman_14_in_vietnamese() -> None:
    root = etree.fromstring(styles_xml())
    (fonts,) = root.iter(qn("w:rFonts"))
    assert set(fonts.attrib.values()) == {"Times New Roman"}
    assert [one.get(qn("w:val")) for one in root.iter(qn("w:lang"))] == ["vi-VN"]
    sizes = root.find(f"{qn('w:docDefaults')}//{qn('w:sz')}")
    assert sizes is not None and sizes.get(qn("w:val")) == "28"
    assert "theme" not in styles_xml().lower()


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_heading_is_one_for_word_too(level: int) -> None:
    style = styles()[f"Heading{level}"]
    outline = style.find(f".//{qn('w:outlineLvl')}")
    name = style.find(qn("w:name"))
    assert name is not None and name.get(qn("w:val")) == f"heading {level}"
    assert outline is not None and outline.get(qn("w:val")) == f"{level - 1}"
    assert style.find(f".//{qn('w:keepNext')}") is not None


def test_the_names_of_words_own_styles_are_no_custom_ones() -> None:
    custom = {code for code, style in styles().items() if style.get(qn("w:customStyle"))}
    assert custom == {"TableText", "Note"}


# --- formats of paragraphs with figures -----------------------------------------------------------


@given(FORMATS)
def test_a_format_is_found_again_by_its_code(style: FormatStyle) -> None:
    assert list(FormatStyle.used(f'<w:pPr><w:pStyle w:val="{style.code}"/></w:pPr>')) == [style]


@given(st.lists(FORMATS, max_size=8))
def test_each_format_is_declared_once_in_the_order_of_codes(found: list[FormatStyle]) -> None:
    body = "".join(f'<w:pStyle w:val="{one.code}"/>' for one in found)
    used = list(FormatStyle.used(body))
    assert set(used) == set(found) and len(used) == len(set(used))
    assert list(FormatStyle.used(body + body)) == used == list(FormatStyle.used("".join(reversed(body.split("|")))))


def test_plain_styles_are_no_formats() -> None:
    assert list(FormatStyle.used('<w:pStyle w:val="TableText"/><w:pStyle w:val="Heading1"/>')) == []


@given(FORMATS)
def test_the_style_of_a_format_says_what_a_run_of_it_would(style: FormatStyle) -> None:
    declared = etree.fromstring(f'<x xmlns:w="{NAMESPACE}">{style.xml()}</x>')
    based = declared.find(f".//{qn('w:basedOn')}")
    assert based is not None and based.get(qn("w:val")) == style.base
    assert run_format(style.bold, style.italic, style.size) in style.xml()


def test_a_line_with_a_figure_has_its_format_from_a_style_and_others_in_their_runs() -> None:
    """LibreOffice drops the format of a run that stands in a control of plain text."""
    loose = Line("12", "TableText", bold=True, size=10).xml()
    cited = Line(live("2022H1.1:lop", "12"), "TableText", bold=True, size=10).xml()
    assert '<w:pStyle w:val="TableText"/>' in loose and run_format(True, False, 10) in loose
    (style,) = FormatStyle.used(cited)
    assert style == FormatStyle("TableText", True, False, 10) and "<w:rPr>" not in cited
    assert not re.search(r'w:val="TableText-', Line(live("2022H1.1:lop", "12"), "TableText").xml())
