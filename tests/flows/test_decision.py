"""A run that waits for a decision: what its form says is brought about once."""

from __future__ import annotations

import pytest
from prefect import flow
from sqlalchemy import update

from domain.close import Decision
from domain.half_year import HalfYear
from flows.decision import DecisionForm, bring_about, decided
from tasks import approve
from tests.flows.test_step import locked
from tests.homes import SmallHome
from warehouse import tables
from warehouse.closings import Asked

P = HalfYear(2022, 1)
YES = DecisionForm(decision="phê duyệt", by="Bà Hòa", reason="đã xem")
NO = DecisionForm(decision="từ chối", by="Ông Bình", reason="chưa đúng")


@pytest.fixture
def home(small_home: SmallHome) -> SmallHome:
    """Its figures wait for approval."""
    small_home.set("approval = true")
    small_home.send_all()
    assert small_home.close_period().closing.asked
    return small_home


@pytest.fixture
def asked(home: SmallHome) -> Asked:
    return approve.waiting(home.open(), P)


def lapse(home: SmallHome) -> None:
    with home.open().warehouse.write() as connection:
        connection.execute(update(tables.closing).values(expires_at="2020-01-01T00:00:00.000000+00:00"))


# --- what the form says -------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "decision"), [(YES, Decision.APPROVED), (NO, Decision.REFUSED)])
def test_a_form_that_is_brought_about_again_finds_its_own_decision(
    home: SmallHome, asked: Asked, form: DecisionForm, decision: Decision
) -> None:
    assert bring_about(home.open(), asked, form) is decision
    before = home.acts()
    assert bring_about(home.open(), asked, form) is decision
    assert home.acts() == before


def test_a_form_decides_on_nothing_else_than_what_it_showed(home: SmallHome, asked: Asked) -> None:
    approve.refuse(home.open(), asked, "Ông Bình", "chưa đúng")
    assert home.close_period().closing.asked
    assert bring_about(home.open(), asked, YES) is Decision.REFUSED
    assert home.rows(tables.closing, "decision") == [("refused",), (None,)] and home.rows(tables.close, "id") == []


def test_a_form_that_comes_too_late_decides_nothing(home: SmallHome, asked: Asked) -> None:
    lapse(home)
    assert bring_about(home.open(), asked, YES) is Decision.EXPIRED
    assert home.rows(tables.close, "id") == []


@pytest.mark.usefixtures("recorded")
def test_a_decision_waits_for_a_run_that_writes(home: SmallHome, asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.engines.BUSY_TIMEOUT_MS", 50)
    monkeypatch.setattr("flows.step._WAITS", [1.0] * 40)
    monkeypatch.setattr("flows.decision._answer", lambda *_: YES)  # the form, as it was filled in
    opened = home.open()

    @flow(persist_result=False)
    def waits() -> Decision:
        return decided(opened, asked)

    with locked(home, seconds=3):
        assert waits() is Decision.APPROVED
