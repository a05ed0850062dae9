"""The outbox → alerts: one message for each root cause and channel, at least once.

A message is taken from the outbox, sent, and marked, each in a transaction of its own. A run that dies between
sending and marking leaves it to a later run: then it comes twice, and its reference says so.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.protocol import Step, reached
from outputs.alert import Message, write_alert
from tasks.channel import Send, Undelivered
from tasks.home import TIMEZONE, Home
from tasks.registry import HomeError
from warehouse import alerts, audit, outbox
from warehouse.outbox import PREFECT, Claim, Key, Waiting
from warehouse.store import now

__all__ = ["PREFECT", "SILENCE", "NobodyListens", "Told", "tell"]

PAUSES = (0.5, 2.0)  # seconds between the tries of one run
LEASE = timedelta(minutes=10)  # much longer than a try takes; then its sender is dead
_NEXT = (1, 4, 16, 64, 240)  # minutes to the next try of a later run, the last for all that follow
_PATIENCE = 20  # seconds: a channel that takes as long to fail is not tried again in this run
_GIVEN_UP = 2  # messages that a channel fails one after the other; it has no more of this run


class NobodyListens(Exception):
    """Nobody can hear a channel's messages in this run, nor need hear them later."""


@dataclass(frozen=True)
class Told:
    """Messages sent to channels (events for Prefect are not counted), and what waits, a line for each channel."""

    sent: int = 0
    waiting: tuple[str, ...] = ()


SILENCE = Told()  # nothing was sent, nothing waits


def tell(
    home: Home,
    channels: Mapping[str, Send],
    waive: bool = False,
    pauses: Sequence[float] = PAUSES,
    lease: timedelta = LEASE,
) -> Told:
    """Sends what waits for each channel. ``waive``: what failed before need not wait for its next try. A
    channel that is dead costs the others nothing, and the run does not fail by it."""
    _drop_overtaken(home)
    with home.warehouse.read() as connection:
        due = {name: outbox.due(connection, name, now(), waive) for name in channels}
    sent = {name: _tell_channel(home, name, send, due[name], pauses, lease) for name, send in channels.items()}
    with home.warehouse.read() as connection:
        left = outbox.waiting(connection)
    lines = (_line(one) if one.channel in channels else _line_of_nobody(one) for one in left)
    return Told(sum(count for name, count in sent.items() if name != PREFECT), tuple(lines))


def drop_channel(home: Home, channel: str, who: str) -> int:
    """Drops what waits for a channel that soket.toml no longer names; how many messages. Who did it is kept."""
    if channel in home.channels:
        raise HomeError(f"tell --drop {channel}: soket.toml names this channel; take it out of [alerts] first")
    with home.warehouse.write() as connection:
        count = next((one.count for one in outbox.waiting(connection) if one.channel == channel), 0)
        if not count:
            raise HomeError(f"tell --drop {channel}: nothing waits for a channel of this name")
        outbox.set_aside(connection, channel, "dropped")
        audit.record(connection, who, "drop", channel, {"messages": count})
    return count


def _drop_overtaken(home: Home) -> None:
    """What was explained, mended or closed before anybody could be told of it needs no telling."""
    with home.warehouse.read() as connection:
        gone = alerts.overtaken(connection)
    if gone:
        with home.warehouse.write() as connection:
            outbox.drop(connection, gone, "overtaken")


def _tell_channel(
    home: Home, name: str, send: Send, due: Sequence[Key], pauses: Sequence[float], lease: timedelta
) -> int:
    """How many messages a channel took. One that is refused alone does not stand in the way of the others."""
    sent = failed = 0
    for key in due:
        with home.warehouse.write() as connection:
            claimed = outbox.claim(connection, name, key, now(), _after(lease))
        if claimed is None:
            continue
        reached(Step.ALERT_CLAIMED)
        try:
            heard = _deliver(home, send, claimed, () if failed else pauses)
        except Undelivered as error:
            _mark_failed(home, claimed, str(error))
            failed += 1
            if failed == _GIVEN_UP:
                break
            continue
        if not heard:
            break
        sent, failed = sent + 1, 0
    return sent


def _deliver(home: Home, send: Send, claimed: Claim, pauses: Sequence[float]) -> bool:
    """Sends and marks; False where nobody listens: then nothing of the channel is told later either."""
    silent = ""
    try:
        _send(send, claimed, _message(home, claimed), pauses)
    except NobodyListens as why:
        silent = str(why)
    reached(Step.ALERT_SENT)
    with home.warehouse.write() as connection:
        if silent:
            outbox.set_aside(connection, claimed.channel, silent)
        else:
            outbox.mark_sent(connection, claimed)
    reached(Step.ALERT_MARKED)
    return not silent


def _message(home: Home, claimed: Claim) -> Message:
    form = home.catalogue.form_by_code.get(claimed.digest.form or "")
    return write_alert(claimed.digest, form.sheet if form else claimed.digest.form)


def _send(send: Send, claimed: Claim, message: Message, pauses: Sequence[float]) -> None:
    """Tries until it is taken, so often as there are pauses, and once."""
    begun = time.monotonic()
    for pause in (*pauses, None):
        try:
            return send(claimed.digest, message)
        except Undelivered:
            if pause is None or time.monotonic() - begun > _PATIENCE:
                raise
            time.sleep(pause)
    return None


def _mark_failed(home: Home, claimed: Claim, error: str) -> None:
    minutes = _NEXT[min(claimed.attempts, len(_NEXT)) - 1]
    with home.warehouse.write() as connection:
        outbox.mark_failed(connection, claimed, error, _after(timedelta(minutes=minutes)))


def _after(span: timedelta) -> str:
    return (datetime.now(UTC) + span).isoformat(timespec="microseconds")


def _line_of_nobody(left: Waiting) -> str:
    wait = f"alerts: {left.count} wait for channel '{left.channel}', which soket.toml no longer names"
    return f"{wait}; name it again, or 'soket tell --drop {left.channel}'"


def _line(left: Waiting) -> str:
    wait = f"alerts: {left.count} wait for channel '{left.channel}' ({left.error})"
    due = datetime.fromisoformat(left.next_try_at).astimezone(TIMEZONE) if left.next_try_at else None
    if due is None or due - datetime.now(UTC) < timedelta(minutes=5):
        return f"{wait}; the next run sends them"
    return f"{wait}; the first run after {due:%H:%M} sends them, 'soket tell --now' at once"
