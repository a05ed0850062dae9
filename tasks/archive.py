"""The file of a backup: a plain .tar whose last member, manifest.json, lists the others with their hashes. One that
was cut off has no list."""

from __future__ import annotations

import hashlib
import io
import tarfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal

from pydantic import Field, ValidationError

from domain.record import Record
from warehouse.dump import FILE_OF
from warehouse.inventory import Inventory

MANIFEST = "manifest.json"
OF_THE_HOME = ("soket.toml", "units.csv", "targets.csv", "lineage.csv")
FOLDERS = ("raw", "expectations", "reports")
_PIECE = 1 << 20
_LONGEST_LIST = 1 << 28


class NoBackup(ValueError):
    """A file is no whole backup; one line: file, saw, what to do. Nothing was taken from it."""


class Member(Record):
    size: int
    sha256: str


class Manifest(Record):
    """What a backup holds. ``rows``: how many each table has; ``closes``: a digest
    of the figures of each, ``columns``: of which columns. ``problems``: raw files that were missing or altered."""

    soket: str
    written_in: str = Field(alias="schema")
    engine: Literal["sqlite", "postgresql"]
    created_at: str
    audit: str
    rows: dict[str, int]
    closes: dict[str, str]
    columns: dict[str, tuple[str, ...]]
    problems: tuple[str, ...]
    members: dict[str, Member]

    @property
    def inventory(self) -> Inventory:
        return Inventory(self.rows, self.closes, self.columns, self.audit)


class Writer:
    """Adds members to a backup, and remembers their hashes."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.members: dict[str, Member] = {}

    def add(self, name: str, data: bytes, saved: float | None = None) -> str:
        """Bytes under a name, saved at a time (now where it is not given); their sha256."""
        return self._add(name, io.BytesIO(data), len(data), saved)

    def add_file(self, name: str, path: Path) -> str:
        """A file that nobody writes to, a piece at a time; its sha256."""
        with path.open("rb") as file:
            return self._add(name, file, path.stat().st_size, None)

    def _add(self, name: str, file: IO[bytes], size: int, saved: float | None) -> str:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(time.time() if saved is None else saved)
        hashed = _Hashed(file)
        self._tar.addfile(info, hashed)
        self.members[name] = Member(size=size, sha256=hashed.sha256)
        return hashed.sha256


class _Hashed(io.RawIOBase):
    """A file whose hash is taken while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._hash.update(data)
        return data

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """A new backup, to be filled; its last member is still to be added."""
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as tar:
        yield Writer(tar)


def add_manifest(writer: Writer, told: Mapping[str, Any]) -> Manifest:
    """The list of all that was added, as the last member."""
    manifest = Manifest.model_validate({**told, "members": writer.members})
    writer.add(MANIFEST, manifest.model_dump_json(by_alias=True, indent=1).encode())
    return manifest


def unpack(path: Path, folder: Path) -> Manifest:
    """Every member as a file below ``folder``, each of the size and hash that the list says. NoBackup where one is not,
    is missing or not listed, or would land elsewhere."""
    if not path.is_file():
        raise NoBackup(f"{path}: is no file; name a backup that 'soket backup' made")
    try:
        with tarfile.open(path, "r:") as tar:
            found = {info.name: _unpack_one(path, tar, info, folder) for info in _checked(path, tar)}
    except (tarfile.TarError, EOFError) as error:
        raise NoBackup(f"{path}: is no whole backup ({error}); {_OTHER}") from None
    manifest = _manifest(path, folder / MANIFEST)
    found.pop(MANIFEST)
    for name in sorted(found.keys() | manifest.members.keys()):
        if found.get(name) != manifest.members.get(name):
            saw = "is not what the list says" if name in found else "is missing"
            raise NoBackup(f"{path}: {name} {saw}; nothing was restored; {_OTHER}")
    return manifest


_OTHER = "copy it again from where it was kept, or take another backup"


def _checked(path: Path, tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """The members, as long as each is an ordinary file that may stand in a home, and no other has its name."""
    seen: set[str] = set()
    for info in tar:
        if not info.isreg() or info.issparse() or not may_belong(info.name) or info.name in seen:
            raise NoBackup(f"{path}: holds {info.name!r:.200}, which no backup of soket does; nothing was restored")
        if info.name == MANIFEST and info.size > _LONGEST_LIST:
            raise NoBackup(f"{path}: its list is {info.size} bytes long; nothing was restored; {_OTHER}")
        seen.add(info.name)
        yield info


def may_belong(name: str) -> bool:
    """Whether a member is one that is written here: no absolute name, none that leads out of the folder, none that
    could not be told."""
    parts = name.split("/")
    if "\\" in name or not name.isprintable() or any(part in ("", ".", "..") for part in parts):
        return False
    if len(parts) == 1:
        return name in (MANIFEST, *FILE_OF.values(), *OF_THE_HOME)
    return parts[0] in FOLDERS and (parts[0] != "raw" or len(parts) == 2)


def _unpack_one(path: Path, tar: tarfile.TarFile, info: tarfile.TarInfo, folder: Path) -> Member:
    target, source = folder / info.name, tar.extractfile(info)
    target.parent.mkdir(parents=True, exist_ok=True)
    if source is None:
        raise NoBackup(f"{path}: {info.name} holds nothing that can be read; {_OTHER}")
    hashed = _Hashed(source)
    with target.open("xb") as file:
        while piece := hashed.read(_PIECE):
            file.write(piece)
    return Member(size=target.stat().st_size, sha256=hashed.sha256)


def _manifest(path: Path, file: Path) -> Manifest:
    try:
        text = file.read_bytes()
        file.unlink()
        return Manifest.model_validate_json(text)
    except FileNotFoundError:
        raise NoBackup(f"{path}: has no {MANIFEST}, so it was cut off or is no backup of soket; {_OTHER}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the list"
        raise NoBackup(f"{path}: {MANIFEST}: {where}: {first['msg']}; {_OTHER}") from None
