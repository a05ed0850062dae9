"""A served home with a login: nobody without it reaches its server, and everything of its own goes on."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import httpx
import pytest

from tests.flows.conftest import soket
from tests.flows.served import Served, serving
from tests.homes import SmallHome

pytestmark = pytest.mark.timeout(900)  # a server starts in it, on a machine that may be busy

PERIOD = "2022H1"
PASSWORD = "mat-khau-rat-dai"
LOGIN = f"van-phong:{PASSWORD}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallHome]:
    made = SmallHome(tmp_path_factory.mktemp("login") / "home")
    made.send_all()
    yield made
    made.close()


@pytest.fixture(scope="module")
def served(home: SmallHome) -> Iterator[Served]:
    with serving(home.path, PREFECT_SERVER_API_AUTH_STRING=LOGIN) as started:
        yield started


def collected(home: SmallHome) -> subprocess.CompletedProcess[str]:
    return soket("--home", str(home.path), "collect", "--period", PERIOD, "--no-wait")


def runs(served: Served) -> list[str]:
    return sorted(one["name"] for one in served.ask("POST", "/flow_runs/filter", {}) if one["deployment_id"] is None)


@pytest.mark.parametrize("path", ["/flow_runs/filter", "/deployments/filter", "/artifacts/filter", "/logs/filter"])
@pytest.mark.parametrize("login", [None, ("van-phong", "doan"), ("", "")])
def test_nobody_else_is_told_anything(served: Served, path: str, login: tuple[str, str] | None) -> None:
    told = httpx.post(f"{served.address}/api{path}", json={}, auth=login, timeout=20)
    assert told.status_code == httpx.codes.UNAUTHORIZED


def test_its_own_worker_runs_what_is_asked_for(served: Served) -> None:
    run = served.run("collect", period=PERIOD, wait=False)
    assert served.ended(run)["state_name"] == "Completed"


def test_the_password_stands_in_no_file_and_no_command_line(served: Served, home: SmallHome) -> None:
    lines = subprocess.run(["ps", "axww", "-o", "args"], capture_output=True, text=True, check=True).stdout
    assert "flows.worker" in lines and PASSWORD not in lines
    files = [path for path in home.path.rglob("*") if path.is_file()]
    assert [path for path in files if PASSWORD.encode() in path.read_bytes()] == []
    assert PASSWORD not in served.said


def test_a_command_that_has_the_login_is_recorded(
    served: Served, home: SmallHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", LOGIN)
    before = runs(served)
    done = collected(home)
    assert (done.returncode, done.stderr) == (0, "")
    assert runs(served) == [*before, f"thu {PERIOD}"]


@pytest.mark.parametrize("login", ["", "van-phong:doan", "van-phong"])
def test_a_command_without_it_does_its_work_and_says_what_is_wanted(
    served: Served, home: SmallHome, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", login)
    before = runs(served)
    done = collected(home)
    assert (done.returncode, done.stderr) == (
        0,
        f"Prefect: the server at {served.address}/api wants its login, PREFECT_API_AUTH_STRING=name:password in the "
        "environment; the run goes on without being recorded there.\n",
    )
    assert runs(served) == before


def test_automations_are_not_made_without_it(served: Served, home: SmallHome) -> None:
    done = soket("--home", str(home.path), "automations", "apply")
    assert done.returncode == 3
    assert done.stderr == (
        f"soket: automations: Prefect: the server at {served.address}/api wants its login, "
        "PREFECT_API_AUTH_STRING=name:password in the environment; see to that ('soket serve' starts a server), then "
        "run it again\n"
    )


def test_the_home_is_as_if_there_were_no_login(home: SmallHome) -> None:
    assert [state for _, state, _ in home.files()] == ["accepted"] * 4
