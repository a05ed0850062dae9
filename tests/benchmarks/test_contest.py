"""The contest compares like with like: the three scripts and soket do the same to files with every mistake."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.agreement import compare, main
from benchmarks.clock import ROOT, Cost
from benchmarks.contest_table import drawn_out
from benchmarks.entrants import SCRIPTS, collect, fresh
from benchmarks.nation import fill_home, members

pytestmark = pytest.mark.long

MISTAKEN = (100, 200, 300, 400, 500)  # units that make each a mistake of another kind
RIGHT = (1, 2, 12)
_ALL = f"""
import sys, pathlib
from benchmarks.rivals import {", ".join(SCRIPTS)}
home, folder = map(pathlib.Path, sys.argv[1:])
for script in ({", ".join(SCRIPTS)}):
    script.main(home, folder / script.__name__.rpartition(".")[2])
"""


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the home that soket has collected, and under the name of each script what that has made of it."""
    folder = tmp_path_factory.mktemp("contest")
    fill_home(folder / "sent", members((*RIGHT, *MISTAKEN)))
    _run(*collect(fresh(folder / "sent", folder / "home")))
    _run(sys.executable, "-c", _ALL, str(folder / "sent"), str(folder))  # their libraries are imported once
    return folder


def _run(*command: str) -> None:
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def _altered(collected: Path, statement: str, folder: Path) -> Path:
    shutil.copytree(collected / SCRIPTS[0], folder)
    with closing(sqlite3.connect(folder / "warehouse.db")) as warehouse, warehouse:
        warehouse.execute(statement)
    return folder


def test_the_scripts_and_soket_load_the_same_values_and_refuse_the_same_files(collected: Path) -> None:
    found = {name: compare(collected / "home", collected / name).differences for name in SCRIPTS}
    assert found == {name: [] for name in SCRIPTS}


def test_every_mistake_is_refused_and_every_number_of_the_others_is_loaded(collected: Path) -> None:
    _, values, refused = compare(collected / "home", collected / SCRIPTS[0])
    assert refused == len(MISTAKEN)
    assert values > 400 * len(RIGHT)


def test_each_script_writes_a_report(collected: Path) -> None:
    assert all((collected / name / "report.docx").stat().st_size for name in SCRIPTS)


def test_a_changed_value_is_a_difference(collected: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = "field = 'bieu_1.hoi_vien.ky_nay' AND unit = 'C00001'"
    altered = _altered(collected, f'UPDATE "values" SET value = 7 WHERE {where}', tmp_path / "altered")
    assert main(collected / "home", altered) == 1
    assert capsys.readouterr().out == (
        "loaded by soket alone: C00001 bieu_1.hoi_vien.ky_nay 0 4301 1; "
        "loaded by the script alone: C00001 bieu_1.hoi_vien.ky_nay 0 7 1\n"
    )


def test_a_value_that_was_loaded_twice_is_a_difference(collected: Path, tmp_path: Path) -> None:
    twice = 'INSERT INTO "values" SELECT * FROM "values" LIMIT 1'
    assert len(compare(collected / "home", _altered(collected, twice, tmp_path / "twice")).differences) == 2


def test_a_unit_that_was_not_refused_is_a_difference(collected: Path, tmp_path: Path) -> None:
    let_pass = "DELETE FROM refused WHERE unit = (SELECT min(unit) FROM refused)"
    (only,) = compare(collected / "home", _altered(collected, let_pass, tmp_path / "let pass")).differences
    assert only.startswith("refused by soket alone: ")


def test_what_was_not_measured_lies_on_the_line_through_the_two_largest_sizes() -> None:
    measured = {1: Cost(9, 9, 1), 50: Cost(10, 8, 300), 300: Cost(35, 33, 310)}
    assert drawn_out(measured, 1000) == Cost(105, 103, 0)
    assert drawn_out({50: Cost(10, 8, 300)}, 1000) is None


def test_a_copy_is_settled_and_the_home_that_it_was_made_of_is_as_it_was(collected: Path) -> None:
    settings = Path("soket.toml")
    assert (collected / "home" / settings).read_text("utf-8").startswith("settle_seconds = 0\n")
    assert "settle_seconds = 0" not in (collected / "sent" / settings).read_text("utf-8")
    assert {path.name for path in (collected / "sent").iterdir()} == {"inbox", "soket.toml", "units.csv"}
