"""Zip packages: every member checked and inflated for real, and a clean package written of the checked ones.

The structure is that of PKWARE's APPNOTE.TXT, of which office programs write a small part. What lies outside it
is refused: two programs would read it in two ways.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tasks.readers.sheet import Unreadable

MOST_MEMBERS = 5_000
MOST_BYTES = 256 * 2**20  # all members together, inflated
MOST_MEMBER_BYTES = 96 * 2**20
MOST_PART_BYTES = 40 * 2**20  # a part that is parsed; its tree takes about eight times as much
RATIO, RATIO_FROM = 400, 4 * 2**20  # a workbook packs 10 to 100 times, a bomb 1000 times

_END, _LOCAL = struct.Struct("<4s4H2LH"), struct.Struct("<4s5H3L2H")
_ENCRYPTED, _DESCRIPTOR = 0x1, 0x8
_MARKUP = (".xml", ".rels")
_DECLARATIONS = [
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
]
_OVERLAP = max(map(len, _DECLARATIONS))
_CHUNK = 2**20
_KEPT = 8 * 2**20  # of what was inflated once


@dataclass(frozen=True)
class Package:
    """The members of a zip file, checked against each other but not yet inflated. ``inflated``: those that were, where
    all together are small."""

    data: bytes
    members: Mapping[str, zipfile.ZipInfo]
    inflated: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def open(cls, data: bytes) -> Package:
        """Unreadable where the directory and the members do not agree."""
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                infos, start = archive.infolist(), archive.start_dir
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error, OverflowError):
            raise Unreadable("damaged") from None
        _check_end(data, start, len(infos))
        if len(infos) > MOST_MEMBERS:
            raise Unreadable("too_heavy", {"what": f"hơn {MOST_MEMBERS} phần bên trong"})
        _check_names([info.orig_filename for info in infos])
        _check_places(data, infos, start)
        return cls(data, {info.orig_filename: info for info in infos if not info.orig_filename.endswith("/")})

    def check(self) -> None:
        """Inflates every member: Unreadable where one is broken or too large, or declares what a parser would fetch
        or expand, be it a part that is read or not."""
        total = 0
        for name, info in self.members.items():
            tail = b""
            kept: list[bytes] = []
            for chunk in self._inflated(info, MOST_MEMBER_BYTES):
                total += len(chunk)
                if total > MOST_BYTES:
                    raise Unreadable("too_heavy", {"what": "quá nhiều dữ liệu sau khi giải nén"})
                if name.endswith(_MARKUP) and any(mark in tail + chunk for mark in _DECLARATIONS):
                    raise Unreadable("unsafe", {"what": "khai báo DOCTYPE"})
                tail = chunk[-_OVERLAP:]
                kept = [*kept, chunk] if total <= _KEPT else []
            if kept:
                self.inflated[name] = b"".join(kept)

    def part(self, name: str) -> bytes:
        """A member's bytes; KeyError where there is none of that name."""
        known = self.inflated.get(name)
        return b"".join(self._inflated(self.members[name], MOST_PART_BYTES)) if known is None else known

    def _inflated(self, info: zipfile.ZipInfo, most: int) -> Iterable[bytes]:
        """The member in chunks; declared sizes are believed only once they have proved true."""
        packed = memoryview(self.data)[(begin := _data_offset(self.data, info)) : begin + info.compress_size]
        crc = size = 0
        for chunk in _stored(packed) if info.compress_type == zipfile.ZIP_STORED else _deflated(packed):
            size += len(chunk)
            if size > most:
                raise Unreadable("too_heavy", {"what": "một phần bên trong quá lớn"})
            if size > RATIO_FROM and size > RATIO * len(packed):
                raise Unreadable("too_heavy", {"what": "dữ liệu nén phình ra bất thường"})
            crc = zlib.crc32(chunk, crc)
            yield chunk
        if size != info.file_size or crc != info.CRC:
            raise Unreadable("damaged")


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A package of these parts alone, stored, which every zip reader reads alike."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return data.getvalue()


def _stored(packed: memoryview) -> Iterable[bytes]:
    for start in range(0, len(packed), _CHUNK):
        yield bytes(packed[start : start + _CHUNK])


def _deflated(packed: memoryview) -> Iterable[bytes]:
    inflater, rest = zlib.decompressobj(-15), bytes(packed)
    try:
        while not inflater.eof:
            chunk = inflater.decompress(rest, _CHUNK)
            rest = inflater.unconsumed_tail
            if not chunk and not rest and not inflater.eof:
                raise Unreadable("damaged")
            yield chunk
    except zlib.error:
        raise Unreadable("damaged") from None
    if inflater.unused_data or rest:
        raise Unreadable("damaged")


# --- the directory --------------------------------------------------------------------------------------


def _check_end(data: bytes, start: int, count: int) -> None:
    """The end record ends the file, stands right behind the directory, and nothing stands before the archive."""
    at = data.rfind(b"PK\5\6")
    if at < 0 or len(data) < at + _END.size:
        raise Unreadable("damaged")
    _, disk, first_disk, here, entries, size, offset, comment = _END.unpack_from(data, at)
    if at + _END.size + comment != len(data) or (disk, first_disk) != (0, 0):
        raise Unreadable("damaged")
    if offset != start or offset + size != at or here != entries or entries != count:
        raise Unreadable("damaged")


def _check_names(names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if not name or not name.isprintable() or "\\" in name or ":" in name or name.startswith("/"):
            raise Unreadable("unsafe", {"what": "một phần có tên lạ"})
        pieces = name.removesuffix("/").split("/")
        if any(piece in ("", ".", "..") for piece in pieces):
            raise Unreadable("unsafe", {"what": "một phần có tên lạ"})
        if name.casefold() in seen:
            raise Unreadable("unsafe", {"what": "hai phần trùng tên"})
        seen.add(name.casefold())


def _check_places(data: bytes, infos: list[zipfile.ZipInfo], start: int) -> None:
    """Every member has its own stretch of the file, and its header says what the directory says."""
    end = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        if info.flag_bits & _ENCRYPTED:
            raise Unreadable("encrypted")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("unsafe", {"what": "kiểu nén lạ"})
        if info.header_offset < end or (end == 0 and info.header_offset != 0):
            raise Unreadable("unsafe", {"what": "các phần chồng lên nhau"} if end else {"what": "phần thừa ở đầu tệp"})
        _check_header(data, info)
        end = _data_offset(data, info) + info.compress_size
        if end > start:
            raise Unreadable("damaged")


def _check_header(data: bytes, info: zipfile.ZipInfo) -> None:
    if info.header_offset + _LOCAL.size > len(data):
        raise Unreadable("damaged")
    mark, _, flags, method, _, _, crc, packed_size, size, length, _ = _LOCAL.unpack_from(data, info.header_offset)
    name = data[info.header_offset + _LOCAL.size :][:length]
    if mark != b"PK\3\4" or flags != info.flag_bits or method != info.compress_type or name != _raw_name(info):
        raise Unreadable("damaged")
    # a size that is told behind the data (or, by streaming writers, in the zip64 field) is blank here
    told = ((crc, info.CRC), (packed_size, info.compress_size), (size, info.file_size))
    blank = (0, 0xFFFFFFFF) if flags & _DESCRIPTOR else (0xFFFFFFFF,)
    if any(here != there and here not in blank for here, there in told):
        raise Unreadable("damaged")


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")


def _data_offset(data: bytes, info: zipfile.ZipInfo) -> int:
    *_, name, extra = _LOCAL.unpack_from(data, info.header_offset)
    return info.header_offset + _LOCAL.size + int(name) + int(extra)
