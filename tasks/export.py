"""A closed version → files for other tools: a table each of figures, values, submissions, findings and units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import polars.selectors as cs

from domain.half_year import HalfYear
from tasks.export_words import TABLES, readme
from tasks.home import Home
from tasks.known import closed
from tasks.registry import HomeError
from tasks.workplace import sync_file, sync_folder, workplace
from warehouse.closes import Close
from warehouse.views import rows_of

_README = "README.txt"
_OURS = frozenset((_README, *(f"{name}.{kind}" for name in TABLES for kind in ("csv", "parquet"))))
_FORMULA = r"^([=+\-@\t\r])"  # what Excel would work out instead of showing


@dataclass(frozen=True)
class Exported:
    """``rows``: how many each table has."""

    folder: Path
    close: Close
    rows: Mapping[str, int]


def export(home: Home, period: HalfYear, to: Path, version: int | None = None) -> Exported:
    """Fills the folder ``to``, whole or not at all; it takes the place of an earlier export. NeverClosed where there is
    no such version, HomeError where something else lies there."""
    with home.warehouse.read() as connection:
        close = closed(connection, period, version)
        tables = {name: rows_of(connection, f"v_{name}", close) for name in TABLES}
    to = to.resolve()
    _check_place(to)
    to.parent.mkdir(parents=True, exist_ok=True)
    with workplace(to.parent, "export") as folder:
        made = folder / "new"
        _write(made, close, tables)
        if to.exists():
            to.rename(folder / "old")
        made.rename(to)
        sync_folder(to.parent)
    return Exported(to, close, {name: len(rows) for name, rows in tables.items()})


def _check_place(to: Path) -> None:
    if not to.exists():
        return
    others = sorted({one.name for one in to.iterdir()} - _OURS) if to.is_dir() else [to.name]
    if others:
        raise HomeError(f"{to}: holds {others[0]!r}, which is of no export; choose a new or an empty folder")


def _write(folder: Path, close: Close, tables: Mapping[str, pl.DataFrame]) -> None:
    folder.mkdir()
    for name, rows in tables.items():
        rows.write_parquet(folder / f"{name}.parquet")
        shown = rows.with_columns(cs.string().str.replace(_FORMULA, "'$1"))
        shown.write_csv(folder / f"{name}.csv", include_bom=True)
    columns = {name: rows.columns for name, rows in tables.items()}
    text = readme(close.period, close.version, columns)
    (folder / _README).write_text(text, encoding="utf-8-sig", newline="\r\n")
    for path in folder.iterdir():
        sync_file(path)
    sync_folder(folder)
