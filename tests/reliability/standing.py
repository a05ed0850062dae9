"""A home that a collect may be killed over: what lies in it, and what is true of it when a run has ended."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.homes import UNITS, SmallHome

PERIOD = "2022H1"
MEMBERS = "hoi_vien"
_MORE_UNITS = "5,B-05,Ban Khuyến học Trường Năm,ban,,,,\n6,B-06,Ban Khuyến học Trường Sáu,ban,,,,\n"
#: Members over all units: what was sent and is right, added up.
SUM_FIRST = 501 + 502 + 503 + 504 + 506
SUM_SECOND = 511 + 502 + 513 + 504 + 505 + 506


class StandingHome(SmallHome):
    """A small home that is there already. ``warehouse``: as for a small home."""

    def __init__(self, path: Path, warehouse: str = "") -> None:
        self.path, self.warehouse = path, warehouse
        self._minutes = 1000
        self._opened = []


def make_home(path: Path) -> StandingHome:
    """Six units: a refused file and its correction, the same file twice, a CSV beside a lock file, a Word
    file, a damaged file alone, and a PDF with a workbook."""
    from samples.files import delimited, document

    home = SmallHome(path, units=UNITS + _MORE_UNITS)
    home.send("00001", bieu_1__hoi_vien__ky_nay="khoảng năm trăm")
    home.send("00001", name="bieu (sửa).xlsx", bieu_1__hoi_vien__ky_nay=501)
    good = home.send("00002", bieu_1__hoi_vien__ky_nay=502)
    home.put("00002", "bieu - Copy.xlsx", good.read_bytes())
    home.send("B-03", name="bieu.csv", write=delimited, bieu_1__hoi_vien__ky_nay=503)
    home.put("B-03", "~$bieu.csv", b"\x08Van phong")
    home.send("B-04", name="bieu.docx", write=document, bieu_1__hoi_vien__ky_nay=504)
    home.put("B-05", "bieu.xlsx", good.read_bytes()[:3000])
    home.put("B-06", "da ky.pdf", b"%PDF-1.7\n%%EOF\n")
    home.send("B-06", bieu_1__hoi_vien__ky_nay=506)
    return StandingHome(path)


def send_corrections(home: StandingHome) -> None:
    """A correction that is right, one that is refused, one beside the same file again, a first good file, and
    one form alone."""
    from samples.files import delimited

    home.send("00001", name="bieu (sửa 2).xlsx", bieu_1__hoi_vien__ky_nay=511)
    home.send("00002", name="bieu (sửa).xlsx", bieu_1__hoi_vien__ky_nay="không rõ")
    before = (home.folder("B-03") / "bieu.csv").read_bytes()
    home.send("B-03", name="bieu moi.csv", write=delimited, bieu_1__hoi_vien__ky_nay=513)
    home.put("B-03", "bieu cu.csv", before)
    home.send("B-05", name="bieu tot.xlsx", bieu_1__hoi_vien__ky_nay=505)
    home.send("B-06", name="bieu 4.xlsx", only=["bieu_4"], bieu_4__nha_giao__so_luong=8)


# --- what is true of a home -------------------------------------------------------------------

_FILES = """SELECT u.code, f.sha256, f.state, coalesce(f.reason, ''), coalesce(f.period, ''), f.replied_at IS NOT NULL,
    coalesce(c.sha256, '') FROM file f JOIN unit u ON u.id = f.unit_id LEFT JOIN file c ON c.id = f.cleared_by
    ORDER BY u.code, f.seq"""
_SECTIONS = """SELECT u.code, f.sha256, s.form, s.state, s.period FROM section s JOIN file f ON f.id = s.file_id
    JOIN unit u ON u.id = f.unit_id ORDER BY 1, 2, 3, 4"""
_FACTS = """SELECT u.code, f.sha256, s.form, {columns} FROM {table} o JOIN section s ON s.id = o.section_id
    JOIN file f ON f.id = s.file_id JOIN unit u ON u.id = f.unit_id"""
_FINDINGS = """SELECT u.code, f.sha256, n.rule, n.severity, coalesce(n.field, ''), coalesce(n.cell, ''), n.saw
    FROM finding n JOIN file f ON f.id = n.file_id JOIN unit u ON u.id = f.unit_id"""
_ALERTS = "SELECT event, coalesce(period, ''), coalesce(rule, ''), coalesce(form, ''), payload FROM outbox"
_SUM = """SELECT sum(o.value) FROM observation o JOIN section s ON s.id = o.section_id
    WHERE o.indicator = ? AND o.breakdown = '' AND o.period = ? AND s.period = ? AND s.state = 'accepted'"""


@dataclass(frozen=True)
class Told:
    """What a home says, without ids and times: the ledger in its order, the facts, the hashes of the replies, the
    raw files."""

    files: tuple[tuple[object, ...], ...]
    facts: Counter[tuple[object, ...]]
    replies: Mapping[str, str]
    raw: frozenset[str]
    members: int


def told(path: Path) -> Told:
    with closing(sqlite3.connect(path / "warehouse.db")) as database:
        facts = Counter(database.execute(_SECTIONS).fetchall())
        facts.update(database.execute(_FINDINGS).fetchall())
        facts.update(database.execute(_ALERTS).fetchall())
        for table, columns in (
            ("observation", "o.field, o.period, o.of_year, o.value, o.written, o.basis, o.sheet, o.cell"),
            ("narrative", "o.field, o.text"),
            ("explanation", "o.item, o.reason"),
        ):
            facts.update(database.execute(_FACTS.format(table=table, columns=columns)).fetchall())
        return Told(
            files=tuple(database.execute(_FILES).fetchall()),
            facts=facts,
            replies={
                str(one.relative_to(path)): hashlib.sha256(one.read_bytes()).hexdigest()
                for one in path.glob("inbox/*/phan-hoi/[!.]*")
            },
            raw=frozenset(one.name for one in (path / "raw").iterdir() if not one.name.startswith(".tmp-")),
            members=database.execute(_SUM, (MEMBERS, PERIOD, PERIOD)).fetchone()[0] or 0,
        )


def sent(path: Path) -> Counter[tuple[str, str]]:
    """Unit's folder and hash of every file that waits in the inbox; the same bytes in a folder count once."""
    submitted = (one for one in path.glob("inbox/*/*") if one.is_file() and not one.name.startswith(("~$", ".")))
    return Counter({(one.parent.name, hashlib.sha256(one.read_bytes()).hexdigest()): 1 for one in submitted})


def faults(path: Path, right: Told, members: int) -> Iterator[tuple[str, str]]:
    """What is wrong in a home whose run has ended: the kind of fault, and one line about it."""
    now = told(path)
    with closing(sqlite3.connect(path / "warehouse.db")) as database:
        ledger = Counter(
            database.execute("SELECT u.slug, f.sha256 FROM file f JOIN unit u ON u.id = f.unit_id").fetchall()
        )
        broken = [*database.execute("PRAGMA foreign_key_check"), *_not_ok(database)]
        untold = database.execute("SELECT outbox_id, channel FROM delivery WHERE sent_at IS NULL").fetchall()
    yield from (("lost", f"alert {one} was not told") for one in untold)
    yield from (("lost", f"{one} is not in the ledger") for one in sent(path) - ledger)
    yield from (("doubled", f"{one} is in the ledger twice or was never sent") for one in ledger - sent(path))
    yield from (("half-visible", f"{row} waits") for row in now.files if row[2] == "received")
    yield from (("half-visible", f"the database: {row}") for row in broken)
    yield from (("lost", f"fact {one}") for one in right.facts - now.facts)
    yield from (("doubled", f"fact {one}") for one in now.facts - right.facts)
    if now.files != right.files:
        yield "ledger", f"{set(now.files) ^ set(right.files) or 'the order of its files'}"
    if now.members != members:
        yield "sums", f"{now.members} members, {members} were sent"
    yield from _wrong_raw(path, now, right)
    for name in sorted(now.replies.keys() | right.replies.keys()):
        if now.replies.get(name) != right.replies.get(name):
            yield "replies", f"{name}: {'missing' if name not in now.replies else 'not as it should be'}"


def _not_ok(database: sqlite3.Connection) -> list[tuple[str]]:
    return [row for row in database.execute("PRAGMA integrity_check") if row != ("ok",)]


def _wrong_raw(path: Path, now: Told, right: Told) -> Iterator[tuple[str, str]]:
    for name in sorted(now.raw ^ right.raw):
        yield "raw", f"raw/{name} is {'missing' if name in right.raw else 'nobody’s'}"
    for name in sorted(now.raw):
        if hashlib.sha256((path / "raw" / name).read_bytes()).hexdigest() != name:
            yield "raw", f"raw/{name} does not hold what it is called"


def end_leases(path: Path) -> None:
    """What a killed run was sending is free again, as it is when ten minutes have passed."""
    with closing(sqlite3.connect(path / "warehouse.db")) as database, database:
        if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'delivery'").fetchone():
            database.execute("UPDATE delivery SET next_try_at = NULL WHERE sent_at IS NULL")


def snapshot(path: Path) -> tuple[str, dict[str, str]]:
    """Everything in the warehouse and in the home's folders, to see that a further run changes nothing."""
    with closing(sqlite3.connect(path / "warehouse.db")) as database:
        dump = "\n".join(database.iterdump())
    files = (one for one in sorted(path.rglob("*")) if one.is_file() and not one.name.startswith("warehouse.db"))
    return dump, {str(one.relative_to(path)): hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


def temporaries(path: Path) -> int:
    return len(list(path.rglob(".tmp-*")))
