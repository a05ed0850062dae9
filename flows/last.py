"""The last step of every run: what waits is told, and the period's page and Prefect's tables show how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.half_year import HalfYear
from domain.notice import Notice
from flows import tables
from flows.channels import tell_waiting
from flows.step import step
from tasks.home import Home
from tasks.overview import overview
from tasks.pages import write_pages
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
    found = step(overview, home, period, day)
    pages = step(write_pages, home, found)
    tables.standing(found)
    return Last(told, pages.problems)
