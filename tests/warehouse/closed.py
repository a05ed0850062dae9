"""Versions of a small warehouse's period."""

from __future__ import annotations

from typing import Any

import polars as pl

from domain.figure import FIGURES
from tests.warehouse.kept import DATES, PERIOD, SmallWarehouse
from warehouse import closes, frozen

MEMBERS = ("hoi_vien", "all", None, 500, 2, 1)


def figures(*rows: tuple[Any, ...]) -> pl.DataFrame:
    """Indicator, scope, of_year, value, expected and counted."""
    filled = [
        (indicator, "", scope, "", "half", year, value, expected, counted, "done")
        for indicator, scope, year, value, expected, counted in rows
    ]
    frame = pl.DataFrame(filled, schema=FIGURES, orient="row")
    return frame.with_columns(compared_close=pl.lit(None, pl.Int64))


def values_of(kept: SmallWarehouse, version: int = 1) -> dict[str, Any]:
    """The columns of a close that are told."""
    return {
        "period": PERIOD,
        "version": version,
        "closed_by": "Thư ký",
        "reason": "đã đôn đốc",
        "catalogue": kept.version,
        "registry": "a" * 64,
        "cut_off": DATES.cut_off,
        "signing": DATES.signing,
        "expected": 2,
        "received": 1,
    }


def freeze(kept: SmallWarehouse, version: int = 1, made: pl.DataFrame | None = None, passed: Any = None) -> int:
    with kept.warehouse.write() as connection:
        sections = list(connection.scalars(frozen.counted_sections(PERIOD)))
        made = figures(MEMBERS) if made is None else made
        close = closes.write_version(connection, values_of(kept, version), made, sections, passed or {})
        return closes.seal(connection, close, passed or {}, {}).id
