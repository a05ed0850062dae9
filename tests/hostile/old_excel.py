"""Excel 97 workbooks and other OLE files: records that lie, chains that loop, macros and passwords."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import xlwt

from tests.hostile.bases import HIT_VALUE, Base, grid, write_xls
from tests.hostile.ole import (
    BOF,
    BOOLERR,
    BOUNDSHEET,
    DIMENSIONS,
    EOF,
    FILEPASS,
    LABELSST,
    MULRK,
    RK,
    SST,
    after_first,
    bent_xls,
    first_record,
    records,
    workbook_stream,
    write_ole,
)
from tests.hostile.record import Hostile, one

BAD = "damaged|unsafe"
MISREAD = "damaged|unsafe|control_total|unknown_form|whole_number|no_period"
HIT_RECORD = struct.pack("<d", HIT_VALUE)


def files() -> Iterator[Hostile]:
    for id_, keep in (("start", 0.02), ("third", 0.3), ("half", 0.5), ("most", 0.9), ("nearly", 0.99)):
        yield one(
            f"xls-cut-{id_}",
            "c.xls",
            f"accepted|{MISREAD}",
            f"half copied: {keep:.0%} of it are there",
            lambda b, keep=keep: b.xls[: int(len(b.xls) * keep)],  # type: ignore[misc]
        )
        yield one(
            f"xls-zeros-{id_}",
            "z.xls",
            f"accepted|{MISREAD}",
            f"a copy that stopped at {keep:.0%}: zeros behind it",
            lambda b, keep=keep: b.xls[: int(len(b.xls) * keep)].ljust(len(b.xls), b"\0"),  # type: ignore[misc]
        )
    yield from passwords_and_macros()
    yield from lies()
    yield from containers()


def passwords_and_macros() -> Iterator[Hostile]:
    locked = struct.pack("<HHH", 1, 1, 1) + bytes(48)
    yield one(
        "xls-password",
        "p.xls",
        "encrypted",
        "an .xls under a password (RC4)",
        lambda b: after_first(b.xls, BOF, FILEPASS, locked),
    )
    yield one(
        "xls-password-xor",
        "p.xls",
        "encrypted",
        "an .xls under a password (XOR)",
        lambda b: after_first(b.xls, BOF, FILEPASS, struct.pack("<HHH", 0, 0x1234, 0x5678)),
    )
    for suffix in ("xlsx", "xls", "docx", "xlsm"):
        yield one(
            f"package-password-{suffix}",
            f"p.{suffix}",
            "encrypted",
            f"an encrypted Open XML package called .{suffix}",
            lambda b: write_ole({"EncryptedPackage": bytes(range(256)) * 40, "EncryptionInfo": bytes(100)}),
        )
    vba = {
        "_VBA_PROJECT_CUR/VBA/dir": b"x",
        "_VBA_PROJECT_CUR/VBA/ThisWorkbook": b"x",
        "_VBA_PROJECT_CUR/PROJECT": b"x",
    }
    yield one("xls-macro", "m.xls", "macro", "an .xls with macros", lambda b: bent_xls(b.xls, lambda k, c: (k, c), vba))
    yield one(
        "xls-macro-odd",
        "m.xls",
        "macro|unsafe",
        "an .xls whose macros lie in a storage of another name",
        lambda b: bent_xls(b.xls, lambda k, c: (k, c), {"Macros/VBA/dir": b"x", "Macros/VBA/_VBA_PROJECT": b"x"}),
    )
    yield one(
        "xls-macro-sheet",
        "m.xls",
        "macro",
        "an .xls with a sheet of Excel 4 macros",
        lambda b: first_record(b.xls, BOUNDSHEET, lambda c: c[:5] + b"\x01" + c[6:]),
    )
    yield one(
        "xls-macro-sheet-hidden",
        "m.xls",
        "macro",
        "the same, hidden",
        lambda b: first_record(b.xls, BOUNDSHEET, lambda c: c[:4] + b"\x02\x01" + c[6:]),
    )
    yield one(
        "xls-object",
        "m.xls",
        "accepted|unsafe|macro",
        "an .xls with an object in it",
        lambda b: bent_xls(b.xls, lambda k, c: (k, c), {"MBD0001/\x01Ole10Native": b"MZ"}),
    )


def lies() -> Iterator[Hostile]:
    def number(value: float) -> bytes:
        return struct.pack("<d", value)

    for id_, value, expect in (
        ("nan", float("nan"), "whole_number|control_total|error_cell|damaged"),
        ("infinite", float("inf"), "whole_number|control_total|error_cell|damaged"),
        ("negative", -7319.0, "whole_number|control_total"),
        ("fraction", 7319.5, "whole_number|control_total"),
        ("huge", 1e20, "whole_number|control_total"),
        ("other", 7318.0, "control_total"),
    ):
        yield one(
            f"xls-number-{id_}",
            "n.xls",
            expect,
            f"a number that is {value}",
            lambda b, value=value: write_xls_with(b, number(value)),  # type: ignore[misc]
        )
    yield one(
        "xls-dimensions",
        "n.xls",
        f"accepted|{MISREAD}|too_heavy",
        "a sheet that claims every row and column",
        lambda b: bent_xls(
            b.xls, lambda k, c: (k, struct.pack("<IIHHH", 0, 65536, 0, 256, 0) if k == DIMENSIONS else c)
        ),
    )
    yield one(
        "xls-dimensions-vast",
        "n.xls",
        f"accepted|{MISREAD}|too_heavy",
        "a sheet that claims four milliard rows",
        lambda b: bent_xls(
            b.xls, lambda k, c: (k, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0) if k == DIMENSIONS else c)
        ),
    )
    yield one(
        "xls-strings",
        "n.xls",
        f"accepted|{MISREAD}|too_heavy",
        "shared strings that claim four milliards",
        lambda b: first_record(b.xls, SST, lambda c: struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF) + c[8:]),
    )
    yield one(
        "xls-string-length",
        "n.xls",
        MISREAD,
        "a shared string longer than its record",
        lambda b: first_record(b.xls, SST, lambda c: c[:8] + b"\xff\x7f" + c[10:]),
    )
    yield one(
        "xls-string-index",
        "n.xls",
        MISREAD,
        "cells of shared strings that are not there",
        lambda b: bent_xls(b.xls, lambda k, c: (k, c[:6] + b"\xff\xff\xff\x7f" if k == LABELSST else c)),
    )
    yield one(
        "xls-far-cell",
        "n.xls",
        f"{MISREAD}|too_heavy|form_twice",
        "numbers in row 65,535",
        lambda b: bent_xls(b.xls, lambda k, c: (k, b"\xff\xff\xff\x00" + c[4:] if k in (RK, MULRK) else c)),
    )
    yield one(
        "xls-sheet-outside",
        "n.xls",
        MISREAD,
        "a sheet that begins behind the file",
        lambda b: first_record(b.xls, BOUNDSHEET, lambda c: struct.pack("<I", 0x7FFFFFFF) + c[4:]),
    )
    yield one(
        "xls-sheet-itself",
        "n.xls",
        MISREAD,
        "a sheet that begins where the workbook does",
        lambda b: first_record(b.xls, BOUNDSHEET, lambda c: struct.pack("<I", 0) + c[4:]),
    )
    yield one("xls-record-length", "n.xls", f"accepted|{MISREAD}", "a record longer than the stream", _long_record)
    yield one("xls-no-end", "n.xls", f"accepted|{MISREAD}", "no record that ends a sheet", _without_ends)
    yield one("xls-error", "n.xls", "error_cell|control_total|damaged", "an error in an input cell", _with_error)
    yield one(
        "xls-formula",
        "n.xls",
        "accepted|uncached_formula|control_total|whole_number",
        "a formula without a result",
        _with_formula,
    )
    yield one("xls-biff5", "n.xls", f"{MISREAD}|accepted|unsupported|form_twice", "the version of Excel 5", _as_biff_5)
    yield one(
        "xls-garbage",
        "n.xls",
        BAD,
        "a workbook stream of garbage",
        lambda b: write_ole({"Workbook": bytes(range(256)) * 64}),
    )
    yield one(
        "xls-no-stream",
        "n.xls",
        f"{BAD}|unsupported",
        "an OLE file that holds no workbook",
        lambda b: write_ole({"Contents": b"x"}),
    )
    yield one(
        "xls-two-streams",
        "n.xls",
        f"accepted|{BAD}",
        "a workbook twice, for an old and a new Excel",
        lambda b: write_ole(
            {"Workbook": workbook_stream(b.xls), "Book": workbook_stream(write_xls(grid(b.plans(hit=9999))))}
        ),
    )


def write_xls_with(base: Base, number: bytes) -> bytes:
    """The .xls with the number of HIT written otherwise. (xlwt packs whole numbers as RK: written as a
    float first, it can be found.)"""
    sheets = [
        (name, [[HIT_VALUE + 0.123 if value == HIT_VALUE else value for value in row] for row in rows])
        for name, rows in grid(base.plans())
    ]
    data = write_xls(sheets)  # type: ignore[arg-type]
    sought = struct.pack("<d", HIT_VALUE + 0.123)
    assert sought in data
    return data.replace(sought, number)


def _long_record(base: Base) -> bytes:
    stream = bytearray(workbook_stream(base.xls))
    at = stream.index(struct.pack("<HH", DIMENSIONS, 14))
    struct.pack_into("<H", stream, at + 2, 0xFFFF)
    return write_ole({"Workbook": bytes(stream)})


def _without_ends(base: Base) -> bytes:
    out = b"".join(
        struct.pack("<HH", 0x5D if kind == EOF else kind, len(body)) + body
        for kind, body in records(workbook_stream(base.xls))
    )
    return write_ole({"Workbook": out})


def _with_error(base: Base) -> bytes:
    stream = workbook_stream(write_xls_with(base, b"\x07\x01SOKET!"))  # 7 is #DIV/0!, 1 says that it is an error
    at = stream.index(b"\x07\x01SOKET!")
    head = bytearray(stream[at - 10 : at])
    struct.pack_into("<HH", head, 0, BOOLERR, 8)
    # what is left of the eight bytes becomes a record of its own, so that offsets stay
    return write_ole(
        {"Workbook": stream[: at - 10] + head + b"\x07\x01" + struct.pack("<HH", 0x5E, 2) + b"\0\0" + stream[at + 8 :]}
    )


def _with_formula(base: Base) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in grid(base.plans()):
        sheet = book.add_sheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value == HIT_VALUE:
                    sheet.write(r, c, xlwt.Formula("7000+319"))
                elif value not in (None, ""):
                    sheet.write(r, c, value)
    import io

    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _as_biff_5(base: Base) -> bytes:
    stream = first_record(base.xls, BOF, lambda c: struct.pack("<H", 0x500) + c[2:])
    return write_ole({"Book": workbook_stream(stream)})


def containers() -> Iterator[Hostile]:
    def patched(base: Base, at: int, value: int) -> bytes:
        data = bytearray(write_ole({"Workbook": workbook_stream(base.xls)}))
        struct.pack_into("<I", data, at, value)
        return bytes(data)

    def looped(base: Base) -> bytes:
        """The second sector of the workbook points back to the first."""
        return patched(base, 512 + 4 * 2, 1)

    yield one("ole-loop", "o.xls", MISREAD, "a chain of sectors that runs in a circle", looped)
    for id_, at, value, what in (
        ("sector-outside", 512 + 4 * 3, 0x00FFFFFF, "a sector behind the file"),
        ("fat-count", 44, 0x7FFFFFFF, "two milliard tables of sectors"),
        ("directory-outside", 48, 0x7FFFFFFF, "a directory behind the file"),
        ("fat-outside", 76, 0x7FFFFFFF, "a table of sectors behind the file"),
        ("sector-size", 30, 0x00060040, "sectors of 2 to the 64th bytes"),
        ("difat-loop", 68, 0, "further tables that begin in the first sector"),
    ):
        yield one(
            f"ole-{id_}",
            "o.xls",
            f"accepted|{MISREAD}|too_heavy",
            what,
            lambda b, at=at, value=value: patched(b, at, value),  # type: ignore[misc]
        )
    yield one(
        "ole-entry-loop", "o.xls", f"accepted|{MISREAD}", "a directory whose entries name each other", _entry_loop
    )
    yield one("ole-size", "o.xls", f"accepted|{MISREAD}|too_heavy", "a workbook that claims 4 GB", _vast_stream)
    yield one("ole-head-only", "o.xls", BAD, "the first eight bytes of an OLE file", lambda b: b.xls[:8])
    yield one("ole-zeros", "o.xls", BAD, "the first eight bytes, zeros behind", lambda b: b.xls[:8] + bytes(20_000))


def _directory(data: bytes | bytearray) -> int:
    return 512 * (1 + int(struct.unpack_from("<I", data, 48)[0]))


def _entry_loop(base: Base) -> bytes:
    data = bytearray(write_ole({"Workbook": workbook_stream(base.xls)}))
    struct.pack_into("<II", data, _directory(data) + 128 + 68, 1, 1)
    return bytes(data)


def _vast_stream(base: Base) -> bytes:
    data = bytearray(write_ole({"Workbook": workbook_stream(base.xls)}))
    struct.pack_into("<Q", data, _directory(data) + 128 + 120, 0xFFFFFFFF)
    return bytes(data)
