"""collect: the inboxes → verdicts, values and replies in the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from prefect import flow, runtime

from domain.half_year import HalfYear
from domain.submission import Problem
from flows.progress import announce
from flows.step import step
from tasks.decide import Decided, decide
from tasks.fence import Fence
from tasks.home import TIMEZONE, Home
from tasks.keep import pending_batches
from tasks.receive import Received, receive
from tasks.reply import Replied, reply


@dataclass(frozen=True)
class Collected:
    """What a run brought: files new to the ledger, accepted, refused, replies written; and what a person
    must look at, a line each."""

    received: Received
    decided: Decided
    replied: Replied

    @property
    def accepted(self) -> int:
        return self.decided.accepted

    @property
    def refused(self) -> int:
        return self.decided.refused

    @property
    def problems(self) -> tuple[str, ...]:
        return self.decided.problems + self.replied.problems

    @property
    def changed(self) -> bool:
        counts = (self.received.new, self.received.judged_again, self.accepted, self.refused, self.replied.written)
        return any(counts)

    @property
    def needs_a_person(self) -> bool:
        """Something could not be read, judged or answered; a file refused by name is its sender's affair."""
        unreadable = {Problem.UNREADABLE, Problem.NO_INBOX}
        return bool(self.problems) or any(one.problem in unreadable for one in self.received.unreceived)


def run_name(what: str) -> str:
    """``thu 2022H1``; a scheduled run is named after the day that it was scheduled for."""
    scheduled: datetime = runtime.flow_run.scheduled_start_time or datetime.now(TIMEZONE)
    return f"{what} {runtime.flow_run.parameters.get('period') or scheduled.astimezone(TIMEZONE).date()}"


@flow(name="collect", flow_run_name=partial(run_name, "thu"), persist_result=False)
def collect(period: str | None = None, home: str = ".", wait: bool = True) -> Collected:
    """Collects every new file of the home; without a period, the one that is due. ``wait``: a file is
    taken only when it stands still over the settle time."""
    opened = Home.open(Path(home))
    opened.dates(due_period(opened, period))
    return collect_into(opened, wait)


def collect_into(home: Home, wait: bool) -> Collected:
    """receive → read → recognise → judge → keep, batch by batch, → reply."""
    received = step(receive, home, wait=wait)
    with fence_of(home) as fence:
        return Collected(received, decide_waiting(home, fence, received.new), step(reply, home, fence))


def fence_of(home: Home) -> Fence:
    """A fence with the home's limits; its worker starts with the first file."""
    return Fence(home.settings.read_seconds, home.settings.read_megabytes)


def decide_waiting(home: Home, fence: Fence, expected: int) -> Decided:
    """Verdicts on every file that waits for one, batch by batch."""
    decided, done = Decided(), 0
    for batch in pending_batches(home):
        decided += step(decide, home, batch, fence)
        done += len(batch)
        announce("files judged", done, expected)
    return decided


def due_period(home: Home, period: str | None) -> HalfYear:
    """The period named; else, by the time that the run was scheduled for, the newest past its cut-off."""
    if period is not None:
        return HalfYear.parse(period)
    scheduled: datetime = runtime.flow_run.scheduled_start_time or datetime.now(TIMEZONE)
    return home.period_due(scheduled.astimezone(TIMEZONE).date())
