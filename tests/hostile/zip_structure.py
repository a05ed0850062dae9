"""Archives whose structure lies, bursts or is cut: whatever the format inside."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from tests.hostile.bases import Base
from tests.hostile.record import Hostile, one
from tests.hostile.zips import (
    Member,
    bomb_member,
    bombed,
    lying,
    members,
    packed,
    raw_members,
    raw_zip,
    with_members,
    with_raw,
)

HEAVY, BAD = "too_heavy|unsafe|damaged", "unsafe|damaged"
SHEET = "xl/worksheets/sheet4.xml"
_MAIN = {"xlsx": SHEET, "ods": "content.xml", "docx": "word/document.xml"}


def files() -> Iterator[Hostile]:
    yield from bombs()
    yield from lies()
    yield from names()
    yield from legal()
    for suffix in ("xlsx", "ods", "docx"):
        yield from cuts(suffix)


def bombs() -> Iterator[Hostile]:
    def picture(base: Base) -> bytes:
        return bombed(base.xlsx, [bomb_member("xl/media/image1.png", 400)])

    yield one("bomb-flat", "b.xlsx", HEAVY, "400 MB of zeros as a picture", picture)
    yield one(
        "bomb-sheet",
        "b.xlsx",
        HEAVY,
        "a worksheet of 400 MB of spaces",
        lambda b: bombed(b.xlsx, [bomb_member(SHEET, 400, b" ", b"<worksheet>", b"</worksheet>")]),
    )
    yield one(
        "bomb-strings",
        "b.xlsx",
        HEAVY,
        "shared strings of 300 MB",
        lambda b: bombed(b.xlsx, [bomb_member("xl/sharedStrings.xml", 300, b"a", b"<sst><si><t>", b"</t></si></sst>")]),
    )
    yield one(
        "bomb-many-parts",
        "b.xlsx",
        HEAVY,
        "twenty members of 40 MB each",
        lambda b: bombed(b.xlsx, [bomb_member(f"xl/media/{n}.bin", 40) for n in range(20)]),
    )
    yield one(
        "bomb-ods",
        "b.ods",
        HEAVY,
        "an ods content of 400 MB of spaces",
        lambda b: bombed(b.ods, [bomb_member("content.xml", 400, b" ", b"<a>", b"</a>")]),
    )
    yield one(
        "bomb-docx",
        "b.docx",
        HEAVY,
        "a Word document of 400 MB of spaces",
        lambda b: bombed(b.docx, [bomb_member("word/document.xml", 400, b" ", b"<a>", b"</a>")]),
    )
    yield one("bomb-overlap", "b.xlsx", HEAVY, "2,000 names for one packed member of 1 MB", _overlapping)
    yield one("bomb-nested", "b.xlsx", f"{HEAVY}|archive|unsupported", "archives in archives, as .xlsx", _nested)
    yield one(
        "bomb-inside",
        "b.xlsx",
        f"accepted|{HEAVY}",
        "a nested archive among the parts of a good workbook",
        lambda b: with_members(b.xlsx, {"xl/embeddings/a.zip": _nested(b)}),
    )
    yield one(
        "bomb-members",
        "b.xlsx",
        HEAVY,
        "60,000 empty members",
        lambda b: with_raw(b.xlsx, *[Member(b"xl/media/%d" % n, method=0) for n in range(60_000)]),
    )
    yield one(
        "bomb-ratio",
        "b.xlsx",
        f"accepted|{HEAVY}",
        "one part of 8 MB that packs a thousandfold",
        lambda b: bombed(b.xlsx, [bomb_member("docProps/custom.xml", 8, b" ", b"<a>", b"</a>")]),
    )


def _overlapping(base: Base) -> bytes:
    parts = raw_members(base.xlsx)
    core = bomb_member("xl/media/0.bin", 1)
    return raw_zip([*parts, core, *[replace(core, name=b"xl/media/%d.bin" % n, at=len(parts)) for n in range(1, 2000)]])


def _nested(_: Base) -> bytes:
    data = raw_zip([bomb_member("0.bin", 64)])
    for level in range(5):
        data = packed({f"{level}-{n}.zip": data for n in range(4)})
    return data


def lies() -> Iterator[Hostile]:
    def lie(id_: str, what: str, expect: str, **changes: object) -> Hostile:
        return one(f"lie-{id_}", "l.xlsx", expect, what, lambda b: lying(b.xlsx, SHEET, **changes))

    yield lie("size-small", "a member larger than it says", BAD, size=10)
    yield lie("size-large", "a member that says it holds 3 GB", HEAVY, size=3 * 2**30)
    yield lie("size-zero", "a member that says it is empty", BAD, size=0, packed_size=0)
    yield lie("crc", "a wrong checksum", BAD, crc=0x12345678)
    yield lie("crc-local", "a checksum wrong in the local header only", f"accepted|{BAD}", local_crc=1)
    yield lie("size-local", "sizes that differ between the headers", f"accepted|{BAD}", local_size=5)
    yield lie("name-local", "a name that differs between the headers", BAD, local_name=b"xl/worksheets/sheet9.xml")
    yield lie("method-local", "a packing that differs between the headers", f"accepted|{BAD}", local_method=0)
    yield lie("method", "a packing that nobody knows", BAD, method=99, body=b"abc")
    yield lie("lzma", "packed by LZMA", BAD, method=14, body=b"\x09\x04\x05\x00]\0\0\x80\0abc")
    yield lie("encrypted", "a member locked by a password", f"encrypted|{BAD}", flags=1, body=bytes(range(64)))
    yield lie("encrypted-aes", "a member locked by AES", f"encrypted|{BAD}", flags=1, method=99, body=bytes(range(64)))
    yield lie("flag-only", "a member marked as locked that is not", f"encrypted|{BAD}", flags=1)
    yield one(
        "lie-bomb-size",
        "l.xlsx",
        HEAVY,
        "400 MB that both headers call 100 bytes",
        lambda b: bombed(b.xlsx, [replace(bomb_member("xl/media/a.png", 400), size=100)]),
    )
    yield one(
        "lie-packed",
        "l.docx",
        BAD,
        "a member that reaches over the end of the file",
        lambda b: lying(b.docx, "word/document.xml", packed_size=2**30),
    )
    yield one(
        "lie-few-entries",
        "l.xlsx",
        BAD,
        "an end that counts three members",
        lambda b: raw_zip(raw_members(b.xlsx), entries=3),
    )
    yield one(
        "lie-many-entries",
        "l.xlsx",
        BAD,
        "an end that counts 60,000 members",
        lambda b: raw_zip(raw_members(b.xlsx), entries=60_000),
    )
    yield one(
        "hidden-member",
        "l.xlsx",
        f"accepted|{BAD}",
        "a second Biểu 4 that the directory leaves out",
        lambda b: with_raw(b.xlsx, Member(SHEET.encode(), b"<worksheet/>", hidden=True)),
    )
    yield one("two-ends", "l.xlsx", f"{BAD}|archive", "two workbooks one behind the other", _two_archives)
    yield one(
        "end-in-comment",
        "l.xlsx",
        f"accepted|{BAD}",
        "an end record inside the archive's comment",
        lambda b: raw_zip(raw_members(b.xlsx), comment=b"PK\x05\x06" + bytes(18)),
    )
    yield one(
        "data-before",
        "l.xlsx",
        f"accepted|{BAD}|unsupported",
        "a program in front of the archive",
        lambda b: raw_zip(raw_members(b.xlsx), before=b"MZ" + bytes(500)),
    )
    yield one(
        "data-after", "l.xlsx", f"accepted|{BAD}", "a kilobyte behind the archive", lambda b: b.xlsx + b"\x55" * 1024
    )
    yield one(
        "zeros-after",
        "l.xlsx",
        f"accepted|{BAD}",
        "zeros up to 1 MB behind the archive",
        lambda b: b.xlsx + bytes(2**20),
    )
    yield one("directory-outside", "l.xlsx", BAD, "a directory that begins behind the file", _directory_outside)
    yield one("zip64-lie", "l.xlsx", BAD, "an end that points to a zip64 end that is not there", _zip64_lie)


def _two_archives(base: Base) -> bytes:
    from outputs.blank_form import write_workbook

    return write_workbook(base.plans(hit=9999)) + base.xlsx


def _directory_outside(base: Base) -> bytes:
    data = bytearray(base.xlsx)
    end = data.rindex(b"PK\x05\x06")
    struct.pack_into("<I", data, end + 16, 0x7FFFFFFF)
    return bytes(data)


def _zip64_lie(base: Base) -> bytes:
    data = bytearray(base.xlsx)
    end = data.rindex(b"PK\x05\x06")
    struct.pack_into("<HHII", data, end + 8, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    return bytes(data)


def names() -> Iterator[Hostile]:
    other = b"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData/></worksheet>"
    strange = {
        "absolute": b"/etc/cron.d/soket",
        "parent": b"../../../../tmp/soket-was-here",
        "parent-windows": b"..\\..\\Windows\\soket.exe",
        "drive": b"C:\\soket.exe",
        "backslash": b"xl\\worksheets\\sheet9.xml",
        "control": b"xl/media/a\x07\x1b[2J.png",
        "newline": b"xl/media/a\n.png",
        "nul": b"xl/media/a\0.png",
        "empty": b"",
        "not-utf8": b"xl/media/\xff\xfe.png",
        "long": b"xl/" + b"a" * 60_000,
        "dots": b"xl/./media/../../../x.png",
        "stream": b"xl/media/a.png:evil",
    }
    for id_, name in strange.items():
        yield one(
            f"member-{id_}",
            "n.xlsx",
            f"{BAD}|accepted" if id_ in ("not-utf8", "long", "stream") else BAD,
            f"a member called {name[:40]!r}",
            lambda b, name=name: with_raw(b.xlsx, Member(name, b"x")),  # type: ignore[misc]
        )
    doubles = {"twice": SHEET, "case": SHEET.upper(), "case-part": "xl/Worksheets/Sheet4.xml"}
    for id_, double in doubles.items():
        yield one(
            f"member-{id_}",
            "n.xlsx",
            BAD,
            "a member there twice" if id_ == "twice" else "two members that differ by case",
            lambda b, double=double: with_raw(b.xlsx, Member(double.encode(), other)),  # type: ignore[misc]
        )
        yield one(
            f"member-{id_}-first",
            "n.xlsx",
            BAD,
            "the same, the other one in front",
            lambda b, double=double: raw_zip([Member(double.encode(), other), *raw_members(b.xlsx)]),  # type: ignore[misc]
        )
    yield one(
        "member-twice-docx",
        "n.docx",
        BAD,
        "a Word document that is there twice",
        lambda b: with_raw(b.docx, Member(b"word/document.xml", b"<a/>")),
    )
    yield one(
        "member-twice-ods",
        "n.ods",
        BAD,
        "an ods content that is there twice",
        lambda b: with_raw(b.ods, Member(b"content.xml", b"<a/>")),
    )
    yield one(
        "member-link",
        "n.xlsx",
        f"{BAD}|accepted",
        "a member marked as a symbolic link",
        lambda b: with_raw(b.xlsx, Member(b"xl/media/a", b"/etc/passwd", attributes=0o120777 << 16)),
    )


def legal() -> Iterator[Hostile]:
    """What looks odd and is right: read, with the same values."""
    yield one("base-xlsx", "Biểu số liệu.xlsx", "accepted", "the form as it was given", lambda b: b.xlsx)
    yield one("base-ods", "Biểu số liệu.ods", "accepted", "the form as an ods", lambda b: b.ods)
    yield one("base-docx", "Biểu số liệu.docx", "accepted", "the form as a Word file", lambda b: b.docx)
    yield one("base-csv", "Biểu số liệu.csv", "accepted", "the form as a csv", lambda b: b.csv)
    yield one("base-xls", "Biểu số liệu.xls", "accepted", "the form as an xls", lambda b: b.xls)
    yield one(
        "zip-stored", "g.xlsx", "accepted", "nothing packed", lambda b: packed(members(b.xlsx), zipfile.ZIP_STORED)
    )
    yield one("zip-comment", "g.xlsx", "accepted|unsafe", "a comment on the archive", _commented)
    yield one("zip-folders", "g.xlsx", "accepted", "entries for folders", lambda b: with_members(b.xlsx, {"xl/": b""}))
    yield one("zip-streamed", "g.xlsx", "accepted", "written as a stream: sizes behind the data", _streamed)
    yield one("zip-zip64", "g.xlsx", "accepted|unsafe", "zip64 headers on small members", _zip64)
    yield one(
        "zip-bzip2",
        "g.xlsx",
        f"accepted|{BAD}",
        "packed by bzip2",
        lambda b: packed(members(b.xlsx), zipfile.ZIP_BZIP2),
    )
    yield one(
        "zip-shuffled",
        "g.xlsx",
        "accepted",
        "members in another order",
        lambda b: packed(dict(reversed(members(b.xlsx).items()))),
    )


def _commented(base: Base) -> bytes:
    return raw_zip(raw_members(base.xlsx), comment=b"Luu boi may quet")


def _streamed(base: Base) -> bytes:
    class Pipe(bytearray):
        """A stream that cannot be wound back."""

        def write(self, data: bytes) -> int:
            self.extend(data)
            return len(data)

        def flush(self) -> None: ...

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, content in members(base.xlsx).items():
            archive.writestr(name, content)
    return bytes(pipe)


def _zip64(base: Base) -> bytes:
    import io

    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members(base.xlsx).items():
            with archive.open(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), "w", force_zip64=True) as member:
                member.write(content)
    return data.getvalue()


def cuts(suffix: str) -> Iterator[Hostile]:
    for id_, keep in (("start", 0.002), ("third", 0.3), ("most", 0.9), ("nearly", 0.999)):
        yield one(
            f"cut-{suffix}-{id_}",
            f"c.{suffix}",
            "damaged|unsafe",
            f"half copied: {keep:.1%} of it are there",
            lambda b, keep=keep: b.of(suffix)[: max(8, int(len(b.of(suffix)) * keep))],  # type: ignore[misc]
        )
        yield one(
            f"zeros-{suffix}-{id_}",
            f"z.{suffix}",
            "damaged|unsafe" + ("|accepted" if id_ == "nearly" else ""),  # the last bytes may be zeros anyway
            f"a copy that stopped at {keep:.1%}: zeros behind it",
            lambda b, keep=keep: b.of(suffix)[: max(8, int(len(b.of(suffix)) * keep))].ljust(len(b.of(suffix)), b"\0"),  # type: ignore[misc]
        )
    main = _MAIN[suffix]
    for at in (0.2, 0.5, 0.8):
        yield one(
            f"flip-{suffix}-{int(at * 100)}",
            f"f.{suffix}",
            "damaged|unsafe",
            f"a byte of {main} turned over",
            lambda b, at=at: _flipped(b.of(suffix), main, at),  # type: ignore[misc]
        )


def _flipped(data: bytes, name: str, at: float) -> bytes:
    """A byte changed inside a member's packed data."""
    import io

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(name)
    start = info.header_offset + 30 + len(name)
    bent = bytearray(data)
    bent[start + int(info.compress_size * at)] ^= 0x55
    return bytes(bent)
