"""A backup becomes a home that says what the old one said; one that is not whole, or is no backup, becomes none."""

from __future__ import annotations

import json
import os
import shutil
import signal
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import inspect, make_url, text

import tasks.restore
from tasks.archive import NoBackup
from tasks.backup import back_up
from tasks.home import Home
from tasks.migrate import migrate
from tasks.registry import HomeError
from tasks.restore import restore
from tests.engines import Engine
from tests.homes import SmallHome
from tests.postgres import EMPTY, Postgres
from tests.tasks.kept_home import changed, closed_home, members, what_counts
from tests.warehouse.older import inventory, make_first
from warehouse import audit
from warehouse.errors import UpgradeNeeded, WarehouseError
from warehouse.revisions import HEAD
from warehouse.schema import Occupied
from warehouse.store import Warehouse

pytestmark = pytest.mark.long


@pytest.fixture
def home(small_home: SmallHome) -> SmallHome:
    return closed_home(small_home)


@pytest.fixture
def backup(home: SmallHome, tmp_path: Path) -> Path:
    return back_up(home.open(), tmp_path / "a.tar").path


@pytest.mark.both_engines
def test_a_restored_home_says_what_the_old_one_said(
    home: SmallHome, engine: Engine, elsewhere: str, tmp_path: Path
) -> None:
    if home.warehouse:
        home.set(f'warehouse = "{home.warehouse}"  # máy chủ của Hội')
    backup = back_up(home.open(), tmp_path / "a.tar").path
    before, declared = what_counts(home.path), (home.path / "soket.toml").read_text(encoding="utf-8")
    home.close()
    shutil.rmtree(home.path)
    engine.drop(home.warehouse)
    made = restore(backup, tmp_path / "new", elsewhere)
    assert made.home == tmp_path / "new" and not made.older
    assert what_counts(made.home) == before
    settings = (made.home / "soket.toml").read_text(encoding="utf-8")
    assert settings == declared.replace(home.warehouse or "nothing", elsewhere)
    assert sorted(path.name for path in made.home.iterdir() if "-" not in path.name) == [
        *("raw", "reports", "soket.toml", "units.csv"),
        *([] if elsewhere else ["warehouse.db"]),
    ]


def test_the_sample_comes_back_with_all_its_versions(sample_home: Path, tmp_path: Path) -> None:
    made = restore(back_up(Home.open(sample_home), tmp_path / "a.tar").path, tmp_path / "new")
    assert what_counts(made.home) == what_counts(sample_home)
    assert inventory(f"sqlite:///{made.home / 'warehouse.db'}").rows["observation"] > 1000


def test_a_database_that_holds_anything_is_no_place_for_a_backup(
    postgres: Postgres, tmp_path: Path, postgres_backup: Path
) -> None:
    other = postgres.create("template0")
    warehouse = Warehouse.connect(postgres.url(other))
    with warehouse.write() as connection:
        connection.execute(text("CREATE TABLE theirs (a INTEGER)"))
    for url in (postgres.url(other), postgres.url(EMPTY)):
        with pytest.raises(Occupied, match="name an empty database"):
            restore(postgres_backup, tmp_path / "new", url)
    with warehouse.read() as connection:
        assert inspect(connection).get_table_names() == ["theirs"]
    warehouse.close()
    postgres.drop(other)
    assert not (tmp_path / "new").exists()


def test_a_backup_of_postgresql_wants_a_database(postgres_backup: Path, tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="name an empty database with --warehouse URL"):
        restore(postgres_backup, tmp_path / "new")
    with pytest.raises(WarehouseError, match="Connection refused"):
        restore(postgres_backup, tmp_path / "new", "postgresql+psycopg://u:geheim@127.0.0.1:1/x")
    assert not (tmp_path / "new").exists()


def test_homes_in_schemas_of_one_database_are_kept_apart(postgres: Postgres, tmp_path: Path) -> None:
    """Each is backed up alone, and comes back into a schema of the same name."""
    old, new = postgres.create("template0"), postgres.create("template0")
    urls = {}
    for database in (old, new):
        with Warehouse.connect(postgres.url(database)).write() as connection:
            for schema in ("Kho-Hội", "khac"):
                connection.execute(text(f'CREATE SCHEMA "{schema}"'))
                urls[database, schema] = f"{postgres.url(database)}&options=-csearch_path%3D%22{quote(schema)}%22"
    for number, schema in enumerate(("khac", "Kho-Hội")):
        home = SmallHome(tmp_path / f"home {number}", warehouse=urls[old, schema])
        home.set(f'warehouse = "{urls[old, schema]}"')
        with home.open().warehouse.write() as connection:
            audit.record(connection, "Thư ký", "thử", schema, {})
        made = back_up(home.open(), tmp_path / f"{number}.tar")
        home.close()
    back = restore(made.path, tmp_path / "new", urls[new, "Kho-Hội"]).home
    with Home.open(back).warehouse.read() as connection:
        assert [one.subject for one in audit.acts(connection)] == ["Kho-Hội"]
    with pytest.raises(WarehouseError, match="those of the backup were in another"):
        restore(made.path, tmp_path / "wrong", urls[new, "khac"])
    assert not (tmp_path / "wrong").exists()
    for database in (old, new):
        postgres.drop(database)


@pytest.fixture
def postgres_backup(postgres: Postgres, tmp_path: Path) -> Iterator[Path]:
    url = postgres.url(postgres.create())
    home = SmallHome(tmp_path / "served", warehouse=url)
    yield back_up(home.open(), tmp_path / "served.tar").path
    home.close()
    postgres.drop(str(make_url(url).database))


def test_a_restored_home_goes_on_with_its_work(home: SmallHome, backup: Path, tmp_path: Path) -> None:
    made = SmallHome(tmp_path / "new")
    shutil.rmtree(made.path)
    restore(backup, made.path)
    made.send("B-04", name="bieu moi.xlsx")
    assert made.collect().received.new == 1
    assert made.close_period().closing.new is False
    made.close()


def test_only_a_new_or_an_empty_folder_becomes_a_home(home: SmallHome, backup: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert restore(backup, tmp_path / "empty").home.samefile(tmp_path / "empty")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").write_text("precious")
    for folder in (tmp_path / "full", home.path, backup):
        with pytest.raises(HomeError, match="is not empty"):
            restore(backup, folder)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["a"]


def test_a_restore_that_was_killed_is_run_again(
    home: SmallHome, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks.restore, "with_warehouse", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    child = os.fork()
    if not child:
        try:
            restore(backup, tmp_path / "new")
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    monkeypatch.undo()
    assert list((tmp_path / "new").iterdir()), "it was killed in the middle"
    assert restore(backup, tmp_path / "new").home.samefile(tmp_path / "new")
    assert not list((tmp_path / "new").glob(".*"))


# --- what is not whole ------------------------------------------------------------------------

Change = Callable[[tarfile.TarInfo, bytes], tuple[tarfile.TarInfo, bytes] | None]


def other(name: str, data: bytes | None) -> Change:
    """A member, of that name or folder, whose bytes are others (None: that is gone)."""

    def change(info: tarfile.TarInfo, old: bytes) -> tuple[tarfile.TarInfo, bytes] | None:
        if not info.name.startswith(name):
            return info, old
        return None if data is None else (info, data)

    return change


def listed(**told: Any) -> Change:
    """A list that says other things."""

    def change(info: tarfile.TarInfo, old: bytes) -> tuple[tarfile.TarInfo, bytes]:
        return info, json.dumps(json.loads(old) | told).encode() if info.name == "manifest.json" else old

    return change


def unlisted(name: str) -> Change:
    """A member that is neither there nor in the list."""

    def change(info: tarfile.TarInfo, old: bytes) -> tuple[tarfile.TarInfo, bytes] | None:
        if info.name == "manifest.json":
            told = json.loads(old)
            del told["members"][name]
            return info, json.dumps(told).encode()
        return None if info.name == name else (info, old)

    return change


def named(name: str) -> Change:
    """units.csv under another name."""

    def change(info: tarfile.TarInfo, old: bytes) -> tuple[tarfile.TarInfo, bytes]:
        if info.name == "units.csv":
            info.name = name
        return info, old

    return change


def typed(kind: bytes, to: str = "") -> Change:
    """units.csv as something that is no ordinary file."""

    def change(info: tarfile.TarInfo, old: bytes) -> tuple[tarfile.TarInfo, bytes]:
        if info.name != "units.csv":
            return info, old
        info.type, info.linkname = kind, to
        return info, b""

    return change


NOT_WHOLE: list[tuple[str, Change, str]] = [
    ("a raw file altered", other("raw/", b"x"), "is not what the list says"),
    ("a raw file lost", other("raw/", None), "is missing"),
    ("the warehouse altered", other("warehouse.db", b"x"), "warehouse.db is not what the list says"),
    ("the settings altered", other("soket.toml", b"x"), "soket.toml is not what the list says"),
    ("no list", other("manifest.json", None), "has no manifest.json"),
    ("a list of another kind", other("manifest.json", b"{}"), "manifest.json: soket: Field required"),
    ("a list that is none", other("manifest.json", b"\xff"), "manifest.json: the list"),
    ("a list that names less", listed(members={}), "is not what the list says"),
    ("a list that names more", listed(unknown=1), "manifest.json: unknown"),
    ("no settings", other("soket.toml", None), "soket.toml is missing"),
    ("a list without a database", unlisted("warehouse.db"), "has no warehouse.db"),
    ("an engine that is none", listed(engine="mysql"), "manifest.json: engine: Input should be"),
    ("a schema of the future", listed(schema="9999"), "has schema 9999, this soket knows up to"),
    ("other figures", listed(closes={"2022H1 version 1": "0"}), "the figures of 2022H1 version 1 are not the same"),
    ("another audit", listed(audit="0"), "the audit does not end as it did"),
    ("fewer rows", listed(rows={"file": 99}), "table file has 2 rows, and had 99"),
    ("rows too many", listed(rows={"file": 1}), "there are other tables or rows"),
    ("a name above", named("../units.csv"), "which no backup of soket does"),
    ("a name above, later", named("reports/../../units.csv"), "which no backup of soket does"),
    ("an absolute name", named("/tmp/units.csv"), "which no backup of soket does"),
    ("a name of Windows", named("reports\\..\\units.csv"), "which no backup of soket does"),
    ("a name with nothing in it", named("reports//units.csv"), "which no backup of soket does"),
    ("a name that is not ours", named("inbox/units.csv"), "which no backup of soket does"),
    ("a name twice", named("soket.toml"), "which no backup of soket does"),
    ("a folder in raw", named("raw/a/b"), "which no backup of soket does"),
    ("a link", typed(tarfile.SYMTYPE, "/etc/passwd"), "which no backup of soket does"),
    ("a hard link", typed(tarfile.LNKTYPE, "soket.toml"), "which no backup of soket does"),
    ("a device", typed(tarfile.CHRTYPE), "which no backup of soket does"),
    ("a pipe", typed(tarfile.FIFOTYPE), "which no backup of soket does"),
    ("a folder", typed(tarfile.DIRTYPE), "which no backup of soket does"),
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    home = closed_home(SmallHome(folder / "home"))
    made = back_up(home.open(), folder / "a.tar").path
    home.close()
    return made


@pytest.mark.parametrize(("change", "told"), [one[1:] for one in NOT_WHOLE], ids=[one[0] for one in NOT_WHOLE])
def test_what_is_not_whole_or_not_ours_becomes_no_home(whole: Path, tmp_path: Path, change: Change, told: str) -> None:
    backup = changed(Path(shutil.copy(whole, tmp_path)), change)
    with pytest.raises(NoBackup) as caught:
        restore(backup, tmp_path / "new")
    assert told in str(caught.value) and str(backup) in str(caught.value) and "\n" not in str(caught.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tar", "changed.tar"]


def test_wherever_it_was_cut_off_it_becomes_no_home(whole: Path, tmp_path: Path) -> None:
    size, short = whole.stat().st_size, tmp_path / "short.tar"
    cuts = [*range(0, size - 12_000, size // 20), *range(size - 12_000, size - 11_000, 97)]
    for cut in cuts:
        short.write_bytes(whole.read_bytes()[:cut])
        with pytest.raises(NoBackup):
            restore(short, tmp_path / "new")
        assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b not gzip", b"PK\x03\x04", bytes(20_000)])
def test_another_file_is_no_backup(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(NoBackup):
        restore(tmp_path / "x", tmp_path / "new")


def test_the_changed_archives_differ_only_by_their_change(whole: Path, tmp_path: Path) -> None:
    same = changed(Path(shutil.copy(whole, tmp_path)), lambda info, data: (info, data))
    assert members(same) == members(whole)
    restore(same, tmp_path / "new")


# --- what it was, and where it goes -----------------------------------------------------------


def test_a_backup_of_sqlite_goes_into_the_home_and_nowhere_else(whole: Path, tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="is of a SQLite warehouse, which goes into the home"):
        restore(whole, tmp_path / "new", "postgresql+psycopg://h/x")
    assert not (tmp_path / "new").exists()


def test_a_warehouse_that_lay_elsewhere_lies_in_the_new_home(small_home: SmallHome, tmp_path: Path) -> None:
    away = f"sqlite:///{tmp_path / 'away.db'}"
    small_home.set(f'warehouse = "{away}"  # ở ổ khác')
    closed_home(small_home)
    before = what_counts(small_home.path)
    made = restore(back_up(small_home.open(), tmp_path / "a.tar").path, tmp_path / "new")
    assert what_counts(made.home) == before and (made.home / "warehouse.db").exists()
    assert (made.home / "soket.toml").read_text("utf-8").splitlines()[0] == 'warehouse = ""  # ở ổ khác'


def test_an_older_home_is_backed_up_and_restored_as_it_was_and_waits_for_its_upgrade(
    small_home: SmallHome, tmp_path: Path
) -> None:
    (small_home.path / "warehouse.db").unlink()
    make_first(f"sqlite:///{small_home.path / 'warehouse.db'}")
    made = back_up(small_home.open(), tmp_path / "a.tar")
    assert made.manifest.written_in == "0001" and len(made.problems) == 3, "the bytes of its rows were never stored"
    new = restore(made.path, tmp_path / "new")
    assert new.older and inventory(f"sqlite:///{new.home / 'warehouse.db'}") == made.dump.inventory
    with pytest.raises(UpgradeNeeded):
        _ = Home.open(new.home).warehouse
    migrate(Home.open(new.home), "Thư ký")
    assert Home.open(new.home).warehouse.schema_version() == HEAD


def test_raw_files_that_were_missing_are_told_again(home: SmallHome, tmp_path: Path) -> None:
    raw = next(path for path in (home.path / "raw").iterdir())
    raw.write_bytes(b"altered")
    made = restore(back_up(home.open(), tmp_path / "a.tar").path, tmp_path / "new")
    (problem,) = made.manifest.problems
    assert raw.name in problem and (made.home / "raw" / raw.name).read_bytes() == b"altered"


def test_a_member_of_no_size_is_restored(home: SmallHome, tmp_path: Path) -> None:
    (home.path / "reports" / "empty").touch()
    made = restore(back_up(home.open(), tmp_path / "a.tar").path, tmp_path / "new")
    assert (made.home / "reports" / "empty").read_bytes() == b""
