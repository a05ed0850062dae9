from __future__ import annotations

import json

from domain.alert import Alert, Event
from tests.warehouse.kept import PERIOD, SmallWarehouse
from warehouse import outbox, tables


def alert(cause: str, rule: str = "required", form: str | None = "bieu_1", **payload: object) -> Alert:
    return Alert(Event.WARNED, PERIOD, rule, form, cause, payload)


def queued(kept: SmallWarehouse, *alerts: Alert, channels: tuple[str, ...] = ("thu-ky",)) -> int:
    with kept.warehouse.write() as connection:
        return outbox.queue(connection, alerts, channels)


def test_an_alert_waits_for_every_channel_and_for_prefect(kept: SmallWarehouse) -> None:
    assert queued(kept, alert("a", unit="00001"), alert("b", form=None), channels=("thu-ky", "may-chu")) == 2
    assert kept.rows(tables.outbox, "event", "period", "rule", "form", "cause") == [
        ("soket.quality.warned", PERIOD, "required", "bieu_1", "a"),
        ("soket.quality.warned", PERIOD, "required", None, "b"),
    ]
    assert json.loads(kept.rows(tables.outbox, "payload")[0][0]) == {"unit": "00001"}
    assert kept.rows(tables.delivery, "outbox_id", "channel", "attempts", "sent_at") == [
        (number, channel, 0, None) for number in (1, 2) for channel in ("may-chu", "prefect", "thu-ky")
    ]


def test_a_cause_is_queued_once(kept: SmallWarehouse) -> None:
    assert queued(kept, alert("a")) == 1
    assert queued(kept, alert("a"), alert("b"), alert("b")) == 1
    assert [cause for (cause,) in kept.rows(tables.outbox, "cause")] == ["a", "b"]
    assert len(kept.rows(tables.delivery)) == 4


def test_nothing_to_tell_is_nothing_queued(kept: SmallWarehouse) -> None:
    assert queued(kept) == 0
    assert kept.rows(tables.delivery) == []


def test_an_alert_goes_with_the_transaction_that_it_is_written_in(kept: SmallWarehouse) -> None:
    class Stop(Exception): ...

    try:
        with kept.warehouse.write() as connection:
            outbox.queue(connection, [alert("a")], ())
            raise Stop
    except Stop:
        assert kept.rows(tables.outbox) == []
