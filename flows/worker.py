"""Prefect's worker of a home: python -m flows.worker ARGUMENTS, those of ``prefect worker start``.

Runs that a worker before it had begun are called crashed first: what was left of them has been ended, nobody will tell
their ends, and each would keep the others of its deployment waiting until its silence is noticed.
"""

from __future__ import annotations

import runpy
import sys

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Crashed

from flows.automations import INTERRUPTED
from flows.channels import emitted
from flows.serve import POOL

_BEGUN = (StateType.PENDING, StateType.RUNNING, StateType.CANCELLING)
_MESSAGE = "its worker was ended while it ran; what it had kept stays kept: run it again"


def crash_orphans() -> list[FlowRun]:
    """Calls every run of the pool crashed that was begun and has no end; these runs."""
    begun = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(_BEGUN))))
    mine = WorkPoolFilter(name=WorkPoolFilterName(any_=[POOL]))
    with get_client(sync_client=True) as client:
        found = client.read_flow_runs(flow_run_filter=begun, work_pool_filter=mine)
        for run in found:
            client.set_flow_run_state(run.id, Crashed(name="Interrupted", message=_MESSAGE), force=True)
            _tell(run, client.read_flow(run.flow_id).name)
    return found


def _tell(run: FlowRun, flow: str) -> None:
    """In an event of our own: that of the state follows one that a server before this one has seen, and Prefect's
    automations would wait a quarter of an hour for it."""
    told = {"prefect.resource.id": f"prefect.flow-run.{run.id}", "prefect.resource.name": run.name}
    of = {"prefect.resource.id": f"prefect.flow.{run.flow_id}", "prefect.resource.name": flow}
    emitted(INTERRUPTED, told, related=[{**of, "prefect.resource.role": "flow"}])


def main() -> None:
    for run in crash_orphans():
        print(f"{run.name}: {_MESSAGE}", flush=True)
    sys.argv = ["prefect", "worker", "start", *sys.argv[1:]]
    runpy.run_module("prefect", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
