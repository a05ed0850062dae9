"""Progress of long work: steps announce it, the command shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[str, int, int], None]  # what is being done, how many are done, of how many
_listener: Listener | None = None


def announce(what: str, done: int, total: int) -> None:
    if _listener is not None:
        _listener(what, done, total)


@contextmanager
def shown_by(listener: Listener) -> Iterator[None]:
    global _listener
    before, _listener = _listener, listener
    try:
        yield
    finally:
        _listener = before
