"""Short campaigns of kills of a close; ``make reliability`` runs the long ones. And that each kind of fault is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.protocol import CloseStep
from tests.engines import BOTH
from tests.reliability.campaign import counts_of
from tests.reliability.close_kills import KINDS
from tests.reliability.close_trials import at_steps
from tests.reliability.closing import Bench, Known, faults, known, snapshot
from tests.reliability.standing import StandingHome
from warehouse.engines import POSTGRESQL

pytestmark = pytest.mark.long


@pytest.mark.parametrize("engine", BOTH)
def test_a_close_killed_at_any_moment_is_finished_by_the_next(engine: str) -> None:
    counts = counts_of("close_kills", "--engine", engine, "--short", "--random", "1", "--restarts", "1")
    assert counts["random kills"] >= 1
    assert counts["restarts"] == (engine == POSTGRESQL)
    assert counts["kills at a step"] == len(CloseStep)
    assert {kind: counts[kind] for kind in KINDS} == dict.fromkeys(KINDS, 0)


def test_every_step_of_a_close_is_a_trial() -> None:
    stages = ["first", "again", "approved"]
    (short,) = at_steps(["again"], short=True)
    assert list(short.steps) == list(CloseStep)
    assert {(trial.stage, *trial.steps) for trial in at_steps(stages, short=False)} >= set(product(stages, CloseStep))


# --- a fault is seen ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> tuple[StandingHome, Known]:
    home = Bench(None).new(tmp_path_factory.mktemp("closed") / "home")
    home.send_all()
    assert home.close_period().closing.new
    home.close()
    return home, known(home)


@pytest.fixture
def home(closed: tuple[StandingHome, Known], tmp_path: Path) -> Iterator[StandingHome]:
    made = Bench(None).copy(closed[0], tmp_path / "home")
    yield made
    made.close()


def sql(statement: str) -> Callable[[StandingHome], None]:
    def change(home: StandingHome) -> None:
        with home.open().warehouse.write() as connection:
            connection.execute(text(statement))

    return change


def report_of(home: StandingHome) -> Path:
    return home.path / "reports" / "2022H1" / "bao-cao-2022H1-v1.docx"


def no_copy(home: StandingHome) -> None:
    report_of(home).unlink()


def half_a_copy(home: StandingHome) -> None:
    report_of(home).write_bytes(report_of(home).read_bytes()[:-1])


def second_report(home: StandingHome) -> None:
    report_of(home).with_name("bao-cao-2022H1-v2.docx").write_bytes(report_of(home).read_bytes())


def temporary(home: StandingHome) -> None:
    (home.path / "reports" / "2022H1" / ".tmp-abc").touch()


def stray_raw(home: StandingHome) -> None:
    (home.path / "raw" / ("0" * 64)).write_bytes(b"nobody's")


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (sql("UPDATE period SET version = 2 WHERE code = '2022H1'"), "versions"),
        (sql("UPDATE close SET version = 2"), "versions"),
        (sql("UPDATE figure SET value = value + 1 WHERE indicator = 'hoi_vien'"), "figures"),
        (sql("DELETE FROM close_section WHERE section_id = (SELECT max(section_id) FROM close_section)"), "figures"),
        (sql("UPDATE close SET report_sha256 = NULL"), "reports"),
        (no_copy, "reports"),
        (half_a_copy, "reports"),
        (second_report, "reports"),
        (sql("DELETE FROM audit WHERE act = 'issue'"), "audit"),
        (sql("UPDATE audit SET detail = '{}' WHERE act = 'close'"), "audit"),
        (sql("UPDATE file SET state = 'received' WHERE seq = 1"), "ledger"),
        (sql("INSERT INTO outbox (created_at, event, cause, payload) VALUES ('', 'x', 'x', '{}')"), "alerts"),
        (stray_raw, "raw"),
        (temporary, "temporary files"),
    ],
)
def test_what_a_kill_could_leave_behind_is_seen(
    home: StandingHome, closed: tuple[StandingHome, Known], change: Callable[[StandingHome], None], kind: str
) -> None:
    change(home)
    assert kind in {kind for kind, _ in faults(home, closed[1])}


def test_nothing_is_wrong_with_a_home_whose_close_was_left_alone(closed: tuple[StandingHome, Known]) -> None:
    home, right = closed
    assert list(faults(home, right)) == []
    before = snapshot(home)
    assert not home.close_period().changed
    home.close()
    assert snapshot(home) == before


@pytest.mark.parametrize("change", [sql("UPDATE period SET reviewed = 'x'"), no_copy, stray_raw])
def test_a_change_by_a_further_close_is_seen(home: StandingHome, change: Callable[[StandingHome], None]) -> None:
    before = snapshot(home)
    change(home)
    assert snapshot(home) != before
