"""What is being run, a command or a flow run of Prefect: the audit keeps it with everything that was done."""

from __future__ import annotations

from contextvars import ContextVar

SOKET = "soket"  # who acts where nobody is named
_WHAT: ContextVar[str] = ContextVar("run", default="")


def running(what: str) -> None:
    """From here on, what is done is done by ``what``, such as ``soket close``."""
    _WHAT.set(what)


def what_runs() -> str:
    """Empty where nobody has said."""
    return _WHAT.get()
