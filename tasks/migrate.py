"""An older home → this soket's: a backup, then the upgrade of its warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tasks.backup import BackedUp, back_up
from tasks.home import TIMEZONE, Home
from warehouse.revisions import HEAD
from warehouse.schema import schema_of, sqlite_file
from warehouse.upgrade import upgrade

BACKUPS = "backups"


@dataclass(frozen=True)
class Migrated:
    """``before``: the schema at which the warehouse stood."""

    before: str
    backup: BackedUp


def migrate(home: Home, who: str, backup: Path | None = None) -> Migrated | None:
    """Brings the warehouse up to date; None where it is. ``backup`` is where its backup goes; else ``backups/`` in
    the home. WarehouseError where it cannot be done: the warehouse is as it was then."""
    file = sqlite_file(home.warehouse_url)
    before = schema_of(home.warehouse_url) if file is None or file.exists() else None
    if before in (None, HEAD):
        return None
    made = back_up(home, backup or _place(home, str(before)))
    upgrade(home.warehouse_url, made.dump.inventory, who, home.under)
    return Migrated(str(before), made)


def _place(home: Home, schema: str) -> Path:
    return home.path / BACKUPS / f"truoc-nang-cap-{schema}-{datetime.now(TIMEZONE):%Y%m%d-%H%M%S}.tar"
