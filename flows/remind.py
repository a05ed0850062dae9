"""remind: collect, then letters to the units that are late or have a refused file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from prefect import flow

from flows.collect import Collected, collect_into, due_period, open_home, run_name, scheduled_day, tell_of
from flows.step import step
from tasks.approve import reopen_expired
from tasks.chase import nobody_because
from tasks.remind import Reminders
from tasks.remind import remind as write_reminders


@dataclass(frozen=True)
class Reminded:
    """What a run came to; ``collected`` is None where it was a day on which nobody is reminded."""

    collected: Collected | None
    reminders: Reminders

    @property
    def needs_a_person(self) -> bool:
        return bool(self.reminders.problems) or bool(self.collected and self.collected.needs_a_person)


@flow(name="remind", flow_run_name=partial(run_name, "nhắc"), persist_result=False)
def remind(period: str | None = None, home: str = ".", on: date | None = None, wait: bool = True) -> Reminded:
    """Reminds of a period; without one, of the one that is due. What lies in the inboxes is collected first,
    so that nobody who has sent is reminded. ``on`` is the letters' day, else the scheduled one; whether the
    deadline has passed, which the office is told once, goes by the scheduled one."""
    opened = open_home(home)
    due, day = due_period(opened, period), on or scheduled_day()
    opened.dates(due)
    step(reopen_expired, opened)
    collected = None if nobody_because(opened, due, day) else collect_into(opened, wait)
    reminders = step(write_reminders, opened, due, day)
    return Reminded(collected and tell_of(opened, due, collected, scheduled_day()), reminders)
