"""Old workbooks, record by record."""

from __future__ import annotations

import struct

import pytest

from tasks.readers import biff, compound, reading
from tasks.readers.sheet import Cell, Unreadable
from tests import workbooks

DATA = workbooks.xls({"Biểu 1": [["a", 500, 12.5, True]], "Biểu 2": [["b", 7]]})
STREAM = compound.workbook(DATA, ".xls")


def refusal(stream: bytes) -> tuple[str, dict[str, str]]:
    with pytest.raises(Unreadable) as caught:
        reading.read(compound.rebuilt(stream), ".xls")
    return caught.value.rule, caught.value.words


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def sheet_head(number: int) -> int:
    """Where the record that names a sheet begins."""
    at = -1
    for _ in range(number):
        at = STREAM.index(struct.pack("<H", 0x85), at + 1)
        while STREAM[at + 3] != 0 or not 8 < STREAM[at + 2] < 60:
            at = STREAM.index(struct.pack("<H", 0x85), at + 1)
    return at


def with_record(kind: int, content: bytes) -> bytes:
    """A record more among the workbook's own, its sheets moved on."""
    first = 4 + struct.unpack_from("<H", STREAM, 2)[0]
    added = record(kind, content)
    stream = bytearray(STREAM[:first] + added + STREAM[first:])
    for number in (1, 2):
        at = sheet_head(number) + len(added) + 4
        struct.pack_into("<L", stream, at, struct.unpack_from("<L", stream, at)[0] + len(added))
    return bytes(stream)


def test_the_sheets_of_a_workbook_are_found_by_name() -> None:
    assert [bound.name for bound in biff.sheets(STREAM)] == ["Biểu 1", "Biểu 2"]
    assert reading.read(compound.rebuilt(with_record(0x5C, b"x" * 112)), ".xls").sheets == reading.read(DATA, "").sheets


@pytest.mark.parametrize(
    ("kind", "content", "rule"),
    [(0x2F, bytes(54), "encrypted"), (0x2F, bytes(6), "encrypted"), (0xD3, b"", "macro"), (0x1BD, b"", "macro")],
)
def test_a_password_and_a_project_are_refused_by_name(kind: int, content: bytes, rule: str) -> None:
    assert refusal(with_record(kind, content)) == (rule, {})


@pytest.mark.parametrize("kind", [1, 6])
def test_a_macro_sheet_is_refused_by_its_kind(kind: int) -> None:
    stream = bytearray(STREAM)
    stream[sheet_head(2) + 9] = kind
    assert refusal(bytes(stream))[0] == "macro"


def test_a_macro_sheet_that_says_it_is_another_is_refused_by_its_beginning() -> None:
    (_, second) = biff.sheets(STREAM)
    stream = bytearray(STREAM)
    struct.pack_into("<H", stream, second.at + 6, 0x40)
    assert refusal(bytes(stream))[0] == "macro"


def test_two_sheets_of_one_name_or_place_are_refused() -> None:
    assert refusal(STREAM.replace("Biểu 2".encode("utf-16-le"), "BIỂU 1".encode("utf-16-le")))[0] == "unsafe"
    stream = bytearray(STREAM)
    stream[sheet_head(2) + 4 : sheet_head(2) + 8] = stream[sheet_head(1) + 4 : sheet_head(1) + 8]
    assert refusal(bytes(stream))[0] == "unsafe"


def test_a_record_longer_than_the_file_and_a_sheet_without_an_end_are_damage() -> None:
    (_, second) = biff.sheets(STREAM)
    assert refusal(STREAM[: second.at + 40].ljust(len(STREAM), b"\0"))[0] == "damaged"
    for cut in (second.at + 2, second.at + 6, second.at + 100):
        with pytest.raises(Unreadable):
            list(biff.records(STREAM[:cut], second.at))


@pytest.mark.parametrize(
    ("bits", "number"),
    [(500 << 2 | 2, 500.0), (-7 << 2 | 2, -7.0), (1250 << 2 | 3, 12.5), (0x3FF00000, 1.0), (0x40590001, 1.0)],
)
def test_a_packed_number_is_a_whole_one_or_a_double_perhaps_in_hundredths(bits: int, number: float) -> None:
    assert biff.rk(struct.pack("<l", bits)) == number


def test_a_number_that_the_readers_would_not_agree_on_is_not_read() -> None:
    """A second cell in the place of another: calamine takes the last."""
    (first, _) = biff.sheets(STREAM)
    at = STREAM.index(struct.pack("<HHHH", 0x27E, 10, 0, 1), first.at)
    twice = bytearray(STREAM)
    struct.pack_into("<H", twice, at + 6, 0)
    assert refusal(bytes(twice)) == ("unsafe", {"what": "hai ô cùng một chỗ"})


@pytest.mark.parametrize(("name", "rule"), [("EncryptedPackage", "encrypted"), ("WordDocument", "old_word")])
def test_what_else_an_ole2_file_holds_is_refused_by_name(name: str, rule: str) -> None:
    old, new = (n.encode("utf-16-le").ljust(64, b"\0") + bytes([2 * len(n) + 2]) for n in ("Workbook", name))
    with pytest.raises(Unreadable) as caught:
        reading.read(compound.rebuilt(STREAM).replace(old, new), ".doc")
    assert caught.value.rule == rule


def test_cells_of_all_kinds_are_read() -> None:
    assert reading.read(DATA, "").sheets[0].cells == [
        Cell(1, 1, "a", False),
        Cell(1, 2, "500", True),
        Cell(1, 3, "12.5", True),
        Cell(1, 4, "TRUE", False),
    ]
