from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from tests.warehouse.closed import MEMBERS, figures, freeze
from tests.warehouse.kept import PERIOD, SmallWarehouse, accepted, judged, refused
from warehouse import closes, tables
from warehouse.store import now


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


def test_the_versions_of_a_period_stand_in_their_order_with_who_closed_them_and_why(kept: SmallWarehouse) -> None:
    freeze(kept)
    freeze(kept, 2)
    with kept.warehouse.read() as connection:
        found = closes.versions_of(connection, PERIOD)
        assert [(one.version, one.closed_by, one.reason) for one in found] == [
            (1, "Thư ký", "đã đôn đốc"),
            (2, "Thư ký", "đã đôn đốc"),
        ]
        assert closes.versions_of(connection, "2021H2") == []


def test_a_close_closes_its_period_under_its_version_and_no_other(kept: SmallWarehouse) -> None:
    freeze(kept)
    assert kept.rows(tables.period, "code", "state", "version") == [("2021H2", "open", 0), (PERIOD, "closed", 1)]


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
