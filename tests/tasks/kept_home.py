"""A home whose period is closed, and what must be the same wherever it is kept."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from domain.half_year import HalfYear
from tasks.audit import verify
from tasks.home import Home
from tasks.known import closed
from tasks.publish import publish
from tests.engines import Engine
from tests.homes import SmallHome
from tests.warehouse.older import make_first
from warehouse import audit, frozen, tables


def closed_home(home: SmallHome) -> SmallHome:
    """One unit sent, twice; the others are let pass. It has an issued report and a catalogue of the shipped kind."""
    home.send("B-03", bieu_1__hoi_vien__ky_nay=40)
    home.collect()
    home.send("B-03", name="bieu sua.xlsx", bieu_1__hoi_vien__ky_nay=41)
    home.close_period(accept=["00001", "00002", "B-04"], reason="chưa gửi")
    return home


def what_counts(path: Path) -> dict[str, Any]:
    """The figures of every version, the bytes of its report, and the audit's end; nothing of it was changed since."""
    home = Home.open(path)
    assert verify(home).problems == ()
    with home.warehouse.read() as connection:
        names = connection.execute(select(tables.close.c.period, tables.close.c.version)).all()
        found = {(code, version): closed(connection, HalfYear.parse(code), version) for code, version in names}
        told = {name: frozen.figures_of(connection, one.id).rows() for name, one in found.items()}
        end = audit.head(connection)
    issued = {name: publish(home, one).path.read_bytes() for name, one in found.items()}
    home.warehouse.close()
    assert told and all(told.values()) and all(issued.values()) and end
    return {"figures": told, "reports": issued, "audit": end}


def older_home(home: SmallHome, engine: Engine, folder: Path) -> str:
    """The URL of the home's warehouse, which is of the first schema now; the bytes that its rows name were never
    stored."""
    (home.path / "warehouse.db").unlink(missing_ok=True)
    url = engine.bare(folder) if home.warehouse else f"sqlite:///{home.path / 'warehouse.db'}"
    make_first(url)
    if home.warehouse:
        home.set(f'warehouse = "{url}"')
    return url


def members(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as tar:
        return {info.name: (tar.extractfile(info) or io.BytesIO()).read() for info in tar}


def changed(path: Path, change: Callable[[tarfile.TarInfo, bytes], tuple[tarfile.TarInfo, bytes] | None]) -> Path:
    """The same archive with other members; None leaves one out."""
    made = path.with_name("changed.tar")
    with tarfile.open(path) as old, tarfile.open(made, "w") as new:
        for info in old:
            kept = change(info, (old.extractfile(info) or io.BytesIO()).read())
            if kept:
                kept[0].size = len(kept[1])
                new.addfile(kept[0], io.BytesIO(kept[1]))
    return made
