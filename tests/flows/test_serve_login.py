"""A served home with a login: nobody without it reaches its server, and everything of its own goes on."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from tests.browser import browser, new_page
from tests.flows.conftest import soket
from tests.flows.served import Served, request, serving
from tests.homes import SmallHome

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]  # a server starts in it, on a machine that may be busy

PERIOD = "2022H1"
PASSWORD = "mat-khau-rat-dai"
LOGIN = f"van-phong:{PASSWORD}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallHome]:
    long = tmp_path_factory.mktemp("login") / "Hội Khuyến học thành phố" / ("một nhánh dài " * 8)
    long.mkdir(parents=True)
    made = SmallHome(long / "nhà")
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


@pytest.mark.parametrize("login", [None, ("van-phong", "doan"), ("", "")])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/admin/version"),
        ("GET", "/csrf-token?client=x"),
        ("POST", "/flow_runs/filter"),
        ("POST", "/artifacts/filter"),
    ],
)
def test_nobody_else_is_told_anything(served: Served, method: str, path: str, login: tuple[str, str] | None) -> None:
    told = request(f"{served.address}/api", method, path, {}, httpx.BasicAuth(*login) if login else None)
    assert told.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)
    assert set(told.json()) <= {"detail", "exception_message"}


def test_its_own_worker_runs_what_is_asked_for_also_under_a_long_path(served: Served) -> None:
    run = served.run("collect", period=PERIOD, wait=False)
    assert served.ended(run)["state_name"] == "Completed"
    assert "has died" not in served.said
    pool = served.ask("GET", "/work_pools/soket")
    command = shlex.split(pool["base_job_template"]["variables"]["properties"]["command"]["default"])
    assert command == [sys.executable, "-m", "flows.warm_start", str(served.home / ".prefect" / "runs.sock")]


def test_prefects_page_asks_for_the_login_and_then_shows_the_deployments(served: Served) -> None:
    with browser() as chromium:
        page = new_page(chromium).page
        page.set_default_timeout(60_000)
        page.goto(f"{served.address}/deployments")
        page.locator("input").first.fill(LOGIN)
        page.keyboard.press("Enter")
        page.get_by_role("link", name="reconcile").first.wait_for()


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
