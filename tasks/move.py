"""The home's warehouse → another engine or another place."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.home import Home
from tasks.warehouse_line import warehouse_line
from warehouse.engines import shown
from warehouse.move import Moved, move
from warehouse.schema import absolute


@dataclass(frozen=True)
class Away:
    """``line``: what soket.toml has to say for the home to use the new one; a password is left out."""

    moved: Moved
    line: str


def move_warehouse(home: Home, url: str) -> Away:
    """Copies the warehouse to the empty one that ``url`` names; the home goes on with its own until a person changes
    its line in soket.toml. Occupied or WarehouseError where it cannot be done. A file is told by its whole path: a
    command that is run elsewhere would find none, and make a new warehouse."""
    url = absolute(url)
    return Away(move(home.warehouse, url), warehouse_line(shown(url)))
