"""Editions of a report after its close, and adopted prose: kept beside the close, told to the audit."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.warehouse.closed import freeze
from tests.warehouse.kept import PERIOD, SmallWarehouse
from warehouse import audit, closes, editions, tables
from warehouse.closes import Close
from warehouse.editions import Worded
from warehouse.store import now

DAY = date(2022, 7, 5)


def closed(kept: SmallWarehouse, version: int = 1) -> Close:
    freeze(kept, version)
    with kept.warehouse.read() as connection:
        found = closes.find_close(connection, PERIOD, version)
    assert found
    return found


def add(kept: SmallWarehouse, close: Close, sha256: str, number: str | None = None, signed: date | None = None) -> None:
    with kept.warehouse.write() as connection:
        editions.add_edition(connection, close, sha256 * 64, "Văn thư", number, signed)


def acts(kept: SmallWarehouse, act: str) -> list[audit.Act]:
    with kept.warehouse.read() as connection:
        return [one for one in audit.acts(connection) if one.act == act]


def test_a_close_has_no_edition_of_its_own(kept: SmallWarehouse) -> None:
    close = closed(kept)
    with kept.warehouse.read() as connection:
        assert editions.editions_of(connection, close.id) == [] and editions.numbered(connection, close.id) is None


def test_editions_stand_in_the_order_in_which_they_were_made_each_under_its_version(kept: SmallWarehouse) -> None:
    first, second = closed(kept), closed(kept, 2)
    for close, sha256 in ((first, "c"), (second, "a"), (first, "b"), (first, "c")):
        add(kept, close, sha256)
    with kept.warehouse.read() as connection:
        made = editions.editions_of(connection, first.id)
        assert [one.sha256[0] for one in made] == ["c", "b", "c"]
        assert [one.sha256[0] for one in editions.editions_of(connection, second.id)] == ["a"]
        assert editions.numbered(connection, first.id) is None
    assert {(one.made_by, one.number, one.signed, one.scan) for one in made} == {("Văn thư", None, None, None)}


def test_a_number_is_found_wherever_it_stands_and_given_once(kept: SmallWarehouse) -> None:
    close = closed(kept)
    add(kept, close, "a", "15", DAY)
    add(kept, close, "b")
    with kept.warehouse.read() as connection:
        given = editions.numbered(connection, close.id)
    assert given and (given.number, given.signed, given.sha256) == ("15", DAY, "a" * 64)
    with pytest.raises(IntegrityError):
        add(kept, close, "d", "16", DAY)
    add(kept, closed(kept, 2), "d", "16", DAY)


def test_an_edition_of_no_close_is_refused(kept: SmallWarehouse) -> None:
    with pytest.raises(IntegrityError), kept.warehouse.write() as connection:
        connection.execute(tables.edition.insert().values(close_id=99, sha256="a" * 64, made_at="t", made_by="x"))


def test_the_audit_tells_all_of_an_edition(kept: SmallWarehouse) -> None:
    close = closed(kept)
    with kept.warehouse.write() as connection:
        editions.add_edition(connection, close, "a" * 64, "Văn thư", "15", DAY, "b" * 64)
        (made,) = editions.editions_of(connection, close.id)
    (act,) = acts(kept, "edition")
    told = {name: act.detail[name] for name in ("version", "report", "signed", "number", "scan", "made_at", "made_by")}
    assert (act.who, act.subject) == ("Văn thư", PERIOD)
    assert told == {
        "version": 1,
        "report": "a" * 64,
        "signed": "2022-07-05",
        "number": "15",
        "scan": "b" * 64,
        "made_at": made.made_at,
        "made_by": "Văn thư",
    }


def test_a_scan_may_come_after_the_number_and_the_audit_tells_it(kept: SmallWarehouse) -> None:
    close = closed(kept)
    add(kept, close, "a", "15", DAY)
    add(kept, close, "b")
    with kept.warehouse.write() as connection:
        first, _ = editions.editions_of(connection, close.id)
        editions.add_scan(connection, close, first, "c" * 64, "Văn thư")
        assert [one.scan for one in editions.editions_of(connection, close.id)] == ["c" * 64, None]
    (act,) = acts(kept, "scan")
    assert (act.who, act.subject, act.detail["report"], act.detail["scan"]) == (
        *("Văn thư", PERIOD),
        *("a" * 64, "c" * 64),
    )


# --- prose ----------------------------------------------------------------------------------------


def keep(kept: SmallWarehouse, period: str = PERIOD, **edited: str) -> None:
    """Place → what is said there."""
    worded = {anchor: Worded((said, "Hết."), frozenset({"lop", "#1"})) for anchor, said in edited.items()}
    with kept.warehouse.write() as connection:
        editions.keep_wording(connection, period, worded, "d" * 64, "Thư ký")


def said(kept: SmallWarehouse, until: str | None = None, period: str = PERIOD) -> dict[str, str]:
    with kept.warehouse.read() as connection:
        return {anchor: one.said[0] for anchor, one in editions.wording_of(connection, period, until).items()}


def at(kept: SmallWarehouse) -> str:
    """A moment after all that was kept."""
    with kept.warehouse.write():
        return now()


def test_prose_comes_back_as_it_was_kept(kept: SmallWarehouse) -> None:
    keep(kept, A="Đã mở \ue000lop\ue00131\ue002 lớp “mới”.")
    with kept.warehouse.read() as connection:
        found = editions.wording_of(connection, PERIOD)
    assert found == {"A": Worded(("Đã mở \ue000lop\ue00131\ue002 lớp “mới”.", "Hết."), frozenset({"lop", "#1"}))}


def test_what_is_edited_again_takes_the_place_of_what_was_edited_there_and_of_nothing_else(
    kept: SmallWarehouse,
) -> None:
    keep(kept, A="một", B="hai")
    keep(kept, "2021H2", A="khác")
    keep(kept, A="ba")
    assert said(kept) == {"A": "ba", "B": "hai"} and said(kept, period="2021H2") == {"A": "khác"}
    assert len(kept.rows(tables.wording, "id")) == 4


def test_what_stood_at_a_moment_is_told_whatever_came_after(kept: SmallWarehouse) -> None:
    nothing = at(kept)
    keep(kept, A="một")
    first = at(kept)
    keep(kept, A="hai", B="ba")
    second = at(kept)
    keep(kept, A="bốn")
    assert [said(kept, until) for until in (nothing, first, second)] == [{}, {"A": "một"}, {"A": "hai", "B": "ba"}]
    ((moment,), *_) = kept.rows(tables.wording, "superseded_at")
    assert said(kept, str(moment)) == {"A": "một"}, "what is adopted at that very moment is not before it"


def test_prose_of_a_period_that_there_is_not_is_refused(kept: SmallWarehouse) -> None:
    with pytest.raises(IntegrityError):
        keep(kept, "2030H1", A="một")


def test_the_audit_tells_the_digest_of_every_piece(kept: SmallWarehouse) -> None:
    keep(kept, A="một", B="hai")
    keep(kept, A="ba")
    first, second = acts(kept, "adopt")
    assert (first.who, first.subject, first.detail["source"]) == ("Thư ký", PERIOD, "d" * 64)
    with kept.warehouse.read() as connection:
        there = editions.wording_digests(connection)
    assert sorted(there) == sorted((PERIOD, digest) for one in (first, second) for digest in one.detail["prose"])


@pytest.mark.parametrize(
    ("change", "periods"),
    [
        ("id = id", []),
        ("superseded_at = NULL", [PERIOD]),
        ("superseded_at = 'x'", [PERIOD, PERIOD, "2021H2"]),
    ],
)
def test_prose_that_stands_where_it_should_not_or_stands_no_more_is_told(
    kept: SmallWarehouse, change: str, periods: list[str]
) -> None:
    keep(kept, A="một")
    keep(kept, A="hai")
    keep(kept, "2021H2", A="khác")
    with kept.warehouse.write() as connection:
        connection.execute(text(f"UPDATE wording SET {change}"))
    with kept.warehouse.read() as connection:
        assert sorted(editions.wording_astray(connection), reverse=True) == periods
