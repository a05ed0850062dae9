from __future__ import annotations

from datetime import date

import polars as pl

from domain.figure import FIGURES
from tests.warehouse.closed import MEMBERS, figures, freeze
from tests.warehouse.kept import PERIOD, UNITS, SmallWarehouse, accepted, judged, said
from warehouse import frozen, gate, tables


def test_frozen_figures_come_back_as_they_were(kept: SmallWarehouse) -> None:
    made = figures(MEMBERS, ("gdht_cong_nhan", "1", 2021, None, 1, 0), ("gdht_cong_nhan", "1", 2020, 7, 1, 1))
    close_id = freeze(kept, made=made)
    with kept.warehouse.read() as connection:
        back = frozen.figures_of(connection, close_id)
        assert back.schema == FIGURES and back.rows() == made.drop("compared_close").rows()
        assert frozen.figures_of(connection, close_id + 1).is_empty()


def test_a_close_counts_the_sections_that_counted_then(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    (other,) = kept.see("c", unit_id=2)
    kept.keep(judged(accepted(one), accepted(other, period="2021H2"), observations=[said(one, 500)]))
    close_id = freeze(kept)
    kept.keep(judged(accepted(two)))
    with kept.warehouse.read() as connection:
        assert list(connection.scalars(frozen.sections_of(close_id))) == [1]
        assert list(connection.scalars(frozen.counted_sections(PERIOD))) == [3]


def test_what_only_one_of_two_closes_counted_is_told_with_its_units(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    (other,) = kept.see("c", unit_id=2)
    kept.keep(judged(accepted(one, "bia", "bieu_1")))
    first = freeze(kept)
    kept.keep(judged(accepted(two, "bieu_1"), accepted(other, "bieu_4")))
    second = freeze(kept, 2)
    with kept.warehouse.read() as connection:
        before, now = frozen.sections_of(first), frozen.sections_of(second)
        gone, come = frozen.only_in(connection, before, now), frozen.only_in(connection, now, before)
        assert [sorted(connection.scalars(ids)) for ids in (gone, come)] == [[2], [3, 4]]
        assert frozen.units_in(connection, gone) == {"1"}
        assert frozen.units_in(connection, gone, come) == {"1", "2"}
        nothing = frozen.only_in(connection, now, now)
        assert not list(connection.scalars(nothing)) and not frozen.units_in(connection, nothing, nothing)


def test_figures_of_one_comparison_are_those_alone(kept: SmallWarehouse) -> None:
    then = figures(MEMBERS).with_columns(comparison=pl.lit("same_half"), value=pl.lit(400, pl.Int64))
    close_id = freeze(kept, made=pl.concat([figures(MEMBERS), then]))
    with kept.warehouse.read() as connection:
        for comparison, value in (("", 500), ("same_half", 400)):
            assert frozen.figures_of(connection, close_id, comparison=comparison)["value"].to_list() == [value]


def test_units_let_pass_are_named_and_the_reason_is_kept(kept: SmallWarehouse) -> None:
    close_id, other = freeze(kept, passed={2: "nghỉ hè", 1: "mất điện"}), freeze(kept, 2, passed={1: "mất điện"})
    with kept.warehouse.read() as connection:
        assert frozen.exceptions_of(connection, close_id) == [(one.id, one.name, one.kind) for one in UNITS]
        assert [unit_id for unit_id, *_ in frozen.exceptions_of(connection, other)] == [1]
    assert kept.rows(tables.close_exception, "close_id", "unit_id", "reason") == [
        (close_id, 1, "mất điện"),
        (close_id, 2, "nghỉ hè"),
        (other, 1, "mất điện"),
    ]


def test_the_forms_that_a_close_counted_are_told_by_unit(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    kept.keep(judged(accepted(one, "bia", "bieu_1")))
    close_id = freeze(kept)
    kept.keep(judged(accepted(two, "bieu_1", "bieu_4")))
    with kept.warehouse.read() as connection:
        assert frozen.forms_of(connection, close_id) == {1: {"bia", "bieu_1"}}
        assert gate.forms_received(connection, PERIOD) == {1: {"bia", "bieu_1", "bieu_4"}}


def test_a_registry_comes_back_line_by_line(kept: SmallWarehouse) -> None:
    with kept.warehouse.read() as connection:
        assert frozen.registry_rows(connection, "a" * 64).rows() == [
            (2, 1, "00001", "Hội Khuyến học xã Một", "hoi_xa", None, None),
            (3, 2, "B-02", "Ban Khuyến học Trường Hai", "ban", date(2021, 1, 1), None),
        ]
        assert frozen.registry_rows(connection, "b" * 64).is_empty()
