"""A submission among its unit's others, and what it reported."""

from __future__ import annotations

from typing import Any

from domain.submission import Receipt
from tests.warehouse.kept import PERIOD, SmallWarehouse, accepted, found, judged, refused, said
from warehouse import attempts
from warehouse.attempts import Attempt, Reported
from warehouse.store import Connection


def attempt(kept: SmallWarehouse, receipt: Receipt, period: str | None = PERIOD) -> Attempt:
    row: dict[str, Any] = {"file_id": receipt.file_id, "unit_id": 1, "period": period, "seq": receipt.seq}
    with kept.warehouse.read() as connection:
        return attempts.attempts(connection, [row])[receipt.file_id]


def reported(connection: Connection, one: Receipt, indicator: str) -> dict[str, Reported]:
    return attempts.reported(connection, [one.file_id], [indicator]).get(one.file_id, {})


def test_files_of_a_unit_are_counted_and_the_one_that_gave_way_is_named(kept: SmallWarehouse) -> None:
    one, two, three, four = kept.see("a", "b", "c", "d")
    kept.see("e", unit_id=2)
    kept.keep(judged(refused(one, "bieu_1")))
    kept.keep(judged(accepted(two, "bieu_1")))
    kept.keep(judged(accepted(three, "bieu_4")))
    kept.keep(judged(accepted(four, "bieu_1")))
    assert attempt(kept, one) == Attempt(1)
    assert attempt(kept, two) == Attempt(2, replaces=1, before=one.file_id)
    assert attempt(kept, three) == Attempt(3, before=two.file_id), "another form took nobody's place"
    assert attempt(kept, four) == Attempt(4, replaces=2, before=three.file_id)


def test_another_period_counts_for_itself(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    kept.keep(judged(accepted(one, period="2021H2")))
    kept.keep(judged(accepted(two)))
    assert attempt(kept, two) == Attempt(1)


def test_files_whose_period_is_not_known_are_counted_among_themselves(kept: SmallWarehouse) -> None:
    one, two, three = kept.see("a", "b", "c")
    kept.keep(judged(refused(one, reason="damaged", period=None)))
    kept.keep(judged(accepted(two)))
    kept.keep(judged(refused(three, reason="damaged", period=None)))
    assert attempt(kept, three, None) == Attempt(2, before=one.file_id)


def test_a_file_that_came_later_changes_no_number(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    kept.keep(judged(accepted(one)))
    before = attempt(kept, one)
    kept.keep(judged(accepted(two)))
    assert attempt(kept, one) == before


def test_what_a_file_reported_stands_for_it_also_when_another_took_its_place(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    kept.keep(judged(accepted(one), observations=[said(one, 500)]))
    kept.keep(judged(accepted(two), observations=[said(two, None)]))
    with kept.warehouse.read() as connection:
        assert reported(connection, one, "hoi_vien") == {"hoi_vien": Reported(500, estimated=False)}
        assert reported(connection, two, "hoi_vien") == {"hoi_vien": Reported(None, estimated=False)}
        assert reported(connection, one, "quy_thu") == {}


def test_of_a_figure_by_years_the_latest_is_told_and_an_estimate_is_one(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    base = list(said(one, 1))
    of = [[*base[:6], year, value, "number", basis, "Biểu 2", cell] for year, value, basis, cell in YEARS]
    earlier = [*base[:5], "2021H2", None, 7, "number", "done", "Biểu 1", "H19"]
    kept.keep(judged(accepted(one), observations=[tuple(row) for row in (*of, earlier)]))
    with kept.warehouse.read() as connection:
        assert reported(connection, one, "hoi_vien") == {"hoi_vien": Reported(20, estimated=True)}


YEARS = ((2022, 20, "estimated", "F2"), (None, 5, "done", "F3"), (2021, 10, "done", "F1"))


def test_a_refused_file_reported_nothing_but_holds_its_forms(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    kept.keep(judged(refused(one, "bieu_1", "bieu_4"), findings=[found(one)]))
    with kept.warehouse.read() as connection:
        assert reported(connection, one, "hoi_vien") == {}
        assert attempts.forms_of(connection, [one.file_id]) == {one.file_id: {"bieu_1", "bieu_4"}}
