from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from sqlalchemy.exc import IntegrityError

from domain.figure import FIGURES
from tests.warehouse.kept import DATES, PERIOD, UNITS, SmallWarehouse, accepted, judged, refused, said
from warehouse import closes, tables
from warehouse.store import now


def figures(*rows: tuple[Any, ...]) -> pl.DataFrame:
    """Indicator, scope, of_year, value, expected and counted."""
    filled = [
        (indicator, "", scope, "", "half", year, value, expected, counted, "done")
        for indicator, scope, year, value, expected, counted in rows
    ]
    frame = pl.DataFrame(filled, schema=FIGURES, orient="row")
    return frame.with_columns(compared_close=pl.lit(None, pl.Int64))


MEMBERS = ("hoi_vien", "all", None, 500, 2, 1)


def freeze(kept: SmallWarehouse, version: int = 1, made: pl.DataFrame | None = None, passed: Any = None) -> int:
    values = {
        "period": PERIOD,
        "version": version,
        "closed_by": "Thư ký",
        "reason": "đã đôn đốc",
        "catalogue": kept.version,
        "registry": "a" * 64,
        "cut_off": DATES.cut_off,
        "signing": DATES.signing,
        "expected": 2,
        "received": 1,
    }
    with kept.warehouse.write() as connection:
        sections = list(connection.scalars(closes.counted_sections(PERIOD)))
        return closes.freeze(connection, values, figures(MEMBERS) if made is None else made, sections, passed or {})


def test_a_close_is_found_by_its_version_or_as_the_newest(kept: SmallWarehouse) -> None:
    one, two = freeze(kept), freeze(kept, 2)
    with kept.warehouse.read() as connection:
        newest = closes.find_close(connection, PERIOD)
        assert newest and (newest.id, newest.version, newest.period, newest.registry) == (two, 2, PERIOD, "a" * 64)
        assert (newest.cut_off, newest.signing, newest.expected, newest.received) == (
            date(2022, 6, 14),
            date(2022, 6, 28),
            2,
            1,
        )
        first = closes.find_close(connection, PERIOD, 1)
        assert first and first.id == one and first.report_sha256 is None
        assert closes.find_close(connection, PERIOD, 3) is None
        assert closes.find_close(connection, "2021H2") is None


def test_a_close_closes_its_period_under_its_version_and_no_other(kept: SmallWarehouse) -> None:
    freeze(kept)
    assert kept.rows(tables.period, "code", "state", "version") == [("2021H2", "open", 0), (PERIOD, "closed", 1)]


def test_frozen_figures_come_back_as_they_were(kept: SmallWarehouse) -> None:
    made = figures(MEMBERS, ("gdht_cong_nhan", "1", 2021, None, 1, 0), ("gdht_cong_nhan", "1", 2020, 7, 1, 1))
    close_id = freeze(kept, made=made)
    with kept.warehouse.read() as connection:
        back = closes.frozen_figures(connection, close_id)
        assert back.schema == FIGURES and back.rows() == made.drop("compared_close").rows()
        assert closes.frozen_figures(connection, close_id + 1).is_empty()


def test_a_close_counts_the_sections_that_counted_then(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    (other,) = kept.see("c", unit_id=2)
    kept.keep(judged(accepted(one), accepted(other, period="2021H2"), observations=[said(one, 500)]))
    close_id = freeze(kept)
    kept.keep(judged(accepted(two)))
    with kept.warehouse.read() as connection:
        assert list(connection.scalars(closes.sections_of(close_id))) == [1]
        assert list(connection.scalars(closes.counted_sections(PERIOD))) == [3]


def test_what_only_one_of_two_closes_counted_is_told_with_its_units(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    (other,) = kept.see("c", unit_id=2)
    kept.keep(judged(accepted(one, "bia", "bieu_1")))
    first = freeze(kept)
    kept.keep(judged(accepted(two, "bieu_1"), accepted(other, "bieu_4")))
    second = freeze(kept, 2)
    with kept.warehouse.read() as connection:
        before, now = closes.sections_of(first), closes.sections_of(second)
        gone, come = closes.only_in(connection, before, now), closes.only_in(connection, now, before)
        assert [sorted(connection.scalars(ids)) for ids in (gone, come)] == [[2], [3, 4]]
        assert closes.units_in(connection, gone) == {"1"}
        assert closes.units_in(connection, gone, come) == {"1", "2"}
        nothing = closes.only_in(connection, now, now)
        assert not list(connection.scalars(nothing)) and not closes.units_in(connection, nothing, nothing)


def test_figures_of_one_comparison_are_those_alone(kept: SmallWarehouse) -> None:
    then = figures(MEMBERS).with_columns(comparison=pl.lit("same_half"), value=pl.lit(400, pl.Int64))
    close_id = freeze(kept, made=pl.concat([figures(MEMBERS), then]))
    with kept.warehouse.read() as connection:
        for comparison, value in (("", 500), ("same_half", 400)):
            assert closes.frozen_figures(connection, close_id, comparison=comparison)["value"].to_list() == [value]


def test_units_let_pass_are_named_and_the_reason_is_kept(kept: SmallWarehouse) -> None:
    close_id, other = freeze(kept, passed={2: "nghỉ hè", 1: "mất điện"}), freeze(kept, 2, passed={1: "mất điện"})
    with kept.warehouse.read() as connection:
        assert closes.exceptions_of(connection, close_id) == [(one.id, one.name, one.kind) for one in UNITS]
        assert [unit_id for unit_id, *_ in closes.exceptions_of(connection, other)] == [1]
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
        assert closes.forms_of(connection, close_id) == {1: {"bia", "bieu_1"}}
        assert closes.forms_received(connection, PERIOD) == {1: {"bia", "bieu_1", "bieu_4"}}


def test_files_without_a_verdict_wait(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    kept.keep(judged(refused(one, "bieu_1")))
    with kept.warehouse.read() as connection:
        assert closes.waiting_files(connection) == [(1, two.path)]


def test_a_figure_cannot_stand_twice_nor_count_more_than_it_expects(kept: SmallWarehouse) -> None:
    for made in (figures(MEMBERS, MEMBERS), figures(("hoi_vien", "all", None, 5, 1, 2))):
        with pytest.raises(IntegrityError):
            freeze(kept, made=made)
    assert kept.rows(tables.close) == kept.rows(tables.figure) == kept.rows(tables.audit) == []


def test_a_version_is_closed_once(kept: SmallWarehouse) -> None:
    freeze(kept)
    with pytest.raises(IntegrityError):
        freeze(kept)
    assert len(kept.rows(tables.close)) == len(kept.rows(tables.audit)) == 1


def test_the_hash_of_the_report_is_set_once(kept: SmallWarehouse) -> None:
    one, two = freeze(kept), freeze(kept, 2)
    with kept.warehouse.write() as connection:
        assert closes.set_report(connection, one, "b" * 64) == ("b" * 64, True)
        assert closes.set_report(connection, one, "c" * 64) == ("b" * 64, False)
    assert kept.rows(tables.close, "id", "report_sha256") == [(one, "b" * 64), (two, None)]


# --- what a period has ------------------------------------------------------------------------


def test_the_forms_that_a_unit_has_are_those_that_count(kept: SmallWarehouse) -> None:
    one, two, three = kept.see("a", "b", "c")
    kept.keep(judged(accepted(one, "bia", "bieu_1"), refused(two, "bieu_4")))
    kept.keep(judged(accepted(three, "bieu_1", period="2021H2")))
    with kept.warehouse.read() as connection:
        assert closes.forms_received(connection, PERIOD) == {1: {"bia", "bieu_1"}}


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
        assert closes.refused_files(connection, PERIOD) == [
            (1, "inbox/1/a", "parts_total"),
            (1, "inbox/1/b", "damaged"),
        ]
        assert [path for _, path, _ in closes.refused_files(connection, "2021H2")] == ["inbox/1/b", "inbox/1/c"]
    (four,) = kept.see("d")
    kept.keep(judged(accepted(four)))
    with kept.warehouse.read() as connection:
        assert closes.refused_files(connection, PERIOD) == []


def test_files_after_a_close_are_those_of_its_period_decided_since(kept: SmallWarehouse) -> None:
    one, two, three = kept.see("a", "b", "c")
    kept.keep(judged(accepted(one)))
    freeze(kept)
    ((closed_at,),) = kept.rows(tables.close, "closed_at")
    kept.keep(judged(accepted(two), refused(three, "bieu_1", period="2021H2")))
    with kept.warehouse.read() as connection:
        assert closes.files_after_close(connection, PERIOD, closed_at) == 1
        assert closes.files_after_close(connection, PERIOD, now()) == 0
        assert closes.files_after_close(connection, "2021H2", closed_at) == 0


def test_a_registry_comes_back_line_by_line(kept: SmallWarehouse) -> None:
    with kept.warehouse.read() as connection:
        assert closes.registry_rows(connection, "a" * 64).rows() == [
            (2, 1, "00001", "Hội Khuyến học xã Một", "hoi_xa", None, None),
            (3, 2, "B-02", "Ban Khuyến học Trường Hai", "ban", date(2021, 1, 1), None),
        ]
        assert closes.registry_rows(connection, "b" * 64).is_empty()
