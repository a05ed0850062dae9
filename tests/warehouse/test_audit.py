from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from domain.run import running
from tests.warehouse.kept import SmallWarehouse
from warehouse import audit, tables


def did(kept: SmallWarehouse, *acts: str) -> list[str]:
    """Records acts; the head after each."""
    with kept.warehouse.write() as connection:
        return [audit.record(connection, "Thư ký", act, "2022H1", {"vì": "hỏi"}) for act in acts]


def broken(kept: SmallWarehouse) -> int | None:
    with kept.warehouse.read() as connection:
        return audit.broken_at(connection)


def test_each_row_carries_the_hash_of_the_row_before_it(kept: SmallWarehouse) -> None:
    heads = did(kept, "look", "look", "close")
    assert kept.rows(tables.audit, "previous", "hash") == list(zip(["", *heads], heads, strict=False))
    assert len(set(heads)) == 3  # the same act twice is two acts
    assert broken(kept) is None


def test_the_head_of_an_empty_audit_is_empty_and_its_chain_whole(kept: SmallWarehouse) -> None:
    with kept.warehouse.read() as connection:
        assert audit.head(connection) == ""
    assert broken(kept) is None


@pytest.mark.parametrize("column", ["at", "who", "act", "subject", "detail", "previous", "hash"])
def test_one_changed_byte_in_any_column_breaks_the_chain_there(kept: SmallWarehouse, column: str) -> None:
    did(kept, "look", "look", "close")
    with kept.warehouse.write() as connection:
        connection.execute(text(f"UPDATE audit SET {column} = {column} || '0' WHERE id = 2"))
    assert broken(kept) == 2


def test_a_row_that_is_taken_out_is_missed_at_the_next(kept: SmallWarehouse) -> None:
    did(kept, "look", "look", "close")
    with kept.warehouse.write() as connection:
        connection.execute(text("DELETE FROM audit WHERE id = 2"))
    assert broken(kept) == 3


def test_an_act_tells_the_run_the_code_and_the_catalogue_that_it_was_under(kept: SmallWarehouse) -> None:
    running("soket close")
    with kept.warehouse.write() as connection:
        under = {"soket": "1.2.3", "catalogue": kept.version}
        audit.record(connection.execution_options(under=under), "Lan", "close", "2022H1", {"version": 1})
    running("")
    with kept.warehouse.read() as connection:
        (act,) = audit.acts(connection)
    assert (act.who, act.act, act.subject) == ("Lan", "close", "2022H1")
    expected: dict[str, Any] = {"version": 1, "under": {"run": "soket close", **under}}
    assert act.detail == expected


def test_acts_of_one_kind_can_be_asked_for(kept: SmallWarehouse) -> None:
    did(kept, "look", "close", "look")
    with kept.warehouse.read() as connection:
        assert [one.id for one in audit.acts(connection, "look")] == [1, 3]
