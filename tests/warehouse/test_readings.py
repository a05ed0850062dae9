"""Readings: a file that is read again keeps both, numbered; only the newest counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from domain.notice import Notice
from domain.submission import Judged, Receipt
from tests.warehouse.kept import PERIOD, SmallWarehouse, accepted, found, judged, refused, said
from warehouse import current, readings, tables
from warehouse.readings import Reading


def again(kept: SmallWarehouse, new: Judged) -> Reading:
    with kept.warehouse.write() as connection:
        return readings.keep_again(connection, new, kept.version)


def to_read(kept: SmallWarehouse, code: str = PERIOD) -> list[str]:
    with kept.warehouse.read() as connection:
        return [one.path for one in readings.to_read_again(connection, code)]


def sections(kept: SmallWarehouse) -> list[tuple[Any, ...]]:
    return kept.rows(tables.section, "file_id", "form", "reading", "state")


def text(receipt: Receipt, words: str) -> tuple[Any, ...]:
    return (receipt.file_id, "bieu_1", "thuyet_minh.han_che.value", words, "Thuyết minh", "B4")


def why(receipt: Receipt, item: int, reason: str) -> tuple[Any, ...]:
    return (receipt.file_id, "bieu_1", item, "Biểu 1", "F19", reason)


def standing(kept: SmallWarehouse) -> list[int | None]:
    with kept.warehouse.read() as connection:
        return current.period_values(connection, PERIOD)["value"].to_list()


# --- what is read again -----------------------------------------------------------------------


def test_files_that_count_or_were_refused_for_the_period_are_read_again(kept: SmallWarehouse) -> None:
    one, two, three, four, five, six = kept.see("a", "b", "c", "d", "e", "f")
    kept.keep(judged(accepted(one), refused(two, "bieu_4", period="2021H2")))
    kept.keep(judged(accepted(three, period="2021H2"), refused(four, reason="damaged", period=None)))
    kept.keep(judged(refused(five, reason="unknown_period", period="2030H1")))
    assert to_read(kept) == ["inbox/1/a", "inbox/1/d", "inbox/1/e"]
    assert to_read(kept, "2021H2") == ["inbox/1/b", "inbox/1/c", "inbox/1/d", "inbox/1/e"]
    kept.keep(judged(accepted(six)))
    assert to_read(kept) == ["inbox/1/f"], "what another file replaced or cleared is done with"


# --- readings ---------------------------------------------------------------------------------


def test_a_reading_that_says_the_same_keeps_nothing(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    same = judged(
        accepted(one),
        observations=[said(one, 5)],
        findings=[found(one)],
        narratives=[text(one, "lời")],
        explanations=[why(one, 1, "vì")],
    )
    kept.keep(same)
    assert again(kept, same) == Reading()
    assert sections(kept) == [(one.file_id, "bieu_1", 1, "accepted")]
    assert len(kept.rows(tables.finding)) == len(kept.rows(tables.observation)) == 1


def test_a_reading_that_says_something_else_takes_the_place_of_the_old_one(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    kept.keep(judged(accepted(one, "bieu_1", "bieu_2"), observations=[said(one, 5), said(one, 9, "F20")]))
    done = again(kept, judged(accepted(one, "bieu_1", "bieu_2"), observations=[said(one, 6), said(one, 9, "F20")]))
    assert [(c["unit"], c["file"], c["cell"], c["before"], c["now"]) for c in done.changes] == [
        ("00001", "inbox/1/a", "F19", 5, 6)
    ]
    assert sections(kept) == [
        (one.file_id, "bieu_1", 1, "superseded"),
        (one.file_id, "bieu_2", 1, "superseded"),
        (one.file_id, "bieu_1", 2, "accepted"),
        (one.file_id, "bieu_2", 2, "accepted"),
    ]
    assert standing(kept) == [6, 9] and len(kept.rows(tables.observation)) == 4, "nothing was deleted"
    assert all(at for at, state in kept.rows(tables.section, "superseded_at", "state") if state == "superseded")


@pytest.mark.parametrize(
    ("before", "now", "shown"),
    [
        ({"narratives": ["cũ"]}, {"narratives": ["mới"]}, ("cũ", "mới")),
        ({"narratives": []}, {"narratives": ["mới"]}, (None, "mới")),
        ({"explanations": [(1, "cũ")]}, {"explanations": [(1, "mới")]}, ("cũ", "mới")),
        ({"explanations": [(1, "cũ")]}, {"explanations": []}, ("cũ", None)),
        ({"values": [5]}, {"values": []}, (5, None)),
        ({"values": []}, {"values": [None]}, (None, None)),
        ({"values": [None]}, {"values": [0]}, (None, 0)),
    ],
)
def test_each_kind_of_change_is_shown(
    kept: SmallWarehouse, before: dict[str, Sequence[Any]], now: dict[str, Sequence[Any]], shown: tuple[Any, Any]
) -> None:
    (one,) = kept.see("a")

    def made(what: dict[str, Sequence[Any]]) -> Judged:
        return judged(
            accepted(one),
            observations=[said(one, value) for value in what.get("values", ())],
            narratives=[text(one, words) for words in what.get("narratives", ())],
            explanations=[why(one, *rest) for rest in what.get("explanations", ())],
        )

    kept.keep(made(before))
    (change,) = again(kept, made(now)).changes
    assert (change["before"], change["now"]) == shown
    assert again(kept, made(now)) == Reading()


def test_a_form_that_the_new_reading_does_not_find_counts_no_more(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    kept.keep(judged(accepted(one, "bieu_1", "bieu_2"), observations=[said(one, 5), said(one, 7, "B2", "bieu_2")]))
    again(kept, judged(accepted(one, "bieu_1"), observations=[said(one, 5)]))
    assert [row for row in sections(kept) if row[3] == "accepted"] == [(one.file_id, "bieu_1", 2, "accepted")]
    assert standing(kept) == [5]


def test_findings_that_changed_alone_are_a_new_reading_and_the_old_ones_stand_no_more(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    kept.keep(judged(accepted(one), observations=[said(one, 5)], findings=[found(one)]))
    assert again(kept, judged(accepted(one), observations=[said(one, 5)])) == Reading()
    with kept.warehouse.read() as connection:
        assert current.findings_of(connection, [one.file_id]) == {}
    assert kept.rows(tables.file, "replied_at") == [(None,)]
    assert len(kept.rows(tables.finding)) == 1


def test_a_file_that_would_be_refused_now_keeps_what_stood(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    kept.keep(judged(accepted(one), observations=[said(one, 5)]))
    before = kept.rows(tables.file)
    done = again(kept, judged(refused(one, "bieu_1", reason="parts_total"), findings=[found(one, "parts_total")]))
    assert done == Reading(refused_now=(("inbox/1/a", "parts_total"),))
    assert kept.rows(tables.file) == before and standing(kept) == [5] and kept.rows(tables.finding) == []


def test_a_file_that_is_accepted_now_counts_and_clears_what_was_refused_before_it(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    kept.keep(judged(refused(one, "bieu_1"), findings=[found(one, "parts_total", severity="refuse_file")]))
    kept.keep(judged(refused(two, "bieu_1"), findings=[found(two, "parts_total", severity="refuse_file")]))
    done = again(kept, judged(accepted(two), observations=[said(two, 5)]))
    assert done == Reading(accepted_now=("inbox/1/b",))
    assert kept.rows(tables.file, "state", "cleared_by") == [("refused", two.file_id), ("accepted", None)]
    assert sections(kept) == [
        (one.file_id, "bieu_1", 1, "cleared"),
        (two.file_id, "bieu_1", 1, "cleared"),
        (two.file_id, "bieu_1", 2, "accepted"),
    ]
    assert standing(kept) == [5]


def test_one_reading_of_a_form_is_kept_once(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    kept.keep(judged(accepted(one)))
    row = {"file_id": one.file_id, "unit_id": 1, "period": PERIOD, "form": "bieu_1", "state": "accepted"}
    with pytest.raises(IntegrityError), kept.warehouse.write() as connection:
        connection.execute(tables.section.insert().values(**row, reading=1))
    with kept.warehouse.write() as connection:
        connection.execute(tables.section.insert().values(**row, reading=2))


def test_a_file_judged_again_after_it_was_refused_has_a_second_reading(kept: SmallWarehouse) -> None:
    from warehouse import ledger

    (one,) = kept.see("a")
    kept.keep(judged(refused(one, "bieu_1", reason="tie")))
    with kept.warehouse.write() as connection:
        ledger.wait_again(connection, tables.file.c.id == one.file_id)
    kept.keep(judged(accepted(one), observations=[said(one, 5)]))
    assert [(reading, state) for _, _, reading, state in sections(kept)] == [(1, "cleared"), (2, "accepted")]
    assert kept.rows(tables.section, "reader") == [("calamine 0",)] * 2
    assert standing(kept) == [5]


def test_readings_add_up() -> None:
    told = Notice("p", "p", "is gone")
    one = Reading(({"a": 1},), ("x",), (("y", "tie"),), (told,))
    assert one + Reading() == one
    assert one + one == Reading(({"a": 1},) * 2, ("x",) * 2, (("y", "tie"),) * 2, (told,) * 2)
