"""A run that waits for a decision: what its form says is brought about once, and whatever is decided wakes it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID, uuid4

import prefect
import pytest
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Suspended
from sqlalchemy import update

from domain.close import Decision
from domain.half_year import HalfYear
from flows import tables as tables_shown
from flows.close import Closed
from flows.decision import _mark, bring_about, decided, wake
from flows.decision_form import DecisionForm
from flows.parameters import CollectRequest
from flows.recorded import collect
from tasks import approve
from tasks.versions import reopen
from tests.flows.conftest import Run
from tests.flows.test_step import locked
from tests.homes import SmallHome
from warehouse import tables
from warehouse.closings import Asked

pytestmark = pytest.mark.long

P = HalfYear(2022, 1)
YES = DecisionForm(decision="phê duyệt", by="Bà Hòa", reason="đã xem")
NO = DecisionForm(decision="từ chối", by="Ông Bình", reason="chưa đúng")


@pytest.fixture
def home(small_home: SmallHome) -> SmallHome:
    """Its figures wait for approval."""
    small_home.ask()
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


# --- what wakes a run ---------------------------------------------------------------------------


def suspended(home: SmallHome, asked: Asked) -> UUID:
    """A run at the server that waits for a decision, as a close leaves it."""

    @flow(name="close")
    def close() -> None: ...

    with get_client(sync_client=True) as client:
        deployment = client.create_deployment(client.create_flow(close), f"close-{uuid4()}")
        run = client.create_flow_run_from_deployment(deployment, tags=[f"{_mark(home.open())}{asked.id}"])
        client.set_flow_run_state(run.id, Suspended(timeout_seconds=3600), force=True)
        return run.id


def state_of(run: UUID) -> str:
    with get_client(sync_client=True) as client:
        return str(client.read_flow_run(run).state_name)


@pytest.mark.usefixtures("recorded")
def test_every_run_wakes_what_is_suspended_over_what_was_decided_before(home: SmallHome, asked: Asked) -> None:
    runs = [suspended(home, asked), suspended(home, asked)]
    collect(CollectRequest(period="2022H1", wait=False), str(home.path))
    assert [state_of(run) for run in runs] == ["Suspended"] * 2, "nobody has decided"
    approve.refuse(home.open(), asked, "Ông Bình", "chưa đúng")  # by a command whose server did not answer
    assert home.close_period().closing.asked
    waits_on = suspended(home, approve.waiting(home.open(), P))
    collect(CollectRequest(period="2022H1", wait=False), str(home.path))
    assert "Suspended" not in [state_of(run) for run in runs]
    assert state_of(waits_on) == "Suspended"


@pytest.mark.usefixtures("recorded")
def test_a_second_approval_wakes_what_the_first_could_not(home: SmallHome, asked: Asked, run: Run) -> None:
    waits = suspended(home, asked)
    approve.approve(home.open(), asked, "Bà Hòa", "đã xem")
    code, out, errors = run("--home", str(home.path), "approve", "2022H1", "--by", "Bà Hòa", "--reason", "đã xem")
    assert code == 0 and "was closed before" in out and not errors
    assert state_of(waits) != "Suspended"


@pytest.mark.usefixtures("recorded")
def test_an_approval_whose_report_has_no_place_wakes_the_run(home: SmallHome, asked: Asked, run: Run) -> None:
    waits = suspended(home, asked)
    (home.path / "reports").write_text("no folder")
    code, *_ = run("--home", str(home.path), "approve", "2022H1", "--by", "Bà Hòa", "--reason", "đã xem")
    assert code == 3 and home.rows(tables.closing, "decision") == [("approved",)]
    assert state_of(waits) != "Suspended"


# --- a server that is of no use -----------------------------------------------------------------


@contextmanager
def answering(status: int) -> Iterator[str]:
    """The API of a server that tells its version, and answers everything else with a status."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            known = self.path.removeprefix("/api") in ("/health", "/admin/version", "/csrf-token")
            body = json.dumps(prefect.__version__).encode()
            self.send_response(200 if known else status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer  # noqa: N815 (names of the library)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("command", "decision"), [("approve", "approved"), ("refuse", "refused")])
def test_a_server_that_fails_does_not_fail_a_decision(
    home: SmallHome, asked: Asked, run: Run, command: str, decision: str
) -> None:
    with answering(500) as api, temporary_settings({PREFECT_API_URL: api}):
        code, out, errors = run("--home", str(home.path), command, "2022H1", "--by", "Bà Hòa", "--reason", "đã xem")
    assert (code, home.rows(tables.closing, "decision")) == (0, [(decision,)])
    assert out.startswith(f"{command}: 2022H1")
    (line,) = errors.splitlines()
    assert line.startswith("Prefect: Server error '500") and line.endswith("the next run wakes it.")


@pytest.mark.parametrize("api", ["http://127.0.0.1:9/api", ""])
def test_a_server_that_is_away_is_told_where_there_should_be_one(
    home: SmallHome, asked: Asked, capsys: pytest.CaptureFixture[str], api: str
) -> None:
    approve.refuse(home.open(), asked, "Ông Bình", "chưa đúng")
    with temporary_settings({PREFECT_API_URL: api or None}):
        assert wake(home.open()) == 0
    told = capsys.readouterr().err
    seen = f"Prefect: no server answers at {api} ([Errno 111] Connection refused); a run that waits"
    assert told.startswith(seen) if api else told == ""


def test_nothing_is_asked_of_prefect_where_nothing_was_decided(
    home: SmallHome, capsys: pytest.CaptureFixture[str]
) -> None:
    with answering(500) as api, temporary_settings({PREFECT_API_URL: api}):
        assert wake(home.open()) == 0
    assert capsys.readouterr().err == ""


# --- what is shown, and how the run ends --------------------------------------------------------


def test_who_approves_sees_what_a_unit_lacks_that_is_let_pass(
    small_home: SmallHome, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_home.set("approval = true")
    for code in ("00001", "00002", "B-03"):
        small_home.send(code)
    asked = small_home.close_period(accept=["B-04"], reason="sáp nhập").closing.asked
    assert asked
    shown: list[str] = []
    monkeypatch.setattr("flows.artifacts.text", lambda what, period, markdown, title: shown.append(markdown))
    tables_shown.gate(asked)
    (text,) = shown
    assert "| Mã | Đơn vị | Còn thiếu | Lý do cho qua |" in text
    assert "| B-04 | Ban Khuyến học Trường Bốn | chưa gửi biểu nào | sáp nhập |" in text
    out = run("--home", str(small_home.path), "close", "2022H1")[1]
    assert "    B-04 Ban Khuyến học Trường Bốn: sáp nhập\n      missing forms: " in out


def test_a_run_whose_figures_were_approved_and_reopened_since_says_so(
    home: SmallHome, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve.approve(home.open(), asked, "Bà Hòa", "đã xem")
    reopen(home.open(), P, "Thư ký", "nộp muộn")
    monkeypatch.setattr("flows.close.can_wait", lambda: True)  # a run of a deployment, woken again
    monkeypatch.setattr("flows.close.waited_for", lambda _: asked)
    monkeypatch.setattr("flows.decision._answer", lambda *_: YES)
    told: list[tuple[str, str]] = []

    def ended(done: Closed, name: str, line: str) -> Closed:
        told.append((name, line))
        return done

    monkeypatch.setattr("flows.close.ended", ended)
    done = home.close_period()
    assert done.closing.close is None and not done.closing.new and done.needs_a_person
    why = "its figures were approved, and it has been reopened since; what was published stands"
    assert told == [("Reopened", f"close: 2022H1 is open: {why} until it is closed again")]
