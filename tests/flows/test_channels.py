"""Runs that tell: to channels of soket.toml, to Prefect, or to nobody."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from domain.alert import Digest, Event, Sender, after_close
from flows.channels import channels_of
from flows.step import server_answers
from outputs.alert import Message
from tasks.channel import Undelivered
from tests.flows.conftest import soket
from tests.homes import SmallHome
from tests.sinks import PASSWORD, Sink
from warehouse import tables

DIGEST = Digest(Event.AFTER_CLOSE, "2022H1", None, None, (after_close("2022H1", Sender("1", "Một", 1, "a")),))
MESSAGE = Message("tiêu đề", "nội dung\n")


@pytest.fixture
def sink(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    made = Sink("smtp", tmp_path)
    monkeypatch.setenv("SOKET_TEST_MAIL", made.url)
    yield made
    made.kill()


def with_channel(home: SmallHome, address: str = "env:SOKET_TEST_MAIL") -> None:
    with (home.path / "soket.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[alerts]\nthu-ky = "{address}"\n')


def events(home: SmallHome) -> list[str]:
    return [event.rpartition(".")[2] for (event,) in home.rows(tables.outbox, "event")]


def test_a_collect_tells_each_cause_in_one_message_and_a_second_nothing(small_home: SmallHome, sink: Sink) -> None:
    with_channel(small_home)
    for code in ("00001", "00002"):
        small_home.send(code, bieu_1__hoi_vien__ky_nay="chừng năm trăm")
    sink.start()
    sink.wait()
    done = small_home.collect()
    titles = [one["title"] for one in sink.messages()]
    assert done.told.sent == len(titles) == 2 and done.told.waiting == ()
    assert titles[0].startswith("[soket] 6 tháng đầu năm 2022: 2 tệp chưa tiếp nhận được — ")
    assert titles[1] == "[soket] 6 tháng đầu năm 2022: còn 4 đơn vị chưa đủ số liệu"
    assert small_home.collect().told.sent == 0 and len(sink.messages()) == 2


def test_a_dead_mail_server_fails_no_run_and_its_alerts_come_with_a_later_one(
    small_home: SmallHome, sink: Sink
) -> None:
    with_channel(small_home)
    small_home.send("00001", bieu_1__hoi_vien__ky_nay="chừng năm trăm")
    done = small_home.collect()
    assert not done.needs_a_person
    assert done.told.waiting == ("alerts: 2 wait for channel 'thu-ky' (connection refused); the next run sends them",)
    sink.start()
    sink.wait()
    told = soket("--home", str(small_home.path), "tell", "--now")
    assert (told.returncode, told.stdout, len(sink.messages())) == (0, "alerts: 2 sent.\n", 2)
    again = soket("--home", str(small_home.path), "tell")
    assert (again.returncode, again.stdout) == (0, "alerts: nothing waits.\n")


def test_a_channel_without_its_variable_is_one_line(small_home: SmallHome) -> None:
    with_channel(small_home, "env:SOKET_TEST_NOWHERE")
    small_home.send("00001")
    (line,) = small_home.collect().told.waiting
    assert "'thu-ky' (the environment variable SOKET_TEST_NOWHERE is not set)" in line


def test_an_address_is_in_no_output_log_or_table(
    small_home: SmallHome, sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    with_channel(small_home)
    small_home.send("00001", bieu_1__hoi_vien__ky_nay="chừng năm trăm")
    with caplog.at_level(1), caplog.at_level(1, logger="apprise"):
        small_home.collect()  # the server is not there
    logging.getLogger("apprise").debug("heard")
    said = [soket("--home", str(small_home.path), *command) for command in (["tell", "--now", "--json"], ["doctor"])]
    told = "".join(one.stdout + one.stderr for one in said)
    with closing(sqlite3.connect(small_home.path / "warehouse.db")) as database:
        told += "\n".join(database.iterdump())
    assert PASSWORD not in told and PASSWORD not in caplog.text
    assert '"waiting": [\n    "alerts: 2 wait for channel \'thu-ky\'' in said[0].stdout


def test_where_no_server_answers_events_are_not_kept_for_later(
    small_home: SmallHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.channels.server_answers", lambda: False)
    small_home.send("00001")
    small_home.collect()
    rows = small_home.rows(tables.delivery, "channel", "sent_at", "last_error")
    assert {(channel, sent is not None, why) for channel, sent, why in rows} == {
        ("prefect", True, "no Prefect server answered")
    }


@pytest.mark.usefixtures("prefect_server")
def test_each_alert_is_an_event_of_prefect(small_home: SmallHome) -> None:
    assert server_answers()
    small_home.send("00001", bieu_1__hoi_vien__ky_nay="Nguyễn Thị Hoa Ban")
    small_home.send("00002", thuyet_minh__han_che__value="")
    small_home.collect()
    assert sorted(events(small_home)) == ["incomplete", "refused", "warned"]
    by_name = {one["event"]: one for one in _emitted(3)}
    assert set(by_name) == {"soket.submission.refused", "soket.quality.warned", "soket.period.incomplete"}
    refused = by_name["soket.submission.refused"]
    assert refused["resource"]["prefect.resource.id"] == "soket.period.2022H1"
    assert (refused["payload"]["files"], refused["payload"]["units"]) == (1, ["00001"])
    assert "Hoa Ban" not in str(by_name)
    assert by_name["soket.period.incomplete"]["payload"]["units"] == ["00001", "B-03", "B-04"]


def _emitted(count: int) -> list[dict[str, Any]]:
    """Our events as the server has them; it stores them a moment after it takes them."""
    import httpx
    from prefect.settings import PREFECT_API_URL

    asked = {"filter": {"event": {"prefix": ["soket."]}}, "limit": 50}
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
