"""Flows under a real Prefect server, the deployments of prefect.yaml, alerts as events and addresses in blocks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.alert import Digest, Event, Sender, after_close
from flows.channels import channels_of
from flows.close import Closed
from flows.collect import Collected
from flows.parameters import CloseRequest, CollectRequest, RemindRequest
from flows.recorded import close, collect, remind
from flows.remind import Reminded
from flows.server import Server, child_server
from flows.unrecorded import server_answers
from outputs.alert import Message
from tasks.channel import Undelivered
from tests.flows.served import request
from tests.flows.test_channels import with_channel
from tests.homes import SmallHome
from tests.sinks import listening
from warehouse import tables

pytestmark = pytest.mark.timeout(900)  # a server starts in it, on a machine that may be busy

ROOT = Path(__file__).parents[2]
DIGEST = Digest(Event.AFTER_CLOSE, "2022H1", None, None, (after_close("2022H1", Sender("1", "Một", 1, "a")),))
MESSAGE = Message("tiêu đề", "nội dung\n")
STEPS = [
    "decide_next",
    "note_overdue",
    "overview",
    "receive",
    "reopen_expired",
    "reply",
    "review",
    "tell",
    "write_pages",
]


@pytest.mark.usefixtures("recorded")
def test_collect_and_close_are_flows_whose_steps_are_tasks(small_home: SmallHome) -> None:
    small_home.send_all()
    state = collect(CollectRequest(period="2022H1"), str(small_home.path), return_state=True)
    collected = state.result()
    assert state.is_completed()
    assert isinstance(collected, Collected)
    assert (collected.accepted, collected.refused) == (4, 0)
    closed = close(CloseRequest(period="2022H1"), str(small_home.path))
    assert isinstance(closed, Closed)
    assert closed.closing.new
    assert _task_names(state.state_details.flow_run_id) == STEPS


def _task_names(flow_run_id: Any) -> list[str]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    with get_client(sync_client=True) as client:
        mine = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id]))
        return sorted(run.name.rsplit("-", 1)[0] for run in client.read_task_runs(flow_run_filter=mine))


@pytest.mark.usefixtures("recorded")
def test_remind_is_a_flow_that_a_server_records(small_home: SmallHome) -> None:
    state = remind(
        RemindRequest(period="2022H1", on=date(2022, 6, 27), wait=False), str(small_home.path), return_state=True
    )
    done = state.result()
    assert state.is_completed() and isinstance(done, Reminded) and done.reminders.written == 5


def _prefect(server: Server, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PREFECT_API_URL": server.api, "SOKET_CODE": str(ROOT), "SOKET_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "prefect", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )


@pytest.mark.long
def test_prefect_deploy_all_accepts_the_deployments_and_a_worker_runs_one(
    server: Server, small_home: SmallHome
) -> None:
    small_home.send_all()
    assert _prefect(server, small_home.path, "work-pool", "create", "soket", "--type", "process").returncode == 0
    deployed = _prefect(server, small_home.path, "deploy", "--all")
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    _check_schedules(server)
    run = _prefect(
        server, small_home.path, "deployment", "run", "close/close", "--param", 'request={"period": "2022H1"}'
    )
    assert run.returncode == 0, run.stdout + run.stderr
    worker = _prefect(server, small_home.path, "worker", "start", "--pool", "soket", "--run-once")
    assert worker.returncode == 0, worker.stdout + worker.stderr
    asked = {"deployments": {"id": {"any_": [one["id"] for one in _deployments_of_the_pool(server)]}}}
    runs = request(server.api, "POST", "/flow_runs/filter", asked).json()
    named = [(one["name"], one["state_type"]) for one in runs if one["state_type"] != "SCHEDULED"]
    assert named == [("chốt 2022H1 v1", "COMPLETED")], json.dumps(runs, indent=1)[:2000]
    assert list((small_home.path / "reports" / "2022H1").glob("*.docx"))


def _deployments_of_the_pool(server: Server) -> list[dict[str, Any]]:
    """The deployments of this test: others of the same server are of other tests."""
    found: list[dict[str, Any]] = request(server.api, "POST", "/deployments/filter", {}).json()
    return [one for one in found if one["work_pool_name"] == "soket"]


def _check_schedules(server: Server) -> None:
    deployments = _deployments_of_the_pool(server)
    assert {one["name"] for one in deployments} == {"close", "collect", "reconcile", "reissue", "remind", "reopen"}
    for one in deployments:
        assert one["concurrency_options"]["collision_strategy"] == "ENQUEUE"
        assert {each["schedule"]["timezone"] for each in one["schedules"]} <= {"Asia/Ho_Chi_Minh"}
    crons = {one["name"]: {each["schedule"]["cron"] for each in one["schedules"]} for one in deployments}
    assert {name: one for name, one in crons.items() if one} == {
        "collect": {"0 6 * * *"},
        "remind": {"0 7 * * 1-5"},
        "close": {"30 7 * * *", "0 18 * * *"},
    }
    assert {one["work_queue_name"] for one in deployments} == {"period"}


def test_a_server_that_cannot_start_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.child.sys.executable", "/bin/false")
    with child_server(tmp_path) as started:
        assert not started.wait(5)


# --- alerts --------------------------------------------------------------------------------------


def events(home: SmallHome) -> list[str]:
    return [event.rpartition(".")[2] for (event,) in home.rows(tables.outbox, "event")]


@pytest.mark.long
@pytest.mark.usefixtures("recorded")
def test_each_alert_is_an_event_of_prefect(small_home: SmallHome) -> None:
    assert server_answers()
    begun = datetime.now(UTC)  # the server has the events of other tests too
    small_home.send("00001", bieu_1__hoi_vien__ky_nay="Nguyễn Thị Hoa Ban")
    small_home.send("00002", thuyet_minh__han_che__value="")
    small_home.collect()
    assert sorted(events(small_home)) == ["incomplete", "refused", "warned"]
    by_name = {one["event"]: one for one in _emitted(begun, 3)}
    assert set(by_name) == {"soket.submission.refused", "soket.quality.warned", "soket.period.incomplete"}
    refused = by_name["soket.submission.refused"]
    assert refused["resource"]["prefect.resource.id"] == "soket.period.2022H1"
    assert (refused["payload"]["files"], refused["payload"]["units"]) == (1, ["00001"])
    assert "Hoa Ban" not in str(by_name)
    assert by_name["soket.period.incomplete"]["payload"]["units"] == ["00001", "B-03", "B-04"]


def _emitted(since: datetime, count: int) -> list[dict[str, Any]]:
    """Our events as the server has them; it stores them a moment after it takes them."""
    from prefect.settings import PREFECT_API_URL

    wanted = {"event": {"prefix": ["soket."]}, "occurred": {"since": since.isoformat()}}
    asked = {"filter": wanted, "limit": 50}
    found: list[dict[str, Any]] = []
    for _ in range(60):
        found = request(PREFECT_API_URL.value(), "POST", "/events/filter", asked).json()["events"]
        if len(found) >= count:
            break
        time.sleep(0.5)
    return found


@pytest.mark.usefixtures("recorded")
def test_an_address_may_be_kept_in_a_block(small_home: SmallHome, tmp_path: Path) -> None:
    from prefect.blocks.system import Secret

    with listening("http", tmp_path) as hook:
        Secret(value=hook.url).save("kenh-thu-ky", overwrite=True)
        for address in ("block:secret/kenh-thu-ky", "block:kenh-thu-ky"):
            home = small_home.open()
            settings = home.settings.changed(alerts={"thu-ky": address})
            channels_of(type(home)(home.path, settings, home.catalogue))["thu-ky"](DIGEST, MESSAGE)
    assert [one["title"] for one in hook.messages()] == ["tiêu đề", "tiêu đề"]


@pytest.mark.usefixtures("recorded")
def test_a_block_that_is_not_there_is_one_line_of_ours(small_home: SmallHome) -> None:
    with_channel(small_home, "block:secret/khong-co")
    with pytest.raises(Undelivered, match="the Prefect block secret/khong-co cannot be read, or holds no text"):
        channels_of(small_home.open())["thu-ky"](DIGEST, MESSAGE)
