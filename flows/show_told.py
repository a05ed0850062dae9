"""What commands print of alerts."""

from __future__ import annotations

from typing import Any

from flows.screen import out
from tasks.tell import SILENCE, Told


def told_json(done: Told) -> dict[str, Any]:
    return {"sent": done.sent, "waiting": list(done.waiting)}


def told(done: Told) -> None:
    """How many were sent, and a line for each channel that did not take all; nothing where there was nothing."""
    if done.sent:
        out.print(f"alerts: {done.sent} sent.")
    for line in done.waiting:
        out.print(line)


def only_told(done: Told) -> None:
    """As ``told``, for the command that does nothing else."""
    told(done)
    if done == SILENCE:
        out.print("alerts: nothing waits.")
