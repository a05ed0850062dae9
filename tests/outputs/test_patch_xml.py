"""The XML of a workbook's parts."""

from __future__ import annotations

import pytest
from lxml import etree

from outputs.patch_xml import CannotMark, insert, parsed


def test_a_child_is_put_where_the_order_wants_it() -> None:
    root = etree.fromstring("<r><a/><!-- c --><c/><c/><x/><e/></r>")
    for name in ("b", "c", "d", "f"):
        insert(root, etree.Element(name), "a b c d e f")
    assert [one.tag for one in root if isinstance(one.tag, str)] == ["a", "b", "c", "c", "c", "d", "x", "e", "f"]


def test_a_child_without_those_before_it_comes_first() -> None:
    root = etree.fromstring("<r><c/></r>")
    insert(root, etree.Element("a"), "a b c")
    assert [one.tag for one in root] == ["a", "c"]


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        (b'<?xml version="1.0" encoding="windows-1258"?><a/>', "encoding"),
        ('<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"), "encoding"),
        (b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>', "declarations"),
    ],
)
def test_a_part_that_may_be_read_in_two_ways_is_refused(part: bytes, reason: str) -> None:
    with pytest.raises(CannotMark, match=reason):
        parsed(part)


@pytest.mark.parametrize("start", ["\ufeff<a>đ</a>", '<?xml version="1.0"?><a>đ</a>', "<a>đ</a>"])
def test_a_part_in_utf8_is_read_however_it_says_so(start: str) -> None:
    assert parsed(start.encode()).text == "đ"
