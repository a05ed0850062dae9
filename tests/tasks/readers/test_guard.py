from __future__ import annotations

import io
import zipfile

import docx
import pytest
import xlsxwriter

from tasks.readers import excel
from tasks.readers.guard import choose_reader
from tasks.readers.sheet import Unreadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


def workbook() -> bytes:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet("Biểu 1")
    for row in range(40):
        sheet.write_row(row, 0, [f"Chỉ tiêu {row}", row * 17, row * 31])
    book.close()
    return data.getvalue()


def document() -> bytes:
    data = io.BytesIO()
    docx.Document().save(data)
    return data.getvalue()


WORKBOOK, DOCUMENT = workbook(), document()


def refusal(data: bytes, suffix: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        choose_reader(data, suffix)
    return caught.value


@pytest.mark.parametrize(
    ("data", "suffix", "reader"),
    [
        (WORKBOOK, ".xlsx", "excel"),
        (WORKBOOK, ".XLSX", "excel"),
        (WORKBOOK, ".xlsb", "excel"),
        (WORKBOOK, ".ods", "excel"),
        (OLE, ".xls", "excel"),
        (DOCUMENT, ".docx", "word"),
        (DOCUMENT, ".Docx", "word"),
        (b"a;b\r\n", ".csv", "delimited"),
        (b"a\tb\r\n", ".tsv", "delimited"),
        (b"", ".csv", "delimited"),
    ],
)
def test_the_suffix_names_the_reader(data: bytes, suffix: str, reader: str) -> None:
    assert choose_reader(data, suffix) == reader


@pytest.mark.parametrize("suffix", [".pdf", ".xlsm", ".doc", ".txt", ".zip", ".jpg"])
def test_a_kind_of_file_without_a_reader_is_refused_by_its_suffix(suffix: str) -> None:
    refused = refusal(WORKBOOK, suffix)
    assert (refused.rule, refused.words) == ("unsupported", {"suffix": suffix})


def test_a_file_without_a_suffix_is_refused_in_words() -> None:
    refused = refusal(WORKBOOK, "")
    assert (refused.rule, refused.words) == ("unsupported", {"suffix": "(không có đuôi)"})


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (WORKBOOK, ".xls"),
        (OLE, ".xlsx"),
        (OLE, ".docx"),
        (b"<html><table></table></html>", ".xls"),
        (b"a;b", ".xlsx"),
        (b"", ".xlsx"),
        (b"", ".xls"),
        (b"", ".docx"),
        (WORKBOOK, ".csv"),
        (OLE, ".csv"),
        (OLE, ".tsv"),
    ],
)
def test_bytes_that_are_not_what_the_suffix_says_are_damaged(data: bytes, suffix: str) -> None:
    assert refusal(data, suffix).rule == "damaged"


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_damaged(share: float) -> None:
    assert refusal(WORKBOOK[: int(len(WORKBOOK) * share)], ".xlsx").rule == "damaged"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_half_finished_copy_with_a_tail_of_zeros_is_damaged(share: float) -> None:
    whole = int(len(WORKBOOK) * share)
    assert refusal(WORKBOOK[:whole] + bytes(len(WORKBOOK) - whole), ".xlsx").rule == "damaged"


def test_zeros_in_the_middle_of_a_member_are_damage() -> None:
    member = zipfile.ZipFile(io.BytesIO(WORKBOOK)).getinfo("xl/worksheets/sheet1.xml")
    begin = member.header_offset + 30 + len(member.filename) + member.compress_size // 2
    assert refusal(WORKBOOK[:begin] + bytes(20) + WORKBOOK[begin + 20 :], ".xlsx").rule == "damaged"


def test_a_flipped_bit_is_damage_or_changes_no_cell() -> None:
    whole = excel.read(WORKBOOK)
    for at in range(0, len(WORKBOOK), 23):
        flipped = WORKBOOK[:at] + bytes([WORKBOOK[at] ^ 0x55]) + WORKBOOK[at + 1 :]
        try:
            choose_reader(flipped, ".xlsx")
        except Unreadable as refused:
            assert refused.rule == "damaged"
        else:
            try:
                read = excel.read(flipped)
            except Unreadable:
                continue
            assert [sheet.cells for sheet in read] == [sheet.cells for sheet in whole]


def test_an_encrypted_member_is_damage() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    encrypted = bytearray(data.getvalue())
    encrypted[6] |= 1
    encrypted[encrypted.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(encrypted), ".xlsx").rule == "damaged"
