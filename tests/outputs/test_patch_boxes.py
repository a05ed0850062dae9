"""The boxes of notes, in drawings that need not be well-formed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from domain.cells import column_letters
from outputs.patch_boxes import add_boxes, has_shapes, position, remove_boxes
from outputs.patch_xml import CannotMark
from tests.decorated import samples, unpacked

NOTES = unpacked(samples()["notes"])["xl/drawings/vmlDrawing1.vml"]


def ids(drawing: bytes) -> list[int]:
    return [int(one) for one in re.findall(rb'<v:shape [^>]*?id="_x0000_s(\d+)"', drawing)]


def blocks(drawing: bytes) -> list[int]:
    found = re.search(rb'<o:idmap[^>]* data="([\d,]*)"', drawing)
    assert found
    return [int(one) for one in found.group(1).split(b",")]


def cells(drawing: bytes) -> list[tuple[int, int]]:
    rows, columns = (re.findall(rb"<x:%b>(\d+)<" % name, drawing) for name in (b"Row", b"Column"))
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True)]


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_a_cell_has_a_position(row: int, column: int) -> None:
    assert position(f"{column_letters(column)}{row}") == (row - 1, column - 1)


@pytest.mark.parametrize(
    "text", ["", "B0", "b2", "$B$2", "B2:B3", "XFE1", "A1048577", "AAAA1", "dòng 3, cột 2", "B2\n"]
)
def test_what_is_no_cell_has_no_position(text: str) -> None:
    assert position(text) is None


def test_a_new_drawing_is_well_formed_and_says_which_ids_are_its_own() -> None:
    drawing = add_boxes(None, {"B2": 3, "C5": 9}, [])
    etree.fromstring(drawing)
    assert cells(drawing) == [(1, 1), (4, 2)]
    assert blocks(drawing) == [1]
    assert ids(drawing) == [1025, 1026]


def test_boxes_are_added_to_those_that_are_there() -> None:
    drawing = add_boxes(NOTES, {"C9": 3}, [NOTES])
    etree.fromstring(drawing)
    assert cells(drawing) == [*cells(NOTES), (8, 2)]
    assert blocks(drawing) == [*blocks(NOTES), max(blocks(NOTES)) + 1]
    assert drawing.count(b"<v:shapetype ") == NOTES.count(b"<v:shapetype ")


def test_ids_are_fresh_among_all_drawings_of_the_workbook() -> None:
    other = b'<xml><o:idmap v:ext="edit" data="1,17"/></xml>'
    assert blocks(add_boxes(None, {"B2": 3}, [NOTES, other])) == [18]


def test_more_notes_than_a_block_has_ids_take_several_blocks() -> None:
    drawing = add_boxes(None, {f"A{row}": 2 for row in range(1, 2_500)}, [])
    assert blocks(drawing) == [1, 2, 3]
    assert len(set(ids(drawing))) == 2_499
    assert {one // 1024 for one in ids(drawing)} == {1, 2, 3}


def test_a_drawing_that_is_not_well_formed_is_added_to_all_the_same() -> None:
    rough = NOTES.replace(b"</xml>", b"<br>old</xml>")
    drawing = add_boxes(rough, {"B9": 3}, [rough])
    assert b"<br>old<v:shape" in drawing
    assert (8, 1) in cells(drawing)


def test_a_drawing_without_a_layout_gets_one() -> None:
    drawing = add_boxes(b'<xml xmlns:v="urn:schemas-microsoft-com:vml"></xml>', {"B2": 3}, [])
    etree.fromstring(drawing)
    assert blocks(drawing) == [1]


@pytest.mark.parametrize("drawing", [b"", b"<xml", b"<xml/>"])
def test_a_drawing_without_an_end_is_refused(drawing: bytes) -> None:
    with pytest.raises(CannotMark, match="damaged"):
        add_boxes(drawing, {"B2": 3}, [])


def test_boxes_of_cells_are_removed_and_others_stay() -> None:
    drawing = remove_boxes(add_boxes(NOTES, {"C9": 3, "D9": 3}, [NOTES]), ["C9", "D9"])
    assert cells(drawing) == cells(NOTES)
    assert has_shapes(drawing)
    assert not has_shapes(remove_boxes(add_boxes(None, {"C9": 3}, []), ["C9"]))


def test_a_button_over_the_cell_is_no_note() -> None:
    button = NOTES.replace(b'ObjectType="Note"', b'ObjectType="Button"')
    assert remove_boxes(button, ["B2", "A5"]) == button


@pytest.mark.parametrize("cell", ["A1", "XFD1", "A1048576", "XFD1048576"])
def test_a_box_lies_within_the_sheet(cell: str) -> None:
    found = re.search(rb"<x:Anchor>([^<]*)<", add_boxes(None, {cell: 50}, []))
    assert found
    left, _, top, _, right, _, bottom, _ = (int(one) for one in found.group(1).split(b","))
    assert 0 <= left < right <= 16_383
    assert 0 <= top < bottom <= 1_048_575


def test_a_long_note_has_a_higher_box_but_not_higher_than_a_screen() -> None:
    def height(lines: int) -> int:
        found = re.search(rb"<x:Anchor>([^<]*)<", add_boxes(None, {"B20": lines}, []))
        assert found
        numbers = [int(one) for one in found.group(1).split(b",")]
        return numbers[6] - numbers[2]

    assert height(1) < height(10) < height(20) <= height(500) <= 24
