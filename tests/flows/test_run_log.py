"""The log of a run at Prefect's server: an error is the line that a command would print."""

from __future__ import annotations

import logging
import sys

import pytest

from flows.run_log import _ONE_LINE, one_line_errors
from tasks.registry import HomeError
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
        (KeyError("x"), "not foreseen: KeyError: 'x'; SOKET_DEBUG=1 tells where"),
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


def test_to_say_so_twice_changes_nothing() -> None:
    one_line_errors()
    before = list(logging.getLogger("prefect.flow_runs").filters)
    one_line_errors()
    assert logging.getLogger("prefect.flow_runs").filters == before
