"""A folder of our own: nobody else may open it, and it is gone however its run ends."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tasks.workplace import workplace


def test_it_is_empty_ours_alone_and_gone_at_the_end(tmp_path: Path) -> None:
    with workplace(tmp_path, "x") as folder:
        assert folder.parent == tmp_path and not list(folder.iterdir())
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "a").mkdir()
        (folder / "a" / "b").touch()
    assert not list(tmp_path.iterdir())


def test_it_is_gone_after_a_failure_too(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), workplace(tmp_path, "x"):
        raise ZeroDivisionError
    assert not list(tmp_path.iterdir())


def test_what_a_killed_run_left_is_taken_away_and_what_is_in_use_is_not(tmp_path: Path) -> None:
    child = os.fork()
    if not child:
        with workplace(tmp_path, "x") as folder:
            (folder / "half").touch()
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    (left,) = tmp_path.iterdir()
    with workplace(tmp_path, "y"):
        assert left.exists(), "it is of another kind of work"
    with workplace(tmp_path, "x") as one:
        assert not left.exists()
        with workplace(tmp_path, "x") as other:
            assert one.exists() and one != other


def test_a_link_that_only_looks_like_one_is_left(tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / ".soket-x-link").symlink_to(tmp_path / "precious")
    (tmp_path / ".soket-x-file").touch()
    with workplace(tmp_path, "x"):
        pass
    assert sorted(one.name for one in tmp_path.iterdir()) == [".soket-x-file", ".soket-x-link", "precious"]
