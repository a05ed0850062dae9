"""receive: one file that came by chat, by mail or on paper, filed for its unit and judged at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.channels import tell_waiting
from flows.collect import decide_waiting, review_open
from tasks.home import Home
from tasks.look import verdict_on
from tasks.receive import BY_HAND, receive_by_hand
from tasks.reply import reply
from tasks.tell import SILENCE, Told


@dataclass(frozen=True)
class Filed:
    """The verdict on the file (unit, file, sha256, state, reason, period), where its reply lies, and what
    somebody must look at."""

    verdict: dict[str, Any]
    reply: Path
    problems: tuple[str, ...]
    told: Told = SILENCE

    @property
    def accepted(self) -> bool:
        return bool(self.verdict["state"] == "accepted")


def file_by_hand(home: Home, file: Path, unit: str, who: str, channel: str = BY_HAND) -> Filed:
    """Files ``file`` for the unit of that code; who did it and how it came are kept."""
    file_id = receive_by_hand(home, file, unit, who, channel)
    decided = decide_waiting(home, 1)
    replied = reply(home)
    review_open(home)
    told = tell_waiting(home)
    verdict, answered = verdict_on(home, file_id)
    return Filed(verdict, answered, decided.problems + replied.problems, told=told)
