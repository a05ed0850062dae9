"""Alerts as events of a real Prefect server, and addresses kept in its blocks."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.alert import Digest, Event, Sender, after_close
from flows.channels import channels_of
from flows.step import server_answers
from outputs.alert import Message
from tasks.channel import Undelivered
from tests.flows.test_channels import with_channel
from tests.homes import SmallHome
from tests.sinks import Sink
from warehouse import tables

DIGEST = Digest(Event.AFTER_CLOSE, "2022H1", None, None, (after_close("2022H1", Sender("1", "Một", 1, "a")),))
MESSAGE = Message("tiêu đề", "nội dung\n")


def events(home: SmallHome) -> list[str]:
    return [event.rpartition(".")[2] for (event,) in home.rows(tables.outbox, "event")]


@pytest.mark.usefixtures("prefect_server")
def test_each_alert_is_an_event_of_prefect(small_home: SmallHome) -> None:
    assert server_answers()
    begun = datetime.now(UTC)  # the server has the events of other tests too
    small_home.send("00001", bieu_1__hoi_vien__ky_nay="Nguyễn Thị Hoa Ban")
    small_home.send("00002", thuyet_minh__han_che__value="")
    small_home.collect()
    assert sorted(events(small_home)) == ["incomplete", "refused", "warned"]
    by_name = {one["event"]: one for one in _emitted(begun, 3)}
    assert set(by_name) == {"soket.submission.refused", "soket.quality.warned", "soket.period.incomplete"}
    refused = by_name["soket.submission.refused"]
    assert refused["resource"]["prefect.resource.id"] == "soket.period.2022H1"
    assert (refused["payload"]["files"], refused["payload"]["units"]) == (1, ["00001"])
    assert "Hoa Ban" not in str(by_name)
    assert by_name["soket.period.incomplete"]["payload"]["units"] == ["00001", "B-03", "B-04"]


def _emitted(since: datetime, count: int) -> list[dict[str, Any]]:
    """Our events as the server has them; it stores them a moment after it takes them."""
    import httpx
    from prefect.settings import PREFECT_API_URL

    wanted = {"event": {"prefix": ["soket."]}, "occurred": {"since": since.isoformat()}}
    asked = {"filter": wanted, "limit": 50}
    found: list[dict[str, Any]] = []
    for _ in range(60):
        found = httpx.post(f"{PREFECT_API_URL.value()}/events/filter", json=asked).json()["events"]
        if len(found) >= count:
            break
        time.sleep(0.5)
    return found


@pytest.mark.usefixtures("prefect_server")
def test_an_address_may_be_kept_in_a_block(small_home: SmallHome, tmp_path: Path) -> None:
    from prefect.blocks.system import Secret

    hook = Sink("http", tmp_path)
    hook.start()
    hook.wait()
    Secret(value=hook.url).save("kenh-thu-ky", overwrite=True)
    try:
        for address in ("block:secret/kenh-thu-ky", "block:kenh-thu-ky"):
            home = small_home.open()
            settings = home.settings.changed(alerts={"thu-ky": address})
            channels_of(type(home)(home.path, settings, home.catalogue))["thu-ky"](DIGEST, MESSAGE)
    finally:
        hook.kill()
    assert [one["title"] for one in hook.messages()] == ["tiêu đề", "tiêu đề"]


@pytest.mark.usefixtures("prefect_server")
def test_a_block_that_is_not_there_is_one_line_of_ours(small_home: SmallHome) -> None:
    with_channel(small_home, "block:secret/khong-co")
    with pytest.raises(Undelivered, match="the Prefect block secret/khong-co cannot be read, or holds no text"):
        channels_of(small_home.open())["thu-ky"](DIGEST, MESSAGE)
