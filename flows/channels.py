"""Where alerts go: the channels of soket.toml, and Prefect's events where a server answers."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

from domain.alert import Digest
from flows.step import step
from flows.unrecorded import server_answers
from outputs.alert import Message
from tasks.channel import Send, Undelivered, by_apprise, in_environment, send_message
from tasks.home import Home
from tasks.tell import PREFECT, NobodyListens, Told, tell

_SECONDS = 15  # that a server has to take an event
_EVENTS = uuid.UUID("8f3f6c0e-6f0c-5d55-9d0e-3f6a9b1d2c47")  # so that an event sent twice is one of Prefect's


def channels_of(home: Home) -> dict[str, Send]:
    """A way to send for each channel of the home, and for Prefect's events. An address is looked up when
    there is something to send, and is in no error."""
    named = {name: _by_name(where) for name, where in home.settings.alerts.items()}
    return {**named, PREFECT: emit}


def tell_waiting(home: Home, waive: bool = False) -> Told:
    """Tells what waits in the outbox; the last step of every run. ``waive``: as for tell."""
    return step(tell, home, channels_of(home), waive)


def send_to(where: str, title: str, body: str) -> None:
    """A message that is not of the outbox, to where an address is kept. Undelivered where it is not taken."""
    send_message(_address(where), Message(title, body))


def _by_name(where: str) -> Send:
    opened: list[Send] = []

    def send(digest: Digest, message: Message) -> None:
        if not opened:
            opened.append(by_apprise(_address(where)))
        opened[0](digest, message)

    return send


def _address(where: str) -> str:
    """``env:NAME`` or ``block:TYPE/NAME`` → the address; Undelivered where it is not there."""
    kind, _, name = where.partition(":")
    return _of_block(name) if kind == "block" else in_environment(name)


def _of_block(slug: str) -> str:
    """The value of a block of type Secret or String; a name alone is a Secret's."""
    from prefect.blocks.core import Block

    load: Callable[..., Any] = Block.load
    try:
        block = load(slug if "/" in slug else f"secret/{slug}")
        value = block.get() if hasattr(block, "get") else block.value
    except Exception:  # its text may tell what the block holds
        value = None
    if not isinstance(value, str) or not value.strip():
        raise Undelivered(f"the Prefect block {slug} cannot be read, or holds no text")
    return value.strip()


def emit(digest: Digest, _message: Message) -> None:
    """One Prefect event; NobodyListens where no server answers. Its payload counts, and names units and
    places, but quotes nothing that a sender wrote."""
    if not server_answers():
        raise NobodyListens("no Prefect server answered")
    period = digest.period or "unknown"
    resource = {"prefect.resource.id": f"soket.period.{period}", "prefect.resource.name": period}
    known = uuid.uuid5(_EVENTS, digest.identity)
    if not emitted(str(digest.event), resource, payload=_payload(digest), id=known):
        raise Undelivered("the Prefect server took no event")


def emitted(event: str, resource: dict[str, str], **more: Any) -> bool:
    """Whether the server took an event; ``more`` as of Prefect's ``emit_event``."""
    from prefect.events import emit_event
    from prefect.events.worker import EventsWorker

    made = emit_event(event=event, resource=resource, **more)
    waiter = threading.Thread(target=EventsWorker.instance().wait_until_empty, daemon=True)
    waiter.start()
    waiter.join(_SECONDS)
    return made is not None and not waiter.is_alive()


def _payload(digest: Digest) -> dict[str, Any]:
    told: dict[str, Any] = {"period": digest.period, "rule": digest.rule, "form": digest.form}
    told["reference"] = digest.reference
    if "units" in digest.alerts[-1].payload:  # a period's
        units = digest.alerts[-1].payload["units"]
        return {**told, "expected": digest.alerts[-1].payload["expected"], "units": [one["unit"] for one in units]}
    if "unit" not in digest.alerts[-1].payload:  # a period's too, of no unit
        return told
    units = sorted({one.payload["unit"] for one in digest.alerts})
    places = [{"unit": one.unit, "place": one.place} for one in digest.worst()]
    return {**told, "files": digest.files, "count": digest.count, "units": units, "places": places}
