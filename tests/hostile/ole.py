"""OLE compound files (MS-CFB, version 3) and the records of an .xls, written byte by byte."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import olefile

_SECTOR, _FREE, _END, _FAT, _NONE = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
BOF, EOF, BOUNDSHEET, FILEPASS, SST, DIMENSIONS = 0x809, 0x0A, 0x85, 0x2F, 0xFC, 0x200
BOOLERR, LABELSST, RK, MULRK = 0x205, 0xFD, 0x27E, 0xBD


def write_ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of these streams (``storage/stream`` for one inside a storage). Streams are padded
    with zeros to 4096 bytes, so that none is a small one."""
    chains: list[list[bytes]] = []
    entries = list(_entries(streams, chains))
    directory = _cut(b"".join(_entry(*one) for one in entries).ljust(-(-len(entries) // 4) * _SECTOR, b"\0"))
    fat_sectors = _fat_sectors(sum(map(len, chains)) + len(directory))
    fat = [_FAT] * fat_sectors
    body: list[bytes] = []
    for chain in [*chains, directory]:
        first = len(fat)
        fat.extend([*range(first + 1, first + len(chain)), _END])
        body.extend(chain)
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_sectors * _SECTOR, b"\xff")
    return _header(fat_sectors, len(fat) - len(directory)) + table + b"".join(body)


def _fat_sectors(sectors: int) -> int:
    count = 1
    while count * 128 < sectors + count:
        count += 1
    assert count <= 109, "no DIFAT sectors are written"
    return count


def _header(fat_sectors: int, directory: int) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    counts = struct.pack("<IIIIIIIII", 0, fat_sectors, directory, 0, 4096, _END, 0, _END, 0)
    difat = struct.pack("<109I", *[n if n < fat_sectors else _FREE for n in range(109)])
    return head + counts + difat


def _entries(streams: Mapping[str, bytes], chains: list[list[bytes]]) -> Iterator[tuple[str, int, int, int, int, int]]:
    """name, kind, right sibling, child, first sector, size of each directory entry; fills ``chains``."""
    tree: dict[str, Any] = {}
    for path, data in streams.items():
        *storages, name = path.split("/")
        folder = tree
        for storage in storages:
            folder = folder.setdefault(storage, {})
        folder[name] = data.ljust(4096, b"\0")
    rows: list[list[Any]] = [["Root Entry", 5, _NONE, _NONE, _END, 0]]
    _fill(tree, rows, 0, chains)
    fat_sectors = _fat_sectors(sum(map(len, chains)) - (-len(rows) // 4))
    for name, kind, right, child, first, size in rows:
        yield name, kind, right, child, first + fat_sectors if kind == 2 else first, size


def _fill(folder: Mapping[str, Any], rows: list[list[Any]], parent: int, chains: list[list[bytes]]) -> None:
    before: int | None = None
    for name, content in sorted(folder.items(), key=lambda one: (len(one[0]), one[0].upper())):
        at = len(rows)
        if before is None:
            rows[parent][3] = at
        else:
            rows[before][2] = at
        before = at
        if isinstance(content, bytes):
            rows.append([name, 2, _NONE, _NONE, sum(map(len, chains)), len(content)])
            chains.append(_cut(content))
        else:
            rows.append([name, 1, _NONE, _NONE, 0, 0])
            _fill(content, rows, at, chains)


def _entry(name: str, kind: int, right: int, child: int, first: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1) + struct.pack("<III", _NONE, right, child)
    return head + bytes(16 + 4 + 16) + struct.pack("<IQ", first, size)


def _cut(data: bytes) -> list[bytes]:
    padded = data.ljust(-(-len(data) // _SECTOR) * _SECTOR, b"\0")
    return [padded[at : at + _SECTOR] for at in range(0, len(padded), _SECTOR)]


def workbook_stream(data: bytes) -> bytes:
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        stream: bytes = ole.openstream("Workbook").read()
        return stream


def records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if not kind and not size:  # the padding behind the last sheet
            return
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def bent_xls(
    data: bytes, bend: Callable[[int, bytes], tuple[int, bytes] | None], extra: Mapping[str, bytes] = {}
) -> bytes:
    """The .xls with each record replaced by what ``bend`` makes of it (of the same size, so that the
    sheets stay where they are said to be), and further streams."""
    out = b"".join(
        struct.pack("<HH", kind, len(body)) + body
        for one in records(workbook_stream(data))
        if (bent := bend(*one)) is not None
        for kind, body in [bent]
    )
    return write_ole({"Workbook": out, **extra})


def first_record(data: bytes, kind: int, change: Callable[[bytes], bytes]) -> bytes:
    """The .xls with the first record of a kind changed."""
    done: list[int] = []

    def bend(one: int, body: bytes) -> tuple[int, bytes]:
        if one != kind or done:
            return one, body
        done.append(one)
        return one, change(body)

    made = bent_xls(data, bend)
    assert done, f"no record {kind:#x}"
    return made


def after_first(data: bytes, kind: int, record: int, body: bytes) -> bytes:
    """The .xls with a record set behind the first of a kind."""
    out, done = b"", False
    for one, content in records(workbook_stream(data)):
        out += struct.pack("<HH", one, len(content)) + content
        if one == kind and not done:
            out, done = out + struct.pack("<HH", record, len(body)) + body, True
    return write_ole({"Workbook": out})
