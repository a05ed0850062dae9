"""Editions of a report and adopted prose: what stands, what stood, and that neither touches a figure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from domain.half_year import HalfYear
from tests.homes import SmallHome
from warehouse import audit, closes, editions
from warehouse.closes import Close
from warehouse.editions import Worded
from warehouse.store import Connection, now

P = HalfYear(2022, 1)


@pytest.fixture
def home(small_home: SmallHome) -> SmallHome:
    small_home.send_all()
    assert small_home.close_period().closing.new
    return small_home


@contextmanager
def writing(home: SmallHome) -> Iterator[tuple[Connection, Close]]:
    with home.open().warehouse.write() as connection:
        close = closes.find_close(connection, str(P))
        assert close is not None
        yield connection, close


def test_a_close_has_no_edition_until_one_is_made(home: SmallHome) -> None:
    with writing(home) as (connection, close):
        assert editions.editions_of(connection, close.id) == []
        assert editions.numbered(connection, close.id) is None


def test_editions_stand_in_the_order_in_which_they_were_made_and_one_has_the_number(home: SmallHome) -> None:
    with writing(home) as (connection, close):
        editions.add_edition(connection, close, "a" * 64, "Thư ký")
        editions.add_edition(connection, close, "b" * 64, "Thư ký", "15", date(2022, 7, 29), "c" * 64)
    with writing(home) as (connection, close):
        made = editions.editions_of(connection, close.id)
        assert [(one.sha256, one.number, one.signed, one.scan) for one in made] == [
            ("a" * 64, None, None, None),
            ("b" * 64, "15", date(2022, 7, 29), "c" * 64),
        ]
        assert editions.numbered(connection, close.id) == made[1]


def test_a_version_has_one_number(home: SmallHome) -> None:
    with writing(home) as (connection, close):
        editions.add_edition(connection, close, "a" * 64, "x", "15", date(2022, 7, 29))
    with pytest.raises(IntegrityError), writing(home) as (connection, close):
        editions.add_edition(connection, close, "b" * 64, "x", "16", date(2022, 7, 29))
    with pytest.raises(IntegrityError), writing(home) as (connection, close):
        editions.add_edition(connection, close, "a" * 64, "x")


def test_the_audit_tells_of_each(home: SmallHome) -> None:
    with writing(home) as (connection, close):
        editions.add_edition(connection, close, "b" * 64, "Thư ký", "15", date(2022, 7, 29))
        editions.keep_wording(connection, str(P), {"Phần#1": Worded(("Lời mới.",), frozenset())}, "d" * 64, "Thư ký")
    with home.open().warehouse.read() as connection:
        edition, adopted = list(audit.acts(connection))[-2:]
    assert (edition.act, edition.who, edition.subject) == ("edition", "Thư ký", "2022H1")
    told = {name: edition.detail[name] for name in ("version", "report", "number", "signed", "scan")}
    assert told == {"version": 1, "report": "b" * 64, "number": "15", "signed": "2022-07-29", "scan": None}
    assert (adopted.act, adopted.detail["source"]) == ("adopt", "d" * 64)


def test_prose_takes_the_place_of_what_was_edited_there_before_and_leaves_other_places(home: SmallHome) -> None:
    one, two = Worded(("Một.",), frozenset({"lop"})), Worded(("Hai.", "Ba."), frozenset({"lop", "hoc_vien"}))
    with writing(home) as (connection, _):
        editions.keep_wording(connection, str(P), {"A#1": one, "B#1": one}, "d" * 64, "x")
        between = now()
        editions.keep_wording(connection, str(P), {"A#1": two}, "e" * 64, "x")
        assert editions.wording_of(connection, str(P)) == {"A#1": two, "B#1": one}
        assert editions.wording_of(connection, str(P), between) == {"A#1": one, "B#1": one}
        assert editions.wording_of(connection, "2021H2") == {}


def test_prose_that_came_after_a_time_was_not_there_then(home: SmallHome) -> None:
    with writing(home) as (connection, close):
        editions.keep_wording(connection, str(P), {"A#1": Worded(("Một.",), frozenset())}, "d" * 64, "x")
        assert editions.wording_of(connection, str(P), close.closed_at) == {}


def test_every_piece_of_prose_has_a_digest_that_changes_with_it(home: SmallHome) -> None:
    with writing(home) as (connection, _):
        for text in ("Một.", "Hai."):
            editions.keep_wording(connection, str(P), {"A#1": Worded((text,), frozenset())}, "d" * 64, "x")
        digests = editions.wording_digests(connection)
    assert len(digests) == 2 == len(set(digests)) and {period for period, _ in digests} == {"2022H1"}
