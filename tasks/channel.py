"""An alert's way out: one channel, one address, one recipient. The address is a secret and stays here."""

from __future__ import annotations

import logging
import os
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from domain.alert import Digest
from outputs.alert import Message
from tasks.seen import Seen

if TYPE_CHECKING:
    from apprise import Apprise

Send = Callable[[Digest, Message], None]

# what a library says, and what is told of it: never its own words, in which the address may stand
_REASONS = (
    (r"\b535\b|uthentication", "login refused"),
    (r"refused", "connection refused"),
    (r"timed? ?out", "timed out"),
    (r"not known|resolve|getaddrinfo|No address", "host name not found"),
    (r"unreachable", "network unreachable"),
    (r"CERTIFICATE|SSL", "secure connection failed"),
    (r"reset by peer|aborted|unexpectedly closed|disconnected|Broken pipe", "connection lost"),
)
_ANSWERED = re.compile(r"\berror=(\d{3})\b")
# libraries through which apprise speaks; they log the paths of web hooks, in which tokens stand
_TALKATIVE = frozenset(
    ("apprise", "urllib3", "requests", "charset_normalizer", "oauthlib", "requests_oauthlib", "paho", "slixmpp")
)
_one_at_a_time = Lock()


class Undelivered(Exception):
    """A channel did not take a message, or nobody can know that it did; why, in our own words."""


def by_apprise(url: str) -> Send:
    """A way to send messages to the address ``url``; it raises Undelivered where they are not taken."""

    def send(_digest: Digest, message: Message) -> None:
        send_message(url, message)

    return send


def send_message(url: str, message: Message) -> None:
    """Undelivered where it is not taken."""
    with _unheard() as heard:
        # opened for each: between two messages of one object apprise waits 5.5 s, and a run would with it
        taken = _notify(_open(url), message)
    if not taken:
        raise Undelivered(_reason(heard))


def in_environment(name: str) -> str:
    """The address that a variable of the environment holds; Undelivered where it holds none."""
    url = os.environ.get(name, "").strip()
    if not url:
        raise Undelivered(f"the environment variable {name} is not set")
    return url


def look_at(url: str) -> str:
    """What is wrong with an address, without sending anything; empty where nothing is."""
    with _unheard():
        try:
            _open(url)
        except Undelivered as error:
            return str(error)
    return ""


def look_at_channel(where: str) -> Seen:
    """What is seen where a channel's address is kept, ``env:NAME`` or ``block:TYPE/NAME``. One that cannot be used
    stops no run: its alerts wait. The address itself is never shown."""
    kind, _, name = where.partition(":")
    if kind == "block":
        return Seen("ok", f"Prefect block {name}; looked up when there is an alert")
    try:
        url = in_environment(name)
    except Undelivered as error:
        return Seen("warn", str(error), "set it to the channel's address")
    if wrong := look_at(url):
        return Seen("warn", f"{name}: {wrong}", "correct the address that the variable holds")
    return Seen("ok", f"{name} is set, and holds an address that can be used")


def _open(url: str) -> Apprise:
    """One address is one recipient: where one of several fails, the message would go to the others again."""
    import apprise

    channel = apprise.Apprise()
    if not channel.add(url) or not len(channel):
        raise Undelivered("its address is none that apprise knows")
    recipients = sum(len(one) for one in channel)
    if recipients != 1:
        raise Undelivered(f"its address has {recipients} recipients; name a channel for each")
    return channel


def _notify(channel: Apprise, message: Message) -> bool:
    try:
        return bool(channel.notify(title=message.title, body=message.body, body_format="text"))
    except Exception:  # its text, and the frames of its traceback, may hold the address
        return False


def _reason(heard: list[str]) -> str:
    said = "\n".join(heard)
    if answered := _ANSWERED.search(said):
        return f"answered {answered[1]}"
    return next((told for pattern, told in _REASONS if re.search(pattern, said)), "not taken")


@contextmanager
def _unheard() -> Iterator[list[str]]:
    """Whatever is logged while a message is sent is kept from every log; yields what was said."""
    heard: list[str] = []
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = {name for name in logging.root.manager.loggerDict if name.partition(".")[0] in _TALKATIVE}
        loggers = [logging.getLogger(name) for name in sorted(names | _TALKATIVE)]
        before = [(one.handlers, one.propagate, one.level) for one in loggers]
        for one in loggers:
            one.handlers, one.propagate = [_Ear(heard)], False
        logging.getLogger("apprise").setLevel(logging.DEBUG)
        try:
            yield heard
        finally:
            for one, (handlers, propagate, level) in zip(loggers, before, strict=True):
                one.handlers, one.propagate = handlers, propagate
                one.setLevel(level)


class _Ear(logging.Handler):
    def __init__(self, heard: list[str]) -> None:
        super().__init__()
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard.append(record.getMessage())
