"""receive: one file that came by chat, by mail or on paper, filed for its unit and judged at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.collect import decide_waiting, fence_of
from tasks.home import Home
from tasks.look import verdict_on
from tasks.receive import BY_HAND, receive_by_hand
from tasks.reply import reply, written_for


@dataclass(frozen=True)
class Filed:
    """The verdict on the file (unit, file, sha256, state, reason, period), where its replies lie, what
    somebody must look at, and what waits to be written."""

    verdict: dict[str, Any]
    replies: tuple[Path, ...]
    problems: tuple[str, ...]
    waiting: tuple[str, ...]

    @property
    def accepted(self) -> bool:
        return bool(self.verdict["state"] == "accepted")


def file_by_hand(home: Home, file: Path, unit: str, who: str, channel: str = BY_HAND) -> Filed:
    """Files ``file`` for the unit of that code; who did it and how it came are kept."""
    file_id = receive_by_hand(home, file, unit, who, channel)
    with fence_of(home) as fence:
        decided = decide_waiting(home, fence, 1)
        replied = reply(home, fence)
    problems = decided.problems + replied.problems
    return Filed(verdict_on(home, file_id), tuple(written_for(home, file_id)), problems, replied.waiting)
