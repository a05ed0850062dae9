"""What a flow run writes into its log at the Prefect server: a line that an operator can act on, no traceback, no
secret and nobody's name.
"""

from __future__ import annotations

import logging
import os

from prefect.context import FlowRunContext
from prefect.logging import get_run_logger

from domain.notice import Notice
from flows.explain import explained, unforeseen

_LOGGERS = ("prefect.flow_runs", "prefect.task_runs", "prefect.flow_engine", "prefect.task_engine")


class _OneLine(logging.Filter):
    """An error is told in the line that a command would print; SOKET_DEBUG=1 keeps where it was raised."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and not os.environ.get("SOKET_DEBUG"):
            known = explained(error)
            record.msg, record.args = known[0] if known else unforeseen(error), ()
            record.exc_info = record.exc_text = None
        return True


_ONE_LINE = _OneLine()


def one_line_errors() -> None:
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_ONE_LINE)  # the same one again is no second one


def say(line: str | Notice, *, warn: bool = False) -> None:
    """A line in the run's log; outside a flow run nothing, since the command prints what a run came to."""
    if FlowRunContext.get() is not None:
        told = line.for_log if isinstance(line, Notice) else line
        get_run_logger().log(logging.WARNING if warn else logging.INFO, told)
