"""An older schema → this soket's, in one transaction that keeps every figure of every close, or does nothing."""

from __future__ import annotations

from collections.abc import Mapping

from warehouse import audit
from warehouse.errors import WarehouseError, of_another_schema, opening
from warehouse.inventory import Inventory, difference, take_inventory
from warehouse.revisions import HEAD, bring_to_head, known_schemas
from warehouse.store import Warehouse, schema_version


class Changed(WarehouseError):
    """What must stay the same would not: nothing was done. One line."""


def upgrade(url: str, backed_up: Inventory, who: str, under: Mapping[str, str] | None = None) -> None:
    """Brings the schema to this soket's. Changed where the warehouse does not hold what its backup holds, or would not
    hold the same afterwards; it is then as it was."""
    with opening(url, "cannot be brought up to date", "nothing was changed; stop other runs, then run it again"):
        warehouse = Warehouse.connect(url, under)
        try:
            _upgrade(warehouse, backed_up, who)
        finally:
            warehouse.close()


def _upgrade(warehouse: Warehouse, backed_up: Inventory, who: str) -> None:
    with warehouse.rebuilding() as connection:
        version = schema_version(connection)
        if version not in known_schemas():
            raise of_another_schema(str(warehouse), str(version))
        before = take_inventory(connection)
        if before != backed_up:
            raise Changed(
                f"{warehouse}: was written to after its backup was made; nothing was changed; "
                "stop other runs, then run 'soket migrate' again"
            )
        bring_to_head(connection)
        lost = difference(before, take_inventory(connection, before.columns))
        if lost:
            raise Changed(
                f"{warehouse}: after the upgrade from {version} to {HEAD}, {lost}; it was rolled back "
                "and stands as before; use the version of soket that wrote it, and report this"
            )
        connection.execution_options(under=warehouse.under)
        audit.record(connection, who, "migrate", HEAD, {"from": version})
