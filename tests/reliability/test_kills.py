"""The short campaign of kills; ``make reliability`` runs the long one. And that each kind of fault is seen."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest

from domain.protocol import Step
from tests.reliability.campaign import counts_of
from tests.reliability.kills import KINDS, at_steps
from tests.reliability.standing import SUM_FIRST, StandingHome, Told, faults, make_home, snapshot, told

pytestmark = pytest.mark.long


def test_a_run_killed_at_any_moment_is_finished_by_the_next() -> None:
    counts = counts_of("kills", "--random", "6", "--short", "--seed", "2022")
    assert counts["random kills"] >= 6
    assert counts["kills at a step"] == len(Step)
    assert {kind: counts[kind] for kind in KINDS} == dict.fromkeys(KINDS, 0)


def test_every_step_of_the_protocol_is_a_trial() -> None:
    stages = ["first", "second"]
    short, long = (list(at_steps(stages, short)) for short in (True, False))
    assert sorted(step for trial in short for step in trial.steps) == sorted(Step)
    assert {(trial.stage, *trial.steps) for trial in long} >= set(product(stages, map(str, Step)))


# --- a fault is seen ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Told]]:
    home = make_home(tmp_path_factory.mktemp("kills") / "home")
    home.collect()
    yield home.path, told(home.path)


@pytest.fixture
def home(collected: tuple[Path, Told], tmp_path: Path) -> Path:
    return Path(shutil.copytree(collected[0], tmp_path / "home"))


def sql(*statements: str) -> Callable[[Path], None]:
    def change(home: Path) -> None:
        with closing(sqlite3.connect(home / "warehouse.db")) as database, database:
            for statement in statements:
                database.execute(statement)

    return change


def drop_reply(home: Path) -> None:
    next(home.glob("inbox/*/phan-hoi/*.txt")).unlink()


def second_reply(home: Path) -> None:
    reply = next(home.glob("inbox/*/phan-hoi/*.txt"))
    reply.with_name("bieu-20220615-0123abcd-tin-nhan.txt").write_bytes(reply.read_bytes())


def spoil_raw(home: Path) -> None:
    next((home / "raw").iterdir()).write_bytes(b"half")


def stray_raw(home: Path) -> None:
    (home / "raw" / ("0" * 64)).write_bytes(b"nobody's")


def new_file(home: Path) -> None:
    (next(home.glob("inbox/00*")) / "chua thu.csv").write_text("a;b", encoding="utf-8")


_ACCEPTED = "(SELECT min(id) FROM file WHERE state = 'accepted')"


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (new_file, "lost"),
        (sql("DELETE FROM observation WHERE id = (SELECT max(id) FROM observation)"), "lost"),
        (sql("UPDATE observation SET value = value + 1 WHERE indicator = 'hoi_vien'"), "sums"),
        (sql("UPDATE observation SET value = value + 1 WHERE indicator = 'nha_giao_kt'"), "doubled"),
        (sql(f"UPDATE file SET state = 'received' WHERE id = {_ACCEPTED}"), "half-visible"),
        (sql(f"UPDATE file SET replied_at = NULL WHERE id = {_ACCEPTED}"), "ledger"),
        (sql(f"UPDATE section SET state = 'superseded' WHERE file_id = {_ACCEPTED}"), "lost"),
        (sql("UPDATE observation SET section_id = 99999 WHERE id = 1"), "half-visible"),
        (sql("UPDATE file SET seq = 900 WHERE seq = 1"), "ledger"),
        (drop_reply, "replies"),
        (second_reply, "replies"),
        (spoil_raw, "raw"),
        (stray_raw, "raw"),
    ],
)
def test_what_a_kill_could_leave_behind_is_seen(
    home: Path, collected: tuple[Path, Told], change: Callable[[Path], None], kind: str
) -> None:
    change(home)
    assert kind in {kind for kind, _ in faults(home, collected[1], SUM_FIRST)}


def test_nothing_is_wrong_with_a_home_whose_run_was_left_alone(collected: tuple[Path, Told]) -> None:
    path, right = collected
    assert list(faults(path, right, SUM_FIRST)) == []
    before = snapshot(path)
    StandingHome(path).collect()
    assert snapshot(path) == before


@pytest.mark.parametrize("change", [sql("UPDATE file SET replied_at = 'later'"), drop_reply, stray_raw])
def test_a_change_by_a_further_run_is_seen(home: Path, change: Callable[[Path], None]) -> None:
    before = snapshot(home)
    change(home)
    assert snapshot(home) != before
