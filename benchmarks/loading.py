"""Loading a batch's observations: what the driver does fastest, against another way, on each engine and in turn.

``python -m benchmarks.loading`` prints rows a second of each and their ratio; median of five.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
from sqlalchemy import Connection, insert

from tests.engines import Engine
from tests.postgres import postgres_of
from warehouse.engines import POSTGRESQL, SQLITE
from warehouse.store import Warehouse, insert_rows, now
from warehouse.tables import outbox

ROWS, RUNS = 100_000, 5
Load = Callable[[Connection, pl.DataFrame], None]


def _frame() -> pl.DataFrame:
    numbers = pl.int_range(ROWS, eager=True)
    return pl.DataFrame(
        {
            "created_at": [now()] * ROWS,
            "event": ["bench"] * ROWS,
            "cause": numbers.cast(pl.String),
            "payload": pl.select(pl.concat_str(pl.lit("value "), numbers.cast(pl.String))).to_series(),
        }
    )


def by_driver(connection: Connection, frame: pl.DataFrame) -> None:
    insert_rows(connection, outbox, frame.columns, frame.iter_rows())


def by_polars(connection: Connection, frame: pl.DataFrame) -> None:
    frame.write_database("outbox", connection, if_table_exists="append")


def by_statements(connection: Connection, frame: pl.DataFrame) -> None:
    connection.execute(insert(outbox), frame.to_dicts())


def _seconds(load: Load, frame: pl.DataFrame, engine: Engine) -> float:
    with tempfile.TemporaryDirectory() as folder:
        url = engine.empty(Path(folder))
        warehouse = Warehouse.open(url)
        start = time.perf_counter()
        with warehouse.write() as connection:
            load(connection, frame)
        taken = time.perf_counter() - start
        warehouse.close()
        engine.drop(url)
    return taken


def _compared(engine: Engine, ours: str, other: str, way: Load, frame: pl.DataFrame) -> None:
    pairs = [(_seconds(by_driver, frame, engine), _seconds(way, frame, engine)) for _ in range(RUNS)]
    fast, slow = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(theirs / own for own, theirs in pairs)
    print(f"{engine.name}: {ours} {ROWS / fast:,.0f} rows/s; {other} {ROWS / slow:,.0f} rows/s; ratio {ratio:.1f}")


def main() -> None:
    frame = _frame()
    _compared(Engine(SQLITE), "executemany", "write_database", by_polars, frame)
    with tempfile.TemporaryDirectory() as folder:
        server = Engine(POSTGRESQL, postgres_of(Path(folder)))
        _compared(server, "COPY", "executemany", by_statements, frame)


if __name__ == "__main__":
    main()
