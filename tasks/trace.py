"""A printed figure → the cells that it adds up: file, sheet and cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from domain.catalogue import Indicator
from domain.citation import Citation, Shown
from domain.figure import ALL, ITSELF, YEAR, Figure, Figures
from domain.half_year import HalfYear
from domain.unit import Unit
from tasks.compute import components, registry_units, whole_rows
from tasks.home import REGISTRY, Home
from tasks.known import NEWEST, Known, Which, closed, known
from tasks.look import find_indicator
from warehouse import closes, current, frozen
from warehouse.closes import Close
from warehouse.store import Connection

_OF_BOTH = (Shown.CHANGE, Shown.POINTS, Shown.PLAN, Shown.UNITS)  # what is said of a figure beside another


@dataclass(frozen=True)
class Trace:
    """A figure of a period and the cells that it adds up: unit, file, sha256, sheet, cell, value."""

    period: str
    version: int | None
    indicator: str
    value: int | None
    cells: list[dict[str, Any]]


def trace(home: Home, period: HalfYear, code: str, which: Which = NEWEST, scope: str = ALL) -> Trace:
    """Walks the total over all units, or a unit's own value, back to its cells. A registry figure walks to rows of
    units.csv."""
    indicator = find_indicator(home, code)
    with home.warehouse.read() as connection:
        found = known(home, period, which, connection)
        figure = Figures.from_frame(_figures(found, scope, connection)).find(code, scope=scope)
        units = [unit for unit in found.units if scope in (ALL, f"{unit.id}")]
        if indicator.source == "registry":
            cells = _registry_cells(registry_units(units, indicator), found.registry)
        else:
            summed = components(home.catalogue, code)
            values = current.period_values(connection, str(period), found.sections, indicators=summed)
            cells = _cells(home, values, units, indicator, figure)
    version = found.close.version if found.close else None
    return Trace(str(period), version, code, figure.value if figure else None, cells)


def trace_key(home: Home, citation: Citation) -> list[Trace]:
    """Every figure that a report's figure is made of, walked back: of a change both, of a share part and whole, of a
    year both halves. NeverClosed where its version is not there."""
    with home.warehouse.read() as connection:
        close = closed(connection, HalfYear.parse(citation.period), citation.version)
        of = list(dict.fromkeys(_closes(home, citation, close, connection)))
    named = [one.of for one in home.catalogue.national if one.indicator == citation.figure.indicator]
    wholes = named if citation.shown == Shown.NATIONAL else [citation.whole]
    codes = [code for code in dict.fromkeys((citation.figure.indicator, *wholes)) if code]
    return [
        trace(home, HalfYear.parse(one.period), code, Which(one.version), citation.figure.scope)
        for one in of
        for code in codes
    ]


def _closes(home: Home, citation: Citation, close: Close, connection: Connection) -> Iterator[Close]:
    """The closes whose figures are in it; a flow's year adds up the halves of each."""
    of = _printed(citation, close, connection) if citation.printed_in else _compared(citation, close, connection)
    flows = find_indicator(home, citation.figure.indicator).kind == "P"
    for one in of:
        yield one
        if flows and citation.figure.span == YEAR:
            first = closes.compared_by(connection, one.id).get(ITSELF)
            yield from [first] if first else []


def _compared(citation: Citation, close: Close, connection: Connection) -> Iterator[Close]:
    comparison = citation.figure.comparison
    if comparison == ITSELF or citation.shown in _OF_BOTH:
        yield close
    if comparison != ITSELF and (earlier := closes.compared_by(connection, close.id).get(comparison)):
        yield earlier


def _printed(citation: Citation, close: Close, connection: Connection) -> Iterator[Close]:
    """A restated figure's: as it was printed, as it is now, or both."""
    code, _, version = citation.printed_in.partition(".")
    if citation.shown != Shown.VALUE:
        yield closed(connection, HalfYear.parse(code), int(version))
    if citation.shown != Shown.BEFORE:
        compared = {one.period: one for one in closes.compared_closes(connection, close.id)}
        yield compared.get(code, close)


def _figures(found: Known, scope: str, connection: Connection) -> pl.DataFrame:
    if scope == ALL or found.close is None:
        return found.totals
    return frozen.figures_of(connection, found.close.id, scope=scope)


def _registry_cells(units: Iterable[Unit], sha256: str | None) -> list[dict[str, Any]]:
    return [
        {"unit": u.code, "file": REGISTRY, "sha256": sha256, "sheet": None, "cell": f"dòng {u.row}", "value": 1}
        for u in units
    ]


def _cells(
    home: Home, values: pl.DataFrame, units: Sequence[Unit], indicator: Indicator, figure: Figure | None
) -> list[dict[str, Any]]:
    summed = components(home.catalogue, indicator.code)
    asked = {unit.id for unit in units if unit.kind in indicator.reported_by}
    of_units = values.filter(pl.col("indicator").is_in(summed) & pl.col("unit_id").is_in(list(asked)))
    whole = whole_rows(of_units, home.catalogue)
    rows = whole.filter(pl.col("value").is_not_null().all().over("unit_id", "indicator", "of_year"))
    if len(summed) > 1:
        rows = rows.filter(pl.col("indicator").n_unique().over("unit_id") == len(summed))
    elif figure is not None and figure.of_year is not None:
        rows = rows.filter(pl.col("of_year") == figure.of_year)
    shown = rows.sort("unit_id", maintain_order=True).with_columns(
        sheet=pl.when(pl.col("sheet") == "").then(None).otherwise(pl.col("sheet"))
    )
    return shown.select("unit", "file", "sha256", "sheet", "cell", "value").to_dicts()
