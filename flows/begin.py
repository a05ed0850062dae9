"""How every flow begins and ends: its name, its home, and the state in which Prefect shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar, cast

from prefect import runtime
from prefect.context import FlowRunContext
from prefect.states import Completed

from domain.half_year import HalfYear
from domain.run import running
from flows.decision import wake
from flows.run_log import one_line_errors, say
from flows.step import step
from flows.when import scheduled_day
from tasks.approve import reopen_expired
from tasks.home import Home
from tasks.versions import next_version

R = TypeVar("R")


def run_name(what: str) -> str:
    """``thu 2022H1``; a run without a period is named after the day that it was scheduled for."""
    return f"{what} {asked('period') or scheduled_day()}"


def versioned_name(what: str) -> str:
    """``chốt 2022H1 v1``: the version that the run would make, or that stands."""
    name, period = run_name(what), asked("period")
    try:
        version = next_version(Home.open(Path(runtime.flow_run.parameters["home"])), HalfYear.parse(period))
    except Exception:  # the run itself tells what is wrong
        return name
    return f"{name} v{version}"


def asked(name: str) -> str:
    """What the run's request has under a name; empty where it does not say."""
    request: Any = runtime.flow_run.parameters.get("request") or {}
    return str((request.get(name) if isinstance(request, dict) else getattr(request, name, "")) or "")


def begin(path: str) -> Home:
    """The home of a run, with what waited too long for approval open again, and the runs woken that wait for what is
    decided. What the run does is kept under the name and id of its flow run."""
    one_line_errors()
    if runtime.flow_run.id:
        running(f"flow run {runtime.flow_run.name} ({runtime.flow_run.id})")
    home = Home.open(Path(path))
    step(reopen_expired, home)
    if runtime.flow_run.id:  # else no server takes this run either
        wake(home)
    return home


def ended(result: R, name: str, message: str) -> R:
    """Tells in one line how a run ended that did not do what its name says; Prefect shows it as that state."""
    say(message, warn=True)
    if FlowRunContext.get() is None:
        return result
    return cast(R, Completed(name=name, message=message, data=result))
