"""OLE2 files ([MS-CFB]): old workbooks, old Word documents, and packages behind a password."""

from __future__ import annotations

import io
import struct

import olefile

from tasks.readers.sheet import Unreadable

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _PER_SECTOR = 512, 128
MOST_STREAM_BYTES = 40 * 2**20


def workbook(data: bytes, suffix: str) -> bytes:
    """The workbook's stream; Unreadable for everything else that OLE2 holds."""
    try:
        with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT) as file:
            names = ["/".join(path) for path in file.listdir(streams=True, storages=True)]
            _refuse(names, suffix)
            name = next(name for name in ("Workbook", "Book") if file.exists(name))
            if file.get_size(name) > MOST_STREAM_BYTES:
                raise Unreadable("too_heavy", {"what": "sổ tính quá lớn"})
            stream = file.openstream(name).read()
            if len(stream) != file.get_size(name):
                raise Unreadable("damaged")
            return bytes(stream)
    except (OSError, ValueError, IndexError, KeyError, struct.error, RecursionError, TypeError, AttributeError):
        raise Unreadable("damaged") from None


def _refuse(names: list[str], suffix: str) -> None:
    lower = [name.lower() for name in names]
    tops = {name.split("/")[0] for name in lower}
    if "encryptedpackage" in tops or "encryptioninfo" in tops:
        raise Unreadable("encrypted")
    if "worddocument" in tops:
        raise Unreadable("old_word", {"suffix": suffix})
    if not tops & {"workbook", "book"}:
        raise Unreadable("unsupported", {"suffix": suffix})
    if any("vba" in name or name.endswith("/macros") or name == "macros" for name in lower):
        raise Unreadable("macro")


def rebuilt(stream: bytes) -> bytes:
    """A file of this one stream, in the simplest layout that [MS-CFB] allows."""
    body = stream.ljust(max(4096, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    sectors = len(body) // _SECTOR
    tables = 1
    while tables * _PER_SECTOR < sectors + 1 + tables:
        tables += 1
    extra = max(0, -(-(tables - 109) // 127))  # sectors that list the tables which the header has no room for
    while tables * _PER_SECTOR < sectors + 1 + tables + extra:
        tables += 1
        extra = max(0, -(-(tables - 109) // 127))
    chain = [*range(1, sectors), _END, _END, *[_FAT] * tables, *[0xFFFFFFFC] * extra]
    chain += [_FREE] * (tables * _PER_SECTOR - len(chain))
    first = sectors + 1
    places = [*range(first, first + tables)]
    header = struct.pack(
        "<8s16s5H6s9L", MARK, bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6), 0, tables, sectors, 0, 4096, _END, 0,
        first + tables if extra else _END, extra,
    )  # fmt: skip
    header += _numbers((places[:109] + [_FREE] * 109)[:109])
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 0, len(body)) + _blank() * 2
    lists = b"".join(
        _numbers(
            [
                *(rest := places[109 + 127 * n : 236 + 127 * n]),
                *[_FREE] * (127 - len(rest)),
                first + tables + n + 1 if n + 1 < extra else _END,
            ]
        )
        for n in range(extra)
    )
    return header + body + directory + _numbers(chain) + lists


def _numbers(numbers: list[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}L", *numbers)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    letters = name.encode("utf-16-le")
    head = struct.pack("<64sHBB3L", letters, len(letters) + 2, kind, 1, _FREE, _FREE, child)
    return head + bytes(16) + struct.pack("<L16xLQ", 0, start, size)


def _blank() -> bytes:
    return struct.pack("<64sHBB3L", b"", 0, 0, 0, _FREE, _FREE, _FREE) + bytes(16) + struct.pack("<L16xLQ", 0, 0, 0)
