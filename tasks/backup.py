"""The home → one file that holds it: the warehouse of one moment, every raw file, and what the office declared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tasks.archive import FOLDERS, OF_THE_HOME, Manifest, Writer, add_manifest, may_belong, written
from tasks.home import Home
from tasks.registry import HomeError
from tasks.workplace import sync_file, sync_folder, workplace
from warehouse.dump import Dump, dump
from warehouse.errors import UpgradeNeeded
from warehouse.store import now

_HASH = re.compile(r"[0-9a-f]{64}")
_PASSING = ".tmp-"  # raw files that are still being written


@dataclass(frozen=True)
class BackedUp:
    path: Path
    size: int
    manifest: Manifest
    dump: Dump

    @property
    def problems(self) -> tuple[str, ...]:
        """Raw files that are missing or not as they were stored: the backup cannot bring them back."""
        return self.manifest.problems


def back_up(home: Home, target: Path) -> BackedUp:
    """Writes ``target``, whole or not at all. HomeError where it cannot be there. Others may write to the home
    meanwhile: what came after it was begun may not be in it."""
    target = target.resolve()
    if target.exists():
        raise HomeError(f"{target}: is there already, and a backup takes no file's place; choose another name")
    if any(target.is_relative_to((home.path / folder).resolve()) for folder in FOLDERS):
        raise HomeError(f"{target}: would become part of the next backup; choose another folder")
    with suppress(UpgradeNeeded):
        _ = home.warehouse  # made where there is none; an older one can be backed up as it is
    target.parent.mkdir(parents=True, exist_ok=True)
    with workplace(target.parent, "backup") as folder:
        of = dump(home.warehouse_url, folder)
        tar = folder / "backup.tar"
        tar.touch(0o600)
        with written(tar) as writer:
            problems = _fill(home, of, writer)
            manifest = add_manifest(writer, _told(of, problems))
        sync_file(tar)
        tar.rename(target)
    sync_folder(target.parent)
    return BackedUp(target, target.stat().st_size, manifest, of)


def _fill(home: Home, of: Dump, writer: Writer) -> tuple[str, ...]:
    """The warehouse, which was copied first, then what it refers to; and what is wrong with that."""
    writer.add_file(of.file.name, of.file)
    problems = [*_raw(home.raw, of.raw, writer)]
    for path in _declared(home.path):
        name = path.relative_to(home.path).as_posix()
        if not may_belong(name):
            problems.append(f"{name!r}: {_NO_NAME}")
            continue
        with suppress(FileNotFoundError):
            writer.add(name, path.read_bytes(), path.stat().st_mtime)
    return tuple(problems)


def _raw(raw: Path, named: Mapping[str, str], writer: Writer) -> Iterator[str]:
    """Copies the raw files and yields a line for each that is not as it was stored."""
    there = {path.name for path in _files(raw) if path.parent == raw and not path.name.startswith(_PASSING)}
    for name in sorted(named.keys() | there):
        if not may_belong(f"raw/{name}"):
            yield f"{f'raw/{name}'!r}: {_NO_NAME}"
            continue
        told = f"raw/{name}" + (f" ({named[name]})" if name in named else "")
        try:
            data = (raw / name).read_bytes()
        except OSError as error:
            yield f"{told}: cannot be read ({error.strerror}); {_EARLIER}"
            continue
        if writer.add(f"raw/{name}", data, (raw / name).stat().st_mtime) != name and _HASH.fullmatch(name):
            yield f"{told}: is not what was stored under this name; {_EARLIER}"


_EARLIER = "put it back from an earlier backup"
_NO_NAME = "has a name that cannot be kept; rename it, then make another backup"


def _declared(home: Path) -> Iterator[Path]:
    yield from (home / name for name in OF_THE_HOME)
    for folder in FOLDERS:
        if folder != "raw":
            yield from _files(home / folder)


def _files(folder: Path) -> list[Path]:
    """The files of a folder and of those in it, without links."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _told(of: Dump, problems: tuple[str, ...]) -> dict[str, object]:
    from importlib.metadata import version

    return {
        "soket": version("soket"),
        "schema": of.schema,
        "engine": of.engine,
        "created_at": now(),
        "problems": problems,
        **{name: getattr(of.inventory, name) for name in ("audit", "rows", "closes", "columns")},
    }
