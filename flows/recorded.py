"""The flows as Prefect has them: their functions, under the names that it shows. The entry points of prefect.yaml.

Whoever only calls the functions imports no Prefect, which takes seconds.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from prefect import Flow
from prefect import flow as flow_of_prefect

from domain.half_year import HalfYear
from flows import close as of_close
from flows import collect as of_collect
from flows import flow_run
from flows import reconcile as of_reconcile
from flows import reissue as of_reissue
from flows import remind as of_remind
from flows import reopen as of_reopen
from flows import reread as of_reread
from flows.parameters import REOPEN
from flows.run_log import telling
from flows.when import scheduled_day
from tasks.home import Home
from tasks.versions import next_version

P = ParamSpec("P")
R = TypeVar("R")


def flow(function: Callable[P, R], run_name: Callable[[], str] | None = None) -> Flow[P, R]:
    """Prefect's flow of a function, under its name, whose run tells of an error in our own line."""
    options: dict[str, Any] = {"flow_run_name": run_name} if run_name else {}
    made: Flow[P, R] = flow_of_prefect(name=function.__name__, persist_result=False, **options)(function)
    made.fn = telling(function)
    # else Prefect would look for the parameters' types in the module of what it calls
    made.fn.__dict__["__signature__"] = inspect.signature(function, eval_str=True)
    return made


# --- the runs' names ------------------------------------------------------------------------------


def _named(what: str) -> str:
    """``thu 2022H1``; a run without a period is named after the day that it was scheduled for."""
    return f"{what} {_asked('period') or scheduled_day()}"


def _versioned(what: str) -> str:
    """``chốt 2022H1 v1``: the version that the run would make, or that stands."""
    name, period = _named(what), _asked("period")
    try:
        version = next_version(Home.open(Path(flow_run.told("parameters")["home"])), HalfYear.parse(period))
    except Exception:  # the run itself tells what is wrong
        return name
    return f"{name} v{version}"


def _reopening() -> str:
    return _named("mở lại" if _asked("action") == REOPEN else "xem trước")


def _asked(name: str) -> str:
    """What the run's request has under a name; empty where it does not say."""
    request: Any = (flow_run.told("parameters") or {}).get("request") or {}
    return str((request.get(name) if isinstance(request, dict) else getattr(request, name, "")) or "")


# --- the flows ------------------------------------------------------------------------------------

collect = flow(of_collect.collect, partial(_named, "thu"))
close = flow(of_close.close, partial(_versioned, "chốt"))
remind = flow(of_remind.remind, partial(_named, "nhắc"))
reissue = flow(of_reissue.reissue, partial(_versioned, "phát hành lại"))
reopen = flow(of_reopen.reopen, _reopening)
reconcile = flow(of_reconcile.reconcile, partial(_named, "đối chiếu"))
reread = flow(of_reread.reread)


def recorded(function: Callable[..., Any]) -> Flow[..., Any]:
    """The flow of a function."""
    found: Flow[..., Any] = globals()[function.__name__]
    return found
