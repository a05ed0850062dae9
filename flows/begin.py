"""How every flow begins and ends: its home, and the state in which Prefect shows it."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar, cast

from domain.run import running
from flows import flow_run
from flows.decision import wake
from flows.run_log import one_line_errors, say
from flows.step import step
from tasks.approve import reopen_expired
from tasks.home import Home

R = TypeVar("R")


def begin(path: str) -> Home:
    """The home of a run, with what waited too long for approval open again, and the runs woken that wait for what is
    decided. What the run does is kept under the name and id of its flow run."""
    one_line_errors()
    if run := flow_run.told("id"):
        running(f"flow run {flow_run.told('name')} ({run})")
    home = Home.open(Path(path))
    step(reopen_expired, home)
    if run:  # else no server takes this run either
        wake(home)
    return home


def ended(result: R, name: str, message: str) -> R:
    """Tells in one line how a run ended that did not do what its name says; Prefect shows it as that state."""
    say(message, warn=True)
    if flow_run.context() is None:
        return result
    from prefect.states import Completed

    return cast(R, Completed(name=name, message=message, data=result))
