"""Runs recorded by Prefect when a server answers, and plain calls of the same functions when none does."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from flows import flow_run
from flows.explain import may_pass
from flows.run_log import telling
from flows.unrecorded import why_unrecorded

if TYPE_CHECKING:
    from prefect.client.schemas import State

_WAITS = [5.0, 30.0]  # seconds before a step is tried again: a server that restarts is back by then

P = ParamSpec("P")
R = TypeVar("R")


def step(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Calls ``function``, which may be called again after it failed; inside a Prefect flow run as a task of its name,
    tried again where its error may pass by itself.

    The arguments stay out of Prefect's sight: it would walk through every record of a batch.
    """
    if flow_run.context() is None:
        return function(*args, **kwargs)
    from prefect import task
    from prefect.cache_policies import NO_CACHE

    name = str(getattr(function, "__name__", "step"))

    @task(
        name=name,
        cache_policy=NO_CACHE,
        persist_result=False,
        retries=len(_WAITS),
        retry_delay_seconds=_WAITS,
        retry_condition_fn=_to_be_tried_again,
    )
    @telling
    def run() -> R:
        return function(*args, **kwargs)

    return run(return_state=True).result()


def _to_be_tried_again(task: object, run: object, state: State[Any]) -> bool:
    """What Prefect asks when a task failed."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, BaseException) and may_pass(error)


def run_flow(
    flow: Callable[..., Any], say: Callable[[str], None] = lambda line: print(line, file=sys.stderr), **parameters: Any
) -> Any:
    """Runs a flow under the Prefect server that answers; plainly, saying so in one line, when none does."""
    why = why_unrecorded()
    if not why:
        from flows.recorded import recorded

        _quiet_console()
        return recorded(flow)(**parameters)
    say(f"Prefect: {why}; the run goes on without being recorded there.")
    return flow(**parameters)


def _quiet_console() -> None:
    """The command tells its user what happened; Prefect's own lines (tracebacks too) go to its server."""
    from prefect.logging.configuration import setup_logging
    from prefect.logging.handlers import PrefectConsoleHandler

    setup_logging()  # else the first flow run would set it up again
    for handler in logging.getLogger().handlers:
        if isinstance(handler, PrefectConsoleHandler):
            handler.setLevel(logging.CRITICAL + 1)
