"""A worksheet whose cells are carried along."""

from __future__ import annotations

import pytest
from lxml import etree

from outputs.finding_list import Level
from outputs.patch_sheet import SheetPart, has_colours
from outputs.patch_xml import CannotMark
from tests.decorated import samples, unpacked

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LOOKS = {level: number for number, level in enumerate(Level)}


def worksheet(inner: str, cells: str = "<sheetData/>", more: str = "") -> SheetPart:
    return SheetPart(f'<worksheet xmlns="{_MAIN}"{more}>{cells}{inner}</worksheet>'.encode())


def children(part: SheetPart) -> list[str]:
    return [etree.QName(one).localname for one in etree.fromstring(part.to_bytes())]


def priorities(part: SheetPart) -> list[tuple[str, int]]:
    return [(rule.get("type", ""), int(rule.get("priority", "0"))) for rule in part.root.iter("{*}cfRule")]


@pytest.mark.parametrize(
    "cells",
    [
        "<sheetData/>",
        "<sheetData />",
        "<sheetData></sheetData>",
        "<sheetData>\n <row r='1' ><c r=\"A1\"><v>1</v></c></row>\r\n</sheetData >",
        '<sheetData xml:space="preserve"><row r="1"/></sheetData>',
        "<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>"
        "&lt;sheetData&gt; &amp; <![CDATA[</v>]]></t></is></c></row></sheetData>",
    ],
)
def test_the_cells_come_out_as_they_went_in(cells: str) -> None:
    part = worksheet("<pageMargins/>", cells)
    part.colour({Level.MEND: ["A1"]}, LOOKS)
    assert cells.encode() in part.to_bytes()
    assert children(part) == ["sheetData", "conditionalFormatting", "pageMargins"]


@pytest.mark.parametrize(
    ("cell", "shown"), [("C3", "B2"), ("B2", "B2"), ("D4", "B2"), ("E4", "E4"), ("A9", "A9"), ("dòng 3, cột 2",) * 2]
)
def test_merged_cells_show_what_is_on_the_first_of_them(cell: str, shown: str) -> None:
    merged = '<mergeCells count="3"><mergeCell ref="A8"/><mergeCell ref="?:A9"/><mergeCell ref="B2:D4"/></mergeCells>'
    assert worksheet(merged).shown_at(cell) == shown


@pytest.mark.parametrize(
    "data",
    [
        "",
        "<worksheet/>",
        f'<worksheet xmlns="{_MAIN}"/>',
        f'<worksheet xmlns="{_MAIN}"><sheetData></worksheet>',
        f'<worksheet xmlns="{_MAIN}"><sheetData/><sheetData/></worksheet>',
        f'<chartsheet xmlns="{_MAIN}"><sheetData/></chartsheet>',
        f'<worksheet xmlns="{_MAIN}"><extLst><sheetData/></extLst></worksheet>',
        '<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData/></worksheet>',
    ],
)
def test_a_worksheet_without_its_cells_in_their_place_is_refused(data: str) -> None:
    with pytest.raises((CannotMark, etree.XMLSyntaxError)):
        SheetPart(data.encode())


def test_cells_in_a_comment_are_no_cells() -> None:
    with pytest.raises((CannotMark, etree.XMLSyntaxError)):
        worksheet("", "<!-- <sheetData> --><sheetData><row r='1'/></sheetData>").to_bytes()


def test_colours_stand_before_the_senders_own_rules() -> None:
    part = worksheet(
        '<conditionalFormatting sqref="A1"><cfRule type="cellIs" priority="1"/></conditionalFormatting>'
        '<conditionalFormatting sqref="A2"><cfRule type="dataBar" priority="2"/></conditionalFormatting>'
    )
    part.colour({Level.LOOK: ["A2"], Level.MEND: ["A1"]}, LOOKS)
    assert priorities(part) == [("cellIs", 3), ("dataBar", 4), ("expression", 1), ("expression", 2)]
    assert [rule.get("dxfId") for rule in part.root.iter("{*}cfRule")][2:] == ["0", "1"]  # the gravest first


def test_rules_in_extensions_move_too_and_only_as_far_as_they_must() -> None:
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    part = worksheet(
        '<conditionalFormatting sqref="A1"><cfRule type="cellIs" priority="5"/></conditionalFormatting>'
        f'<extLst><ext xmlns:x14="{x14}"><x14:conditionalFormattings><x14:conditionalFormatting>'
        '<x14:cfRule type="iconSet" priority="1"/></x14:conditionalFormatting>'
        "</x14:conditionalFormattings></ext></extLst>"
    )
    part.colour({Level.MEND: ["A1"]}, LOOKS)
    assert sorted(priorities(part), key=lambda one: one[1]) == [("expression", 1), ("iconSet", 2), ("cellIs", 6)]
    part.take_colours_off()
    part.colour({Level.MEND: ["A1"]}, LOOKS)
    assert sorted(priorities(part), key=lambda one: one[1]) == [("expression", 1), ("iconSet", 2), ("cellIs", 6)]


def test_where_a_pivot_table_knows_its_rules_by_priority_ours_come_last() -> None:
    part = worksheet(
        '<conditionalFormatting pivot="1" sqref="A1"><cfRule type="top10" priority="4"/></conditionalFormatting>'
    )
    part.colour({Level.MEND: ["A1"]}, LOOKS)
    assert priorities(part) == [("top10", 4), ("expression", 5)]


def test_only_our_rules_are_taken_off() -> None:
    own = (
        '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>N("a")=0</formula></cfRule>'
        "</conditionalFormatting>"
    )
    part = worksheet(own)
    part.colour({Level.MEND: ["A1"], Level.EXPLAINED: ["A2"]}, LOOKS)
    assert has_colours(part.to_bytes())
    part.take_colours_off()
    assert not has_colours(part.to_bytes())
    assert [rule.findtext("{*}formula") for rule in part.root.iter("{*}cfRule")] == ['N("a")=0']


def test_our_rule_among_the_senders_own_for_the_same_cells_is_taken_off_alone() -> None:
    part = worksheet(
        '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1">'
        '<formula>N( "soket:can-sua" )=0</formula></cfRule><cfRule type="cellIs" priority="2"/></conditionalFormatting>'
    )
    part.take_colours_off()
    assert priorities(part) == [("cellIs", 2)]


def test_an_extension_that_held_nothing_but_our_rule_goes_with_it() -> None:
    formula = '<formula>N("soket:can-sua")=0</formula>'
    part = worksheet(
        f'<extLst><ext uri="u"><conditionalFormattings><conditionalFormatting><cfRule priority="1">{formula}</cfRule>'
        "</conditionalFormatting></conditionalFormattings></ext></extLst>"
    )
    part.take_colours_off()
    assert children(part) == ["sheetData"]


def test_the_drawing_of_notes_is_referred_to_in_its_place() -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    part = worksheet('<drawing r:id="rId1"/><tableParts/>', more=f' xmlns:r="{office}"')
    assert part.drawing_of_notes() is None
    part.refer_to_notes("rId7")
    assert part.drawing_of_notes() == "rId7"
    assert children(part) == ["sheetData", "drawing", "legacyDrawing", "tableParts"]
    part.refer_to_no_notes()
    assert children(part) == ["sheetData", "drawing", "tableParts"]


def test_a_sheet_is_no_longer_selected_and_keeps_the_rest_of_its_view() -> None:
    part = SheetPart(unpacked(samples()["views and looks"])["xl/worksheets/sheet1.xml"])
    assert b"tabSelected" in part.to_bytes()
    before = part.to_bytes()
    part.unselect()
    assert part.to_bytes() == before.replace(b' tabSelected="1"', b"")
