"""Channels to real servers; and that an address stays where it is."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.alert import Digest, Event, Sender, after_close
from outputs.alert import Message
from tasks.channel import Undelivered, by_apprise, look_at
from tests.sinks import PASSWORD, Sink

DIGEST = Digest(Event.AFTER_CLOSE, "2022H1", None, None, (after_close("2022H1", Sender("1", "Một", 1, "a")),))
MESSAGE = Message("[soket] 6 tháng đầu năm 2022: 1 tệp", "Kỳ báo cáo: <b>đủ dấu</b>\n1. *một* & hai\n")


@pytest.fixture(scope="module", params=["smtp", "http"])
def sink(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sink]:
    made = Sink(request.param, tmp_path_factory.mktemp("sink"))
    made.start()
    made.wait()
    yield made
    made.kill()


@pytest.fixture
def every_level(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that any library logs, down to the lowest level."""
    talkative = [logging.getLogger(name) for name in ("", "apprise", "urllib3", "urllib3.connectionpool", "requests")]
    before = [one.level for one in talkative]
    for one in talkative:
        one.setLevel(1)
    with caplog.at_level(1):
        yield caplog
    for one, level in zip(talkative, before, strict=True):
        one.setLevel(level)


def test_a_message_arrives_word_for_word(sink: Sink) -> None:
    by_apprise(sink.url)(DIGEST, MESSAGE)
    arrived = sink.messages()[-1]
    assert arrived["title"] == MESSAGE.title
    assert arrived["body"].replace("\r\n", "\n").strip() == MESSAGE.body.strip()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("json://127.0.0.1:9/{}", "connection refused"),
        ("mailto://soket:{}@127.0.0.1:9?mode=insecure&from=a@b.vn", "connection refused"),
        ("json://khong-co-may-nay.invalid/{}", "host name not found"),
        ("gopher://{}", "its address is none that apprise knows"),
        ("{}", "its address is none that apprise knows"),
        ("mailto://soket:{}@a.vn?to=b@a.vn,c@a.vn", "its address has 2 recipients; name a channel for each"),
        ("json://127.0.0.1:9/{0}, json://127.0.0.1:9/{0}", "its address has 2 recipients; name a channel for each"),
    ],
)
def test_a_channel_that_fails_says_why_and_never_its_address(
    url: str, reason: str, every_level: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Undelivered) as raised:
        by_apprise(url.format(PASSWORD))(DIGEST, MESSAGE)
    assert str(raised.value) == reason
    told = "".join(traceback.format_exception(raised.value)) + every_level.text + "".join(capfd.readouterr())
    assert PASSWORD not in told and "127.0.0.1" not in every_level.text
    assert raised.value.__context__ is None


def test_a_wrong_password_is_a_refused_login_and_is_in_no_log(
    tmp_path: Path, every_level: pytest.LogCaptureFixture
) -> None:
    sink = Sink("smtp", tmp_path)
    sink.start()
    sink.wait()
    try:
        with pytest.raises(Undelivered, match="login refused"):
            by_apprise(sink.url.replace(PASSWORD, "khac"))(DIGEST, MESSAGE)
    finally:
        sink.kill()
    assert "khac" not in every_level.text and sink.messages() == []


def test_what_is_sent_is_in_no_log_either(sink: Sink, every_level: pytest.LogCaptureFixture) -> None:
    by_apprise(sink.url)(DIGEST, MESSAGE)
    assert PASSWORD not in every_level.text
    logging.getLogger("apprise").warning("as before")  # what was silenced speaks again
    assert "as before" in every_level.text


def test_an_address_is_looked_at_without_being_used(sink: Sink) -> None:
    before = len(sink.messages())
    assert look_at(sink.url) == ""
    assert look_at("json://") == look_at("gopher://a") == "its address is none that apprise knows"
    assert len(sink.messages()) == before
