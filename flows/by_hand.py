"""receive: one file that came by chat, by mail or on paper, filed for its unit and judged at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.half_year import HalfYear
from domain.notice import Notice
from flows.collect import decide_waiting, review_open
from flows.last import last_of
from flows.when import scheduled_day
from tasks.home import Home
from tasks.look import verdict_on
from tasks.receive import BY_HAND, receive_by_hand
from tasks.reply import written_for
from tasks.tell import SILENCE, Told


@dataclass(frozen=True)
class Filed:
    """The verdict on the file (unit, file, sha256, state, reason, period), where its replies lie, what
    somebody must look at, and what waits to be written."""

    verdict: dict[str, Any]
    replies: tuple[Path, ...]
    problems: tuple[Notice, ...]
    waiting: tuple[Notice, ...] = ()
    told: Told = SILENCE

    @property
    def accepted(self) -> bool:
        return bool(self.verdict["state"] == "accepted")


def file_by_hand(home: Home, file: Path, unit: str, who: str, channel: str = BY_HAND) -> Filed:
    """Files ``file`` for the unit of that code; who did it and how it came are kept."""
    file_id = receive_by_hand(home, file, unit, who, channel)
    decided, replied = decide_waiting(home, 1)
    reviewed = review_open(home)
    verdict = verdict_on(home, file_id)
    period = HalfYear.parse(verdict["period"]) if verdict["period"] in home.settings.periods else None
    last = last_of(home, period, scheduled_day())
    problems = decided.problems + replied.problems + reviewed.problems + last.problems
    return Filed(verdict, tuple(written_for(home, file_id)), problems, replied.waiting, last.told)
