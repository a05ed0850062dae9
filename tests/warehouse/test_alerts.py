"""What batches put into the outbox, in the transaction of what it tells of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from domain.submission import Receipt, Verdict
from tests.warehouse.kept import PERIOD, SmallWarehouse, accepted, found, judged, refused
from warehouse import facts, outbox, readings, tables

WARNED, REFUSED, LATE = "soket.quality.warned", "soket.submission.refused", "soket.submission.after_close"


def explained(receipt: Receipt) -> tuple[Any, ...]:
    return (*found(receipt)[:-1], "đúng như vậy")


def told(kept: SmallWarehouse) -> list[tuple[Any, ...]]:
    return kept.rows(tables.outbox, "event", "period", "rule", "form")


def keep(kept: SmallWarehouse, *verdicts: Verdict, findings: Sequence[tuple[Any, ...]] = ()) -> None:
    with kept.warehouse.write() as connection:
        facts.keep_batch(connection, judged(*verdicts, findings=findings), kept.version, ["thu-ky"])


def test_a_refused_file_is_told_by_what_refuses_it(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    refusing = [found(one, "parts_total", severity="refuse_file"), found(one, "list_total", None, "refuse_file")]
    keep(kept, refused(one), findings=[*refusing, found(one)])
    assert told(kept) == [(REFUSED, PERIOD, "parts_total", "bieu_1"), (REFUSED, PERIOD, "list_total", None)]
    payload = json.loads(kept.rows(tables.outbox, "payload")[0][0])
    assert payload == {
        "unit": "00001",
        "name": "Hội Khuyến học xã Một",
        "file": "inbox/1/a",
        "severity": "refuse_file",
        "count": 1,
        "places": [{"place": "Biểu 1!F19", "label": "nhãn", "saw": "…"}],
        "wanted": "một số",
        "mend": "Ghi số.",
    }
    assert {channel for (channel,) in kept.rows(tables.delivery, "channel")} == {"thu-ky", outbox.PREFECT}


def test_warnings_are_told_by_rule_and_form_unless_they_are_explained(kept: SmallWarehouse) -> None:
    (one,), (two,) = kept.see("a"), kept.see("b", unit_id=2)
    keep(
        kept,
        accepted(one),
        accepted(two),
        findings=[found(one), found(one), found(one, rule="blank"), explained(two)],
    )
    assert told(kept) == [(WARNED, PERIOD, "required", "bieu_1"), (WARNED, PERIOD, "blank", "bieu_1")]


def test_a_clean_file_is_no_news(kept: SmallWarehouse) -> None:
    keep(kept, accepted(kept.see("a")[0]))
    assert told(kept) == []


def test_a_file_accepted_after_the_close_is_told(kept: SmallWarehouse) -> None:
    with kept.warehouse.write() as connection:
        connection.execute(tables.period.update().values(state="closed", version=1))
    keep(kept, accepted(kept.see("a")[0]))
    assert told(kept) == [(LATE, PERIOD, None, None)]


def test_a_file_that_another_run_judged_first_is_told_by_that_run_alone(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    keep(kept, accepted(one))
    keep(kept, accepted(one), findings=[found(one)])
    assert told(kept) == []


def test_what_is_rolled_back_is_not_told(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    with pytest.raises(ZeroDivisionError), kept.warehouse.write() as connection:
        facts.keep_batch(connection, judged(accepted(one), findings=[found(one)]), kept.version, ["thu-ky"])
        raise ZeroDivisionError
    assert told(kept) == []


def test_reading_again_tells_what_is_new_and_nothing_twice(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    keep(kept, refused(one), findings=[found(one, "parts_total", severity="refuse_file")])
    again = judged(
        refused(one),
        findings=[found(one, rule, severity="refuse_file") for rule in ("parts_total", "list_total")],
    )
    with kept.warehouse.write() as connection:
        readings.keep_again(connection, again, kept.version, ["thu-ky"])
    assert told(kept) == [(REFUSED, PERIOD, "parts_total", "bieu_1"), (REFUSED, PERIOD, "list_total", "bieu_1")]
