"""What a warehouse holds, so that it can be told whether another, or itself after a change, holds the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, MetaData, Select, Table, func, inspect, literal, select

_OF_A_CLOSE = {"close": "id", "close_section": "close_id", "close_exception": "close_id", "figure": "close_id"}
#: The table and the column that names bytes, and what they are: a column that tells it, or the name itself.
_IN_RAW = (
    ("lineage", "sha256", "lineage.csv"),
    ("targets", "sha256", "targets.csv"),
    ("registry", "sha256", "units.csv"),
    ("sighting", "sha256", "path"),
    ("file", "sha256", "path"),
    ("close", "report_sha256", "period"),
    ("edition", "sha256", "an issued report"),
    ("edition", "scan", "a signed report"),
    ("wording", "source", "period"),
)
_AT_ONCE = 2_000  # rows in memory
_WHOLE = 1 << 256


@dataclass(frozen=True)
class Inventory:
    """``rows``: how many each table has. ``closes``: each closed version by its name, and a digest of all its figures
    and of what they were made from. ``columns``: of what the digests were taken. ``audit``: the audit's head."""

    rows: Mapping[str, int]
    closes: Mapping[str, str]
    columns: Mapping[str, tuple[str, ...]]
    audit: str


class Digest:
    """A digest of rows in whatever order: engines sort texts differently."""

    def __init__(self) -> None:
        self._sum = 0
        self.count = 0

    def add(self, row: Iterable[Any]) -> None:
        told = json.dumps(list(row), ensure_ascii=False, default=str)
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(told.encode()).digest())) % _WHOLE
        self.count += 1

    @property
    def hex(self) -> str:
        return f"{self._sum:064x}"


def take_inventory(connection: Connection, columns: Mapping[str, Sequence[str]] | None = None) -> Inventory:
    """What stands there, of any schema. ``columns``: those to take the digests of, where they were taken before."""
    tables = {name: _as_it_is(connection, name) for name in _tables(connection)}
    taken = columns or {name: tuple(tables[name].columns.keys()) for name in _OF_A_CLOSE if name in tables}
    audit = tables.get("audit")
    head = audit is not None and connection.scalar(select(audit.c.hash).order_by(audit.c.id.desc()).limit(1))
    return Inventory(
        rows={name: int(connection.scalar(select(func.count()).select_from(one)) or 0) for name, one in tables.items()},
        closes=_closes(connection, tables, taken),
        columns={name: tuple(of) for name, of in taken.items()},
        audit=head or "",
    )


def _tables(connection: Connection) -> list[str]:
    return sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})


def _as_it_is(connection: Connection, name: str) -> Table:
    return Table(name, MetaData(), autoload_with=connection, resolve_fks=False)


def _closes(
    connection: Connection, tables: Mapping[str, Table], columns: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    digests: dict[int, Digest] = {}
    for name, of in columns.items():
        table = tables[name]
        query = select(table.c[_OF_A_CLOSE[name]], *[table.c[column] for column in of if column in table.c])
        for close_id, *row in streamed(connection, query):
            digests.setdefault(close_id, Digest()).add([name, *row])
    close = tables.get("close")
    if close is None:
        return {}
    named = connection.execute(select(close.c.id, close.c.period, close.c.version).order_by(close.c.id))
    return {f"{period} version {version}": digests[close_id].hex for close_id, period, version in named}


def parts(connection: Connection, query: Select[Any]) -> Iterator[Sequence[Sequence[Any]]]:
    """A query's rows, a few at a time: no more of them are in memory."""
    yield from connection.execute(query.execution_options(yield_per=_AT_ONCE)).partitions()


def streamed(connection: Connection, query: Select[Any]) -> Iterator[Sequence[Any]]:
    """A query's rows one by one, a few in memory."""
    for rows in parts(connection, query):
        yield from rows


def difference(before: Inventory, after: Inventory) -> str | None:
    """The first thing that is not as it was before, in words; None where nothing is lost or changed. A table may have
    come to it, or rows."""
    for name, digest in before.closes.items():
        if after.closes.get(name) != digest:
            return f"the figures of {name} are not the same"
    if after.closes.keys() - before.closes.keys():
        return f"{', '.join(sorted(after.closes.keys() - before.closes.keys()))} was not closed before"
    for name, count in before.rows.items():
        if name in after.rows and after.rows[name] < count:
            return f"table {name} has {after.rows[name]} rows, and had {count}"
    return None if after.audit == before.audit else "the audit does not end as it did"


def raw_named(connection: Connection) -> dict[str, str]:
    """All bytes that the warehouse refers to, of any schema: their name under ``raw/``, and what they are."""
    there = set(_tables(connection))
    named: dict[str, str] = {}
    for table, column, what in _IN_RAW:
        if table in there:
            of = _as_it_is(connection, table)
            told = of.c[what] if what in of.c else literal(what)
            query = select(of.c[column], told).where(of.c[column].is_not(None))
            named.update((name, is_what) for name, is_what in connection.execute(query))
    return named
