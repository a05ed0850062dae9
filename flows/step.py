"""Runs recorded by Prefect when a server answers, and plain calls of the same functions when none does."""

from __future__ import annotations

import inspect
import logging
import sys
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import httpx
from prefect import Flow, task
from prefect import flow as flow_of_prefect
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas import State
from prefect.context import FlowRunContext
from prefect.logging.configuration import setup_logging
from prefect.logging.handlers import PrefectConsoleHandler
from prefect.settings import get_current_settings

from flows.explain import may_pass
from flows.run_log import telling

_WAITS = [5.0, 30.0]  # seconds before a step is tried again: a server that restarts is back by then

P = ParamSpec("P")
R = TypeVar("R")


def flow(**options: Any) -> Callable[[Callable[P, R]], Flow[P, R]]:
    """Prefect's ``flow``, whose run tells of an error in our own line."""

    def make(function: Callable[P, R]) -> Flow[P, R]:
        made: Flow[P, R] = flow_of_prefect(**options)(function)
        made.fn = telling(function)
        # else Prefect would look for the parameters' types in the module of what it calls
        made.fn.__dict__["__signature__"] = inspect.signature(function, eval_str=True)
        return made

    return make


def step(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Calls ``function``, which may be called again after it failed; inside a Prefect flow run as a task of its name,
    tried again where its error may pass by itself.

    The arguments stay out of Prefect's sight: it would walk through every record of a batch.
    """
    if FlowRunContext.get() is None:
        return function(*args, **kwargs)
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
    flow: Flow[..., Any], say: Callable[[str], None] = lambda line: print(line, file=sys.stderr), **parameters: Any
) -> Any:
    """Runs a flow under the Prefect server that answers; plainly, saying so in one line, when none does."""
    why = why_unrecorded()
    if not why:
        _quiet_console()
        return flow(**parameters)
    say(f"Prefect: {why}; the run goes on without being recorded there.")
    return flow.fn(**parameters)


def _quiet_console() -> None:
    """The command tells its user what happened; Prefect's own lines (tracebacks too) go to its server."""
    setup_logging()  # else the first flow run would set it up again
    for handler in logging.getLogger().handlers:
        if isinstance(handler, PrefectConsoleHandler):
            handler.setLevel(logging.CRITICAL + 1)


def server_answers() -> bool:
    """Whether a server takes what this process tells it."""
    return not why_unrecorded()


def why_unrecorded() -> str:
    """Empty where a server takes this process's runs."""
    known = get_current_settings().api
    if not known.url:
        return "no server answers"
    name, _, password = (known.auth_string.get_secret_value() if known.auth_string else "").partition(":")
    try:
        asked = httpx.get(f"{known.url}/admin/version", auth=(name, password) if name else None, timeout=10)
    except httpx.HTTPError as error:
        return f"no server answers at {known.url} ({error or type(error).__name__})"
    if asked.status_code == httpx.codes.UNAUTHORIZED:
        return f"the server at {known.url} wants its login, PREFECT_API_AUTH_STRING=name:password in the environment"
    return "" if asked.is_success else f"the server at {known.url} answers {asked.status_code}"
