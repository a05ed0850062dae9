"""soket serve on a real home: its deployments, runs by hand and by schedule, approval over a form, automations."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from flows.app import HEARTBEAT, _use_server
from flows.automations import SILENT, TROUBLE
from flows.serve import CannotServe, serve
from tests.flows.conftest import soket
from tests.flows.served import ENDED, Served, free_port, serving
from tests.homes import SmallHome
from tests.sinks import Sink, listening

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]  # a server starts in it, on a machine that may be busy

YEARS = range(2012, 2022)  # past: what their schedules make is run at once
PERIODS = [f"{year}H1" for year in YEARS]


@pytest.fixture(scope="module")
def sink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sink]:
    with listening("http", tmp_path_factory.mktemp("sink")) as hook:
        yield hook


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallHome]:
    """It wants approval, and has a period for each test."""
    made = SmallHome(tmp_path_factory.mktemp("served") / "home", periods=("2022H1", *PERIODS))
    made.set("approval = true")
    settings = made.path / "soket.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '\n[alerts]\nthu-ky = "env:KENH_THU_KY"\n', "utf-8")
    yield made
    made.close()


@pytest.fixture(scope="module")
def served(home: SmallHome, sink: Sink) -> Iterator[Served]:
    with serving(home.path, KENH_THU_KY=sink.url) as started:
        yield started


def filled(home: SmallHome, period: str) -> str:
    home.send_all(period)
    return period


def state(run: dict[str, Any]) -> tuple[str, str, str]:
    return run["name"], run["state_type"], run["state_name"]


def decided(home: SmallHome, period: str) -> list[tuple[str, str]]:
    return [(who, act) for who, act, subject, _ in home.acts() if subject == period and act != "warn"]


# --- what is there ----------------------------------------------------------------------------


def test_it_prints_its_address_and_has_the_deployments(served: Served) -> None:
    assert f"soket serve: {served.address}  (home {served.home}" in served.said
    found = served.deployments()
    assert set(found) == {"close", "collect", "reconcile", "reissue", "remind", "reopen"}
    assert all(one["parameters"]["home"] == str(served.home) for one in found.values())
    queue = next(one for one in served.ask("POST", "/work_pools/soket/queues/filter", {}) if one["name"] == "period")
    assert queue["concurrency_limit"] == 1


def test_its_database_lies_in_the_home(served: Served) -> None:
    assert (served.home / ".prefect" / "prefect.db").is_file()


def test_a_command_of_the_home_finds_the_server_by_itself(served: Served, home: SmallHome) -> None:
    done = soket("--home", str(home.path), "collect", "--period", "2022H1", "--no-wait")
    assert (done.returncode, done.stderr) == (0, "")
    assert "thu 2022H1" in {one["name"] for one in served.ask("POST", "/flow_runs/filter", {})}


def test_a_home_is_served_once(served: Served) -> None:
    with pytest.raises(CannotServe, match=f"is served already, at {served.address}; stop that one first"):
        serve(served.home, "127.0.0.1", free_port(), print)


def test_a_port_that_is_taken_is_told(served: Served, tmp_path: Path) -> None:
    with pytest.raises(CannotServe, match=f"--port {served.port}: cannot listen there .*; give another --port"):
        serve(tmp_path, "127.0.0.1", served.port, print)


@pytest.mark.parametrize("login", ["", ":", "name:", ":password", "name"])
def test_others_reach_it_only_with_a_login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, login: str) -> None:
    monkeypatch.setenv("PREFECT_SERVER_API_AUTH_STRING", login)
    with pytest.raises(CannotServe, match="no login is set; wanted PREFECT_SERVER_API_AUTH_STRING=name:password"):
        serve(tmp_path, "0.0.0.0", free_port(), print)


@pytest.mark.parametrize("kind", ["application/json", "text/plain", None])
def test_another_page_in_the_offices_browser_gives_it_no_orders(served: Served, kind: str | None) -> None:
    """Which a page may do without asking first: fetch.spec.whatwg.org, a request without a preflight."""
    deployment = served.deployments()["collect"]["id"]
    before = len(served.ask("POST", "/flow_runs/filter", {}))
    orders = f"{served.address}/api/deployments/{deployment}/create_flow_run"
    headers = {"Origin": "https://trang-la.example", **({"Content-Type": kind} if kind else {})}
    told = httpx.post(orders, content=b'{"parameters": {"request": {"period": "2022H1"}}}', headers=headers, timeout=20)
    assert told.status_code == httpx.codes.FORBIDDEN
    assert len(served.ask("POST", "/flow_runs/filter", {})) == before


@pytest.mark.parametrize("path", ["/csrf-token?client=x", "/admin/version"])
def test_what_it_says_no_other_page_may_read(served: Served, path: str) -> None:
    for origin, allowed in (("https://trang-la.example", None), (served.address, served.address)):
        told = httpx.get(f"{served.address}/api{path}", headers={"Origin": origin}, timeout=20)
        assert told.headers.get("access-control-allow-origin") == allowed


# --- runs by hand -----------------------------------------------------------------------------


def test_a_wrong_parameter_is_refused_before_a_run_is_made(served: Served) -> None:
    deployment = served.deployments()["close"]["id"]
    asked = {"parameters": {"request": {"period": "2022-1"}}}
    answer = served.ask("POST", f"/deployments/{deployment}/create_flow_run", asked)
    assert "'2022-1' does not match" in answer["detail"]


def test_a_run_by_hand_without_a_period_says_what_is_wanted_in_one_line(served: Served) -> None:
    run = served.run("close", period="")
    done = served.ended(run)
    assert done["state_type"] == "FAILED"
    logs = served.logs(run)
    assert any(
        line.startswith("period: a run by hand names its period, saw none; fill in 'Kỳ báo cáo'") for line in logs
    )
    assert "Traceback" not in "\n".join(logs)


def test_a_unit_that_is_not_there_is_answered_with_the_nearest(served: Served) -> None:
    run = served.run("close", period="2022H1", accept_missing=["0001"], reason="nghỉ", wait=False)
    assert served.ended(run)["state_type"] == "FAILED"
    wanted = "--accept-missing 0001: no unit in units.csv has this code; did you mean '00001' (Hội Khuyến học xã Một)?"
    assert wanted in "\n".join(served.logs(run))


def test_a_shut_gate_is_a_state_of_its_own(served: Served) -> None:
    run = served.run("close", period="2022H1", wait=False)
    assert state(served.ended(run)) == ("chốt 2022H1 v1", "COMPLETED", "GateShut")
    assert "close: 2022H1 stays open; what stops the gate: 4; see 'soket status 2022H1'" in served.logs(run)


# --- approval ---------------------------------------------------------------------------------


def test_approval_in_the_form_closes_the_period_with_what_was_shown(served: Served, home: SmallHome) -> None:
    period = filled(home, "2012H1")
    run = served.run("close", period=period, wait=False)
    assert state(served.ended(run)) == (f"chốt {period} v1", "PAUSED", "Suspended")
    shown = served.artifacts(run)["cong-2012h1"]
    assert "Đơn vị đã gửi đủ: 4/4." in shown["data"]
    assert "| Hội viên | 2.000 | hội viên | 4/4 | chưa có số liệu |" in shown["data"]
    refused = served.decide(run, decision="có lẽ", by="Bà Hòa", reason="đã xem")
    assert refused["status"] == "REJECT"
    assert served.decide(run, decision="phê duyệt", by=" ", reason="đã xem")["status"] == "REJECT"
    assert served.decide(run, decision="phê duyệt", by="Bà Hòa", reason="đã xem")["status"] == "ACCEPT"
    assert state(served.ended(run)) == (f"chốt {period} v1", "COMPLETED", "Completed")
    assert decided(home, period) == [("soket", "ask"), ("Bà Hòa", "approved"), ("soket", "close")]
    report = served.artifacts(run)["bao-cao-2012h1"]["data"]
    assert "bao\\-cao" not in report and "bao-cao-2012H1-v1.docx" in report
    assert "Bà Hòa" not in "\n".join(served.logs(run))


def test_refusal_in_the_form_opens_the_period_again_and_is_alerted(served: Served, home: SmallHome, sink: Sink) -> None:
    period = filled(home, "2013H1")
    run = served.run("close", period=period, wait=False)
    served.ended(run)
    served.decide(run, decision="từ chối", by="Ông Bình", reason="số hội viên chưa đúng")
    assert state(served.ended(run)) == (f"chốt {period} v1", "COMPLETED", "Refused")
    assert decided(home, period) == [("soket", "ask"), ("Ông Bình", "refused")]
    assert soket("--home", str(home.path), "status", period).stdout.startswith(f"{period}: open")
    told = [one for one in sink.messages() if "số hội viên chưa đúng" in one["body"]]
    assert len(told) == 1


def test_soket_approve_wakes_the_run_that_waits(served: Served, home: SmallHome) -> None:
    period = filled(home, "2014H1")
    run = served.run("close", period=period, wait=False)
    served.ended(run)
    done = soket("--home", str(home.path), "approve", period, "--by", "Bà Hòa", "--reason", "đã xem")
    assert done.returncode == 0, done.stderr
    woken = served.wait_until(lambda: served.flow_run(run)["state_type"] == "COMPLETED" and served.flow_run(run), 60)
    assert state(woken) == (f"chốt {period} v1", "COMPLETED", "Completed")
    assert decided(home, period) == [("soket", "ask"), ("Bà Hòa", "approved"), ("soket", "close")]


def test_a_second_run_leaves_the_decision_to_the_first(served: Served, home: SmallHome) -> None:
    period = filled(home, "2015H1")
    first = served.run("close", period=period, wait=False)
    served.ended(first)
    second = served.run("close", period=period, wait=False)
    assert state(served.ended(second))[1:] == ("COMPLETED", "Waits")
    served.decide(first, decision="phê duyệt", by="Bà Hòa", reason="đã xem")
    assert state(served.ended(first))[1:] == ("COMPLETED", "Completed")


def test_what_waited_too_long_is_open_again_and_its_run_ends(served: Served, home: SmallHome) -> None:
    period = filled(home, "2016H1")
    home.set("approval_hours = 0.002")  # seven seconds
    run = served.run("close", period=period, wait=False)
    served.ended(run)
    home.set("approval_hours = 72")
    time.sleep(8)
    other = served.run("collect", period=period, wait=False)
    assert served.ended(other)["state_type"] == "COMPLETED"
    woken = served.wait_until(lambda: served.flow_run(run)["state_type"] == "COMPLETED" and served.flow_run(run), 60)
    assert woken["state_name"] == "Expired"
    assert decided(home, period) == [("soket", "ask"), ("soket", "expired")]


# --- by schedule ------------------------------------------------------------------------------


def scheduled(served: Served, name: str, at: datetime) -> dict[str, Any]:
    """The run that a deployment's schedule makes at a time, however long ago, once it has ended."""
    deployment = served.deployments()[name]["id"]
    begin, end = (f"{at + timedelta(minutes=by):%Y-%m-%dT%H:%M:00Z}" for by in (-1, 1))
    wanted = {"start_time": begin, "end_time": end, "min_runs": 1, "max_runs": 1}
    served.ask("POST", f"/deployments/{deployment}/schedule", wanted)
    times = {"after_": begin, "before_": end}
    asked = {"flow_runs": {"deployment_id": {"any_": [deployment]}, "expected_start_time": times}}
    (run,) = served.wait_until(lambda: served.ask("POST", "/flow_runs/filter", asked), 20)
    return served.ended(run["id"])


@pytest.mark.parametrize(
    ("at", "ended"),
    [
        # cut-off 14 June 2017, deadline 24 June, a Saturday, so Monday 26; times are UTC, Hanoi is 7 hours ahead
        ("2017-06-14 11:00", "Completed"),  # 18:00: the draft
        ("2017-06-26 00:30", "NothingDue"),
        ("2017-06-27 00:30", "GateShut"),
    ],
)
def test_a_schedule_wakes_a_close_that_asks_the_calendar(served: Served, home: SmallHome, at: str, ended: str) -> None:
    run = scheduled(served, "close", datetime.fromisoformat(at))
    assert state(run) == (f"chốt {at[:10]}", "COMPLETED", ended)
    drafts = list((home.path / "reports" / "2017H1").glob("du-thao-2017H1-v1-*.docx"))
    assert len(drafts) == 1


# --- other deployments ------------------------------------------------------------------------


def test_a_closed_period_is_shown_reopened_and_issued_again(served: Served, home: SmallHome) -> None:
    period = filled(home, "2018H1")
    home.set("approval = false")
    assert state(served.ended(served.run("close", period=period, wait=False)))[2] == "Completed"
    unchanged = served.run("reissue", period=period, reason="thử", wait=False)
    assert state(served.ended(unchanged))[1:] == ("COMPLETED", "NothingChanged")
    home.send("00001", period, name="sua.xlsx", bieu_1__hoi_vien__ky_nay=600)
    again = served.run("reissue", period=period, reason="xã Một sửa", by="Thư ký", wait=False)
    assert state(served.ended(again)) == (f"phát hành lại {period} v1", "COMPLETED", "Completed")
    changed = json.loads(served.artifacts(again)["dieu-chinh-2018h1"]["data"])
    assert {
        "Chỉ tiêu": "Hội viên",
        "Đơn vị": "Tổng",
        "Đã công bố": "2.000",
        "Nay": "2.100",
        "Tăng, giảm": "+100",
    } in changed
    assert (home.path / "reports" / period / f"bao-cao-{period}-v2.docx").is_file()
    closed = served.run("close", period=period, wait=False)
    assert state(served.ended(closed))[1:] == ("COMPLETED", "NothingChanged")
    preview = served.run("reopen", period=period)
    assert state(served.ended(preview)) == (f"xem trước {period}", "COMPLETED", "Preview")
    unclear = served.run("reopen", period=period, reason="xã Hai sửa")
    assert served.ended(unclear)["state_type"] == "FAILED"
    assert "choose 'mở lại', or leave the reason empty" in "\n".join(served.logs(unclear))
    assert decided(home, period)[-1] == ("Thư ký", "close")
    taken_up = served.run("reopen", period=period, action="mở lại", reason="xã Hai sửa", by="Thư ký")
    assert state(served.ended(taken_up)) == (f"mở lại {period}", "COMPLETED", "Completed")
    assert decided(home, period)[-1] == ("Thư ký", "reopen")
    home.set("approval = true")


def test_a_pasted_text_is_held_against_the_closed_figures(served: Served, home: SmallHome) -> None:
    run = served.run("reconcile", period="2012H1", text="Toàn huyện có 2.000 hội viên và 7 chi hội khuyến học.")
    assert state(served.ended(run)) == ("đối chiếu 2012H1", "COMPLETED", "Disagrees")
    rows = json.loads(served.artifacts(run)["doi-chieu-2012h1"]["data"])
    assert [(one["Trong bài"], one["Kết luận"], one["Số đã chốt"]) for one in rows] == [
        ("2.000 hội viên", "khớp", "2.000"),
        ("7 chi hội khuyến học", "không khớp", "6"),
    ]


# --- automations ------------------------------------------------------------------------------


def test_the_automations_are_there(served: Served) -> None:
    found = {one["name"]: one for one in served.ask("POST", "/automations/filter", {})}
    assert set(found) == {SILENT, TROUBLE}
    assert all(one["enabled"] for one in found.values())


def test_runs_give_a_sign_of_life_three_times_before_they_are_called_silent(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    (silent,) = [one for one in served.ask("POST", "/automations/filter", {}) if one["name"] == SILENT]
    assert silent["trigger"]["within"] == 3 * HEARTBEAT + 10
    for one in served.deployments().values():
        assert one["job_variables"]["env"] == {"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(HEARTBEAT)}
    monkeypatch.delenv("PREFECT_FLOWS_HEARTBEAT_FREQUENCY", raising=False)
    _use_server(served.home)
    assert os.environ["PREFECT_FLOWS_HEARTBEAT_FREQUENCY"] == str(HEARTBEAT)


def test_a_failed_run_is_told_to_the_channel_once(served: Served, sink: Sink) -> None:
    run = served.run("collect", period="2099H1", wait=False)
    ended = served.ended(run)
    why = ended["state"]["message"]
    assert ended["state_type"] == "FAILED" and "soket.toml: period 2099H1 is not there" in why and "\n" not in why

    def told() -> list[dict[str, Any]]:
        return [one for one in sink.messages() if one["title"] == "[soket] thu 2099H1: Failed"]

    (message,) = served.wait_until(told, 60)
    assert "xem dòng cuối của nhật ký" in message["body"]
    assert f"{served.address}/runs/flow-run/{run}" in message["body"]
    assert why not in message["body"], "what a state says Prefect may have worded"
    time.sleep(3)
    assert len(told()) == 1


def test_prefect_keeps_the_name_of_the_channels_place_never_its_address(served: Served, sink: Sink) -> None:
    blocks = json.dumps(served.ask("POST", "/block_documents/filter", {"include_secrets": True}))
    assert "env:KENH_THU_KY" in blocks
    assert sink.url not in blocks


@pytest.mark.parametrize(
    ("known", "told", "wrong"),
    [
        (True, "thu-ky", ""),
        (
            False,
            "nobody",
            "automations: channel 'thu-ky': the environment variable KENH_THU_KY is not set; set it to the channel's "
            "address\n",
        ),
    ],
)
def test_automations_are_made_again_by_a_command_which_names_a_channel_without_an_address(
    served: Served, home: SmallHome, sink: Sink, known: bool, told: str, wrong: str
) -> None:
    environment = {
        **os.environ,
        "PREFECT_API_URL": f"{served.address}/api",
        **({"KENH_THU_KY": sink.url} if known else {}),
    }
    program = [str(Path(sys.executable).with_name("soket")), "--home", str(home.path), "automations", "apply"]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        f"automations: made; a failed, crashed or late run is told to: {told}\n",
        wrong,
    )
    assert len(served.ask("POST", "/automations/filter", {})) == 2


# --- what nobody should read there ----------------------------------------------------------


def test_logs_name_no_senders_file(served: Served, home: SmallHome) -> None:
    home.put("B-03", "Nguyễn Thị Hoa Ban.xlsx", b"PK\x03\x04 half a copy")
    (home.path / "inbox" / "Trần Văn Nghỉ.xlsx").write_bytes(b"x")
    run = served.run("collect", period="2022H1", wait=False)
    assert served.ended(run)["state_type"] == "COMPLETED"
    said = "\n".join(served.logs(run))
    assert "inbox/…: " in said
    assert "Hoa Ban" not in said and "Nghỉ" not in said
    (home.path / "inbox" / "Trần Văn Nghỉ.xlsx").unlink()


# --- the end ----------------------------------------------------------------------------------


def ended_runs(served: Served) -> set[str]:
    runs = served.ask("POST", "/flow_runs/filter", {"limit": 200})
    return {one["id"] for one in runs if one["state_type"] in ENDED}


def test_it_stops_cleanly_and_has_everything_again_when_it_is_started(served: Served) -> None:
    before = ended_runs(served)
    deployment = served.deployments()["close"]
    evening = next(one for one in deployment["schedules"] if one["schedule"]["cron"] == "0 18 * * *")
    served.ask("PATCH", f"/deployments/{deployment['id']}/schedules/{evening['id']}", {"active": False})
    assert served.stop() == 0
    assert served.said.rstrip().endswith("soket serve: stopped.")
    assert not (served.home / ".prefect" / "serving.json").exists()
    served.start()
    assert ended_runs(served) >= before
    schedules = {one["schedule"]["cron"]: one["active"] for one in served.deployments()["close"]["schedules"]}
    assert schedules == {"30 7 * * *": True, "0 18 * * *": False}, "what somebody switched off stays so"
    assert state(served.ended(served.run("collect", period="2022H1", wait=False)))[1] == "COMPLETED"
