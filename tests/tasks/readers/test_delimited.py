from __future__ import annotations

import unicodedata

import pytest

from domain.cells import Layout
from tasks.readers import delimited
from tasks.readers.sheet import Cell, Unreadable

ROWS = [["STT", "Chỉ tiêu", "Kỳ này"], ["1", "Hội viên: tổng số", "1200"]]


def cells(data: bytes) -> list[Cell]:
    (sheet,) = delimited.read(data)
    return sheet.cells


def as_rows(data: bytes) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for cell in cells(data):
        rows.setdefault(cell.row, []).append(unicodedata.normalize("NFC", cell.text))
    return list(rows.values())


def in_1258(text: str) -> bytes:
    """As an old Vietnamese keyboard saves it: letters of the code page, tones after them."""
    out = b""
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            base, *marks = list(unicodedata.normalize("NFD", letter))
            tone = next(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
            kept = unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark != tone))
            out += kept.encode("cp1258") + tone.encode("cp1258")
    return out


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-with-mark", "cp1258"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_table_is_read_whatever_its_delimiter_and_encoding(mark: str, encoding: str, end: str) -> None:
    text = "".join(mark.join(row) + end for row in ROWS)
    match encoding:
        case "cp1258":
            data = in_1258(text)
        case "utf-16-be-with-mark":
            data = b"\xfe\xff" + text.encode("utf-16-be")
        case _:
            data = text.encode(encoding)
    assert as_rows(data) == ROWS


def test_the_mark_of_utf_8_is_no_part_of_the_first_cell() -> None:
    assert cells("STT;1".encode("utf-8-sig"))[0].text == "STT"


def test_places_are_lines_and_columns_and_every_cell_may_be_a_number() -> None:
    (sheet,) = delimited.read(b"a;;7\r\n\r\n;x\r\n")
    assert (sheet.name, sheet.layout) == ("", Layout.LINES)
    assert sheet.cells == [Cell(1, 1, "a", True), Cell(1, 3, "7", True), Cell(3, 2, "x", True)]


def test_blank_cells_are_no_cells() -> None:
    assert cells(b"a;  ;\t;b\r\n") == [Cell(1, 1, "a", True), Cell(1, 4, "b", True)]


def test_commas_within_the_words_do_not_make_a_table_of_commas() -> None:
    text = "Hạn chế;Chi hội ít, yếu, thiếu\r\nNguyên nhân;Cán bộ mới\r\nHội viên;1\r\nLớp;2\r\n"
    assert as_rows(text.encode())[0] == ["Hạn chế", "Chi hội ít, yếu, thiếu"]


def test_a_quoted_cell_keeps_its_delimiter_and_its_line_break() -> None:
    assert as_rows('"a;b";"một\r\nhai"\r\nc;d\r\n'.encode()) == [["a;b", "một\r\nhai"], ["c", "d"]]


def test_a_line_break_within_a_cell_does_not_move_the_rows_below() -> None:
    assert [cell.row for cell in cells('"một\nhai";1\r\nba;2\r\n'.encode())] == [1, 1, 2, 2]


@pytest.mark.parametrize(
    "data",
    [
        b"a;b\x00;c\r\n",
        "a;b\r\n".encode("utf-16-le"),  # no mark
        "a;b\r\n".encode("utf-16") + b"\x00",  # half a letter
        b"\x90\x9d\x8d;a\r\n",  # no letters of any code page that is read
        b"a;" + b"x" * 140_000,  # a cell longer than any form's
    ],
)
def test_bytes_that_are_no_text_are_damaged(data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        delimited.read(data)
    assert caught.value.rule == "damaged"


def test_an_empty_file_is_a_sheet_without_cells() -> None:
    assert cells(b"") == []
