"""The log of a run at Prefect's server: an error is the line that a command would print."""

from __future__ import annotations

import logging
import sys
from typing import Any
from uuid import UUID

import pytest
from polars.exceptions import PanicException
from prefect.client.schemas import State
from prefect.states import Failed

from flows.recorded import flow
from flows.run_log import _ONE_LINE, one_line_errors
from flows.server import Server
from flows.step import step
from tasks.registry import HomeError
from tests.flows.served import request
from tests.flows.test_step import flow_run, log_of
from warehouse.errors import WarehouseError


def record(error: Exception) -> logging.LogRecord:
    """What Prefect logs of an error."""
    try:
        raise error
    except Exception:
        return logging.LogRecord("prefect.flow_runs", logging.ERROR, "", 1, "Encountered %r", (error,), sys.exc_info())


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (HomeError("units.csv: line 3: …"), "units.csv: line 3: …"),
        (WarehouseError("warehouse x: locked; run the command again"), "warehouse x: locked; run the command again"),
        (
            PermissionError(13, "Permission denied", "/srv/nha/reports"),
            "/srv/nha/reports: Permission denied; see to the folder, its disk and the right to write there, then run "
            "the command again",
        ),
        (KeyError("Nguyễn Văn A"), "not foreseen: KeyError; SOKET_DEBUG=1 tells where"),
    ],
)
def test_an_error_is_one_line_without_a_traceback(error: Exception, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOKET_DEBUG", raising=False)
    told = record(error)
    assert _ONE_LINE.filter(told)
    assert logging.Formatter().format(told) == line


def test_for_whoever_mends_soket_the_traceback_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOKET_DEBUG", "1")
    told = record(KeyError("x"))
    assert _ONE_LINE.filter(told)
    assert "Traceback" in logging.Formatter().format(told)


def test_other_lines_stay_as_they_are() -> None:
    told = logging.LogRecord("prefect.flow_runs", logging.INFO, "", 1, "collect: %s", ("nothing new",), None)
    assert _ONE_LINE.filter(told) and told.getMessage() == "collect: nothing new"


def test_a_state_is_told_without_the_error_that_it_holds() -> None:
    state: State[Any] = Failed(message="not foreseen: KeyError", data=KeyError("Nguyễn Văn A"))
    told = logging.LogRecord("prefect.task_runs", logging.INFO, "", 1, "Task run failed with %r", (state,), None)
    assert _ONE_LINE.filter(told)
    assert "not foreseen: KeyError" in told.getMessage() and "Nguyễn" not in told.getMessage()


@flow
def broken(error: Any, in_step: bool) -> None:
    one_line_errors()

    def act() -> None:
        raise error

    step(act) if in_step else act()


@pytest.mark.long
@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("in_step", [True, False])
@pytest.mark.parametrize(
    ("error", "line"),
    [
        (KeyError("Nguyễn Văn A"), "not foreseen: KeyError; SOKET_DEBUG=1 tells where"),
        (PanicException("Nguyễn Văn A"), "not foreseen: PanicException; SOKET_DEBUG=1 tells where"),
        (WarehouseError("warehouse x:\nlocked"), "warehouse x:; locked"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_the_states_of_a_run_and_its_steps_have_that_line_and_whoever_called_it_the_error(
    server: Server, error: BaseException, line: str, in_step: bool
) -> None:
    state = broken(error, in_step, return_state=True)
    assert state.is_failed() and state.message == line
    with pytest.raises(type(error)) as raised:
        broken(error, in_step)
    assert raised.value is error

    lines = log_of(server, flow_run(state))
    assert line in lines and f"Finished in state Failed({line!r})" in lines
    assert not [one for one in lines if "Nguyễn" in one or "Traceback" in one or "\n" in one]
    assert _states(server, flow_run(state)) == {line}


def _states(server: Server, run: UUID) -> set[str]:
    """The messages of the states in which a run and its steps ended, as the server has them."""
    asked = {"flow_runs": {"id": {"any_": [str(run)]}}}
    found = [request(server.api, "POST", f"/{kind}/filter", asked).json() for kind in ("flow_runs", "task_runs")]
    return {one["state"]["message"] for kind in found for one in kind if one["state_type"] in ("FAILED", "CRASHED")}


def test_outside_a_run_the_error_is_raised() -> None:
    with pytest.raises(KeyError):
        broken.fn(KeyError("x"), False)


def test_to_say_so_twice_changes_nothing() -> None:
    one_line_errors()
    before = list(logging.getLogger("prefect.flow_runs").filters)
    one_line_errors()
    assert logging.getLogger("prefect.flow_runs").filters == before
