"""The catalogue → one prefilled workbook per unit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from domain.figure import HALF, Figures
from domain.half_year import HalfYear
from domain.unit import Unit
from outputs.blank_form import blank_form
from outputs.form_plan import Filling
from tasks.home import Home
from tasks.raw import store_raw, write_whole
from tasks.receive import make_folders
from warehouse import closes, inboxes, ledger


def write_forms(home: Home, period: HalfYear) -> tuple[Path, int]:
    """forms/PERIOD/<unit>.xlsx with the unit's name, the period and its last figures; where, how many."""
    folder = home.path / "forms" / str(period)
    folder.mkdir(parents=True, exist_ok=True)
    earlier = _earlier(home, period)
    units = home.units_on(home.dates(period).cut_off)
    slugs = _slugs(home)
    for unit in units:
        write_whole(
            folder / f"{slugs[unit.id]}.xlsx", blank_form(home.catalogue, _filling(home, unit, period, earlier))
        )
    return folder, len(units)


def _slugs(home: Home) -> dict[int, str]:
    registry = store_raw(home, home.registry_bytes)
    with home.warehouse.write() as connection:
        ledger.keep_units(connection, home.units, registry)
        folders, known = ledger.folders(connection), inboxes.known_sightings(connection)
    make_folders(home, folders, known)
    return {unit_id: slug for slug, unit_id in folders.items()}


def _earlier(home: Home, period: HalfYear) -> dict[HalfYear, Figures]:
    wanted = {period.same_half_last_year, period.previous}
    with home.warehouse.read() as connection:
        found = {half: closes.find_close(connection, str(half)) for half in wanted}
        return {
            half: Figures.from_frame(closes.frozen_figures(connection, close.id))
            for half, close in found.items()
            if close
        }


def _filling(home: Home, unit: Unit, period: HalfYear, earlier: Mapping[HalfYear, Figures]) -> Filling:
    cut_off = home.dates(period).cut_off
    before = earlier.get(period.previous)
    return Filling(
        unit_name=unit.name,
        unit_code=unit.code,
        kind=unit.kind,
        period=period.words,
        cut_off=f"{cut_off:%d/%m/%Y}",
        same_half=_values(home, unit, earlier.get(period.same_half_last_year)),
        first_half=_values(home, unit, before) if period.half == 2 else {},
        carried=_carried(home, unit, before),
    )


def _values(home: Home, unit: Unit, figures: Figures | None) -> dict[str, int]:
    """Field key → the unit's own figure."""
    values: dict[str, int] = {}
    for key, field in home.catalogue.field_by_key.items() if figures else ():
        if figures and field.indicator and field.role == "value":
            figure = figures.find(field.indicator, breakdown=field.breakdown, scope=str(unit.id), span=HALF)
            if figure and figure.value is not None:
                values[key] = figure.value
    return values


def _carried(home: Home, unit: Unit, before: Figures | None) -> dict[str, int]:
    """What a locked opening carries over from the half before: field key → the closing figure."""
    carried: dict[str, int] = {}
    for form in home.catalogue.forms:
        for row in form.rows:
            value = before.value(row.carries, scope=str(unit.id)) if before and row.carries else None
            if value is not None:
                carried.update({f"{form.code}.{row.code}.{column}": value for column in row.measures})
    return carried
