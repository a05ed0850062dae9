"""collect: the inboxes → verdicts, values and replies in the warehouse."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from domain.half_year import HalfYear
from domain.notice import Notice
from domain.submission import Problem
from flows import artifacts, shown
from flows.begin import begin
from flows.cluster import Cluster
from flows.elsewhere import BATCH, Elsewhere
from flows.last import NOTHING_LAST, Last, last_of
from flows.parameters import CollectRequest
from flows.progress import announce, shown_by
from flows.step import step
from flows.when import asked_period, scheduled_day
from tasks.decide import Decided, decide, keep_verdicts
from tasks.fence import Fence
from tasks.home import Home
from tasks.judge import prepare
from tasks.keep import pending_batches, pending_rounds
from tasks.overdue import note_overdue
from tasks.read import ReadAhead
from tasks.receive import Received, receive
from tasks.reply import Answering, Replied, reply, reply_meanwhile
from tasks.review import NOTHING, Reviewed, review, to_review
from tasks.tell import Told

Batches = TypeVar("Batches", ReadAhead, Elsewhere)


@dataclass(frozen=True)
class Collected:
    """What a run brought: files new to the ledger, accepted, refused, replies written, what the
    review changed, what was told; and what a person must look at."""

    received: Received
    decided: Decided
    replied: Replied
    reviewed: Reviewed = NOTHING
    last: Last = NOTHING_LAST

    @property
    def accepted(self) -> int:
        return self.decided.accepted

    @property
    def refused(self) -> int:
        return self.decided.refused

    @property
    def problems(self) -> tuple[Notice, ...]:
        return self.decided.problems + self.replied.problems + self.reviewed.problems + self.last.problems

    @property
    def told(self) -> Told:
        return self.last.told

    @property
    def changed(self) -> bool:
        counts = (self.received.new, self.received.judged_again, self.accepted, self.refused, self.replied.written)
        return any(counts) or self.reviewed.changed

    @property
    def needs_a_person(self) -> bool:
        """Something could not be read, judged or answered; a file refused by name is its sender's affair."""
        unreadable = {Problem.UNREADABLE, Problem.NO_INBOX}
        return bool(self.problems) or any(one.problem in unreadable for one in self.received.unreceived)


NOTHING_CAME = Collected(Received(), Decided(), Replied())


def collect(request: CollectRequest, home: str = ".") -> Collected:
    """Collects every new file of the home, whatever its period, and tells what that gave to tell.

    Args:
        home: Thư mục của Hội trên máy chủ.
    """
    opened = begin(home)
    period = asked_period(opened, request.period)
    done = tell_of(opened, period, collect_into(opened, request.wait), scheduled_day())
    shown.collected(opened, done)
    return done


def collect_into(home: Home, wait: bool) -> Collected:
    """receive → read → recognise → judge → keep → reply, batch by batch, → review."""
    received = step(receive, home, wait=wait)
    with shown_by(artifacts.progress("Tệp đã xét")):
        decided, replied = decide_waiting(home, received.new)
    return Collected(received, decided, replied, review_open(home))


def tell_of(home: Home, period: HalfYear | None, collected: Collected, day: date) -> Collected:
    """Tells what a run gave to tell, and that the period's deadline has passed where it has by ``day``."""
    if period:
        step(note_overdue, home, period, day)
    return replace(collected, last=last_of(home, period, day))


def review_open(home: Home) -> Reviewed:
    """A review of every period that is not closed and for which something counts."""
    return sum((step(review, home, period) for period in to_review(home)), NOTHING)


def fence_of(home: Home, workers: int | None = None) -> Fence:
    """A fence with the home's limits and so many workers, or one for each core; each starts with its first file."""
    limits = home.settings.read_seconds, home.settings.read_megabytes
    return Fence(*limits, home.catalogue, workers or len(os.sched_getaffinity(0)))


def decide_waiting(home: Home, expected: int) -> tuple[Decided, Replied]:
    """Verdicts on every file that waits for one, batch by batch, and answers to all: to those of a batch while the next
    ones are read."""
    with fence_of(home, 1) as fence:
        answering, decided, done = Answering(home, fence), Decided(), 0
        for batch in _decided(home, answering):
            decided += batch
            done += batch.accepted + batch.refused
            announce("files judged", done, expected)
        return decided, step(reply, answering)


def _decided(home: Home, answering: Answering) -> Iterator[Decided]:
    """Each batch once it is kept; read and judged on this machine, or by the cluster that soket.toml names."""
    if home.settings.task_runner:
        with Cluster(home) as cluster:
            yield from _in_turn(home, keep_next, Elsewhere(home, pending_rounds(home, BATCH), cluster), answering)
        return
    with fence_of(home) as fence, ReadAhead(home, pending_batches(home), fence) as ahead:
        if ahead:
            prepare()
        yield from _in_turn(home, decide_next, ahead, answering)


def _in_turn(
    home: Home, decide_one: Callable[[Home, Batches], Decided], left: Batches, answering: Answering
) -> Iterator[Decided]:
    """Each batch once it is kept, and those before the last one answered before the next is decided."""
    while left:
        yield step(decide_one, home, left)
        if left:
            step(reply_meanwhile, answering)


def decide_next(home: Home, ahead: ReadAhead) -> Decided:
    """Verdicts on the next batch."""
    decided = decide(home, ahead.read())
    ahead.done()
    return decided


def keep_next(home: Home, elsewhere: Elsewhere) -> Decided:
    """Verdicts on the next batch, as a cluster has judged it."""
    decided = keep_verdicts(home, elsewhere.judge())
    elsewhere.done()
    return decided
