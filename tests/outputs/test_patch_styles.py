"""Looks appended to a workbook's own."""

from __future__ import annotations

import pytest
from lxml import etree

from outputs.finding_list import Level
from outputs.patch_styles import Styles
from outputs.patch_xml import CannotMark
from tests.decorated import samples, unpacked

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
COLLECTIONS = ("fonts", "fills", "borders", "cellXfs", "dxfs")


def styles(name: str = "views and looks") -> etree._Element:
    return etree.fromstring(unpacked(samples()[name])["xl/styles.xml"])


def sizes(root: etree._Element) -> dict[str, int]:
    return {name: len(found) for name in COLLECTIONS if (found := root.find(f"{{{_MAIN}}}{name}")) is not None}


@pytest.mark.parametrize("name", samples())
def test_what_is_there_keeps_its_number(name: str) -> None:
    root, before = styles(name), styles(name)
    made = Styles(root)
    made.looks(), made.marks()
    for collection in COLLECTIONS:
        old, new = before.find(f"{{{_MAIN}}}{collection}"), root.find(f"{{{_MAIN}}}{collection}")
        kept = [] if new is None else [etree.tostring(one) for one in new]
        assert kept[: 0 if old is None else len(old)] == [
            etree.tostring(one) for one in (old if old is not None else ())
        ]
        assert new is not None and new.get("count") == str(len(new))


def test_a_look_refers_to_what_was_appended_for_it() -> None:
    root = styles()
    numbers = Styles(root).looks()
    found = root.find(f"{{{_MAIN}}}cellXfs")
    fills = root.find(f"{{{_MAIN}}}fills")
    assert found is not None and fills is not None
    for level in Level:
        fill = fills[int(found[numbers[level.code]].get("fillId", ""))]
        assert level.fill in etree.tostring(fill).decode()
        assert found[numbers[level.code]].get("numFmtId") == "49"  # text


def test_each_level_has_a_colour_of_its_own() -> None:
    root = styles()
    numbers = Styles(root).marks()
    found = root.find(f"{{{_MAIN}}}dxfs")
    assert found is not None
    assert len(set(numbers.values())) == len(Level)
    for level, number in numbers.items():
        assert level.fill in etree.tostring(found[number]).decode()


def test_looks_that_are_there_from_an_earlier_answer_are_used_again() -> None:
    root = styles()
    first = Styles(root)
    numbers = first.looks(), first.marks()
    before = sizes(root)
    again = Styles(etree.fromstring(etree.tostring(root)))
    assert (again.looks(), again.marks()) == numbers
    second = Styles(root)
    second.looks(), second.marks()
    assert sizes(root) == before


def test_a_workbook_without_differential_formats_gets_them_in_their_place() -> None:
    root = styles("plain")
    for found in root.findall(f"{{{_MAIN}}}dxfs"):
        root.remove(found)
    Styles(root).marks()
    names = [etree.QName(one).localname for one in root]
    assert names.index("cellStyles") < names.index("dxfs") < names.index("tableStyles")


@pytest.mark.parametrize("gone", ["fonts", "fills", "borders", "cellXfs"])
def test_styles_without_what_every_workbook_has_are_refused(gone: str) -> None:
    root = styles()
    found = root.find(f"{{{_MAIN}}}{gone}")
    assert found is not None
    root.remove(found)
    with pytest.raises(CannotMark, match="no_styles"):
        Styles(root)


def test_a_workbook_that_can_hold_no_more_looks_is_refused() -> None:
    root = styles()
    found = root.find(f"{{{_MAIN}}}cellXfs")
    assert found is not None
    found.extend(etree.SubElement(found, f"{{{_MAIN}}}xf") for _ in range(64_000))
    with pytest.raises(CannotMark, match="no_styles"):
        Styles(root)
