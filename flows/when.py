"""When a run was to happen, and which period it is about: by its schedule, never by the clock while it runs.

A run that comes late, or that is run again, does the same work.
"""

from __future__ import annotations

from datetime import date, datetime

from domain.half_year import HalfYear
from flows import flow_run
from tasks.home import TIMEZONE, Home
from tasks.registry import HomeError


def scheduled() -> datetime:
    """The time that the run was scheduled for, on the office's clock; outside a flow run, now."""
    at: datetime = flow_run.told("scheduled_start_time") or datetime.now(TIMEZONE)
    return at.astimezone(TIMEZONE)


def scheduled_day() -> date:
    return scheduled().date()


def by_hand() -> bool:
    """Whether somebody started this run of a deployment; a schedule did not."""
    context = flow_run.context()
    return bool(context and context.flow_run and context.flow_run.deployment_id and not context.flow_run.auto_scheduled)


def asked_period(home: Home, code: str) -> HalfYear | None:
    """The period named, which soket.toml must have; without a name the newest that was past its cut-off when the run
    was to happen, None where there is none. HomeError where a run by hand names none."""
    if code:
        named = HalfYear.parse(code)
        home.dates(named)
        return named
    if by_hand():
        known = ", ".join(sorted(home.settings.periods)) or "none"
        raise HomeError(f"period: a run by hand names its period, saw none; fill in 'Kỳ báo cáo' (known: {known})")
    return home.period_due(scheduled_day())
