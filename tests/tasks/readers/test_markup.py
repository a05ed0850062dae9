"""XML parts: parsed whole or not at all, and written again without what parsers differ over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.readers import markup
from tasks.readers.sheet import Unreadable

XML = '<?xml version="1.0" encoding="{}"?>\n<a b="ộ"><c>Hội viên</c></a>'


@pytest.mark.parametrize(
    ("said", "encoding"),
    [
        ("UTF-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("UTF-16", "utf-16"),
        ("UTF-16", "utf-16-le"),
        ("UTF-16", "utf-16-be"),
        ("UTF-8", "utf-16"),  # a mark says more than the declaration
    ],
)
def test_a_part_is_read_in_every_encoding_that_the_formats_allow(said: str, encoding: str) -> None:
    root, written = markup.plain(XML.format(said).encode(encoding))
    assert (root.get("b"), root[0].text) == ("ộ", "Hội viên")
    assert markup.parsed(written)[0].text == "Hội viên" and b"\0" not in written


@pytest.mark.parametrize("encoding", ["windows-1258", "ISO-8859-1", "UTF-7", "UTF-32"])
def test_a_part_in_another_encoding_is_refused_by_its_name(encoding: str) -> None:
    with pytest.raises(Unreadable) as caught:
        markup.parsed(XML.format(encoding).encode())
    assert (caught.value.rule, caught.value.words) == ("unsafe", {"what": f"kiểu mã chữ {encoding}"})


@pytest.mark.parametrize(
    ("xml", "rule"),
    [
        ("<a>", "damaged"),
        ("<a></b>", "damaged"),
        ("<a/><b/>", "damaged"),
        ("", "damaged"),
        ("<a>&none;</a>", "damaged"),
        ("<a>\x01</a>", "damaged"),
        ("<a b='1' b='2'/>", "damaged"),
        ("<a>" * 5000 + "</a>" * 5000, "damaged"),
        ("<!DOCTYPE a><a/>", "unsafe"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "unsafe"),
        ('<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>', "unsafe"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_is_not_whole_or_declares_entities_is_refused(xml: str, rule: str, encoding: str) -> None:
    with pytest.raises(Unreadable) as caught:
        markup.parsed(xml.encode(encoding))
    assert caught.value.rule == rule


def test_what_parsers_differ_over_is_gone_and_the_text_stays() -> None:
    root, written = markup.plain(b"<a><?x y?><v>5<!-- c -->0<![CDATA[0]]>&#49;</v></a>")
    assert root[0].text == "5001" and b"<v>5001</v>" in written


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")))
def test_any_text_comes_through_as_it_was(text: str) -> None:
    root = markup.parsed(b"<a/>")
    root.text = text
    assert (markup.plain(markup.written(root))[0].text or "") == text
