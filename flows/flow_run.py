"""The run under Prefect that this is, where it is one.

Where Prefect was not imported nothing runs under it, and it is not imported to find that out: that takes seconds, which
a run that is not recorded need not wait for. So whatever only happens in a run imports Prefect where it happens.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prefect.context import FlowRunContext


def context() -> FlowRunContext | None:
    """Prefect's context of the run; None outside one."""
    if "prefect" not in sys.modules:
        return None
    from prefect.context import FlowRunContext

    return FlowRunContext.get()


def told(what: str) -> Any:
    """What Prefect says of the run under a name of ``prefect.runtime.flow_run``; None outside one."""
    if "prefect" not in sys.modules:
        return None
    from prefect import runtime

    return getattr(runtime.flow_run, what)
