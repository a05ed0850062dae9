"""What offices send and nobody can take figures from; and what their machines leave beside it."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from html import escape

from outputs.sheet_plan import SheetPlan
from outputs.stable_zip import stable_zip
from samples.files import document, printed, workbook

Plans = Sequence[SheetPlan]
Write = Callable[[Plans], bytes]

LOCK = b"\x08Van phong".ljust(165, b" ")  # what Excel writes beside an open workbook
DESKTOP_INI = "[.ShellClassInfo]\r\nIconResource=C:\\WINDOWS\\System32\\SHELL32.dll,4\r\n".encode("utf-16")

_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_VBA = '<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
_VBA_LINK = (
    '<Relationship Id="rIdVba" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
    'Target="vbaProject.bin"/></Relationships>'
)
_AGILE = (
    b'\x04\x00\x04\x00\x40\x00\x00\x00<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption"><keyData saltSize="16" blockSize="16" '
    b'keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512"/>'
    b"</encryption>"
)
# one grey point: the smallest picture that viewers open
_PHOTO = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300030202020202030202020303030304060404040404080606050609080a0a09"
    "0809090a0c0f0c0a0b0e0b09090d110d0e0f101011100a0c12131210130f101010ffc9000b080001000101011100ffcc000600101005ffda"
    "0008010100003f00d2cf20ffd9"
)


def with_macros(plans: Plans) -> bytes:
    """A workbook with a macro project."""

    def changed(name: str, data: bytes) -> bytes:
        if name == "[Content_Types].xml":
            return data.replace(_WORKBOOK.encode(), _MACROS.encode()).replace(b"</Types>", _VBA.encode())
        return data.replace(b"</Relationships>", _VBA_LINK.encode()) if name == "xl/_rels/workbook.xml.rels" else data

    data = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(plans))) as plain,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as full,
    ):
        for name in plain.namelist():
            full.writestr(name, changed(name, plain.read(name)))
        full.writestr("xl/vbaProject.bin", compound({"PROJECT": b'Name="VBAProject"\r\n', "dir": b"\x01"}))
    return stable_zip(data.getvalue())


def with_password(plans: Plans) -> bytes:
    """A workbook as Excel stores it under a password: a compound file around what nobody can read."""
    plain = workbook(plans)
    secret = b"".join(hashlib.sha256(plain + struct.pack("<I", n)).digest() for n in range(len(plain) // 32))
    package = struct.pack("<Q", len(plain)) + secret
    return compound({"EncryptionInfo": _AGILE, "EncryptedPackage": package[:40_000]})


def old_word(plans: Plans) -> bytes:
    """A document of Word 97–2003: a compound file with a stream of text."""
    words = "\r".join(" ".join(texts) for plan in plans for _, texts in printed(plan, plans))
    head = struct.pack("<HHH", 0xA5EC, 0x00C1, 0).ljust(512, b"\0")  # FibBase: the magic and the version of Word 97
    return compound({"WordDocument": (head + words.encode("utf-16-le"))[:20_000], "1Table": b"\0" * 4096})


def scan(plans: Plans) -> bytes:
    """The signed paper as a PDF of one empty page."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    )
    data, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(data)
    return data + b"xref\n0 4\n0000000000 65535 f \n" + table + end + b"% " + _mark(plans)


def photo(plans: Plans) -> bytes:
    """The paper photographed with a telephone."""
    return _PHOTO + _mark(plans)


def archive(plans: Plans) -> bytes:
    """The workbook, packed with the minutes of a meeting."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("Bieu so lieu.xlsx", workbook(plans))
        packed.writestr("Bien ban.docx", document(plans[-1:]))
    return stable_zip(data.getvalue())


def half_copied(plans: Plans) -> bytes:
    """A workbook whose copying was broken off."""
    data = workbook(plans)
    return data[: len(data) * 2 // 3]


def web_page(plans: Plans) -> bytes:
    """A table that a web page offered "as Excel"."""
    rows = (texts for plan in plans for _, texts in printed(plan, plans))
    cells = "".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in texts)}</tr>\n" for texts in rows)
    return f'<html><head><meta charset="utf-8"></head><body><table>\n{cells}</table></body></html>\n'.encode()


def thumbnails(plans: Plans) -> bytes:
    """What Windows keeps of the pictures in a folder."""
    return compound({"Catalog": _mark(plans)})


def _mark(plans: Plans) -> bytes:
    """What tells one office's file from another's."""
    return hashlib.sha256(repr(plans[0].rows).encode()).hexdigest().encode()


# --- compound files ([MS-CFB], version 3) -----------------------------------------------------

_SECTOR, _END, _FAT_SECTOR, _FREE, _NONE = 512, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF, 0xFFFFFFFF


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of up to 3 streams, together below 60 kB; short ones are filled up with zeros, so
    that none needs the table of small sectors."""
    ordered = sorted(streams.items(), key=lambda one: (len(one[0]), one[0].upper()))
    table, body = [_FAT_SECTOR, _END], b""  # sector 0 holds the table, sector 1 the directory
    entries = [_entry("Root Entry", 5, child=1, start=_END)]
    for number, (name, content) in enumerate(ordered, start=1):
        size = max(len(content), 4096)
        data = content.ljust(-(-size // _SECTOR) * _SECTOR, b"\0")
        right = number + 1 if number < len(ordered) else _NONE
        entries.append(_entry(name, 2, right=right, start=len(table), size=size))
        table += [len(table) + n + 1 for n in range(len(data) // _SECTOR - 1)] + [_END]
        body += data
    directory = b"".join(entries).ljust(_SECTOR, b"\0")
    table += [_FREE] * (_SECTOR // 4 - len(table))
    return _header() + struct.pack(f"<{len(table)}I", *table) + directory + body


def _header() -> bytes:
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    fixed = struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    return magic + fixed + struct.pack("<I", 0) + struct.pack("<I", _FREE) * 108


def _entry(name: str, kind: int, *, right: int = _NONE, child: int = _NONE, start: int = 0, size: int = 0) -> bytes:
    letters = name.encode("utf-16-le")
    head = letters.ljust(64, b"\0") + struct.pack("<HBB", len(letters) + 2, kind, 1)
    return head + struct.pack("<III36xIQ", _NONE, right, child, start, size)
