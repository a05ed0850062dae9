"""A backup → a new home that holds what the old one held: checked whole before any of it counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tasks.archive import FOLDERS, OF_THE_HOME, Manifest, NoBackup, unpack
from tasks.registry import HomeError
from tasks.warehouse_line import with_warehouse
from tasks.workplace import sync_file, sync_folder, tidy_workplaces, workplace
from warehouse.dump import FILE_OF, bring_back
from warehouse.engines import SQLITE
from warehouse.inventory import difference
from warehouse.revisions import HEAD, known_schemas

_SETTINGS = "soket.toml"
_WORK = "restore"


@dataclass(frozen=True)
class Restored:
    """``warehouse``: the URL in soket.toml; empty for the home's own file."""

    home: Path
    manifest: Manifest
    warehouse: str

    @property
    def older(self) -> bool:
        """Whether it waits for 'soket migrate'."""
        return self.manifest.written_in != HEAD


def restore(backup: Path, home: Path, warehouse: str = "") -> Restored:
    """Makes ``home``, a new or empty folder. NoBackup where ``backup`` is not whole, HomeError where the home or the
    warehouse is none that it can go to. A backup of PostgreSQL goes to the empty database that ``warehouse``, a
    URL, names; one of SQLite into the home."""
    home = home.resolve()
    with _new(home), workplace(home, _WORK) as unpacked:
        manifest = unpack(backup, unpacked)
        _check_target(backup, manifest, warehouse)
        settings = unpacked / _SETTINGS
        settings.write_text(with_warehouse(settings.read_text(encoding="utf-8"), warehouse), encoding="utf-8")
        held = bring_back(manifest.engine, unpacked, warehouse)
        wrong = difference(manifest.inventory, held) or (
            held != manifest.inventory and "there are other tables or rows"
        )
        if wrong:
            raise NoBackup(f"{backup}: in what was restored, {wrong}; no home was made; take another backup")
        _put_in_place(unpacked, home)
    return Restored(home, manifest, warehouse)


@contextmanager
def _new(home: Path) -> Iterator[None]:
    """A folder that holds nothing; where it was not there and is not filled, it is gone again."""
    made = not home.exists()
    tidy_workplaces(home, _WORK)
    if not made and (not home.is_dir() or any(home.iterdir())):
        raise HomeError(f"{home}: is not empty; a backup is restored into a new or an empty folder")
    home.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        if made:
            with suppress(OSError):  # it holds a home now
                home.rmdir()


def _check_target(backup: Path, manifest: Manifest, warehouse: str) -> None:
    for name in (FILE_OF[manifest.engine], _SETTINGS):
        if name not in manifest.members:
            raise NoBackup(f"{backup}: has no {name}; take another backup")
    if manifest.written_in not in known_schemas():
        raise NoBackup(
            f"{backup}: its warehouse has schema {manifest.written_in}, this soket knows up to {HEAD}; restore it "
            f"with soket {manifest.soket} or a later one"
        )
    if manifest.engine == SQLITE and warehouse:
        raise HomeError(
            f"{backup}: is of a SQLite warehouse, which goes into the home; restore it without --warehouse, then "
            "'soket move URL'"
        )
    if manifest.engine != SQLITE and not warehouse:
        raise HomeError(f"{backup}: is of a PostgreSQL warehouse; name an empty database with --warehouse URL")


def _put_in_place(unpacked: Path, home: Path) -> None:
    """What was checked becomes the home, its settings last: without them it is none."""
    for path in sorted(unpacked.rglob("*")):
        sync_folder(path) if path.is_dir() else sync_file(path)
    for name in (*FOLDERS, FILE_OF[SQLITE], *reversed(OF_THE_HOME)):
        if (unpacked / name).exists():
            (unpacked / name).rename(home / name)
    sync_folder(home)
