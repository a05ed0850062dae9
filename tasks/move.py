"""The home's warehouse → another engine or another place."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.home import Home
from tasks.registry import HomeError
from tasks.warehouse_line import warehouse_line
from warehouse.engines import wrong_url
from warehouse.errors import shown
from warehouse.move import Moved, move


@dataclass(frozen=True)
class Away:
    """``line``: what soket.toml has to say for the home to use the new one; a password is left out."""

    moved: Moved
    line: str


def move_warehouse(home: Home, url: str) -> Away:
    """Copies the warehouse to the empty one that ``url`` names; the home goes on with its own until a person changes
    its line in soket.toml. HomeError, Occupied or WarehouseError where it cannot be done."""
    source = home.warehouse
    if wrong := wrong_url(url):
        raise HomeError(f"move: {wrong}")
    return Away(move(source, url), warehouse_line(shown(url)))
