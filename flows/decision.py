"""Figures that wait for approval, as Prefect shows them: a run that is suspended over a form.

Whether they were approved is kept by the warehouse alone. A run that wakes up asks it: the decision may have been made
by ``soket approve``, in the form of another run, or by the time that had passed.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.close import Decision
from domain.run import SOKET
from flows import flow_run
from flows.run_log import say
from flows.step import step
from flows.unrecorded import server_named, why_unrecorded
from tasks import approve
from tasks.approve import NothingWaits
from tasks.home import Home
from warehouse.closings import Asked

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

    from flows.decision_form import DecisionForm

_TRIES, _PAUSE = 3, 2.0  # seconds between two tries to wake runs: Prefect's database may be busy for a moment
_LONGER = 24 * 3600  # seconds for which a run outlasts what it waits for, so that ours tells of it first


def can_wait() -> bool:
    """Whether this run can be suspended: Prefect only wakes a run of a deployment."""
    if not flow_run.told("id"):
        return False
    from prefect import runtime

    return bool(runtime.deployment.id)


def waited_for(home: Home) -> Asked | None:
    """What this run was suspended over before, if it was."""
    mark = _mark(home)
    found = [tag.removeprefix(mark) for tag in flow_run.told("tags") or () if tag.startswith(mark)]
    return approve.asked(home, int(found[-1])) if found else None


def another_waits(home: Home, asked: Asked) -> bool:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        return bool(_that_wait(client, home, [asked.id]))


def decided(home: Home, asked: Asked) -> Decision:
    """How a closing was decided: suspends this run until it is, and brings about what the form says."""
    found = step(bring_about, home, asked, _answer(home, asked))
    wake(home)
    say(f"{asked.period}: closing {asked.id} was {found}")
    return found


def bring_about(home: Home, asked: Asked, form: DecisionForm) -> Decision:
    """How a closing is decided now: as the form says, unless it was decided before, perhaps by this very form, whose
    answer was lost."""
    if found := approve.decision_on(home, asked):
        return found
    decide = approve.refuse if form.refuses else approve.approve
    with suppress(NothingWaits):  # somebody was quicker, or its time has passed
        decide(home, asked, form.by, form.reason)
    return approve.decision_on(home, asked) or Decision.EXPIRED


def _answer(home: Home, asked: Asked) -> DecisionForm:
    """The form as it was filled in. The run ends here the first time, and is begun anew once somebody has answered."""
    from prefect.client.orchestration import get_client
    from prefect.flow_runs import suspend_flow_run

    from flows.decision_form import DecisionForm

    run = UUID(str(flow_run.told("id")))
    tag = f"{_mark(home)}{asked.id}"
    with get_client(sync_client=True) as client:
        tags = client.read_flow_run(run).tags
        if tag not in tags:
            client.update_flow_run(run, tags=[*tags, tag])
    answered: DecisionForm = suspend_flow_run(
        wait_for_input=DecisionForm, timeout=approve.seconds_left(asked) + _LONGER, key=f"closing-{asked.id}"
    )
    return answered


def wake(home: Home) -> int:
    """Wakes the runs of a home that are suspended over what is decided by now; how many. A decision stands whatever
    Prefect does: that fails nothing, is tried again, then told in a line, and the next run wakes them."""
    woken = 0
    for rest in reversed(range(_TRIES)):
        try:
            for _ in _resumed(home):
                woken += 1
            break
        except Exception as error:
            if rest:
                time.sleep(_PAUSE)
            else:
                _tell_not_woken(error)
    return woken


def _resumed(home: Home) -> Iterator[UUID]:
    """The runs that were woken; what one of them raises is raised when the others have been."""
    over = approve.decided(home)
    if not over or not server_named():
        return
    from prefect.client.orchestration import get_client

    from flows.decision_form import REFUSE

    known: dict[str, Any] = {"decision": REFUSE, "by": SOKET, "reason": "đã có quyết định"}
    if why := why_unrecorded():
        raise ConnectionError(why)
    raised: list[Exception] = []
    with get_client(sync_client=True) as client:
        for run in _that_wait(client, home, over):
            try:
                client.resume_flow_run(run, run_input=known)
                yield run
            except Exception as error:
                raised.append(error)
    if raised:
        raise raised[0]


def _tell_not_woken(error: Exception) -> None:
    why = next(iter(str(error).splitlines()), type(error).__name__)
    line = f"Prefect: {why}; a run that waits for a decision may not have been woken: the next run wakes it."
    say(line, warn=True)
    if not can_wait():  # a command, whose user does not see the log
        print(line, file=sys.stderr)


def _that_wait(client: SyncPrefectClient, home: Home, over: Sequence[int]) -> list[UUID]:
    """The other runs that are suspended over one of these closings."""
    from prefect.client.schemas.filters import (
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
        FlowRunFilterTags,
    )
    from prefect.client.schemas.objects import StateType

    mine = FlowRunFilter(
        tags=FlowRunFilterTags(any_=[f"{_mark(home)}{one}" for one in over]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.PAUSED])),
    )
    return [run.id for run in client.read_flow_runs(flow_run_filter=mine) if str(run.id) != flow_run.told("id")]


def _mark(home: Home) -> str:
    """What the tag of a run that waits begins with; homes that share a server are told apart."""
    return f"closing-{hashlib.sha256(str(home.path).encode()).hexdigest()[:8]}-"
