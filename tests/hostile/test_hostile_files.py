"""Every hostile file, delivered to a unit of its own and collected in one run, as an office's folders are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.hostile.delivery import MEGABYTES, SECONDS, Outcome, Run, collect_all, complaint, misread
from tests.hostile.files import BULKY, hostile_files
from tests.hostile.record import Hostile, one

pytestmark = pytest.mark.long

#: Every second one: the long campaign takes them all.
FILES = {sent.id: sent for sent in [one for one in hostile_files() if one.id not in BULKY][::2]}


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Run]:
    """One run, unless something crashes it."""
    return collect_all(tmp_path_factory.mktemp("hostile"), list(FILES.values()))


@pytest.fixture(scope="session")
def found(runs: list[Run]) -> dict[str, str]:
    """The complaint about each file, by its id; empty where there is none."""
    outcomes = {
        id_: run.crashed or complaint(outcome, run.base) for run in runs for id_, outcome in run.outcomes.items()
    }
    assert outcomes.keys() == FILES.keys()
    return outcomes


def test_there_are_many_and_each_is_called_once() -> None:
    assert len(FILES) >= 150
    ids = {sent.id for sent in hostile_files()}
    assert ids >= BULKY and ids > FILES.keys() and not FILES.keys() & BULKY
    assert [id_ for id_, count in Counter(sent.id for sent in hostile_files()).items() if count > 1] == []


def test_nothing_crashes_the_run(runs: list[Run]) -> None:
    assert {next(iter(run.outcomes)): run.crashed for run in runs if run.crashed} == {}


@pytest.mark.parametrize("id_", FILES)
def test_a_hostile_file_is_answered_by_a_right_reason_and_never_misread(found: dict[str, str], id_: str) -> None:
    assert found[id_] == ""


def test_no_file_takes_longer_than_the_fence_gives_it(runs: list[Run]) -> None:
    outcomes = {id_: outcome for run in runs for id_, outcome in run.outcomes.items()}
    assert {id_: round(one.seconds, 1) for id_, one in outcomes.items() if one.seconds > SECONDS} == {}


def test_the_parent_grows_little(runs: list[Run]) -> None:
    assert max(run.grown for run in runs) < MEGABYTES


# --- a complaint is made where it should be -----------------------------------------------------

_BASE = {"a": ("members", "", "2022H1", None, 500, "done")}


def _sent(expect: str = "accepted", values: dict[str, int | None] | None = None) -> Hostile:
    return one("x", "x.xlsx", expect, "a file", lambda base: base.xlsx, values=values)


def _outcome(
    sent: Hostile, *reasons: str, replies: int = 1, value: int | None = 500, seconds: float = 0, warned: str = ""
) -> Outcome:
    values = {"a": ("members", "", "2022H1", None, value, "done")} if "accepted" in reasons else {}
    return Outcome(sent, "H0001", reasons, replies, values, seconds, frozenset(warned))


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        (_outcome(_sent(), "accepted"), ""),
        (_outcome(_sent("damaged|unsafe"), "unsafe"), ""),
        (_outcome(_sent()), "no file in the ledger"),
        (_outcome(_sent("ignored"), "ignored", replies=0), ""),
        (_outcome(_sent(), "ignored", replies=0), "ignored where accepted is right"),
        (_outcome(_sent(), "accepted", replies=0), "1 files, 0 replies"),
        (_outcome(_sent("damaged"), "accepted"), "accepted where damaged is right"),
        (_outcome(_sent(), "accepted", seconds=10.6), "10.6 s"),
        (_outcome(_sent(), "accepted", value=501), "accepted with a ="),
        (_outcome(_sent(), "accepted", value=None), "accepted with a ="),
        (_outcome(_sent(), "accepted", value=None, warned="a"), ""),
        (_outcome(_sent(values={"a": 501}), "accepted", value=501), ""),
        (_outcome(_sent(values={"a": 501}), "accepted"), "accepted with a ="),
    ],
)
def test_what_is_wrong_with_an_outcome_is_said(outcome: Outcome, says: str) -> None:
    said = complaint(outcome, _BASE)
    assert says in said
    assert bool(says) == bool(said)


def test_values_of_a_refused_file_are_a_fault() -> None:
    outcome = Outcome(_sent("damaged"), "H0001", ("damaged",), 1, _BASE, 0, frozenset())
    assert misread(outcome, _BASE) == "refused, and values count"


def test_the_same_files_are_made_every_time(tmp_path: Path) -> None:
    from tests.hostile.bases import Base, unit_name

    base, again = (Base("H0001", unit_name("H0001")) for _ in range(2))
    changing = [sent.id for sent in list(FILES.values())[::7] if sent.make(base) != sent.make(again)]
    assert [id_ for id_ in changing if not id_.startswith(("archive-", "zip-streamed", "word-", "prose"))] == []
