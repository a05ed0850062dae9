"""The short campaign of kills of soket serve; ``make reliability`` runs the long one. And that a fault is seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.homes import SmallHome
from tests.reliability.campaign import counts_of
from tests.reliability.serve_trials import ITSELF, KINDS, faults
from tests.reliability.standing import StandingHome

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]  # a server starts in it, on a machine that may be busy


def test_what_is_killed_in_mid_run_comes_up_again_and_the_next_run_finishes() -> None:
    counts = counts_of("serve_kills", "--kills", "2", "--short", "--seed", "2022")
    assert (counts["worker"], counts[ITSELF]) == (1, 1)
    assert {kind: counts[kind] for kind in KINDS} == dict.fromkeys(KINDS, 0)


# --- a fault is seen ----------------------------------------------------------------------------


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[StandingHome, StandingHome]]:
    """Two homes that were sent the same and collected."""
    one, other = (StandingHome(SmallHome(tmp_path / name).path) for name in ("one", "other"))
    for home in (one, other):
        home.send_all()
        home.collect()
    yield one, other
    for home in (one, other):
        home.close()


def test_two_homes_that_were_never_disturbed_have_the_same(pair: tuple[StandingHome, StandingHome]) -> None:
    assert list(faults(*pair)) == []


def test_what_is_there_too_is_doubled_and_what_is_missing_is_lost(pair: tuple[StandingHome, StandingHome]) -> None:
    one, other = pair
    other.put("00001", "ảnh.pdf", b"%PDF-1.7\n%%EOF\n")
    other.collect()
    assert {kind for kind, _ in faults(one, other)} == {"lost", "otherwise"}
    assert {kind for kind, _ in faults(other, one)} == {"doubled", "otherwise"}


def test_a_reply_that_is_gone_is_lost(pair: tuple[StandingHome, StandingHome]) -> None:
    one, other = pair
    (gone,) = (one.folder("B-03") / "phan-hoi").glob("*.txt")
    gone.unlink()
    assert [(kind, gone.name in line) for kind, line in faults(one, other)] == [("lost", True)]
