"""Runs and their steps: recorded where a server answers, plain calls where none does, tried again where that helps."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from prefect import flow
from prefect.client.schemas import State
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows import collect as of_collect
from flows.collect import Collected
from flows.parameters import CollectRequest
from flows.recorded import collect
from flows.server import Server
from flows.step import run_flow, step
from tests.flows.served import request
from tests.homes import SmallHome
from warehouse.errors import Unavailable, WarehouseError

pytestmark = pytest.mark.timeout(900)  # a server starts in it, on a machine that may be busy


@pytest.mark.usefixtures("recorded")
def test_the_command_records_its_run_where_a_server_answers(small_home: SmallHome) -> None:
    said: list[str] = []
    run_flow(of_collect.collect, say=said.append, request=CollectRequest(period="2022H1"), home=str(small_home.path))
    assert said == []


@pytest.mark.parametrize(
    ("api", "seen"),
    [
        (None, "no server answers"),
        ("http://127.0.0.1:9/api", "no server answers at http://127.0.0.1:9/api ([Errno 111] Connection refused)"),
    ],
)
def test_the_command_says_so_where_no_server_answers(small_home: SmallHome, api: str | None, seen: str) -> None:
    said: list[str] = []
    with temporary_settings({PREFECT_API_URL: api}):
        done = run_flow(
            of_collect.collect, say=said.append, request=CollectRequest(period="2022H1"), home=str(small_home.path)
        )
    assert said == [f"Prefect: {seen}; the run goes on without being recorded there."]
    assert done.received.new == 0


# --- tried again ---------------------------------------------------------------------------------


@contextmanager
def locked(home: SmallHome, seconds: float) -> Iterator[None]:
    """Another run writes into the home's warehouse for a while."""
    held, warehouse = threading.Event(), home.open().warehouse

    def hold() -> None:
        with warehouse.write():
            held.set()
            time.sleep(seconds)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(30)
    yield
    holder.join()


def log_of(server: Server, run: UUID) -> list[str]:
    """A run's lines as the server has them; they reach it a moment after they were said."""
    asked = {"logs": {"flow_run_id": {"any_": [str(run)]}}, "sort": "TIMESTAMP_ASC"}
    for _ in range(60):
        lines = request(server.api, "POST", "/logs/filter", asked).json()
        if any(one["name"] == "prefect.flow_runs" and "Finished in state" in one["message"] for one in lines):
            break
        time.sleep(0.5)
    return [str(one["message"]) for one in lines]


@pytest.mark.long
@pytest.mark.usefixtures("recorded")
def test_a_step_that_finds_the_warehouse_locked_is_tried_again_and_loses_nothing(
    small_home: SmallHome, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.engines.BUSY_TIMEOUT_MS", 50)
    monkeypatch.setattr("flows.step._WAITS", [1.0] * 40)
    small_home.send_all()
    with locked(small_home, seconds=3):
        state = collect(CollectRequest(period="2022H1"), str(small_home.path), return_state=True)
    collected = state.result()
    assert isinstance(collected, Collected)
    assert (collected.accepted, collected.refused) == (4, 0)
    assert [told for _, told, _ in small_home.files()] == ["accepted"] * 4
    again = [one for one in log_of(server, flow_run(state)) if "locked" in one]
    assert again, "that it was tried again is told"
    assert not any("Traceback" in one or "\n" in one for one in again), again


def flow_run(state: State[Any]) -> UUID:
    assert state.state_details.flow_run_id is not None
    return state.state_details.flow_run_id


def failing(errors: Sequence[Exception]) -> Callable[[], int]:
    """A step that fails with each of them in turn, then gives the number of its calls."""
    left, calls = list(errors), 0

    def act() -> int:
        nonlocal calls
        calls += 1
        if left:
            raise left.pop(0)
        return calls

    return act


@flow(persist_result=False)
def of_one_step(act: Callable[[], int]) -> int:
    return step(act)


@pytest.mark.long
@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(
    "error",
    [Unavailable("warehouse x: locked; run the command again"), OSError(errno.ETIMEDOUT, "timed out", "inbox")],
    ids=["warehouse", "share"],
)
def test_a_step_is_tried_twice_more_where_its_error_may_pass(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.step._WAITS", [0.0, 0.0])
    assert of_one_step(failing([error, error])) == 3
    with pytest.raises(type(error)):
        of_one_step(failing([error, error, error]))


@pytest.mark.long
@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(
    "error",
    [
        WarehouseError("warehouse x: database or disk is full; make room"),
        OSError(errno.ENOSPC, "No space left on device", "reports"),
        OSError(errno.EACCES, "Permission denied", "reports"),
        ValueError("2022-1: no half-year"),
    ],
    ids=["warehouse full", "disk full", "denied", "wrong"],
)
def test_a_step_is_not_tried_again_where_somebody_must_act_first(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.step._WAITS", [0.0, 0.0])
    act = failing([error])
    with pytest.raises(type(error)):
        of_one_step(act)
    assert act() == 2, "it was called once before"


def test_outside_a_run_a_step_is_a_call() -> None:
    error = Unavailable("warehouse x: locked; run the command again")
    with pytest.raises(Unavailable):
        step(failing([error]))
