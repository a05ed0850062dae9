"""One file holds the home as of one moment, whoever writes to it meanwhile; what is wrong with it is told."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import time
from itertools import count
from pathlib import Path

import pytest

import tasks.backup
from domain.submission import Sighting
from expectations.load import SHIPPED
from tasks.backup import back_up
from tasks.home import Home
from tasks.raw import store_raw
from tasks.registry import HomeError
from tasks.restore import restore
from tests.engines import Engine
from tests.homes import SmallHome
from tests.tasks.kept_home import closed_home, members
from tests.tasks.test_raw import small_disk
from warehouse import inboxes, tables
from warehouse.dump import FILE_OF
from warehouse.errors import WarehouseError
from warehouse.revisions import HEAD

pytestmark = pytest.mark.long


@pytest.fixture
def home(small_home: SmallHome) -> SmallHome:
    return closed_home(small_home)


def test_a_backup_holds_the_warehouse_the_raw_files_and_what_was_declared(home: SmallHome, tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, home.path / "expectations", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for name in ("targets.csv", "lineage.csv", "reports/ghi chú.txt"):
        (home.path / name).write_text(name, encoding="utf-8")
    (home.path / "raw" / ".tmp-half").touch()
    made = back_up(home.open(), tmp_path / "a.tar")
    held = members(made.path)
    raw = {f"raw/{path.name}" for path in (home.path / "raw").iterdir() if not path.name.startswith(".tmp-")}
    declared = {path.relative_to(SHIPPED.parent).as_posix() for path in SHIPPED.rglob("*.toml")}
    assert len(raw) >= 4 and len(declared) > 10 and made.problems == ()
    assert set(held) == {
        *raw,
        *declared,
        *("warehouse.db", "soket.toml", "units.csv", "targets.csv", "lineage.csv", "manifest.json"),
        *("reports/ghi chú.txt", "reports/2022H1/bao-cao-2022H1-v1.docx"),
    }
    for name, data in held.items():
        if name not in ("warehouse.db", "manifest.json"):
            assert data == (home.path / name).read_bytes(), name


@pytest.mark.both_engines
def test_its_list_says_what_it_is_of_and_comes_last(home: SmallHome, engine: Engine, tmp_path: Path) -> None:
    made = back_up(home.open(), tmp_path / "a.tar")
    held = members(made.path)
    told = json.loads(held["manifest.json"])
    assert next(iter(held)) == FILE_OF[engine.name] and list(held)[-1] == "manifest.json"
    assert (told["schema"], told["engine"], told["problems"]) == (HEAD, engine.name, [])
    assert told["rows"]["file"] == 2 and list(told["closes"]) == ["2022H1 version 1"] and len(told["audit"]) == 64
    assert told["soket"] and told["created_at"]
    assert {name: one["sha256"] for name, one in told["members"].items()} == {
        name: hashlib.sha256(data).hexdigest() for name, data in held.items() if name != "manifest.json"
    }


def test_only_its_owner_may_open_it_and_nothing_lies_beside_it(home: SmallHome, tmp_path: Path) -> None:
    made = back_up(home.open(), tmp_path / "kho" / "a.tar")
    assert made.path.stat().st_mode & 0o777 == 0o600 and made.size == made.path.stat().st_size
    assert [path.name for path in made.path.parent.iterdir()] == ["a.tar"]


def test_a_file_that_is_there_is_not_replaced(home: SmallHome, tmp_path: Path) -> None:
    target = tmp_path / "a.tar"
    target.write_bytes(b"precious")
    with pytest.raises(HomeError, match="is there already"):
        back_up(home.open(), target)
    assert target.read_bytes() == b"precious"


def test_a_place_inside_of_what_is_backed_up_is_refused(home: SmallHome) -> None:
    with pytest.raises(HomeError, match="part of the next backup"):
        back_up(home.open(), home.path / "reports" / "a.tar")


def test_a_raw_file_that_is_missing_or_altered_is_named_and_the_others_are_kept(
    home: SmallHome, tmp_path: Path
) -> None:
    (first, path), (second, other) = home.rows(tables.file, "sha256", "path")
    (home.path / "raw" / first).unlink()
    (home.path / "raw" / second).write_bytes(b"altered")
    made = back_up(home.open(), tmp_path / "a.tar")
    missing, altered = sorted(made.problems, key=lambda line: "cannot be read" not in line)
    assert missing.startswith(f"raw/{first} ({path}): cannot be read (No such file")
    assert altered.startswith(f"raw/{second} ({other}): is not what was stored")
    held = members(made.path)
    assert f"raw/{first}" not in held and held[f"raw/{second}"] == b"altered"
    assert sorted(json.loads(held["manifest.json"])["problems"]) == sorted(made.problems)
    assert len([name for name in held if name.startswith("raw/")]) == len(list((home.path / "raw").iterdir()))


@pytest.mark.parametrize("name", [b"a\\b.docx", b"a\nb.docx", b"a\xff.docx"])
@pytest.mark.parametrize("folder", ["raw", "reports"])
def test_a_name_that_no_backup_can_hold_is_named_and_the_others_are_restored(
    home: SmallHome, tmp_path: Path, folder: str, name: bytes
) -> None:
    (home.path / folder).mkdir(exist_ok=True)
    path = home.path / folder / os.fsdecode(name)
    path.write_bytes(b"stray")
    made = back_up(home.open(), tmp_path / "a.tar")
    assert made.problems == (
        f"{f'{folder}/{path.name}'!r}: has a name that cannot be kept; rename it, then make another backup",
    )
    restored = restore(tmp_path / "a.tar", tmp_path / "new").home
    assert {one.name for one in (restored / "raw").iterdir()} == {
        one.name for one in (home.path / "raw").iterdir() if one != path
    }


def test_a_disk_that_is_full_leaves_no_half_backup(home: SmallHome, tmp_path: Path) -> None:
    target = tmp_path / "kho"
    target.mkdir()
    opened = home.open()
    _ = opened.warehouse
    with small_disk(400), pytest.raises(WarehouseError, match="make room"):
        back_up(opened, target / "a.tar")
    assert list(target.iterdir()) == []


def test_a_backup_that_is_killed_is_none_and_leaves_nothing_after_the_next(
    home: SmallHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = home.open()
    monkeypatch.setattr(tasks.backup, "sync_file", lambda _: os.kill(os.getpid(), signal.SIGKILL))
    child = os.fork()
    if not child:
        try:
            back_up(opened, tmp_path / "kho" / "a.tar")
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    monkeypatch.undo()
    assert not (tmp_path / "kho" / "a.tar").exists() and list((tmp_path / "kho").iterdir())
    back_up(opened, tmp_path / "kho" / "a.tar")
    assert [path.name for path in (tmp_path / "kho").iterdir()] == ["a.tar"]


def test_a_warehouse_that_is_damaged_is_not_kept_as_if_it_were_whole(home: SmallHome, tmp_path: Path) -> None:
    home.close()
    path = home.path / "warehouse.db"
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4096 * 4096)
        file.write(os.urandom(4096 * 4))
    with pytest.raises(WarehouseError, match=r"is (damaged|malformed)"):  # by which page was hit
        back_up(home.open(), tmp_path / "a.tar")
    assert not (tmp_path / "a.tar").exists()


def test_a_home_that_was_never_used_can_be_backed_up(small_home: SmallHome, tmp_path: Path) -> None:
    (small_home.path / "warehouse.db").unlink()
    made = back_up(small_home.open(), tmp_path / "a.tar")
    assert not any(made.manifest.rows.values()) and made.problems == ()


# --- while others write -----------------------------------------------------------------------


def hammer(home: Path) -> int:
    """A process that stores bytes and keeps them in the ledger, as fast as it can, until it is killed."""
    child = os.fork()
    if child:
        return child
    try:
        opened = Home.open(home)
        for number in count():
            sha256 = store_raw(opened, f"{number}".encode() * 500)
            with opened.warehouse.write() as connection:
                inboxes.keep_sightings(connection, [Sighting(f"inbox/{number}", 1, 3, 5, sha256, "")])
    finally:
        os._exit(1)


@pytest.mark.both_engines
def test_while_another_writes_every_backup_is_of_one_moment_and_lacks_nothing_of_it(
    home: SmallHome, engine: Engine, tmp_path: Path
) -> None:
    opened = home.open()
    _ = opened.warehouse
    writer = hammer(home.path)
    try:
        made = []
        for number in range(5):
            made.append(back_up(opened, tmp_path / f"{number}.tar"))
            time.sleep(0.1)
        assert os.waitpid(writer, os.WNOHANG) == (0, 0), "it writes on"
    finally:
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
    files = [one.manifest.rows["file"] for one in made]
    assert files == sorted(files) and files[0] < files[-1], "there was something to keep apart"
    for number, one in enumerate(made):
        assert one.problems == ()
        assert {f"raw/{name}" for name in one.dump.raw} <= one.manifest.members.keys()
        elsewhere = engine.bare(tmp_path) if home.warehouse else ""
        restore(one.path, tmp_path / f"new {number}", elsewhere)
        engine.drop(elsewhere)
