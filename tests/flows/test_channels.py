"""Runs that tell: to channels of soket.toml, or to nobody."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.flows.conftest import soket
from tests.homes import SmallHome
from tests.sinks import PASSWORD, Sink
from warehouse import tables

pytestmark = pytest.mark.long


@pytest.fixture
def sink(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    made = Sink("smtp", tmp_path)
    monkeypatch.setenv("SOKET_TEST_MAIL", made.url)
    yield made
    made.kill()


def with_channel(home: SmallHome, address: str = "env:SOKET_TEST_MAIL") -> None:
    with (home.path / "soket.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[alerts]\nthu-ky = "{address}"\n')


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
