"""A warehouse → another, empty one, on either engine: every row, in one transaction, and then compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, Table, bindparam, func, or_, select, update

from warehouse import audit
from warehouse.engines import POSTGRESQL
from warehouse.errors import WarehouseError, opening
from warehouse.inventory import Digest, Inventory, difference, parts, streamed, take_inventory
from warehouse.revisions import bring_to_head
from warehouse.schema import check_empty, sqlite_file
from warehouse.store import Warehouse, insert_rows
from warehouse.tables import metadata

_NUL, _NO_LETTER = "\0", "�"  # what PostgreSQL keeps in no text


@dataclass(frozen=True)
class Moved:
    """``held``: what both hold. ``left_behind``: whether somebody wrote to the old one meanwhile: the new one lacks
    that."""

    held: Inventory
    left_behind: bool


def move(source: Warehouse, url: str) -> Moved:
    """Copies all that ``source`` holds as of one moment. Occupied where the target is not empty, WarehouseError where
    it does not hold the same in the end: it is then empty as before. The source is never changed."""
    with _target(url) as target:
        with source.read() as old, target.rebuilding() as new:
            bring_to_head(new)
            digests = {table.name: _copy(old, new, table) for table in metadata.sorted_tables}
            held = take_inventory(old)
            _check(target, new, digests, held)
        with source.read() as now:
            return Moved(held, take_inventory(now) != held)


@contextmanager
def _target(url: str) -> Iterator[Warehouse]:
    """An empty database; where it was a file that was not there and is not filled, it is gone again."""
    file = sqlite_file(url)
    new = file is not None and not file.exists()
    with opening(url, "cannot be filled", "nothing was kept there; see to its server or its disk, then move again"):
        target = Warehouse.connect(url)
        try:
            with target.read() as connection:
                check_empty(target, connection)
            yield target
            new = False
        finally:
            target.close()
            if file and new:
                for suffix in ("", "-wal", "-shm"):
                    file.with_name(file.name + suffix).unlink(missing_ok=True)


def _copy(old: Connection, new: Connection, table: Table) -> str:
    """Copies a table; the digest of its rows. Rows may refer to each other in any order: what refers within the table
    is set when all are there."""
    within = [one for one in table.columns if any(key.column.table is table for key in one.foreign_keys)]
    names = [one.name for one in table.columns]
    later = frozenset(names.index(one.name) for one in within)
    digest = Digest()
    for rows in parts(old, select(table)):
        kept = [_as_kept(new, row) for row in rows]
        for row in kept:
            digest.add(row)
        insert_rows(new, table, names, ([None if at in later else one for at, one in enumerate(row)] for row in kept))
    if within:
        _refer(old, new, table, within)
    _number_on(new, table)
    return digest.hex


def _as_kept(new: Connection, row: Sequence[Any]) -> list[Any]:
    """A row as the new engine keeps it."""
    if new.dialect.name == POSTGRESQL:
        return [one.replace(_NUL, _NO_LETTER) if isinstance(one, str) else one for one in row]
    return [str(one) if isinstance(one, date) else one for one in row]


def _refer(old: Connection, new: Connection, table: Table, within: Sequence[Column[Any]]) -> None:
    (key,) = table.primary_key.columns
    query = select(key, *within).where(or_(*(column.is_not(None) for column in within)))
    values: dict[str, Any] = {column.name: bindparam(f"_{column.name}") for column in within}
    statement = update(table).where(key == bindparam("_key")).values(values)
    names = ["_key", *(f"_{name}" for name in values)]
    for rows in parts(old, query):
        new.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])


def _number_on(new: Connection, table: Table) -> None:
    """PostgreSQL numbers the next row by a sequence, which knows nothing of rows that came with their numbers."""
    numbered = table.autoincrement_column
    if numbered is None or new.dialect.name != POSTGRESQL:
        return
    newest = new.scalar(select(func.max(numbered)))
    if newest is not None:
        quoted = new.dialect.identifier_preparer.format_table(table)
        new.execute(select(func.setval(func.pg_get_serial_sequence(quoted, numbered.name), newest)))


def _check(target: Warehouse, new: Connection, digests: Mapping[str, str], held: Inventory) -> None:
    """WarehouseError where not every row of every table, every figure and the audit came over as it was."""
    wrong = difference(held, take_inventory(new))
    for table in metadata.sorted_tables:
        digest = Digest()
        for row in streamed(new, select(table)):
            digest.add(row)
        if digest.hex != digests[table.name] or digest.count != held.rows[table.name]:
            wrong = wrong or f"table {table.name} has other rows"
    if wrong is None and audit.broken_at(new) is not None:
        wrong = "the audit's chain is broken"
    if wrong:
        raise WarehouseError(f"{target}: after the copy, {wrong}; nothing was kept there; report this")
