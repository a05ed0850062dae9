"""An approval that is run again: a closed period stays as it is, and gets the report that it may lack."""

from __future__ import annotations

import json

import pytest

from domain.half_year import HalfYear
from flows.approval import approve
from tasks import approve as decisions
from tests.flows.conftest import Run
from tests.homes import SmallHome
from warehouse import tables

P = HalfYear(2022, 1)


@pytest.fixture
def asked(small_home: SmallHome) -> SmallHome:
    small_home.set("approval = true")
    small_home.send_all()
    assert small_home.close_period().closing.asked
    return small_home


def test_an_approval_that_was_killed_before_its_report_is_finished_by_the_next(asked: SmallHome) -> None:
    assert decisions.approve(asked.open(), P, "Chủ tịch", "đã xem")
    again = approve(asked.open(), P, "Chủ tịch", "đã xem")
    assert again.close and not again.new
    assert again.report and again.report.new and again.report.path.exists()
    assert asked.rows(tables.close, "version", "report_sha256") == [(1, again.report.sha256)]


def test_a_second_approval_decides_nothing(asked: SmallHome, run: Run) -> None:
    said = ("--home", str(asked.path), "approve", "2022H1", "--reason", "đã xem")
    code, out, _ = run(*said, "--by", "Chủ tịch", "--json")
    assert (code, json.loads(out)["new"]) == (0, True)
    before = asked.acts()
    code, out, _ = run(*said, "--by", "Phó Chủ tịch")
    assert code == 0 and "2022H1 was closed before, as version 1; nothing was decided" in out
    assert asked.acts() == before
    assert asked.rows(tables.closing, "decided_by") == [("Chủ tịch",)]


def test_an_approval_of_what_nobody_asked_for_ends_with_2(small_home: SmallHome, run: Run) -> None:
    small_home.collect()
    code, _, errors = run("--home", str(small_home.path), "approve", "2022H1", "--reason", "đã xem")
    assert code == 2 and "2022H1: nothing waits for approval" in errors
