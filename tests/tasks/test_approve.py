"""Figures that wait for approval: what was shown is what is frozen, by somebody, in time, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from domain.alert import Event
from domain.half_year import HalfYear
from flows.close import Closed
from tasks import approve as decisions
from tasks.approve import NothingWaits
from tasks.home import Home
from tests.homes import UNITS, SmallHome
from warehouse import closings, tables
from warehouse.closes import Close
from warehouse.closings import Asked

pytestmark = pytest.mark.long

P = HalfYear(2022, 1)


@pytest.fixture
def asked(small_home: SmallHome) -> SmallHome:
    """A complete period whose figures wait for approval."""
    small_home.set("approval = true")
    small_home.send_all()
    done = small_home.close_period()
    assert done.closing.asked and done.closing.close is None and done.report is None and done.needs_a_person
    return small_home


def state(home: SmallHome) -> str:
    return str(dict(home.rows(tables.period, "code", "state"))["2022H1"])


def waiting(home: SmallHome) -> list[Asked]:
    with home.open().warehouse.read() as connection:
        return closings.undecided(connection)


def approve(home: SmallHome, by: str, reason: str) -> Close | None:
    return decisions.approve(home.open(), waiting(home)[0], by, reason)


def refuse(home: SmallHome, by: str, reason: str) -> None:
    decisions.refuse(home.open(), waiting(home)[0], by, reason)


def alerts(home: SmallHome) -> list[str]:
    return [event for (event,) in home.rows(tables.outbox, "event") if event.startswith("soket.period")]


def lapse(home: SmallHome) -> None:
    with home.open().warehouse.write() as connection:
        connection.execute(update(tables.closing).values(expires_at="2020-01-01T00:00:00.000000+00:00"))


def test_a_close_asks_and_freezes_nothing(asked: SmallHome) -> None:
    assert state(asked) == "closing"
    assert asked.rows(tables.close, "id") == [] == asked.rows(tables.figure, "id")
    (one,) = waiting(asked)
    assert (one.period, one.asked_by) == ("2022H1", "Thư ký")
    assert alerts(asked) == [Event.WAITS]


def test_the_gate_that_is_shown_has_each_figure_beside_last_years_and_who_is_let_pass(small_home: SmallHome) -> None:
    small_home.send_all("2021H1")
    assert small_home.close_period("2021H1").closing.new
    for code in ("00001", "00002", "B-03"):
        small_home.send(code, name="2022H1.xlsx")
    small_home.set("approval = true")
    done = small_home.close_period(accept=["B-04"], reason="sáp nhập trường")
    assert done.closing.asked
    gate = done.closing.asked.gate
    assert (gate["version"], gate["received"], gate["expected"]) == (1, 3, 4)
    assert [(one["code"], one["reason"]) for one in gate["let_pass"]] == [("B-04", "sáp nhập trường")]
    (members,) = [one for one in gate["figures"] if one["code"] == "hoi_vien"]
    assert (members["value"], members["counted"], members["same_half"], members["year"]) == (1500, 3, 2000, None)


def test_the_gate_says_what_a_unit_that_is_let_pass_lacks_without_its_files_name(small_home: SmallHome) -> None:
    for code in ("00001", "00002"):
        small_home.send(code)
    small_home.send("B-03", name="bà Hoa.xlsx", bieu_4__quy_thu__so_tien="nhiều")
    small_home.set("approval = true")
    asked = small_home.close_period(accept=["B-03", "B-04"], reason="chờ kỳ sau").closing.asked
    assert asked
    refused, silent = asked.gate["let_pass"]
    assert refused["lacks"].startswith("có tệp chưa tiếp nhận được") and "Hoa" not in refused["lacks"]
    assert any("bà Hoa.xlsx" in line for line in refused["why"])
    assert (silent["lacks"], silent["reason"]) == ("chưa gửi biểu nào", "chờ kỳ sau")


def test_the_gate_shows_a_unit_that_is_let_pass_by_its_id(tmp_path: Path) -> None:
    """Where another one has its code too."""
    ended = UNITS.replace("3,B-03,Ban Khuyến học Trường Ba,ban,,,,", "3,B-03,Trường Ba,ban,,,2022-03-31,")
    home = SmallHome(tmp_path / "home", ended + "5,B-03,Ban Khuyến học Trường Năm,ban,,2022-04-01,,\n")
    for code in ("00001", "00002", "B-04"):
        home.send(code)
    home.send("id:3", bieu_4__quy_thu__so_tien="nhiều")
    home.set("approval = true")
    asked = home.close_period(accept=["id:3", "id:5"], reason="mới tách").closing.asked
    home.close()
    assert asked and [(one["name"], one["reason"]) for one in asked.gate["let_pass"]] == [
        ("Trường Ba", "mới tách"),
        ("Ban Khuyến học Trường Năm", "mới tách"),
    ]


def test_the_gate_of_a_second_half_has_what_its_report_says_of_the_year(small_home: SmallHome) -> None:
    small_home.send_all("2021H1", bieu_4__hoc_bong__so_luong=30)
    assert small_home.close_period("2021H1").closing.new
    small_home.send_all("2021H2", bieu_4__hoc_bong__so_luong=12)
    small_home.set("approval = true")
    asked = small_home.close_period("2021H2").closing.asked
    assert asked
    of = {one["code"]: (one["value"], one["year"]) for one in asked.gate["figures"]}
    assert of["hoi_vien"] == (2000, 2000), "what stands at the end of the half stands for the year"
    assert of["hoc_bong"] == (4 * 12, 4 * 42), "what occurs in both halves is added up"


def test_a_repeated_close_waits_on(asked: SmallHome) -> None:
    before = waiting(asked)
    again = asked.close_period()
    assert again.closing.asked == before[0] and waiting(asked) == before
    assert alerts(asked) == [Event.WAITS]


def test_what_is_approved_is_closed_with_the_figures_that_were_shown(asked: SmallHome) -> None:
    (shown,) = waiting(asked)
    close = approve(asked, "Chủ tịch", "đã xem")
    assert close and close.version == 1 and state(asked) == "closed"
    frozen = {
        (indicator, breakdown): value
        for indicator, breakdown, scope, comparison, value in asked.rows(
            tables.figure, "indicator", "breakdown", "scope", "comparison", "value"
        )
        if scope == "all" and comparison == ""
    }
    assert {one["code"]: one["value"] for one in shown.gate["figures"]}.items() <= {
        code: value for (code, breakdown), value in frozen.items() if not breakdown
    }.items()
    assert asked.rows(tables.close, "closed_by", "reason") == [("Thư ký", "chưa gửi")]
    assert [act[:3] for act in asked.acts()] == [
        ("Thư ký", "ask", "2022H1"),
        ("Chủ tịch", "approved", "2022H1"),
        ("Thư ký", "close", "2022H1"),
    ]
    assert asked.acts()[-1][3]["approved_by"] == "Chủ tịch"
    assert asked.close_period().report


def test_figures_that_changed_since_they_were_shown_are_not_frozen(asked: SmallHome) -> None:
    asked.send("B-03", name="bieu (sửa).xlsx", bieu_1__hoi_vien__ky_nay=510)
    asked.collect()
    assert approve(asked, "Chủ tịch", "đã xem") is None
    assert state(asked) == "open" and asked.rows(tables.close, "id") == [] and waiting(asked) == []
    assert alerts(asked) == [Event.WAITS, Event.EXPIRED]
    assert asked.rows(tables.closing, "decision", "decided_by") == [("overtaken", "Chủ tịch")]
    again = asked.close_period()
    assert again.closing.asked and len(waiting(asked)) == 1


@pytest.mark.parametrize("line", ["days_off = [2022-06-14]", 'not_submissions = ["x*"]'])
def test_a_setting_that_makes_no_figure_overtakes_nothing(asked: SmallHome, line: str) -> None:
    asked.set(line)
    assert approve(asked, "Chủ tịch", "đã xem")


def test_another_list_of_units_overtakes_what_was_shown(asked: SmallHome) -> None:
    registry = asked.path / "units.csv"
    registry.write_text(registry.read_text("utf-8").replace("Trường Bốn", "Trường Bốn (mới)"), "utf-8")
    assert approve(asked, "Chủ tịch", "đã xem") is None


def test_other_targets_overtake_what_was_shown(asked: SmallHome) -> None:
    line = ",hoi_vien,2022,900,KH 1\n"
    (asked.path / "targets.csv").write_text(f"unit,indicator,year,value,source\n{line}", encoding="utf-8")
    assert approve(asked, "Chủ tịch", "đã xem") is None


def test_a_newer_soket_overtakes_what_was_shown(asked: SmallHome, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may compute a figure otherwise than the one that was shown."""
    of_today = asked.open().under
    monkeypatch.setattr(Home, "under", {**of_today, "soket": "99.0"})
    assert approve(asked, "Chủ tịch", "đã xem") is None


def test_what_is_refused_is_open_again_and_the_office_is_told_why(asked: SmallHome) -> None:
    refuse(asked, "Chủ tịch", "thiếu Ban B-09")
    assert state(asked) == "open" and waiting(asked) == []
    assert alerts(asked) == [Event.WAITS, Event.EXPIRED]
    told = [json.loads(payload) for event, payload in asked.rows(tables.outbox, "event", "payload")]
    assert told[-1] == {"by": "Chủ tịch", "reason": "thiếu Ban B-09"}
    assert asked.acts()[-1] == ("Chủ tịch", "refused", "2022H1", {"closing": 1, "reason": "thiếu Ban B-09"})


def test_a_refused_second_version_leaves_the_period_reopened(small_home: SmallHome) -> None:
    from tasks.versions import reopen

    small_home.send_all()
    assert small_home.close_period().closing.new
    reopen(small_home.open(), P, "Thư ký", "tệp nộp muộn")
    small_home.set("approval = true")
    assert small_home.close_period().closing.asked
    refuse(small_home, "Chủ tịch", "chưa đủ")
    assert state(small_home) == "reopened"


@pytest.mark.parametrize("run", ["collect", "remind", "close"])
def test_every_run_first_reopens_what_lapsed_and_tells(asked: SmallHome, run: str) -> None:
    from datetime import date

    from flows.parameters import RemindRequest
    from flows.remind import remind

    lapse(asked)
    if run == "collect":
        asked.collect()
        assert state(asked) == "open"
    elif run == "remind":
        remind(RemindRequest(period="2022H1", on=date(2022, 6, 27), wait=False), str(asked.path))
        assert state(asked) == "open"
    else:
        done: Closed = asked.close_period()
        assert done.closing.asked and done.closing.asked.id == 2  # asked for anew
    assert asked.rows(tables.closing, "decision", "decided_by")[0] == ("expired", "soket")
    assert Event.EXPIRED in alerts(asked)


def test_what_lapsed_can_be_neither_approved_nor_refused(asked: SmallHome) -> None:
    (shown,) = waiting(asked)
    lapse(asked)
    for decide in (decisions.approve, decisions.refuse):
        with pytest.raises(NothingWaits, match="2022H1: nothing waits for approval"):
            decide(asked.open(), shown, "Chủ tịch", "đã xem")
    assert asked.rows(tables.close, "id") == []


@pytest.mark.parametrize(
    ("by", "reason", "said"),
    [
        (" ", "đã xem", r"2022H1: a decision is kept with its name, saw ' '; give one: --by NAME"),
        ("Chủ tịch", "\t", r"2022H1: a decision is kept with its reason, saw '\\t'; give one: --reason TEXT"),
    ],
)
@pytest.mark.parametrize("decide", [decisions.approve, decisions.refuse], ids=lambda one: one.__name__)
def test_nothing_is_decided_without_a_name_and_a_reason(
    asked: SmallHome, decide: Callable[..., object], by: str, reason: str, said: str
) -> None:
    (shown,) = waiting(asked)
    with pytest.raises(ValueError, match=said):
        decide(asked.open(), shown, by, reason)
    assert state(asked) == "closing" and len(waiting(asked)) == 1
    decide(asked.open(), shown, " Chủ tịch ", " đã xem\n")
    assert asked.rows(tables.closing, "decided_by", "decided_reason") == [("Chủ tịch", "đã xem")]


def test_nothing_waits_where_nobody_asked(small_home: SmallHome) -> None:
    small_home.collect()
    with pytest.raises(NothingWaits, match="2022H1: nothing waits for approval; 'soket close 2022H1' asks for it"):
        decisions.waiting(small_home.open(), P)


@pytest.mark.parametrize("decide", [decisions.approve, decisions.refuse], ids=lambda one: one.__name__)
def test_only_what_was_shown_is_decided(asked: SmallHome, decide: Callable[..., object]) -> None:
    (shown,) = waiting(asked)
    refuse(asked, "Phó Chủ tịch", "thiếu")
    assert asked.close_period().closing.asked
    said = r"2022H1: what was shown \(closing 1\) waits no more, closing 2 does; look at it with 'soket close 2022H1'"
    with pytest.raises(NothingWaits, match=said):
        decide(asked.open(), shown, "Chủ tịch", "đã xem")
    assert state(asked) == "closing" and [one.id for one in waiting(asked)] == [2]
    assert asked.rows(tables.closing, "decision") == [("refused",), (None,)]


def test_an_alert_of_what_waits_is_not_sent_any_more_once_it_is_decided(asked: SmallHome) -> None:
    from warehouse.alerts import overtaken

    with asked.open().warehouse.read() as connection:
        assert overtaken(connection) == []
    refuse(asked, "Chủ tịch", "thiếu")
    with asked.open().warehouse.read() as connection:
        events = dict(asked.rows(tables.outbox, "id", "event"))
        assert [events[one] for one in overtaken(connection)] == []  # every channel had it already


def test_the_office_reads_of_it_in_vietnamese(asked: SmallHome, tmp_path: Path) -> None:
    from domain.alert import Alert, Digest
    from outputs.alert import write_alert

    ((event, period, cause, payload),) = asked.rows(tables.outbox, "event", "period", "cause", "payload")
    alert = Alert(Event(event), period, None, None, cause, json.loads(payload))
    message = write_alert(Digest(Event(event), period, None, None, (alert,)), None)
    assert message.title == "[soket] 6 tháng đầu năm 2022: số liệu chờ phê duyệt"
    assert "do Thư ký trình" in message.body and "soket approve 2022H1" in message.body
