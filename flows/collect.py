"""collect: the inboxes → verdicts, values and replies in the warehouse."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from prefect import flow, runtime

from domain.half_year import HalfYear
from domain.run import running
from domain.submission import Problem
from flows.channels import tell_waiting
from flows.progress import announce
from flows.step import step
from tasks.approve import reopen_expired
from tasks.decide import Decided, decide
from tasks.fence import Fence
from tasks.home import TIMEZONE, Home
from tasks.keep import pending_batches
from tasks.overdue import note_overdue
from tasks.receive import Received, receive
from tasks.reply import Replied, reply
from tasks.review import NOTHING, Reviewed, review, to_review
from tasks.tell import SILENCE, Told


@dataclass(frozen=True)
class Collected:
    """What a run brought: files new to the ledger, accepted, refused, replies written, what the
    review changed, what was told; and what a person must look at, a line each."""

    received: Received
    decided: Decided
    replied: Replied
    reviewed: Reviewed = NOTHING
    told: Told = SILENCE

    @property
    def accepted(self) -> int:
        return self.decided.accepted

    @property
    def refused(self) -> int:
        return self.decided.refused

    @property
    def problems(self) -> tuple[str, ...]:
        return self.decided.problems + self.replied.problems + self.reviewed.problems

    @property
    def changed(self) -> bool:
        counts = (self.received.new, self.received.judged_again, self.accepted, self.refused, self.replied.written)
        return any(counts) or self.reviewed.changed

    @property
    def needs_a_person(self) -> bool:
        """Something could not be read, judged or answered; a file refused by name is its sender's affair."""
        unreadable = {Problem.UNREADABLE, Problem.NO_INBOX}
        return bool(self.problems) or any(one.problem in unreadable for one in self.received.unreceived)


def run_name(what: str) -> str:
    """``thu 2022H1``; a scheduled run is named after the day that it was scheduled for."""
    return f"{what} {runtime.flow_run.parameters.get('period') or scheduled_day()}"


def open_home(path: str) -> Home:
    """The home of a run; what the run does is kept under the name and id of its flow run."""
    if runtime.flow_run.id:
        running(f"flow run {runtime.flow_run.name} ({runtime.flow_run.id})")
    return Home.open(Path(path))


@flow(name="collect", flow_run_name=partial(run_name, "thu"), persist_result=False)
def collect(period: str | None = None, home: str = ".", wait: bool = True) -> Collected:
    """Collects every new file of the home; without a period, the one that is due. ``wait``: a file is
    taken only when it stands still over the settle time."""
    opened = open_home(home)
    due = due_period(opened, period)
    opened.dates(due)
    step(reopen_expired, opened)
    return tell_of(opened, due, collect_into(opened, wait), scheduled_day())


def collect_into(home: Home, wait: bool) -> Collected:
    """receive → read → recognise → judge → keep, batch by batch, → reply → review."""
    received = step(receive, home, wait=wait)
    with fence_of(home) as fence:
        decided, replied = decide_waiting(home, fence, received.new), step(reply, home, fence)
    return Collected(received, decided, replied, review_open(home))


def tell_of(home: Home, period: HalfYear, collected: Collected, day: date) -> Collected:
    """Tells what a run gave to tell, and that the period's deadline has passed where it has by ``day``."""
    step(note_overdue, home, period, day)
    return replace(collected, told=tell_waiting(home))


def review_open(home: Home) -> Reviewed:
    """A review of every period that is not closed and for which something counts."""
    return sum((step(review, home, period) for period in to_review(home)), NOTHING)


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
    return home.period_due(scheduled_day())


def scheduled_day() -> date:
    """The day for which the run was scheduled; outside a flow run, today."""
    scheduled: datetime = runtime.flow_run.scheduled_start_time or datetime.now(TIMEZONE)
    return scheduled.astimezone(TIMEZONE).date()
