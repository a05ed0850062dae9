"""A short run over damaged files; ``make reliability`` runs the long one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.hostile.bases import Base, unit_name
from tests.reliability.flips import DAMAGES, FORMATS, PROMISED, Damage, damaged_files, run_flips

BASE = Base("H0001", unit_name("H0001"))


def test_a_damaged_file_is_refused_or_says_the_same(tmp_path: Path) -> None:
    runs = run_flips(60, 2022, FORMATS, tmp_path)
    assert [line for run in runs for line in run.complaints()] == []
    assert sum("accepted" not in one.reasons for run in runs for one in run.outcomes.values()) > 30


def test_every_format_meets_every_damage() -> None:
    met = {tuple(sent.id.split("-")[:2]) for sent in damaged_files(60, 1, FORMATS)}
    assert met == {(suffix, damage.__name__) for suffix in FORMATS for damage in DAMAGES}
    assert set(PROMISED) <= set(FORMATS)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: one.__name__)
def test_a_damage_changes_the_file_and_is_the_same_for_the_same_seed(damage: Damage) -> None:
    made = [damage(BASE.xlsx, random.Random(seed)) for seed in (1, 1, 2)]
    assert made[0] == made[1] != made[2]
    assert BASE.xlsx not in made
