"""Zip packages bent in every way that two programs could read differently."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest

from tasks.readers import package
from tasks.readers.package import Package
from tasks.readers.sheet import Unreadable
from tests.workbooks import unzipped, zipped

PARTS = {"[Content_Types].xml": b"<Types/>" * 40, "xl/workbook.xml": b"<workbook/>" * 90, "xl/a.bin": bytes(range(256))}
GOOD = zipped(PARTS)


def opened(data: bytes) -> dict[str, bytes]:
    made = Package.open(data)
    made.check()
    return {name: made.part(name) for name in made.members}


def refused(data: bytes) -> tuple[str, dict[str, str]]:
    with pytest.raises(Unreadable) as caught:
        opened(data)
    return caught.value.rule, caught.value.words


def with_names(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), b"x")
    return data.getvalue()


def bent(change: Callable[[bytearray], None], data: bytes = GOOD) -> bytes:
    changed = bytearray(data)
    change(changed)
    return bytes(changed)


def central(data: bytes | bytearray, number: int = 0) -> int:
    at = data.index(b"PK\1\2")
    for _ in range(number):
        at = data.index(b"PK\1\2", at + 4)
    return at


def put(data: bytearray, at: int, form: str, value: int) -> None:
    struct.pack_into(form, data, at, value)


def both(data: bytearray, header: tuple[int, str, int], directory: tuple[int, str, int]) -> None:
    put(data, *header)
    put(data, *directory)


def test_a_package_gives_its_members_as_they_are() -> None:
    assert opened(GOOD) == PARTS == unzipped(GOOD)
    assert opened(zipped(PARTS, zipfile.ZIP_STORED)) == PARTS


def test_folders_and_a_remark_are_nothing_to_refuse() -> None:
    data = io.BytesIO(GOOD)
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr(zipfile.ZipInfo("xl/media/"), b"")
        archive.comment = "ghi chú".encode()
    assert opened(data.getvalue()) == PARTS


def test_a_package_written_as_a_stream_is_read() -> None:
    """Sizes stand behind the data, as programs write them that cannot go back."""

    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.data += data
            return len(data)

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in PARTS.items():
            archive.writestr(name, part)
    assert opened(bytes(stream.data)) == PARTS


@pytest.mark.parametrize(
    "name",
    [
        "/xl/a.xml",
        "../a.xml",
        "xl/../a.xml",
        "xl\\a.xml",
        "C:/a.xml",
        "xl//a.xml",
        "./a.xml",
        "a\nb",
        "a\x7f",
        "a\u202eb",
    ],
)
def test_a_name_that_could_lead_elsewhere_is_refused(name: str) -> None:
    data = with_names("z" * len(name.encode())).replace(b"z" * len(name.encode()), name.encode())
    if not name.isascii():
        data = with_names(name)
    assert refused(data) == ("unsafe", {"what": "một phần có tên lạ"})


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("names", [("a.xml", "a.xml"), ("xl/A.xml", "xl/a.XML"), ("Đ.xml", "đ.xml")])
def test_two_members_that_could_be_taken_for_one_are_refused(names: tuple[str, str]) -> None:
    assert refused(with_names(*names)) == ("unsafe", {"what": "hai phần trùng tên"})


def test_more_members_than_any_document_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_MEMBERS", 3)
    assert opened(with_names("a", "b", "c"))
    assert refused(with_names("a", "b", "c", "d"))[0] == "too_heavy"


@pytest.mark.parametrize("tail", [b"\0", bytes(1000), b"PK\5\6" + bytes(18), GOOD])
def test_the_end_record_ends_the_file(tail: bytes) -> None:
    assert refused(GOOD + tail)[0] in ("damaged", "unsafe")


@pytest.mark.parametrize("head", [b"\0", b"MZ" + bytes(500), GOOD])
def test_nothing_stands_before_the_archive(head: bytes) -> None:
    assert refused(head + GOOD)[0] in ("damaged", "unsafe")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_half_a_copy_is_damaged_with_zeros_behind_it_or_without(share: float) -> None:
    whole = int(len(GOOD) * share)
    assert refused(GOOD[:whole])[0] == "damaged"
    assert refused(GOOD[:whole].ljust(len(GOOD), b"\0"))[0] == "damaged"


BENT: dict[str, tuple[Callable[[bytearray], None], str]] = {
    "encrypted": (lambda d: both(d, (6, "<H", 1), (central(d) + 8, "<H", 1)), "encrypted"),
    "packed in a way of its own": (
        lambda d: both(d, (8, "<H", 12), (central(d) + 10, "<H", 12)),
        "unsafe",
    ),
    "another method in its header": (lambda d: put(d, 8, "<H", 0), "damaged"),
    "another name in its header": (lambda d: put(d, 31, "<B", 65), "damaged"),
    "another checksum in its header": (lambda d: put(d, 14, "<L", 7), "damaged"),
    "another size in its header": (lambda d: put(d, 22, "<L", 7), "damaged"),
    "another packed size in its header": (lambda d: put(d, 18, "<L", 7), "damaged"),
    "a wrong checksum in both": (lambda d: both(d, (14, "<L", 7), (central(d) + 16, "<L", 7)), "damaged"),
    "less than it holds, in both": (
        lambda d: both(d, (22, "<L", 7), (central(d) + 24, "<L", 7)),
        "damaged",
    ),
    "more than it holds, in both": (
        lambda d: both(d, (22, "<L", 2**31), (central(d) + 24, "<L", 2**31)),
        "damaged",
    ),
    "the place of another member": (lambda d: put(d, central(d, 1) + 42, "<L", 0), "unsafe"),
    "a place beyond the end": (lambda d: put(d, central(d, 1) + 42, "<L", 2**31), "damaged"),
    "no end": (lambda d: put(d, len(d) - 22, "<L", 0), "damaged"),
    "a count of its own in the end record": (lambda d: put(d, len(d) - 12, "<H", 2), "damaged"),
    "another disk": (lambda d: put(d, len(d) - 18, "<H", 1), "damaged"),
    "a directory elsewhere": (lambda d: put(d, len(d) - 6, "<L", 4), "damaged"),
}


@pytest.mark.parametrize("what", BENT)
def test_a_package_that_contradicts_itself_is_refused(what: str) -> None:
    change, rule = BENT[what]
    assert refused(bent(change))[0] == rule


def test_members_that_share_their_bytes_are_refused() -> None:
    """A bomb whose members overlap, each one counting the same data again."""
    data = bytearray(zipped({"a": b"x" * 50, "b": b"x" * 50}, zipfile.ZIP_STORED))
    put(data, central(data) + 20, "<L", 90)
    put(data, central(data) + 24, "<L", 90)
    put(data, 18, "<L", 90)
    put(data, 22, "<L", 90)
    assert refused(bytes(data)) == ("unsafe", {"what": "các phần chồng lên nhau"})


def test_something_behind_the_deflated_data_of_a_member_is_damage() -> None:
    inside = b"hidden"
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = deflater.compress(b"shown") + deflater.flush() + inside
    data = bytearray(zipped({"a": body}, zipfile.ZIP_STORED))
    for at in (0, central(data)):
        shift = 2 if at else 0
        put(data, at + 8 + shift, "<H", zipfile.ZIP_DEFLATED)
        put(data, at + 14 + shift, "<L", zlib.crc32(b"shown"))
        put(data, at + 22 + shift, "<L", 5)
    assert refused(bytes(data))[0] == "damaged"


def test_a_bomb_is_refused_long_before_it_has_grown() -> None:
    bomb = zipped({"a": bytes(80 * 2**20)})
    assert len(bomb) < 100_000
    assert refused(bomb) == ("too_heavy", {"what": "dữ liệu nén phình ra bất thường"})


def test_large_parts_are_counted_singly_and_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_MEMBER_BYTES", 1000)
    monkeypatch.setattr(package, "MOST_BYTES", 2500)
    noise = bytes(range(250)) * 4
    assert opened(zipped({"a": noise, "b": noise}))
    assert refused(zipped({"a": noise + b"x"}))[0] == "too_heavy"
    assert refused(zipped({"a": noise, "b": noise, "c": noise}))[0] == "too_heavy"


def test_what_is_packed_again_holds_the_same_parts_and_is_itself_a_good_package() -> None:
    made = package.packed(PARTS)
    assert opened(made) == PARTS
    assert made == package.packed(PARTS), "no clock in it"


# --- declarations ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["docProps/app.xml", "xl/theme/theme1.xml", "_rels/.rels"])
@pytest.mark.parametrize("code", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("word", ["<!DOCTYPE a>", '<!ENTITY b "c">'])
def test_a_declaration_is_refused_in_a_part_that_nobody_reads_too(part: str, code: str, word: str) -> None:
    assert refused(zipped({**PARTS, part: f"<?xml version='1.0'?>{word}<a/>".encode(code)})) == (
        "unsafe",
        {"what": "khai báo DOCTYPE"},
    )


def test_a_declaration_over_the_edge_of_a_chunk_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "_CHUNK", 16)
    for before in range(8, 24):
        assert refused(zipped({**PARTS, "a.xml": b" " * before + b"<!DOCTYPE a><a/>"}))[0] == "unsafe"


def test_a_picture_may_hold_any_bytes() -> None:
    assert opened(zipped({**PARTS, "xl/media/a.png": b"<!DOCTYPE a>"}))
