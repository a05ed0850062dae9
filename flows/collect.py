"""collect: the inboxes → verdicts, values and replies in the warehouse."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from prefect import flow, runtime

from domain.half_year import HalfYear
from domain.submission import Receipt
from flows.progress import announce
from flows.step import step
from tasks.fence import Fence
from tasks.home import TIMEZONE, Home
from tasks.keep import keep, pending_batches
from tasks.read import read_batch
from tasks.receive import Received, receive
from tasks.reply import reply
from warehouse.facts import Kept


@dataclass(frozen=True)
class Collected:
    """What a run brought: files new to the ledger, accepted, refused, replies written."""

    received: Received
    accepted: int
    refused: int
    replied: int

    @property
    def changed(self) -> bool:
        return bool(self.received.new or self.received.judged_again or self.accepted or self.refused or self.replied)


def run_name(what: str) -> str:
    """``thu 2022H1``; a scheduled run is named after the day that it was scheduled for."""
    scheduled: datetime = runtime.flow_run.scheduled_start_time or datetime.now(TIMEZONE)
    return f"{what} {runtime.flow_run.parameters.get('period') or scheduled.astimezone(TIMEZONE).date()}"


@flow(name="collect", flow_run_name=partial(run_name, "thu"), persist_result=False)
def collect(period: str | None = None, home: str = ".") -> Collected:
    """Collects every new file of the home; without a period, the one that is due."""
    opened = Home.open(Path(home))
    opened.dates(due_period(opened, period))
    return collect_into(opened)


def collect_into(home: Home) -> Collected:
    """receive → read → recognise → judge → keep, batch by batch, → reply."""
    received = step(receive, home)
    collected = Collected(received, 0, 0, 0)
    done = 0
    with Fence(home.settings.read_seconds, home.settings.read_megabytes) as fence:
        for batch in pending_batches(home):
            kept = step(process, home, batch, fence)
            done += len(batch)
            announce("files judged", done, received.new)
            collected = replace(
                collected, accepted=collected.accepted + kept.accepted, refused=collected.refused + kept.refused
            )
    return replace(collected, replied=step(reply, home))


def process(home: Home, batch: list[Receipt], fence: Fence) -> Kept:
    """One batch, from raw bytes to the warehouse."""
    from tasks.judge import judge_batch
    from tasks.recognise import Recogniser

    cells = read_batch(home, batch, fence)
    recognised = Recogniser(home.catalogue).recognise(cells, batch)
    return keep(home, judge_batch(home, recognised, batch))


def due_period(home: Home, period: str | None) -> HalfYear:
    """The period named; else, by the time that the run was scheduled for, the newest past its cut-off."""
    if period is not None:
        return HalfYear.parse(period)
    scheduled: datetime = runtime.flow_run.scheduled_start_time or datetime.now(TIMEZONE)
    return home.period_due(scheduled.astimezone(TIMEZONE).date())
