"""Excel's binary workbooks, record by record."""

from __future__ import annotations

import struct

import pytest

from tasks.readers import binary, reading
from tasks.readers.sheet import Cell, Unreadable
from tests import workbooks
from tests.workbooks import Error, Formula, changed, letters, record

BOOK: workbooks.Book = {"Biểu 1": [["a", 500, 12.5, True], [None, Error("#N/A"), Formula("1+1", 2)]], "Biểu 2": [["b"]]}
DATA = workbooks.xlsb(BOOK)
SHEET, MAIN = "xl/worksheets/sheet1.bin", "xl/workbook.bin"


def bent(member: str, old: bytes, new: bytes) -> bytes:
    made = changed(DATA, lambda name, part: part.replace(old, new) if name == member else part)
    assert workbooks.unzipped(made) != workbooks.unzipped(DATA), "the bending found nothing to bend"
    return made


def rule(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        reading.read(data, ".xlsb")
    return caught.value.rule


def test_cells_of_all_kinds_are_read_at_their_places() -> None:
    first, second = reading.read(DATA, ".xlsb").sheets
    assert first.cells == [
        Cell(1, 1, "a", False),
        Cell(1, 2, "500", True),
        Cell(1, 3, "12.5", True),
        Cell(1, 4, "TRUE", False),
        Cell(2, 2, "#N/A", False),
        Cell(2, 3, "2", True),
    ]
    assert (second.name, second.cells) == ("Biểu 2", [Cell(1, 1, "b", False)])


@pytest.mark.parametrize("length", [0, 1, 127, 128, 16_383, 16_384, 3_000_000])
@pytest.mark.parametrize("kind", [0, 7, 127, 148, 600])
def test_kind_and_length_of_a_record_take_seven_bits_a_byte(kind: int, length: int) -> None:
    content = bytes(length)
    written = record(kind, content)
    assert list(binary.records(written)) == [(kind, content)]
    if length:
        with pytest.raises(Unreadable):
            list(binary.records(written[:-1]))


ROW_2 = struct.pack("<L", 1)
BENT = {
    "a text that the workbook does not have": (SHEET, record(7, struct.pack("<LLL", 0, 0, 9)), "damaged"),
    "a cell in the place of another": (SHEET, record(2, struct.pack("<LLl", 1, 0, 4 << 2 | 2)), "unsafe"),
    "a row in the place of another": (SHEET, record(0, struct.pack("<LLHHBL2L", 0, 0, 300, 0, 0, 1, 0, 0)), "unsafe"),
    "a cell in short": (SHEET, record(13, struct.pack("<Ll", 0, 4)), "unsafe"),
    "a row that no sheet has": (
        SHEET,
        record(0, struct.pack("<LLHHBL2L", 2**31, 0, 300, 0, 0, 1, 0, 0)) + record(2, struct.pack("<LLl", 0, 0, 6)),
        "damaged",
    ),
}


@pytest.mark.parametrize("what", BENT)
def test_a_sheet_that_can_be_read_two_ways_is_refused(what: str) -> None:
    member, added, wanted = BENT[what]
    assert rule(bent(member, record(146), added + record(146))) == wanted


def test_a_sheet_without_an_end_is_damage() -> None:
    assert rule(bent(SHEET, record(146) + record(130), b"")) == "damaged"


def test_two_sheets_of_one_name_are_refused() -> None:
    assert rule(bent(MAIN, letters("Biểu 2"), letters("BIỂU 1"))) == "unsafe"


def test_a_sheet_that_leads_nowhere_is_damage() -> None:
    assert rule(bent(MAIN, letters("rId2"), letters("rId7"))) == "damaged"


def test_an_extent_that_says_all_of_the_sheet_is_read() -> None:
    small, whole = (
        record(148, struct.pack("<LLLL", 0, row, 0, column)) for row, column in ((1, 3), (1_048_575, 16_383))
    )
    assert reading.read(bent(SHEET, small, whole), "") == reading.read(DATA, "")


def test_a_macro_sheet_is_refused_by_its_link() -> None:
    old, new = (f'/{kind}" Target="worksheets/sheet2'.encode() for kind in ("worksheet", "xlMacrosheet"))
    assert rule(bent("xl/_rels/workbook.bin.rels", old, new)) == "macro"
