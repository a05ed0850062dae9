"""The commands that keep a home: what they print, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.flows.conftest import Run
from tests.homes import SmallHome
from tests.tasks.kept_home import closed_home, what_counts
from tests.warehouse.older import make_first
from warehouse.revisions import HEAD


@pytest.fixture
def older(small_home: SmallHome) -> SmallHome:
    """A home of the first schema; the bytes that its rows name were never stored."""
    (small_home.path / "warehouse.db").unlink()
    make_first(f"sqlite:///{small_home.path / 'warehouse.db'}")
    return small_home


@pytest.mark.parametrize(
    "command", [("status", "2022H1"), ("figures", "2022H1"), ("tell",), ("move", "sqlite:///x.db")]
)
def test_an_older_home_is_told_in_one_line_that_a_person_is_needed(
    run: Run, older: SmallHome, command: tuple[str, ...]
) -> None:
    code, out, errors = run("--home", str(older.path), *command)
    assert (code, out) == (1, "")
    assert f"stands at schema 0001, this soket uses {HEAD}; run 'soket migrate'" in errors
    assert len(errors.strip().splitlines()) == 1


def test_migrate_brings_it_up_once_and_says_where_its_backup_is(run: Run, older: SmallHome) -> None:
    code, out, _ = run("--home", str(older.path), "migrate", "--by", "Thư ký")
    (backup,) = (older.path / "backups").iterdir()
    assert code == 1, "its backup lacks the bytes that were never stored"
    assert f"backup: {backup}: " in out and out.count("cannot be read") == 3
    assert out.splitlines()[-1] == f"migrate: schema 0001 is {HEAD} now; every figure of every close is as it was"
    code, out, _ = run("--home", str(older.path), "migrate")
    assert (code, out) == (0, f"migrate: nothing to do; the warehouse is of this soket (schema {HEAD})\n")
    code, out, _ = run("--home", str(older.path), "migrate", "--json")
    assert json.loads(out) == {"before": HEAD, "schema": HEAD, "changed": False, "backup": None, "problems": []}


def test_a_backup_is_made_and_restored(run: Run, small_home: SmallHome, tmp_path: Path) -> None:
    closed_home(small_home)
    code, out, _ = run("--home", str(small_home.path), "backup", str(tmp_path / "a.tar"))
    assert code == 0 and out.startswith(f"backup: {tmp_path / 'a.tar'}: ")
    code, out, _ = run("--home", str(tmp_path / "new"), "restore", str(tmp_path / "a.tar"))
    assert code == 0
    assert f"restore: {tmp_path / 'new'}: " in out and "  closed versions: 2022H1 version 1\n" in out
    assert what_counts(tmp_path / "new") == what_counts(small_home.path)
    report = run("--home", str(tmp_path / "new"), "report", "2022H1", "--version", "1")[1].strip()
    assert Path(report).read_bytes() == what_counts(small_home.path)["reports"]["2022H1", 1]


def test_a_backup_tells_programs_what_it_holds(run: Run, small_home: SmallHome, tmp_path: Path) -> None:
    closed_home(small_home)
    made = json.loads(run("--home", str(small_home.path), "backup", str(tmp_path / "a.tar"), "--json")[1])
    assert set(made) == {"file", "bytes", "engine", "schema", "files", "closes", "audit", "problems"}
    new = json.loads(run("--home", str(tmp_path / "new"), "restore", str(tmp_path / "a.tar"), "--json")[1])
    assert set(new) == {"home", "made", "schema", "closes", "audit", "problems"}
    assert (made["closes"], made["audit"], made["problems"]) == (new["closes"], new["audit"], new["problems"])


def test_a_raw_file_that_is_missing_is_named_and_ends_with_1(run: Run, small_home: SmallHome, tmp_path: Path) -> None:
    closed_home(small_home)
    raw = next((small_home.path / "raw").iterdir())
    raw.unlink()
    code, out, _ = run("--home", str(small_home.path), "backup", str(tmp_path / "a.tar"))
    assert code == 1 and f"  raw/{raw.name} (" in out and (tmp_path / "a.tar").exists()
    code, out, _ = run("--home", str(tmp_path / "new"), "restore", str(tmp_path / "a.tar"))
    assert code == 1 and f"  raw/{raw.name} (" in out


def test_a_wrong_place_or_a_wrong_file_is_wrong_use(run: Run, small_home: SmallHome, tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(b"not a tar")
    home = str(small_home.path)
    for arguments, line in (
        (("--home", home, "backup", str(tmp_path / "a.tar")), "is there already"),
        (("--home", str(tmp_path / "new"), "restore", str(tmp_path / "a.tar")), "is no whole backup"),
        (("--home", str(tmp_path / "new"), "restore", str(tmp_path / "none")), "is no file; name a backup"),
        (("--home", home, "restore", str(tmp_path / "a.tar")), "is not empty"),
        (("--home", home, "move", f"sqlite:///{home}/warehouse.db"), "name an empty database"),
        (("--home", home, "move", "sqlite:///other.db"), "is another file in every folder; wanted the whole path"),
        (("--home", home, "move", "other.db"), "move: is no URL; wanted one such as sqlite:////srv/nha/warehouse.db"),
        (("--home", home, "export", "2022H9", "--to", str(tmp_path / "x")), "wanted a year and a half"),
    ):
        code, out, errors = run(*arguments)
        assert (code, out, len(errors.strip().splitlines())) == (2, "", 1), errors
        assert line in errors


def test_a_move_says_which_line_to_write_and_writes_none(run: Run, small_home: SmallHome, tmp_path: Path) -> None:
    closed_home(small_home)
    before, settings = what_counts(small_home.path), (small_home.path / "soket.toml").read_bytes()
    url = f"sqlite:///{tmp_path / 'other.db'}"
    code, out, _ = run("--home", str(small_home.path), "move", url)
    assert code == 0 and out.splitlines()[-1] == f'  warehouse = "{url}"'
    assert out.splitlines()[-2].endswith(f"write in {small_home.path / 'soket.toml'}, above [association]:")
    assert (small_home.path / "soket.toml").read_bytes() == settings
    small_home.set(f'warehouse = "{url}"')
    assert what_counts(small_home.path) == before


def test_a_move_tells_programs_the_same(run: Run, small_home: SmallHome, tmp_path: Path) -> None:
    told = json.loads(run("--home", str(small_home.path), "move", f"sqlite:///{tmp_path / 'o.db'}", "--json")[1])
    assert set(told) == {"rows", "closes", "audit", "left_behind", "line"} and told["left_behind"] is False


def test_an_export_names_its_tables_and_a_period_never_closed_ends_with_1(
    run: Run, small_home: SmallHome, tmp_path: Path
) -> None:
    home = ("--home", str(small_home.path))
    code, out, errors = run(*home, "export", "2022H1", "--to", str(tmp_path / "x"))
    assert (code, out) == (1, "") and "close the period with" in errors
    closed_home(small_home)
    code, out, _ = run(*home, "export", "2022H1", "--to", str(tmp_path / "x"), "--version", "1")
    assert code == 0 and out.startswith(f"export: 2022H1, version 1: {tmp_path / 'x'}: figures ")
    told = json.loads(run(*home, "export", "2022H1", "--to", str(tmp_path / "x"), "--json")[1])
    assert set(told) == {"folder", "period", "version", "rows"} and told["rows"]["units"] == 4
