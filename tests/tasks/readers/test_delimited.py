from __future__ import annotations

import codecs
import shutil
import subprocess
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


# --- encodings that no file names ---------------------------------------------------------------------

TEXT = "".join(";".join(row) + "\r\n" for row in [*ROWS, ["2", "Gia đình học tập, dòng họ Ỷ Lan", "7"]])


def by_iconv(text: str, name: str) -> bytes:
    return subprocess.run(["iconv", "-t", name], input=text.encode(), capture_output=True, check=True).stdout


@pytest.mark.skipif(shutil.which("iconv") is None, reason="iconv is not installed")
def test_the_bytes_of_an_old_vietnamese_font_are_read() -> None:
    assert as_rows(by_iconv(TEXT, "TCVN5712-1")) == as_rows(TEXT.encode())


def test_the_bytes_of_vni_are_read() -> None:
    data = "STT;Chæ tieâu;Soá löôïng\r\n1;Hoäi vieân: toång soá;1200\r\n".encode("latin-1")
    assert as_rows(data) == [["STT", "Chỉ tiêu", "Số lượng"], ["1", "Hội viên: tổng số", "1200"]]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read(encoding: str) -> None:
    assert as_rows(TEXT.encode(encoding)) == as_rows(TEXT.encode())


def test_decomposed_text_is_read_as_it_stands() -> None:
    assert as_rows(unicodedata.normalize("NFD", TEXT).encode()) == as_rows(TEXT.encode())


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode()[:-20] + b"\xc3",  # half a letter at the end of a half-copied file
        TEXT.encode().replace("ộ".encode(), b"\xe1\xff\x99"),
        codecs.BOM_UTF8 + in_1258(TEXT),
        TEXT.encode("utf-16-le")[:-1],
        TEXT.encode("utf-32"),
        "Grüße;Mädchen;Vögel\r\n".encode("latin-1"),  # words of no Vietnamese form
        b"PK\x03\x04" + bytes(range(256)) * 40,
        b"a;\x02b\r\n",
    ],
)
def test_bytes_that_only_look_like_text_are_damaged(data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        delimited.read(data)
    assert caught.value.rule == "damaged"


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        (sheet,) = delimited.read(data)
    except Unreadable as refusal:
        assert refusal.rule in ("damaged", "too_heavy")
    else:
        assert all(cell.text.strip() for cell in sheet.cells)


# --- delimiters -------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["sep=,", '"sep=,"', "SEP=,"])
def test_the_line_that_names_the_delimiter_is_no_row(line: str) -> None:
    data = f"{line}\r\nHạn chế,a;b;c\r\n".encode()
    assert cells(data) == [Cell(1, 1, "Hạn chế", True), Cell(1, 2, "a;b;c", True)]


def test_decimal_commas_do_not_make_a_table_of_commas() -> None:
    assert as_rows("Lớp;1,5\r\nHộ;2,5\r\n".encode()) == [["Lớp", "1,5"], ["Hộ", "2,5"]]


def test_lines_of_different_length_are_read() -> None:
    assert as_rows(b"a;b;c\r\nd\r\n;;e;;\r\n") == [["a", "b", "c"], ["d"], ["e"]]


HEADED = "STT,Chỉ tiêu,Số lượng,Số tiền\r\n"


@pytest.mark.parametrize("line", ["1,Học bổng,1,600,500", "1,Học bổng,12,345,600,", "1,Học bổng,1,600,500,000"])
def test_a_comma_that_may_be_a_thousands_mark_is_not_taken_for_a_delimiter(line: str) -> None:
    with pytest.raises(Unreadable) as caught:
        delimited.read(f"{HEADED}{line}\r\n".encode())
    assert caught.value.rule == "damaged"


def test_small_numbers_side_by_side_are_two_where_the_line_is_as_long_as_its_heading() -> None:
    assert as_rows(f"{HEADED}1,Học bổng,12,345\r\n".encode())[1] == ["1", "Học bổng", "12", "345"]
    assert as_rows(f'{HEADED}1,Học bổng,"1,600",345\r\n'.encode())[1] == ["1", "Học bổng", "1,600", "345"]


@pytest.mark.parametrize("data", [b'a;"b\r\nc;d\r\n', b'a;"b"c;d\r\n'])
def test_a_quotation_mark_that_is_not_closed_swallows_nothing(data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        delimited.read(data)
    assert caught.value.rule == "damaged"


@pytest.mark.timeout(10)
@pytest.mark.parametrize("data", [b"a;b\n" * 60_000, b";" * 3_000_000, b"\n" * 30_000_000, b'"\n";' * 3_000_000])
def test_more_than_any_form_holds_is_refused_at_once(data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        delimited.read(data)
    assert caught.value.rule == "too_heavy"
