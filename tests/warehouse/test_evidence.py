"""What a close is sealed with must stay what it was: an audit compares it years later."""

from __future__ import annotations

import hashlib
from datetime import date

from sqlalchemy import select

from tests.warehouse import closed
from tests.warehouse.kept import PERIOD, SmallWarehouse, accepted, judged, said
from warehouse import closes, evidence, tables
from warehouse.store import Connection


def by_rows(connection: Connection, close_id: int, newest: int) -> dict[str, str]:
    """The digests as they are declared: of a table's name and of each of its rows as Python writes a tuple of it."""
    found = {}
    for table, query in evidence._queries(close_id, newest):
        told = "".join(repr(tuple(row)) for row in connection.execute(query))
        found[table.name] = hashlib.sha256(f"{table.name}{told}".encode()).hexdigest()
    return found


def test_a_digest_is_that_of_each_row_as_python_writes_it(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    narratives = [(one.file_id, "thuyet_minh", "thuyet_minh.han_che.value", "Còn “ít”.\n'\\", "Thuyết minh", "B4")]
    kept.keep(judged(accepted(one, "bieu_1", "thuyet_minh"), observations=[said(one, 500)], narratives=narratives))
    close_id = closed.freeze(kept)
    with kept.warehouse.read() as connection:
        newest = evidence.newest_finding(connection)
        digests = evidence.digests(connection, close_id, newest)
        assert digests == by_rows(connection, close_id, newest)
        assert len(set(digests.values())) == len(digests) > 10


def test_a_digest_of_known_rows_is_the_same_on_every_engine_and_in_every_version(kept: SmallWarehouse) -> None:
    with kept.warehouse.write() as connection:
        row = {"code": "2020H1", "cut_off": date(2020, 6, 14), "deadline": date(2020, 6, 20)}
        connection.execute(tables.period.insert().values(**row, signing=date(2020, 6, 30), state="open", version=0))
        of = tables.period.c
        query = select(of.code, of.cut_off, of.version).where(tables.period.c.code == "2020H1")
        known = evidence._digest(connection, tables.period, query)
    written = "period('2020H1', datetime.date(2020, 6, 14), 0)"
    assert known == hashlib.sha256(written.encode()).hexdigest()


def test_a_version_is_in_the_audit_once_it_is_sealed(kept: SmallWarehouse) -> None:
    acts = select(tables.audit.c.hash).where(tables.audit.c.act == "close")
    with kept.warehouse.write() as connection:
        close = closes.write_version(connection, closed.values_of(kept), closed.figures(closed.MEMBERS), [], {})
        assert close.audit is None and connection.scalars(acts).all() == []
        sealed = closes.seal(connection, close, {}, {"approved_by": "Chủ tịch"})
        assert connection.scalars(acts).all() == [sealed.audit]
    with kept.warehouse.read() as connection:
        assert closes.find_close(connection, PERIOD) == sealed
