"""An approval that is run again: a closed period stays as it is, and gets the report that it may lack."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from domain.close import Decision
from domain.half_year import HalfYear
from flows.approval import approve, refuse
from tasks import approve as decisions
from tasks.freeze import freeze
from tasks.home import TIMEZONE
from tasks.versions import reopen
from tests.flows.conftest import Run
from tests.homes import SmallHome
from tests.reading import report_text
from warehouse import tables

P = HalfYear(2022, 1)


@pytest.fixture
def asked(small_home: SmallHome) -> SmallHome:
    small_home.ask()
    return small_home


def test_an_approval_that_was_killed_before_its_report_is_finished_by_the_next(asked: SmallHome) -> None:
    assert decisions.approve(asked.open(), decisions.waiting(asked.open(), P), "Chủ tịch", "đã xem")
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


@pytest.mark.parametrize("command", ["approve", "refuse"])
@pytest.mark.parametrize(
    ("by", "reason", "said"), [(" ", "đã xem", "--by: a name is wanted, saw ' '"), ("A", " ", "reason")]
)
def test_a_decision_without_a_name_or_a_reason_ends_with_2(
    asked: SmallHome, run: Run, command: str, by: str, reason: str, said: str
) -> None:
    code, _, errors = run("--home", str(asked.path), command, "2022H1", "--by", by, "--reason", reason)
    assert code == 2 and said in errors and len(errors.splitlines()) == 1
    assert asked.rows(tables.closing, "decided_by") == [(None,)]


def test_an_approval_of_what_nobody_asked_for_ends_with_2(small_home: SmallHome, run: Run) -> None:
    small_home.collect()
    code, _, errors = run("--home", str(small_home.path), "approve", "2022H1", "--reason", "đã xem")
    assert code == 2 and "2022H1: nothing waits for approval" in errors


def test_the_report_says_who_approved_its_figures_and_when(asked: SmallHome) -> None:
    done = approve(asked.open(), P, "Bà Lò Thị Hòa", "đã xem")
    assert done.close and done.report
    day = done.close.closed_on(TIMEZONE)
    wanted = f"Số liệu được phê duyệt ngày {day.day}/{day.month}/{day.year}; người phê duyệt: Bà Lò Thị Hòa."
    text = report_text(done.report.path.read_bytes())
    assert f"{wanted}\nMã kiểm chứng số liệu: " in text.split("Phụ lục II")[1]


def test_the_report_of_a_close_without_approval_names_nobody(small_home: SmallHome) -> None:
    small_home.send_all()
    done = small_home.close_period()
    assert done.report
    assert "phê duyệt" not in report_text(done.report.path.read_bytes())


def test_each_version_names_its_own_approval(asked: SmallHome) -> None:
    approve(asked.open(), P, "Bà Hòa", "đã xem")
    asked.send("00001", name="sua.xlsx", bieu_1__hoi_vien__ky_nay=600)
    asked.collect()
    reopen(asked.open(), P, "Thư ký", "xã Một sửa")
    assert asked.close_period().closing.asked
    second = approve(asked.open(), P, "Ông Bình", "đã xem bản sửa")
    assert second.report and second.close and second.close.version == 2
    assert "người phê duyệt: Ông Bình." in report_text(second.report.path.read_bytes())
    first = asked.path / "reports" / "2022H1" / "bao-cao-2022H1-v1.docx"
    assert "người phê duyệt: Bà Hòa." in report_text(first.read_bytes())


def test_what_was_refused_is_not_asked_for_again_by_itself_before_anything_has_changed(asked: SmallHome) -> None:
    refuse(asked.open(), P, "Ông Bình", "chưa đúng")
    morning = freeze(asked.open(), P, {}, "soket", "", insist=False)
    assert (morning.asked, morning.decision) == (None, Decision.REFUSED)
    asked.send("00001", name="sua.xlsx", bieu_1__hoi_vien__ky_nay=600)
    asked.collect()
    assert freeze(asked.open(), P, {}, "soket", "", insist=False).asked


def test_somebody_may_ask_for_it_again_as_it_is(asked: SmallHome) -> None:
    refuse(asked.open(), P, "Ông Bình", "chưa đúng")
    assert asked.close_period().closing.asked


def test_what_lapsed_is_asked_for_again_by_itself(asked: SmallHome) -> None:
    with asked.open().warehouse.write() as connection:
        connection.execute(update(tables.closing).values(expires_at="2020-01-01T00:00:00.000000+00:00"))
    decisions.reopen_expired(asked.open())
    assert freeze(asked.open(), P, {}, "soket", "", insist=False).asked
