"""What was seen, what was not received, and which refusals a second sending opens again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.rule import FILE_RULES, PASSING
from domain.submission import Problem, Sighting, Unreceived
from tests.warehouse.kept import SmallWarehouse, found, judged, refused
from warehouse import inboxes, ledger, tables

ONE = Sighting("inbox/1/a.xlsx", 1, 3, 5, "f" * 64)


def sight(kept: SmallWarehouse, *seen: Sighting) -> tuple[int, int]:
    with kept.warehouse.write() as connection:
        return inboxes.keep_sightings(connection, seen)


def refuse(kept: SmallWarehouse, reason: str) -> None:
    with kept.warehouse.read() as connection:
        (one,) = ledger.pending(connection)
    kept.keep(judged(refused(one, reason=reason, period=None), findings=[found(one, reason, None, "refuse_file")]))


# --- sent again -------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", sorted({*FILE_RULES, "parts_total"}))
def test_only_what_may_pass_is_judged_again_when_it_is_sent_again(kept: SmallWarehouse, reason: str) -> None:
    sight(kept, ONE)
    refuse(kept, reason)
    passes = reason in PASSING
    assert sight(kept, replace(ONE, path="inbox/1/b.xlsx", mtime_ns=9)) == (0, int(passes))
    ((state, why, path, seq),) = kept.rows(tables.file, "state", "reason", "path", "seq")
    if passes:
        assert (state, why, path, seq) == ("received", None, "inbox/1/b.xlsx", 2)
        assert all(at for (at,) in kept.rows(tables.finding, "superseded_at"))
    else:
        assert (state, why, path, seq) == ("refused", reason, "inbox/1/a.xlsx", 1)
        assert kept.rows(tables.finding, "superseded_at") == [(None,)]


def test_what_may_pass_are_refusals_that_there_are() -> None:
    assert set(FILE_RULES) >= PASSING and not PASSING & {"damaged", "wrong_unit", "encrypted"}


@pytest.mark.parametrize(("name", "again"), [("inbox/1/a.XLSX", 0), ("inbox/1/a.csv", 1), ("inbox/1/a", 1)])
def test_bytes_under_another_suffix_are_judged_again_for_it_says_how_they_are_read(
    kept: SmallWarehouse, name: str, again: int
) -> None:
    sight(kept, ONE)
    refuse(kept, "unsupported")
    assert sight(kept, replace(ONE, path=name)) == (0, again)


def test_bytes_that_are_barred_for_the_same_reason_again_stay_refused(kept: SmallWarehouse) -> None:
    barred = replace(ONE, note="bad_name", barred="bad_name", words={"name": "x"})
    sight(kept, barred)
    refuse(kept, "bad_name")
    assert sight(kept, replace(barred, path="inbox/1/b.xlsx")) == (0, 0)
    assert sight(kept, replace(ONE, path="inbox/1/c.xlsx")) == (0, 1)
    assert kept.rows(tables.file, "barred", "barred_words") == [(None, "{}")]


def test_an_accepted_file_is_not_opened_again_by_a_copy_with_a_bad_name(kept: SmallWarehouse) -> None:
    from tests.warehouse.kept import accepted

    sight(kept, ONE)
    with kept.warehouse.read() as connection:
        (one,) = ledger.pending(connection)
    kept.keep(judged(accepted(one)))
    assert sight(kept, replace(ONE, path="inbox/1/b", barred="bad_name", note="bad_name")) == (0, 0)
    assert kept.rows(tables.file, "state", "barred") == [("accepted", None)]


def test_copies_that_come_together_open_a_file_again_once(kept: SmallWarehouse) -> None:
    sight(kept, ONE)
    refuse(kept, "tie")
    copies = [replace(ONE, path=f"inbox/1/{name}.xlsx", mtime_ns=9) for name in "bcd"]
    assert sight(kept, *copies, replace(ONE, path="inbox/1/new", sha256="e" * 64)) == (1, 1)
    numbers = [seq for (seq,) in kept.rows(tables.file, "seq")]
    assert len(set(numbers)) == 2 and kept.rows(tables.file, "path")[0] == ("inbox/1/b.xlsx",)


def test_the_words_of_a_bar_come_with_the_receipt(kept: SmallWarehouse) -> None:
    sight(kept, replace(ONE, barred="name_twice", words={"name": "Biểu", "other": "BIỂU"}))
    with kept.warehouse.read() as connection:
        (one,) = ledger.pending(connection)
    assert (one.barred, one.words) == ("name_twice", {"name": "Biểu", "other": "BIỂU"})


# --- taken away -------------------------------------------------------------------------------


def clear(kept: SmallWarehouse, *met: str) -> list[int | None]:
    with kept.warehouse.write() as connection:
        inboxes.clear_gone(connection, met)
    return [by for (by,) in kept.rows(tables.file, "cleared_by")]


def test_what_was_barred_is_cleared_while_it_does_not_lie_there(kept: SmallWarehouse) -> None:
    barred = replace(ONE, note="bad_name", barred="bad_name")
    sight(kept, barred, replace(barred, path="inbox/1/b.xlsx"))
    refuse(kept, "bad_name")
    assert clear(kept, "inbox/1/a.xlsx", "inbox/1/b.xlsx") == [None]
    assert clear(kept, "inbox/1/b.xlsx") == [None], "a copy of it lies there still"
    assert clear(kept, "inbox/1/another.xlsx") == [1]
    assert clear(kept) == [1]
    assert clear(kept, "inbox/1/a.xlsx") == [None], "it was put back"


def test_what_was_refused_for_what_it_says_is_not_cleared_by_taking_it_away(kept: SmallWarehouse) -> None:
    sight(kept, ONE)
    refuse(kept, "damaged")
    assert clear(kept) == [None]


# --- what could not be received ---------------------------------------------------------------

HALF = Unreceived("inbox/1/a", Problem.HALF_COPIED, "is still being copied", 1)
STRAY = Unreceived("inbox/x", Problem.OUTSIDE, "lies in no folder", None)


def miss(kept: SmallWarehouse, *found: Unreceived) -> list[Unreceived]:
    with kept.warehouse.write() as connection:
        inboxes.keep_unreceived(connection, found)
    with kept.warehouse.read() as connection:
        return inboxes.unreceived_now(connection)


def test_what_is_missed_stands_until_a_scan_no_longer_meets_it(kept: SmallWarehouse) -> None:
    assert miss(kept, HALF, STRAY) == [HALF, STRAY]
    assert miss(kept, STRAY, HALF) == [HALF, STRAY], "the same again is no second entry"
    assert miss(kept, STRAY) == [STRAY]
    assert miss(kept, STRAY, HALF) == [STRAY, HALF], "met anew it is a new entry"
    assert miss(kept) == []
    assert [(path, bool(gone)) for path, gone in kept.rows(tables.unreceived, "path", "gone_at")] == [
        ("inbox/1/a", True),
        ("inbox/x", True),
        ("inbox/1/a", True),
    ]


def test_one_path_may_have_two_problems(kept: SmallWarehouse) -> None:
    unreadable = replace(HALF, problem=Problem.UNREADABLE)
    assert miss(kept, HALF, unreadable, HALF) == [HALF, unreadable]
    assert miss(kept, unreadable) == [unreadable]


def test_what_was_taken_otherwise_is_missed_no_more(kept: SmallWarehouse) -> None:
    miss(kept, HALF, STRAY)
    with kept.warehouse.write() as connection:
        inboxes.end_unreceived(connection, "inbox/x")
        assert inboxes.unreceived_now(connection) == [HALF]


@pytest.mark.parametrize("problem", list(Problem))
def test_every_problem_can_be_kept(kept: SmallWarehouse, problem: Problem) -> None:
    assert miss(kept, replace(STRAY, problem=problem)) == [replace(STRAY, problem=problem)]


# --- whose bytes ------------------------------------------------------------------------------


def test_bytes_are_known_but_those_that_name_another_unit(kept: SmallWarehouse) -> None:
    def known() -> bool:
        with kept.warehouse.read() as connection:
            return ONE.sha256 in inboxes.known_hashes(connection)

    assert not known()
    sight(kept, ONE)
    assert known()
    refuse(kept, "wrong_unit")
    assert not known()


def test_a_file_is_found_by_its_unit_and_its_bytes(kept: SmallWarehouse) -> None:
    sight(kept, ONE, replace(ONE, path="inbox/2/a", unit_id=2))
    with kept.warehouse.read() as connection:
        assert [inboxes.file_id(connection, unit, "f" * 64) for unit in (1, 2)] == [1, 2]
