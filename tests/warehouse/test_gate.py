from __future__ import annotations

from tests.warehouse.kept import PERIOD, SmallWarehouse, accepted, judged, refused
from warehouse import gate


def test_files_without_a_verdict_wait(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    kept.keep(judged(refused(one, "bieu_1")))
    with kept.warehouse.read() as connection:
        assert gate.waiting_files(connection) == [(1, two.path)]


def test_the_forms_that_a_unit_has_are_those_that_count(kept: SmallWarehouse) -> None:
    one, two, three = kept.see("a", "b", "c")
    kept.keep(judged(accepted(one, "bia", "bieu_1"), refused(two, "bieu_4")))
    kept.keep(judged(accepted(three, "bieu_1", period="2021H2")))
    with kept.warehouse.read() as connection:
        assert gate.forms_received(connection, PERIOD) == {1: {"bia", "bieu_1"}}


def test_refused_files_stand_in_their_period_or_in_every_one(kept: SmallWarehouse) -> None:
    one, two, three = kept.see("a", "b", "c")
    kept.keep(
        judged(
            refused(one, "bieu_1"),
            refused(two, reason="damaged", period=None),
            refused(three, "bieu_1", period="2021H2"),
        )
    )
    with kept.warehouse.read() as connection:
        assert gate.refused_files(connection, PERIOD) == [
            (1, "inbox/1/a", "parts_total"),
            (1, "inbox/1/b", "damaged"),
        ]
        assert [path for _, path, _ in gate.refused_files(connection, "2021H2")] == ["inbox/1/b", "inbox/1/c"]
    (four,) = kept.see("d")
    kept.keep(judged(accepted(four)))
    with kept.warehouse.read() as connection:
        assert gate.refused_files(connection, PERIOD) == []
