"""A served home in trouble: a folder denied, the mail server down, the disk full, Prefect's database lost. Everything
else goes on, a line names the place and what to do, and the next run loses and doubles nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from flows.automations import SILENT, TROUBLE
from tests.disks import KIB, Disk, own_disk
from tests.flows.conftest import soket
from tests.flows.served import ROOT, Served, serving
from tests.homes import SmallHome
from tests.reliability.closing import an_hour_later, snapshot
from tests.reliability.serve_trials import kill_part
from tests.reliability.standing import StandingHome
from tests.sinks import Sink, listening

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]  # a server starts in it, on a machine that may be busy

PERIODS = ("2023H1", "2024H1", "2025H1", "2026H1")
# what lets root read everything is taken from what is served, so that a folder can be denied to it
AS_OTHERS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> StandingHome:
    """It wants approval, and has a period for each test."""
    home = StandingHome(SmallHome(tmp_path_factory.mktemp("trouble") / "home", periods=PERIODS).path)
    home.set("approval = true")
    settings = home.path / "soket.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '\n[alerts]\nthu-ky = "env:KENH_THU_KY"\n', "utf-8")
    return home


@pytest.fixture(scope="module")
def disk(home: StandingHome) -> Iterator[Disk | None]:
    """Under the raw files, where this account may mount one."""
    try:
        with own_disk(home.path / "raw") as made:
            yield made
    except pytest.skip.Exception:
        yield None


@pytest.fixture(scope="module")
def sink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sink]:
    with listening("smtp", tmp_path_factory.mktemp("sink")) as mail:
        yield mail


@pytest.fixture(scope="module")
def served(home: StandingHome, disk: Disk | None, sink: Sink) -> Iterator[Served]:
    if AS_OTHERS and not shutil.which(AS_OTHERS[0]):
        pytest.skip("setpriv is not installed")
    with serving(home.path, under=AS_OTHERS, KENH_THU_KY=sink.url) as started:
        yield started


def ended(served: Served, flow: str, period: str) -> tuple[str, list[str]]:
    """The state in which a run by hand ended, and its log."""
    run = served.run(flow, period=period, wait=False)
    return str(served.ended(run)["state_name"]), served.logs(run)


def states(home: StandingHome, period: str) -> list[str]:
    return [state for name, state, _ in home.files() if period in name]


def test_a_mail_server_that_is_down_stops_no_run_and_what_waits_comes_once(
    served: Served, home: StandingHome, sink: Sink
) -> None:
    sink.kill()
    home.send("00001", "2023H1", name="2023H1.xlsx", bieu_1__hoi_vien__ky_nay="khoảng năm trăm")
    state, log = ended(served, "collect", "2023H1")
    assert state == "Completed"
    (line,) = [one for one in log if "channel 'thu-ky'" in one]
    assert line.endswith("wait for channel 'thu-ky' (connection refused); the next run sends them")
    sink.start()
    sink.wait()
    for _ in range(2):
        an_hour_later(home)
        assert ended(served, "collect", "2023H1")[0] == "Completed"
        titles = [one["title"] for one in sink.messages()]
        assert len(titles) == len(set(titles)) == 2


def test_a_folder_that_is_denied_is_named_with_its_remedy_and_the_others_go_on(
    served: Served, home: StandingHome
) -> None:
    home.send_all("2024H1")
    denied = home.folder("B-03")
    denied.chmod(0)
    state, log = ended(served, "collect", "2024H1")
    denied.chmod(0o755)
    assert (state, states(home, "2024H1")) == ("Completed", ["accepted"] * 3)
    (line,) = [one for one in log if "Permission denied" in one]
    assert f"inbox/{denied.name}" in line and "give the account that runs soket the right" in line
    assert ended(served, "collect", "2024H1")[0] == "Completed"
    assert states(home, "2024H1") == ["accepted"] * 4


def test_a_full_disk_fails_the_run_in_one_line_and_the_next_one_finishes_it(
    served: Served, home: StandingHome, disk: Disk | None
) -> None:
    if disk is None:
        pytest.skip("mount: this account may mount no disk")
    home.send("00001", "2025H1", name="2025H1.xlsx")
    assert ended(served, "collect", "2025H1")[0] == "Completed"
    home.send_all("2025H1")
    disk.leave(KIB)
    state, log = ended(served, "collect", "2025H1")
    assert (state, states(home, "2025H1")) == ("Failed", ["accepted"])
    told = "\n".join(log)
    assert f"{home.path / 'raw'}: " in told and "(No space left on device); nothing was recorded of them" in told
    assert "make room or mend the folder's rights, then run again" in told and "Traceback" not in told
    disk.make_room()
    assert ended(served, "collect", "2025H1")[0] == "Completed"
    assert states(home, "2025H1") == ["accepted"] * 4  # one unit's second file is the one that was there


def test_runs_that_a_dead_worker_had_begun_are_called_crashed_and_told_and_no_others(
    served: Served, sink: Sink
) -> None:
    collect = served.deployments()["collect"]["id"]
    kept = {"SCHEDULED", "COMPLETED"}
    runs = {
        state: served.ask(
            "POST", f"/deployments/{collect}/create_flow_run", {"name": state.lower(), "state": {"type": state}}
        )["id"]
        for state in ("PENDING", "RUNNING", "CANCELLING", *kept)
    }
    environment = {**os.environ, "PREFECT_API_URL": f"{served.address}/api", "PYTHONPATH": str(ROOT)}
    begins = [sys.executable, "-m", "flows.worker", "--help"]  # a worker that only says how it is called
    said = subprocess.run(begins, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert said.count("its worker was ended while it ran; what it had kept stays kept: run it again") == 3
    states = {state: served.flow_run(run)["state_type"] for state, run in runs.items()}
    assert {state for state, now in states.items() if now == "CRASHED"} == set(runs) - kept

    def told() -> list[str]:
        return sorted(one["title"] for one in sink.messages() if "Interrupted" in one["title"])

    wanted = [f"[soket] {name}: Interrupted" for name in ("cancelling", "pending", "running")]
    assert served.wait_until(lambda: told() == wanted, 60)


def test_a_lost_database_of_prefect_loses_nothing_of_the_home(served: Served, home: StandingHome) -> None:
    home.send_all("2026H1")
    assert ended(served, "close", "2026H1")[0] == "Suspended"
    assert served.stop() == 0
    before = snapshot(home)
    for path in (home.path / ".prefect").glob("prefect.db*"):
        path.unlink()
    served.start()
    assert kept_of(snapshot(home)) == kept_of(before)
    assert served.ask("POST", "/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["PAUSED"]}}}}) == []
    assert set(served.deployments()) == {"close", "collect", "reconcile", "reissue", "remind", "reopen"}
    assert {one["name"] for one in served.ask("POST", "/automations/filter", {})} == {SILENT, TROUBLE}
    run = served.run("close", period="2026H1", wait=False)
    assert served.ended(run)["state_name"] == "Suspended"
    done = soket("--home", str(home.path), "approve", "2026H1", "--by", "Bà Hòa", "--reason", "đã xem")
    assert done.returncode == 0, done.stderr
    if done.stderr:  # Prefect was busy; then the next run wakes the one that waits
        assert done.stderr.rstrip().endswith("the next run wakes it.")
        ended(served, "collect", "2026H1")
    assert served.wait_until(lambda: served.flow_run(run)["state_type"] == "COMPLETED", 60)
    acts = [(who, act) for who, act, subject, _ in home.acts() if subject == "2026H1" and act != "warn"]
    assert acts == [("soket", "ask"), ("Bà Hòa", "approved"), ("soket", "close")]


def kept_of(seen: tuple[Any, dict[str, str]]) -> tuple[Any, dict[str, str]]:
    """Without what is Prefect's own."""
    rows, files = seen
    return rows, {name: sha256 for name, sha256 in files.items() if not name.startswith(".prefect/")}


def test_a_run_keeps_its_slot_while_its_server_is_started_again(served: Served) -> None:
    wanted = {"names": ["thu"], "slots": 1, "mode": "concurrency", "lease_duration": 300}
    served.ask("POST", "/v2/concurrency_limits/", {"name": "thu", "limit": 1})
    lease = served.ask("POST", "/v2/concurrency_limits/increment-with-lease", wanted)["lease_id"]
    kill_part(served, "server")
    served.wait_until(served.answers)
    renewed = served.ask("POST", f"/v2/concurrency_limits/leases/{lease}/renew", {"lease_duration": 300})
    assert renewed is None, "of a lease that is gone the answer says so"


def test_what_was_killed_whole_tells_of_its_runs_when_it_is_there_again(served: Served, sink: Sink) -> None:
    collect = served.deployments()["collect"]["id"]
    going_on = {"name": "giữa chừng", "state": {"type": "RUNNING"}}
    run = served.ask("POST", f"/deployments/{collect}/create_flow_run", going_on)["id"]
    served.kill()
    served.start()
    assert served.ended(run)["state_name"] == "Interrupted"
    wanted = "[soket] giữa chừng: Interrupted"
    assert served.wait_until(lambda: wanted in [one["title"] for one in sink.messages()], 60)
