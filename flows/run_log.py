"""What a flow run writes into its log and its states at the Prefect server: a line that an operator can act on, no
traceback, no secret and nobody's name.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from polars.exceptions import PanicException

from domain.notice import Notice
from flows import flow_run
from flows.explain import for_log

_LOGGERS = ("prefect.flow_runs", "prefect.task_runs", "prefect.flow_engine", "prefect.task_engine")

P = ParamSpec("P")
R = TypeVar("R")


class _OneLine(logging.Filter):
    """An error is told in one line; SOKET_DEBUG=1 keeps where it was raised."""

    def filter(self, record: logging.LogRecord) -> bool:
        from prefect.client.schemas import State

        error = record.exc_info[1] if record.exc_info else None
        if error is not None and not os.environ.get("SOKET_DEBUG"):
            record.msg, record.args = for_log(error), ()
            record.exc_info = record.exc_text = None
        elif isinstance(record.args, tuple):  # the whole of a state would quote the error that it holds
            record.args = tuple(str(one) if isinstance(one, State) else one for one in record.args)
        return True


_ONE_LINE = _OneLine()


def one_line_errors() -> None:
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_ONE_LINE)  # the same one again is no second one


def say(line: str | Notice, *, warn: bool = False) -> None:
    """A line in the run's log; outside a flow run nothing, since the command prints what a run came to."""
    if flow_run.context() is not None:
        from prefect.logging import get_run_logger

        told = line.for_log if isinstance(line, Notice) else line
        get_run_logger().log(logging.WARNING if warn else logging.INFO, told)


def telling(function: Callable[P, R]) -> Callable[P, R]:
    """What a run calls: its error becomes the run's state in our words, for Prefect's own would quote it, and whoever
    asks for the run's result gets the error itself. Outside a run it is raised."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except (Exception, PanicException) as error:
            if flow_run.context() is None:
                raise
            from prefect.logging import get_run_logger
            from prefect.states import Failed

            get_run_logger().error("%s", for_log(error), exc_info=error)
            return cast(R, Failed(message=for_log(error), data=error))

    return run
