"""soket doctor on real folders: what is sound, and what is not with what to do about it."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest

from tasks import disks, machine
from tasks.doctor import Check, examine
from tasks.new_home import make_home
from tasks.scan import REPLIES
from tasks.seen import Seen
from tests.engines import Engine
from tests.homes import SmallHome
from tests.postgres import Postgres
from tests.warehouse.older import make_first
from warehouse.engines import POSTGRESQL
from warehouse.revisions import HEAD

MACHINE = ("python", "sqlite", "time zone", "clock", "space", "fence", "libreoffice", "browser")
HOME = ("soket.toml", "units.csv", "periods", "warehouse disk", "warehouse", "raw")


@pytest.fixture(autouse=True)
def _the_fence_is_looked_at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes a second, and has a test of its own."""
    if "fence" not in request.node.name:
        monkeypatch.setitem(machine.OF_THE_MACHINE, "fence", lambda _: Seen("ok", "not looked at"))


def checked(folder: Path, name: str) -> Check:
    return next(one for one in examine(folder) if one.name.startswith(name))


def said(folder: Path, name: str) -> tuple[str, str]:
    one = checked(folder, name)
    return one.of, one.seen.state


def files(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in sorted(folder.rglob("*"))}


# --- the machine -------------------------------------------------------------------------------------


def test_an_empty_folder_is_a_reason_to_look_at_the_machine_alone(tmp_path: Path) -> None:
    checks = examine(tmp_path)
    assert tuple(one.name for one in checks) == MACHINE
    assert {one.of for one in checks} == {"machine"}
    assert "fail" not in {one.seen.state for one in checks}
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_looked_at_where_it_would_be(tmp_path: Path) -> None:
    seen = checked(tmp_path / "chưa" / "có", "space").seen
    assert seen.state in ("ok", "warn") and seen.saw.endswith(f"at {tmp_path}")


def test_the_fence_reads_a_form_and_replaces_a_worker_that_was_killed(tmp_path: Path) -> None:
    seen = checked(tmp_path, "fence").seen
    assert (seen.state, seen.saw) == ("ok", "a form was read by a worker process; killed, 1 was replaced")


def test_a_fence_that_reads_nothing_is_told_and_not_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_form", lambda: b"PK\x03\x04 half a form")
    one = checked(tmp_path, "fence")
    assert (one.of, one.seen.state) == ("machine", "fail") and one.seen.mend


def test_too_little_space_fails_and_little_space_warns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    for megabytes, state in ((199, "fail"), (201, "warn"), (2001, "ok")):
        monkeypatch.setattr("shutil.disk_usage", lambda _, free=megabytes: usage(0, 0, free * 10**6))
        assert said(tmp_path, "space") == ("machine", state)


def test_an_old_python_and_an_old_sqlite_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 9))
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    assert said(tmp_path, "python") == said(tmp_path, "sqlite") == ("machine", "fail")
    assert "3.11" in checked(tmp_path, "python").seen.mend


def test_time_zones_that_are_not_there_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_TIMEZONE", "Asia/Son_La")
    assert said(tmp_path, "time zone") == ("machine", "fail")


def test_a_clock_behind_what_soket_wrote_itself_fails(small_home: SmallHome) -> None:
    raw = small_home.path / "raw"
    raw.mkdir()
    (raw / "0123").write_bytes(b"")
    assert said(small_home.path, "clock") == ("machine", "ok")
    tomorrow = time.time() + 86_400
    os.utime(raw / "0123", (tomorrow, tomorrow))
    assert said(small_home.path, "clock") == ("machine", "fail")


def test_an_office_and_a_browser_are_named_or_not_and_never_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("soffice", "chromium"):
        (tmp_path / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert checked(tmp_path, "libreoffice").seen.saw == str(tmp_path / "soffice")
    assert checked(tmp_path, "browser").seen.saw == str(tmp_path / "chromium")
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    for name in ("libreoffice", "browser"):
        seen = checked(tmp_path, name).seen
        assert seen.state == "ok" and seen.saw.startswith("not found")


# --- a home ------------------------------------------------------------------------------------------


def test_a_home_that_has_collected_is_sound_and_left_as_it_was(small_home: SmallHome) -> None:
    small_home.send_all()
    small_home.collect()
    small_home.close()
    before = files(small_home.path)
    checks = examine(small_home.path)
    assert tuple(one.name for one in checks) == (*MACHINE, *HOME, f"inbox {small_home.path / 'inbox'}")
    assert {one.name: one.seen for one in checks if one.seen.state == "fail"} == {}
    assert checked(small_home.path, "warehouse").seen.saw
    assert checked(small_home.path, "inbox").seen.saw == "5 folders, readable; replies can be written"
    after = files(small_home.path)
    assert {name: time for name, time in after.items() if before.get(name) != time and name not in (".", "raw")} == {}


def test_a_home_just_made_is_sound_and_nothing_is_made_in_it(small_home: SmallHome) -> None:
    (small_home.path / "warehouse.db").unlink()
    before = set(files(small_home.path))
    assert "fail" not in {one.seen.state for one in examine(small_home.path)}
    assert checked(small_home.path, "inbox").seen.saw == "not there yet; the first collect makes it"
    assert said(small_home.path, "warehouse") == ("home", "ok")
    assert set(files(small_home.path)) == before


def test_a_soket_toml_that_cannot_be_used_ends_the_look_at_the_home(small_home: SmallHome) -> None:
    (small_home.path / "soket.toml").write_text("[association\n", encoding="utf-8")
    checks = examine(small_home.path)
    assert [one.name for one in checks] == [*MACHINE, "soket.toml"]
    assert (checks[-1].of, checks[-1].seen.state) == ("home", "fail")
    assert "not valid TOML" in checks[-1].seen.saw


def test_a_registry_that_cannot_be_used_fails_and_an_empty_one_warns(small_home: SmallHome) -> None:
    registry = small_home.path / "units.csv"
    text = registry.read_text(encoding="utf-8")
    registry.write_text(text.replace(",ban,", ",bann,"), encoding="utf-8")
    assert "unknown kind" in checked(small_home.path, "units.csv").seen.saw
    registry.write_text(text.splitlines()[0] + "\n", encoding="utf-8")
    assert said(small_home.path, "units.csv") == ("home", "warn")


def test_targets_are_looked_at_where_there_are_any(small_home: SmallHome) -> None:
    assert "targets.csv" not in {one.name for one in examine(small_home.path)}
    path = small_home.path / "targets.csv"
    path.write_text("unit,indicator,year,value,source\n,lop,2022,4,KH\n,lop,2021,3,KH\n", encoding="utf-8")
    assert checked(small_home.path, "targets.csv").seen.saw == "2 targets, of 2021, 2022"
    path.write_text("unit,indicator,year,value,source\n,lopp,2022,4,KH\n", encoding="utf-8")
    assert said(small_home.path, "targets.csv") == ("home", "fail")
    assert "'lopp'" in checked(small_home.path, "targets.csv").seen.saw


def test_a_home_whose_names_nobody_has_filled_in_is_told_so(tmp_path: Path) -> None:
    make_home(tmp_path / "nha")
    assert said(tmp_path / "nha", "soket.toml") == ("home", "warn")
    assert "fill in name, parent and place" in checked(tmp_path / "nha", "soket.toml").seen.mend


def test_the_lineage_is_looked_at_where_there_is_one(small_home: SmallHome) -> None:
    assert "lineage.csv" not in {one.name for one in examine(small_home.path)}
    path = small_home.path / "lineage.csv"
    path.write_text("from,to,date,share\n3,4,2022-01-01,1/2\n", encoding="utf-8")
    assert checked(small_home.path, "lineage.csv").seen.saw == "changes from one unit to another: 1"
    path.write_text("from,to,date,share\nB-03,4,2022-01-01,1/2\n", encoding="utf-8")
    assert said(small_home.path, "lineage.csv") == ("home", "fail")
    assert "saw from 'B-03'; wanted the unit's id" in checked(small_home.path, "lineage.csv").seen.saw


def test_a_home_without_a_period_is_told_how_to_open_one(tmp_path: Path) -> None:
    home = SmallHome(tmp_path / "nhà", periods=())
    seen = checked(home.path, "periods").seen
    assert seen.state == "warn" and "[periods." in seen.mend


@pytest.mark.parametrize(("kind", "state"), [("nfs4", "fail"), ("9p", "fail"), ("tmpfs", "warn"), ("ext4", "ok")])
def test_a_warehouse_on_the_network_fails(
    small_home: SmallHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, state: str
) -> None:
    table = tmp_path / "mountinfo"
    lines = ("27 1 254:0 / / rw - ext4 /dev/vda rw", f"28 27 0:9 / {small_home.path} rw shared:1 - {kind} may-chu rw")
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(disks, "MOUNTS", table)
    one = checked(small_home.path, "warehouse disk")
    assert (one.of, one.seen.state) == ("home", state)
    assert f"is on {kind}, mounted at {small_home.path}" in one.seen.saw


def test_a_system_without_a_table_of_mounts_is_a_warning(
    small_home: SmallHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disks, "MOUNTS", Path("/proc/none"))
    assert said(small_home.path, "warehouse disk") == ("home", "warn")


def _set(home: SmallHome, line: str) -> None:
    settings = home.path / "soket.toml"
    settings.write_text(f"{line}\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")


def test_a_warehouse_on_a_server_has_no_disk_of_ours(small_home: SmallHome) -> None:
    _set(small_home, 'warehouse = "postgresql+psycopg://soket:bi-mat@localhost:1/soket"')
    assert checked(small_home.path, "warehouse disk").seen.saw == "not SQLite: its server keeps it"
    one = next(one for one in examine(small_home.path) if one.name == "warehouse")
    assert (one.of, one.seen.state) == ("machine", "fail")
    other = checked(small_home.path, "pg_dump")
    assert (other.of, other.seen.state) == ("machine", "warn") and "there is no backup" in other.seen.mend
    assert "bi-mat" not in one.seen.saw + other.seen.saw + other.seen.mend


def test_a_server_that_keeps_the_warehouse_is_named(tmp_path: Path, postgres: Postgres) -> None:
    home = Engine(POSTGRESQL, postgres).home(tmp_path / "home")
    of, state, saw = _warehouse(home)
    assert (of, state) == ("machine", "ok") and saw.startswith("PostgreSQL ") and saw.endswith(f"schema {HEAD}")
    found = checked(home.path, "pg_dump")
    assert (found.of, found.seen.state) == ("machine", "ok") and Path(found.seen.saw).name == "pg_dump"
    postgres.run("CREATE ROLE {} LOGIN", "outsider")
    home.set(f'warehouse = "{home.warehouse.replace("postgres@", "outsider@")}"')
    assert _warehouse(home)[1:] == ("fail", f"{saw.partition(';')[0]}; may not make tables in schema public")
    postgres.run("DROP ROLE {}", "outsider")
    Engine(POSTGRESQL, postgres).drop(home.warehouse)


def test_a_file_that_is_no_warehouse_and_a_schema_of_the_future_fail(small_home: SmallHome) -> None:
    path = small_home.path / "warehouse.db"
    path.write_bytes(b"this is no database, only text that lies in its place" * 40)
    assert _warehouse(small_home) == ("machine", "fail", "file is not a database")
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE alembic_version (version_num TEXT)")
        database.execute("INSERT INTO alembic_version VALUES ('9999')")
    assert _warehouse(small_home) == ("machine", "fail", "schema 9999 is not one that this soket knows")


def test_an_older_warehouse_waits_for_its_upgrade(small_home: SmallHome) -> None:
    (small_home.path / "warehouse.db").unlink()
    make_first(f"sqlite:///{small_home.path / 'warehouse.db'}")
    assert _warehouse(small_home) == ("machine", "fail", f"schema 0001, this soket uses {HEAD}")
    mend = next(one.seen.mend for one in examine(small_home.path) if one.name == "warehouse")
    assert mend == "run soket migrate, which makes a backup first"


def _warehouse(home: SmallHome) -> tuple[str, str, str]:
    one = next(one for one in examine(home.path) if one.name == "warehouse")
    return one.of, one.seen.state, one.seen.saw


def test_a_raw_store_that_cannot_be_written_fails(small_home: SmallHome) -> None:
    (small_home.path / "raw").symlink_to("/proc/self")  # nobody may write there, not even root
    one = checked(small_home.path, "raw")
    assert (one.of, one.seen.state) == ("machine", "fail")
    assert "cannot be written" in one.seen.saw


def test_an_inbox_that_is_not_there_or_no_folder_fails(small_home: SmallHome, tmp_path: Path) -> None:
    (tmp_path / "tệp").write_text("", encoding="utf-8")
    _set(small_home, f'inboxes = ["inbox", "{tmp_path / "xa"}", "{tmp_path / "tệp"}"]')
    seen = {one.name: one for one in examine(small_home.path) if one.name.startswith("inbox")}
    assert [(one.of, one.seen.state, one.seen.saw) for one in seen.values()] == [
        ("home", "ok", "not there yet; the first collect makes it"),
        ("home", "fail", "is not there"),
        ("home", "fail", "is not a folder"),
    ]


def test_folders_without_room_for_replies_are_named(small_home: SmallHome) -> None:
    small_home.send_all()
    for code in ("00001", "B-03"):
        (small_home.folder(code) / REPLIES).write_text("", encoding="utf-8")  # a file in the folder's place
    one = checked(small_home.path, "inbox")
    assert (one.of, one.seen.state) == ("home", "fail")
    assert one.seen.saw.endswith(f"{small_home.folder('00001').name}, {small_home.folder('B-03').name}")


@pytest.mark.parametrize("broken", ["", "x" * 300, "units.csv/tệp"])
def test_no_folder_is_so_strange_that_it_raises(tmp_path: Path, broken: str) -> None:
    (tmp_path / "units.csv").write_text("", encoding="utf-8")
    checks: list[Any] = examine(tmp_path / broken)
    assert {one.name for one in checks} >= set(MACHINE)


@pytest.mark.parametrize(
    ("address", "value", "state", "saw"),
    [
        ("env:SOKET_TEST", "", "warn", "the environment variable SOKET_TEST is not set"),
        ("env:SOKET_TEST", "gopher://bi-mat", "warn", "SOKET_TEST: its address is none that apprise knows"),
        (
            "env:SOKET_TEST",
            "mailto://soket:bi-mat@a.vn?to=b@a.vn,c@a.vn",
            "warn",
            "SOKET_TEST: its address has 2 recipients; name a channel for each",
        ),
        ("env:SOKET_TEST", "json://a.vn/bi-mat", "ok", "SOKET_TEST is set, and holds an address that can be used"),
        ("block:secret/thu-ky", "", "ok", "Prefect block secret/thu-ky; looked up when there is an alert"),
    ],
)
def test_a_channel_is_looked_at_and_its_address_is_not_shown(
    small_home: SmallHome, monkeypatch: pytest.MonkeyPatch, address: str, value: str, state: str, saw: str
) -> None:
    monkeypatch.setenv("SOKET_TEST", value)
    path = small_home.path / "soket.toml"
    path.write_text(f'{path.read_text("utf-8")}\n[alerts]\nthu-ky = "{address}"\n', encoding="utf-8")
    one = checked(small_home.path, "channel thu-ky")
    assert (one.seen.state, one.seen.saw) == (state, saw)
    assert "bi-mat" not in f"{one.seen.saw}{one.seen.mend}"
