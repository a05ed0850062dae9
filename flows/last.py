"""The last step of every run: what waits is told, and the period's page and Prefect's tables show how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.half_year import HalfYear
from domain.notice import Notice
from flows import flow_run
from flows.channels import tell_waiting
from flows.step import step
from tasks.home import Home
from tasks.page_state import made_from
from tasks.pages import pages_stand
from tasks.tell import SILENCE, Told


@dataclass(frozen=True)
class Last:
    """What was told, and what could not be written of the page."""

    told: Told = SILENCE
    problems: tuple[Notice, ...] = ()


NOTHING_LAST = Last()


def last_of(home: Home, period: HalfYear | None, day: date) -> Last:
    """Of a run without a period only what waits is told."""
    told = tell_waiting(home)
    if period is None:
        return Last(told)
    made = made_from(home, period, day)  # before it is looked at: what comes meanwhile is seen by the next run
    if flow_run.context() is None and pages_stand(home, period, made):
        return Last(told)
    return Last(told, _shown(home, period, day, made))


def _shown(home: Home, period: HalfYear, day: date, made: str) -> tuple[Notice, ...]:
    """What could not be written of the page. A run under Prefect makes its tables each time."""
    from flows import tables  # what it takes to make a page is imported when one is made
    from tasks.overview import overview
    from tasks.pages import write_pages

    found = step(overview, home, period, day)
    pages = step(write_pages, home, found, made)
    tables.standing(found)
    return pages.problems
