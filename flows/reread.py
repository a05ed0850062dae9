"""reread: the files of an open period read again, as after an upgrade of a reader or of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.half_year import HalfYear
from domain.notice import Notice
from flows.begin import begin as begin_run
from flows.channels import tell_waiting
from flows.collect import fence_of
from flows.step import step
from tasks.home import Home
from tasks.read import ReadAhead
from tasks.reply import Answering, reply
from tasks.reread import Reading, begin, read_again, to_read_again
from tasks.review import review
from tasks.tell import SILENCE, Told


@dataclass(frozen=True)
class Reread:
    """What reading again came to: values that changed, files accepted now that were refused, and files
    that would be refused now (what was accepted of them stands); what a person must look at, and
    replies that wait until somebody closes them."""

    files: int
    changes: tuple[dict[str, Any], ...]
    accepted_now: tuple[str, ...]
    refused_now: tuple[tuple[str, str], ...]
    problems: tuple[Notice, ...] = ()
    waiting: tuple[Notice, ...] = ()
    told: Told = SILENCE

    @property
    def needs_a_person(self) -> bool:
        return bool(self.refused_now or self.problems)


def reread(period: str, home: str = ".", reason: str = "", by: str = "soket") -> Reread:
    """Reads the files of ``period`` that count, and those refused for it, again."""
    opened, half = begin_run(home), HalfYear.parse(period)
    begin(opened, half, by, reason)
    total, files = Reading(), 0
    with fence_of(opened) as fence:
        with ReadAhead(opened, to_read_again(opened, half), fence) as ahead:
            while ahead:
                again, some = step(read_next_again, opened, half, ahead)
                total, files = total + again, files + some
        replied = step(reply, Answering(opened, fence))
    reviewed = step(review, opened, half)
    told = tell_waiting(opened)
    problems = total.problems + replied.problems + reviewed.problems
    return Reread(
        files, total.changes, total.accepted_now, total.refused_now, problems, waiting=replied.waiting, told=told
    )


def read_next_again(home: Home, period: HalfYear, ahead: ReadAhead) -> tuple[Reading, int]:
    """What reading the next batch again came to, and of how many files."""
    read = ahead.read()
    again = read_again(home, period, read)
    ahead.done()
    return again, len(read)
