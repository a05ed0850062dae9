"""What was written to senders, as the warehouse remembers it."""

from __future__ import annotations

from tests.warehouse.kept import PERIOD, SmallWarehouse, accepted, judged, refused
from warehouse import replies, tables


def test_a_place_and_its_bytes_are_remembered_once(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    kept.keep(judged(accepted(one)))
    for _ in range(2):
        with kept.warehouse.write() as connection:
            replies.remember(connection, [(one.file_id, "inbox/1/phan-hoi/a.txt", "f" * 64)])
    assert kept.rows(tables.reply, "file_id", "path", "sha256") == [(one.file_id, "inbox/1/phan-hoi/a.txt", "f" * 64)]


def test_all_that_was_ever_at_a_place_is_known(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    kept.keep(judged(accepted(one)))
    with kept.warehouse.write() as connection:
        for digit in "01":
            replies.remember(connection, [(one.file_id, "p/a.xlsx", digit * 64)])
        replies.remember(connection, [(one.file_id, "p/a.txt", "2" * 64)])
        assert replies.hashes_at(connection, ["p/a.xlsx", "p/b"]) == {"p/a.xlsx": {"0" * 64, "1" * 64}}
        assert replies.places_of(connection, [one.file_id, 0]) == {one.file_id: ["p/a.xlsx", "p/a.txt"]}
        assert replies.answered_by(connection, ["2" * 64, "3" * 64]) == {"2" * 64: one.file_id}
        assert replies.written(connection).places == {
            ("p/a.xlsx", "0" * 64),
            ("p/a.xlsx", "1" * 64),
            ("p/a.txt", "2" * 64),
        }


def test_only_the_workbook_of_a_file_that_still_asks_for_something_asks(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    kept.keep(judged(refused(one, reason="whole_number", period=PERIOD)))
    with kept.warehouse.write() as connection:
        replies.remember(connection, [(one.file_id, "p/a.xlsx", "0" * 64)])
        replies.remember(connection, [(one.file_id, "p/a.txt", "1" * 64)])
        assert replies.written(connection).asks == {"0" * 64: True, "1" * 64: False}
    with kept.warehouse.write() as connection:
        connection.execute(tables.file.update().values(cleared_by=two.file_id))
        assert replies.written(connection).asks == {"0" * 64: False, "1" * 64: False}


def test_bytes_that_somebody_sent_are_known(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    with kept.warehouse.read() as connection:
        assert replies.known_bytes(connection, [one.sha256, "e" * 64]) == {one.sha256}


def test_the_answers_that_stand_are_those_to_files_that_count_or_still_ask_for_something(kept: SmallWarehouse) -> None:
    old, good = kept.see("old", "good")
    bad, elsewhere, anywhere = kept.see("bad", "elsewhere", "anywhere", unit_id=2)
    kept.keep(judged(accepted(old)))
    kept.keep(judged(accepted(good), refused(bad), refused(elsewhere, period="2021H2"), refused(anywhere, period=None)))
    with kept.warehouse.write() as connection:
        for one in (bad, old, good, elsewhere, anywhere):
            for digit in "01":  # of other bytes at the same place
                replies.remember(connection, [(one.file_id, f"{one.path}.txt", digit * 64)])
        found = replies.standing_answers(connection, PERIOD)
    assert found == [(2, "inbox/2/bad.txt"), (1, "inbox/1/good.txt"), (2, "inbox/2/anywhere.txt")]
