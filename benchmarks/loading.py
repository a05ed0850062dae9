"""Loading a batch's observations: the driver's executemany against Polars' write_database, in turn.

``python -m benchmarks.loading`` prints rows a second of each and their ratio; median of five.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
from sqlalchemy import Connection

from warehouse.store import Warehouse, insert_rows, now
from warehouse.tables import outbox

ROWS, RUNS = 100_000, 5


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


def _seconds(load: Callable[[Connection, pl.DataFrame], None], frame: pl.DataFrame) -> float:
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Warehouse.open(f"sqlite:///{Path(folder) / 'bench.db'}")
        start = time.perf_counter()
        with warehouse.write() as connection:
            load(connection, frame)
        taken = time.perf_counter() - start
        warehouse.close()
    return taken


def main() -> None:
    frame = _frame()
    pairs = [(_seconds(by_driver, frame), _seconds(by_polars, frame)) for _ in range(RUNS)]
    driver, polars = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(other / ours for ours, other in pairs)
    print(f"executemany {ROWS / driver:,.0f} rows/s; write_database {ROWS / polars:,.0f} rows/s; ratio {ratio:.1f}")


if __name__ == "__main__":
    main()
