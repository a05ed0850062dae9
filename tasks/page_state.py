"""Whether a period's pages are what they would be made again: kept beside them is what they were made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path

from domain.half_year import HalfYear
from tasks.home import Home
from tasks.raw import write_whole
from warehouse import shown

_NOTE = ".{}.json"
_CODE = ("domain", "expectations", "outputs", "tasks", "warehouse")


def made_from(home: Home, period: HalfYear, day: date) -> str:
    """A digest of all that the pages of a period are made from: what is declared and known, the day, and our code."""
    told = hashlib.sha256()
    declared = (home.registry_bytes, home.targets_bytes, home.lineage_bytes)
    said = (str(period), day.isoformat(), home.under, home.settings.model_dump_json(), declared, list(_code()))
    told.update(repr(said).encode())
    with home.warehouse.read() as connection:
        told.update(shown.digest(connection).encode())
    return told.hexdigest()


def _code() -> Iterable[tuple[str, int, int]]:
    """The files of the code, for whoever runs a checkout updates it under the same version."""
    top = Path(__file__).parents[1]
    for path in sorted(one for name in _CODE for one in (top / name).rglob("*.*") if one.suffix != ".pyc"):
        state = path.stat()
        yield str(path), state.st_size, state.st_mtime_ns


def note_made(folder: Path, period: HalfYear, made: str, pages: Iterable[Path]) -> None:
    """Keeps what pages in a folder were made from. Where it cannot be kept they are made again: nothing is lost."""
    with suppress(OSError):
        data = json.dumps({"from": made, "pages": {path.name: _sha256(path) for path in pages}}).encode()
        note = folder / _NOTE.format(period)
        if not note.exists() or note.read_bytes() != data:
            write_whole(note, data)


def still_made(folder: Path, period: HalfYear, made: str) -> bool:
    """Whether the pages lie there as they were written, and were made from the same."""
    try:
        noted = json.loads((folder / _NOTE.format(period)).read_bytes())
        same = noted["from"] == made
        return same and all(_sha256(folder / name) == sha256 for name, sha256 in noted["pages"].items())
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return False


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
