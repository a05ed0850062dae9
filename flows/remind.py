"""remind: collect, then letters to the units that are late or have a refused file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.half_year import HalfYear
from flows import shown
from flows.begin import begin, ended
from flows.collect import Collected, collect_into, tell_of
from flows.parameters import RemindRequest
from flows.step import step
from flows.when import asked_period, scheduled_day
from tasks.chase import nobody_because
from tasks.home import Home
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


def remind(request: RemindRequest, home: str = ".") -> Reminded | None:
    """Reminds of a period; without one, of the one that is due. What lies in the inboxes is collected first,
    so that nobody who has sent is reminded. The letters' day is the one asked for, else the scheduled one; whether the
    deadline has passed, which the office is told once, goes by the scheduled one.

    Args:
        home: Thư mục của Hội trên máy chủ.
    """
    opened, day = begin(home), request.on or scheduled_day()
    due = asked_period(opened, request.period)
    if due is None:
        return ended(None, "NothingDue", f"remind: no period is past its cut-off on {scheduled_day()}")
    return remind_of(opened, due, day, request.wait)


def remind_of(home: Home, period: HalfYear, day: date, wait: bool) -> Reminded:
    collected = None if nobody_because(home, period, day) else collect_into(home, wait)
    reminders = step(write_reminders, home, period, day)
    done = Reminded(collected and tell_of(home, period, collected, scheduled_day()), reminders)
    shown.reminded(home, done)
    return done
