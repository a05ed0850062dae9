"""Progress of long work: steps announce it, the command and Prefect's page show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[str, int, int], None]  # what is being done, how many are done, of how many
_listeners: list[Listener] = []


def announce(what: str, done: int, total: int) -> None:
    for listener in _listeners:
        listener(what, done, total)


@contextmanager
def shown_by(listener: Listener) -> Iterator[None]:
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
