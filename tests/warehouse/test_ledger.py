from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.catalogue import Catalogue
from domain.submission import Sighting
from domain.unit import Unit
from tests.warehouse.kept import DATES, PERIOD, UNITS, SmallWarehouse, accepted, found, judged, refused
from warehouse import inboxes, ledger, tables


def test_units_are_kept_as_units_csv_has_them(kept: SmallWarehouse) -> None:
    assert kept.rows(tables.unit) == [
        (1, "00001", "Hội Khuyến học xã Một", "hoi_xa", None, None, None, "", "001-hoi-khuyen-hoc-xa-mot"),
        (2, "B-02", UNITS[1].name, "ban", 1, date(2021, 1, 1), None, "Hai: 0900", "002-ban-khuyen-hoc-truong-hai"),
    ]
    with kept.warehouse.read() as connection:
        assert ledger.folders(connection) == {"001-hoi-khuyen-hoc-xa-mot": 1, "002-ban-khuyen-hoc-truong-hai": 2}


def renamed(kept: SmallWarehouse, name: str, sha256: str) -> None:
    with kept.warehouse.write() as connection:
        ledger.keep_units(connection, [replace(UNITS[0], name=name), UNITS[1]], sha256)


def test_a_renamed_unit_keeps_its_folder_and_its_earlier_registry(kept: SmallWarehouse) -> None:
    renamed(kept, "Hội Khuyến học xã Mới", "b" * 64)
    assert kept.rows(tables.unit, "name", "slug")[0] == ("Hội Khuyến học xã Mới", "001-hoi-khuyen-hoc-xa-mot")
    assert [row for row in kept.rows(tables.registry_row, "sha256", "row", "unit_id", "name") if row[2] == 1] == [
        ("a" * 64, 2, 1, "Hội Khuyến học xã Một"),
        ("b" * 64, 2, 1, "Hội Khuyến học xã Mới"),
    ]


def test_the_same_registry_is_kept_once(kept: SmallWarehouse) -> None:
    renamed(kept, UNITS[0].name, "a" * 64)
    assert len(kept.rows(tables.registry)) == 1 and len(kept.rows(tables.registry_row)) == 2


def test_a_unit_that_left_the_registry_is_kept_with_its_folder(kept: SmallWarehouse) -> None:
    with kept.warehouse.write() as connection:
        ledger.keep_units(connection, UNITS[:1], "c" * 64)
    assert len(kept.rows(tables.unit)) == 2


def test_periods_are_kept_with_their_dates_and_their_state_stays(kept: SmallWarehouse) -> None:
    later = DATES.model_copy(update={"signing": date(2022, 7, 1)})
    with kept.warehouse.write() as connection:
        connection.execute(tables.period.update().values(state="closed", version=1))
        ledger.keep_periods(connection, {PERIOD: later, "2022H2": DATES})
    with kept.warehouse.read() as connection:
        row = ledger.period_row(connection, PERIOD)
        assert row and (row["state"], row["version"], row["signing"]) == ("closed", 1, date(2022, 7, 1))
        new = ledger.period_row(connection, "2022H2")
        assert new and (new["state"], new["version"]) == ("open", 0)
        assert ledger.period_row(connection, "2030H1") is None


def test_a_catalogue_is_kept_once_with_its_content(kept: SmallWarehouse, catalogue: Catalogue) -> None:
    with kept.warehouse.write() as connection:
        ledger.keep_catalogue(connection, catalogue)
    ((version, content),) = kept.rows(tables.catalogue, "version", "content")
    assert version == catalogue.version and Catalogue.model_validate_json(content) == catalogue


# --- sightings and files ----------------------------------------------------------------------


def sight(kept: SmallWarehouse, *seen: Sighting) -> int:
    with kept.warehouse.write() as connection:
        return inboxes.keep_sightings(connection, seen)[0]


def test_files_are_numbered_on_from_scan_to_scan(kept: SmallWarehouse) -> None:
    kept.see("b", "a")
    kept.see("c", unit_id=2)
    assert kept.rows(tables.file, "path", "seq", "scan", "state") == [
        ("inbox/1/b", 1, 1, "received"),
        ("inbox/1/a", 2, 1, "received"),
        ("inbox/2/c", 3, 2, "received"),
    ]


def test_the_same_bytes_are_one_file_of_a_unit_and_another_of_the_next(kept: SmallWarehouse) -> None:
    one = Sighting("inbox/1/a", 1, 3, 5, "f" * 64)
    copies = [replace(one, path="inbox/1/b"), replace(one, path="inbox/2/a", unit_id=2)]
    assert sight(kept, one, *copies) == 2
    assert sight(kept, replace(one, path="inbox/1/c")) == 0
    assert kept.rows(tables.file, "unit_id", "path") == [(1, "inbox/1/a"), (2, "inbox/2/a")]
    assert len(kept.rows(tables.sighting)) == 4


def test_a_sighting_is_brought_up_to_date(kept: SmallWarehouse) -> None:
    one = Sighting("inbox/1/a", 1, 3, 5, "f" * 64)
    sight(kept, one)
    newer = replace(one, size=4, mtime_ns=9, sha256="e" * 64)
    sight(kept, newer)
    with kept.warehouse.read() as connection:
        assert inboxes.known_sightings(connection) == {"inbox/1/a": newer}
    assert len(kept.rows(tables.file)) == 2


def test_what_is_not_to_be_read_is_seen_but_is_no_file(kept: SmallWarehouse) -> None:
    assert sight(kept, Sighting("inbox/1/~$a", 1, 3, 5, None, "lock_file")) == 0
    assert kept.rows(tables.file) == []
    assert kept.rows(tables.sighting, "path", "note", "sha256") == [("inbox/1/~$a", "lock_file", None)]


def test_the_files_that_wait_come_in_their_order_with_their_unit(kept: SmallWarehouse) -> None:
    one, two = kept.see("b", "a")
    assert (one.seq, two.seq) == (1, 2)
    assert (one.unit_code, one.unit_name, one.kind, one.mtime_ns, one.scan) == (
        "00001",
        "Hội Khuyến học xã Một",
        "hoi_xa",
        1_000,
        1,
    )
    kept.keep(judged(accepted(one)))
    with kept.warehouse.read() as connection:
        assert ledger.pending(connection) == [two]


# --- judged again, answered -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "period", "opened", "again"),
    [
        ("unknown_period", "2025H1", "2025H1", 1),
        ("unknown_period", "2025H1", "2025H2", 0),
        ("unknown_period", None, "2025H1", 0),
        ("wrong_unit", "2025H1", "2025H1", 0),
    ],
)
def test_only_files_whose_period_was_opened_are_judged_again(
    kept: SmallWarehouse, reason: str, period: str | None, opened: str, again: int
) -> None:
    (one,) = kept.see("a")
    kept.keep(judged(refused(one, reason=reason, period=period), findings=[found(one, reason, None)]))
    ((decided_at,),) = kept.rows(tables.file, "decided_at")
    with kept.warehouse.write() as connection:
        ledger.mark_answered(connection, [(one.file_id, decided_at)])
        assert ledger.judge_again(connection, [PERIOD, opened]) == again
    ((state, why, replied),) = kept.rows(tables.file, "state", "reason", "replied_at")
    ((superseded,),) = kept.rows(tables.finding, "superseded_at")
    if again:
        assert (state, why, replied) == ("received", None, None) and superseded is not None
    else:
        assert (state, why) == ("refused", reason) and replied is not None and superseded is None


def test_files_with_a_verdict_wait_for_their_reply_once(kept: SmallWarehouse) -> None:
    one, two, three = kept.see("a", "b", "c")
    kept.keep(judged(accepted(one), refused(two, reason="damaged", period=None)))
    with kept.warehouse.read() as connection:
        waiting = ledger.unanswered(connection)
    assert waiting.select("file_id", "unit_id", "slug", "path", "state", "after_close", "period").rows() == [
        (one.file_id, 1, "001-hoi-khuyen-hoc-xa-mot", "inbox/1/a", "accepted", 0, PERIOD),
        (two.file_id, 1, "001-hoi-khuyen-hoc-xa-mot", "inbox/1/b", "refused", 0, None),
    ]
    with kept.warehouse.write() as connection:
        ledger.mark_answered(connection, [(one.file_id, waiting["decided_at"][0]), (two.file_id, "another verdict")])
    with kept.warehouse.read() as connection:
        assert ledger.unanswered(connection)["file_id"].to_list() == [two.file_id]
    assert three.file_id not in waiting["file_id"]


def test_units_may_stand_under_units_with_larger_numbers(kept: SmallWarehouse) -> None:
    chain = [Unit(n, f"C-{n}", f"Ban {n}", "ban", n + 1 if n < 7 else None, None, None, "", n) for n in range(4, 8)]
    with kept.warehouse.write() as connection:
        ledger.keep_units(connection, [*UNITS, *chain], "d" * 64)
    assert [row for row in kept.rows(tables.unit, "id", "parent_id") if row[0] >= 4] == [
        (4, 5),
        (5, 6),
        (6, 7),
        (7, None),
    ]
