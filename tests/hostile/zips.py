"""Zip surgery: members changed in place, and archives written byte by byte so that their headers may lie."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

_WHEN = (1980, 1, 1, 0, 0, 0)


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A well-formed archive of these members."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in parts.items():
            stored = name == "mimetype"
            archive.writestr(zipfile.ZipInfo(name, _WHEN), content, zipfile.ZIP_STORED if stored else method)
    return data.getvalue()


def changed(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The archive with one member changed; the member must be there and the change must change it."""
    parts = members(data)
    after = change(parts[name])
    assert after != parts[name], f"{name}: nothing changed"
    return packed({**parts, name: after})


def swapped(data: bytes, name: str, old: str, new: str) -> bytes:
    """The archive with a text in a member replaced, once."""
    assert old.encode() in members(data)[name], f"{name}: no {old!r}"
    return changed(data, name, lambda content: content.replace(old.encode(), new.encode(), 1))


def with_members(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    return packed({**members(data), **parts})


def without(data: bytes, *names: str) -> bytes:
    return packed({name: content for name, content in members(data).items() if name not in names})


@dataclass(frozen=True)
class Member:
    """A member as it stands in the file. What is None is what it should be; ``local_*`` differ from
    the central directory's where they are given. ``at`` points the directory at another member."""

    name: bytes
    content: bytes = b""
    method: int = 8
    flags: int = 0
    body: bytes | None = None  # the packed bytes
    crc: int | None = None
    size: int | None = None
    packed_size: int | None = None
    local_name: bytes | None = None
    local_method: int | None = None
    local_crc: int | None = None
    local_size: int | None = None
    extra: bytes = b""
    attributes: int = 0
    at: int | None = None
    hidden: bool = False  # from the directory

    def packed_body(self) -> bytes:
        if self.body is not None:
            return self.body
        if self.method != 8:
            return self.content
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        return packer.compress(self.content) + packer.flush()


def raw_members(data: bytes) -> list[Member]:
    """The members of a valid archive, to be written again by ``raw_zip``."""
    return [Member(name.encode(), content) for name, content in members(data).items()]


def raw_zip(
    parts: Iterable[Member],
    *,
    before: bytes = b"",
    after: bytes = b"",
    comment: bytes = b"",
    entries: int | None = None,
) -> bytes:
    """The archive exactly as its members say; ``entries`` is the number that its end record claims."""
    out = bytearray(before)
    central = bytearray()
    offsets: list[int] = []
    count = 0
    for part in parts:
        body = part.packed_body()
        crc = zlib.crc32(part.content) if part.crc is None else part.crc
        size = len(part.content) if part.size is None else part.size
        packed_size = len(body) if part.packed_size is None else part.packed_size
        offsets.append(len(out))
        if part.at is None:
            name = part.name if part.local_name is None else part.local_name
            method = part.method if part.local_method is None else part.local_method
            out += struct.pack(
                "<4sHHHHHIIIHH",
                b"PK\x03\x04",
                20,
                part.flags,
                method,
                0,
                0x21,
                crc if part.local_crc is None else part.local_crc,
                packed_size,
                size if part.local_size is None else part.local_size,
                len(name),
                len(part.extra),
            )
            out += name + part.extra + body
        if not part.hidden:
            where = offsets[-1] if part.at is None else offsets[part.at]
            central += _central(part, crc, packed_size, size, where)
            count += 1
    start = len(out)
    claimed = count if entries is None else entries
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, claimed, claimed, len(central), start, len(comment))
    return bytes(out + central + end + comment + after)


def _central(part: Member, crc: int, packed_size: int, size: int, where: int) -> bytes:
    head = struct.pack(
        "<4sHHHHHHIIIHHHHHII",
        b"PK\x01\x02",
        (3 << 8) | 20,
        20,
        part.flags,
        part.method,
        0,
        0x21,
        crc,
        packed_size,
        size,
        len(part.name),
        len(part.extra),
        0,
        0,
        0,
        part.attributes,
        where,
    )
    return head + part.name + part.extra


def lying(data: bytes, name: str, **lies: object) -> bytes:
    """The archive with one member's headers changed."""
    parts = raw_members(data)
    assert any(part.name == name.encode() for part in parts), name
    return raw_zip(replace(part, **lies) if part.name == name.encode() else part for part in parts)  # type: ignore[arg-type]


def with_raw(data: bytes, *extra: Member) -> bytes:
    return raw_zip([*raw_members(data), *extra])


@lru_cache(maxsize=8)
def bomb(megabytes: int, byte: bytes = b"\0", head: bytes = b"", foot: bytes = b"") -> tuple[bytes, int, int]:
    """Deflated ``head``, so many megabytes of one byte, ``foot``: packed bytes, checksum, size.

    One megabyte is packed once and its block repeated: a bomb is cheap to make.
    """
    block = byte * 2**20
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    one = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    end = packer.compress(foot) + packer.flush()
    crc = zlib.crc32(head)
    for _ in range(megabytes):
        crc = zlib.crc32(block, crc)
    return start + one * megabytes + end, zlib.crc32(foot, crc), len(head) + megabytes * 2**20 + len(foot)


def bomb_member(name: str, megabytes: int, byte: bytes = b"\0", head: bytes = b"", foot: bytes = b"") -> Member:
    body, crc, size = bomb(megabytes, byte, head, foot)
    return Member(name.encode(), body=body, crc=crc, size=size)


def bombed(data: bytes, bombs: Sequence[Member]) -> bytes:
    """The archive with members replaced by (or given) these."""
    named = {one.name for one in bombs}
    return raw_zip([*(part for part in raw_members(data) if part.name not in named), *bombs])
