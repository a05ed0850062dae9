"""The sample's warehouse goes to the other engine and back, and the home says the same at each place."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tasks.home import Home
from tasks.move import move_warehouse
from tasks.warehouse_line import with_warehouse
from tests.homes import SmallHome
from tests.postgres import Postgres
from tests.tasks.kept_home import what_counts
from tests.warehouse.older import inventory, make_first
from warehouse.errors import UpgradeNeeded


def move_home(path: Path, url: str) -> str:
    """Moves a home's warehouse and has the home use it; the line that was told to be written."""
    done = move_warehouse(Home.open(path), url)
    assert not done.moved.left_behind
    settings = path / "soket.toml"
    settings.write_text(with_warehouse(settings.read_text(encoding="utf-8"), url), encoding="utf-8")
    return done.line


@pytest.mark.long
def test_the_sample_says_the_same_on_the_other_engine_and_back_again(
    sample_home: Path, postgres: Postgres, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(sample_home, tmp_path / "home"))
    before, held = what_counts(home), inventory(Home.open(home).warehouse_url)
    served = postgres.url(postgres.create("template0"))
    assert tomllib.loads(move_home(home, served)) == {"warehouse": make_url(served).render_as_string()}
    (home / "warehouse.db").unlink()
    assert what_counts(home) == before and inventory(served) == held
    assert before["figures"]["2022H1", 1] and len(before["figures"]) == 3
    move_home(home, f"sqlite:///{tmp_path / 'back.db'}")
    postgres.drop(str(make_url(served).database))
    assert what_counts(home) == before and inventory(f"sqlite:///{tmp_path / 'back.db'}") == held


def test_a_password_is_not_in_the_line_that_is_told(small_home: SmallHome, postgres: Postgres) -> None:
    name = postgres.create("template0")
    url = make_url(postgres.url(name)).set(password="geheim").render_as_string(hide_password=False)
    done = move_warehouse(small_home.open(), url)
    assert "geheim" not in done.line and "***" in done.line
    postgres.drop(name)


def test_an_older_warehouse_is_not_moved(small_home: SmallHome, tmp_path: Path) -> None:
    (small_home.path / "warehouse.db").unlink()
    make_first(f"sqlite:///{small_home.path / 'warehouse.db'}")
    with pytest.raises(UpgradeNeeded):
        move_warehouse(small_home.open(), f"sqlite:///{tmp_path / 'other.db'}")
    assert not (tmp_path / "other.db").exists()
