"""A warehouse of the first schema, a row in every table: a collect's, and those of a close."""

from __future__ import annotations

from typing import Any

from alembic import command
from sqlalchemy import text

from tests.warehouse.test_migrations import OF_THE_FIRST, config, insert
from warehouse.engines import POSTGRESQL, make_engine, writing
from warehouse.inventory import Inventory, take_inventory
from warehouse.store import Warehouse

OF_A_CLOSE: dict[str, dict[str, Any]] = {
    "registry_row": {"sha256": "r" * 64, "row": 2, "unit_id": 1, "code": "00001", "name": "Hội", "kind": "hoi_xa"},
    "close": {
        **{"id": 1, "period": "2022H1", "version": 1, "closed_at": "t", "closed_by": "Thư ký", "reason": "đủ"},
        **{"catalogue": "v1", "registry": "r" * 64, "cut_off": "2022-06-14", "signing": "2022-06-28"},
        **{"expected": 1, "received": 1, "report_sha256": "d" * 64},
    },
    "close_section": {"close_id": 1, "section_id": 1},
    "close_exception": {"close_id": 1, "unit_id": 1, "reason": "nghỉ"},
    "figure": {
        **{"id": 1, "close_id": 1, "indicator": "i", "breakdown": "", "scope": "all", "comparison": "", "span": "half"},
        **{"of_year": 0, "value": 7, "expected": 1, "counted": 1, "basis": "done"},
    },
    "audit": {
        **{"id": 1, "at": "t", "who": "Thư ký", "act": "close", "subject": "2022H1", "detail": "{}"},
        **{"previous": "", "hash": "b" * 64},
    },
    "outbox": {"id": 1, "created_at": "t", "event": "e", "cause": "c", "payload": "{}"},
}


def make_first(url: str) -> None:
    engine = make_engine(url)
    with writing(engine) as connection, connection.begin():
        command.upgrade(config(connection), "0001")
        for table, row in (OF_THE_FIRST | OF_A_CLOSE).items():
            insert(connection, table, row)
            if engine.dialect.name == POSTGRESQL and "id" in row and table != "unit":
                connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 1)"))
    engine.dispose()


def inventory(url: str) -> Inventory:
    store = Warehouse.connect(url)
    with store.read() as connection:
        taken = take_inventory(connection)
    store.close()
    return taken


def run(url: str, *statements: str) -> None:
    engine = make_engine(url)
    with writing(engine) as connection, connection.begin():
        for one in statements:
            connection.execute(text(one))
    engine.dispose()
