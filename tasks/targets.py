"""targets.csv → what units plan to reach in a year, and the figures of it that are frozen with a close."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl

from domain.catalogue import Catalogue, Indicator
from domain.figure import ALL, FIGURES, PLAN, YEAR
from domain.half_year import HalfYear
from domain.observation import Basis
from domain.target import Target
from domain.unit import Unit
from domain.vietnamese import LARGEST, tidy
from tasks.compute import expected_units
from tasks.registry import HomeError, read_table

_COLUMNS = ("unit", "indicator", "year", "value", "source")
_ID = re.compile(r"id: ?([0-9]{1,9})")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_VALUE = re.compile(r"[0-9]{1,13}")


def read_targets(data: bytes, source: Path, units: Sequence[Unit], catalogue: Catalogue) -> tuple[Target, ...]:
    """targets.csv → its targets. HomeError names the first line that cannot be used."""
    seen: dict[tuple[int | None, str, int], int] = {}
    targets = []
    for number, cells in read_table(data, source, _COLUMNS):
        target = _target(cells, f"{source}, line {number}", number, units, catalogue)
        first = seen.setdefault((target.unit_id, target.indicator, target.year), number)
        if first != number:
            whose = f"unit {cells['unit']}" if cells["unit"] else "the association"
            raise HomeError(
                f"{source}, line {number}: a target of {whose} for {target.indicator} in {target.year} is given on "
                f"line {first} already; wanted one line"
            )
        targets.append(target)
    return tuple(targets)


def _target(cells: Mapping[str, str], where: str, number: int, units: Sequence[Unit], catalogue: Catalogue) -> Target:
    indicator = _indicator(cells["indicator"], where, catalogue)
    if not _YEAR.fullmatch(cells["year"]):
        raise HomeError(f"{where}: saw the year {cells['year']!r:.40}; wanted four digits, such as 2026")
    year = int(cells["year"])
    unit = _unit(cells["unit"], year, where, units) if cells["unit"] else None
    if unit is not None:
        _check_reports(unit, indicator, where)
    if not _VALUE.fullmatch(cells["value"]) or int(cells["value"]) > LARGEST:
        raise HomeError(
            f"{where}: saw the value {cells['value']!r:.40}; wanted a whole number in {indicator.unit}, not negative, "
            "in digits alone, such as 12000"
        )
    source = tidy(cells["source"])
    if not source:
        raise HomeError(
            f'{where}: source is empty; wanted where the target is laid down, such as "QĐ 12/QĐ-HKH ngày 15/01/2026"'
        )
    return Target(unit.id if unit else None, indicator.code, year, int(cells["value"]), source, number)


def _indicator(code: str, where: str, catalogue: Catalogue) -> Indicator:
    """One that makes figures; of one that makes none nothing could be set against a target."""
    indicator = catalogue.indicator_by_code.get(code)
    if indicator is None:
        near = difflib.get_close_matches(code, catalogue.indicator_by_code, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "indicators.toml lists them"
        raise HomeError(f"{where}: indicator {code!r:.80}: the catalogue has none of this code; {hint}")
    if not indicator.reported_by:
        raise HomeError(
            f"{where}: indicator {code!r} makes no figure; wanted one that does (indicators.toml lists them)"
        )
    return indicator


def _unit(text: str, year: int, where: str, units: Iterable[Unit]) -> Unit:
    """The one unit that an id or a code names in that year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    given = _ID.fullmatch(text)
    named = [one for one in units if (one.id == int(given[1]) if given else one.code == text)]
    if not named:
        raise HomeError(f"{where}: unit {text!r:.80} is not in units.csv; wanted a code, id:NUMBER, or nothing for all")
    there = [one for one in named if one.valid_within(first, last)]
    if not there:
        raise HomeError(f"{where}: unit {text!r} is not valid in {year} (valid_from, valid_to in units.csv)")
    if len(there) > 1:
        holders = ", ".join(f"id:{one.id} ({one.name})" for one in there)
        raise HomeError(f"{where}: in {year} code {text!r} is of more than one unit; wanted one of {holders}")
    return there[0]


def _check_reports(unit: Unit, indicator: Indicator, where: str) -> None:
    if indicator.source == "registry":
        raise HomeError(
            f"{where}: indicator {indicator.code!r} counts the units themselves; wanted no unit: the target of all"
        )
    if unit.kind not in indicator.reported_by:
        raise HomeError(
            f"{where}: unit {unit.code} is of kind {unit.kind!r}, which does not report {indicator.code!r}; wanted a "
            f"unit of kind {', '.join(indicator.reported_by)}"
        )


def with_plan(
    figures: pl.DataFrame, targets: Iterable[Target], units: Sequence[Unit], catalogue: Catalogue, period: HalfYear
) -> pl.DataFrame:
    """Adds the targets of the period's year to figures that have the column ``compared_close``: each unit's, and over
    all units the association's own, else the sum of theirs, with how many units it is short of. A target of 0 is one
    that is not assigned yet, and is not counted."""
    of_year = [one for one in targets if one.year == period.year]
    here = {unit.id: unit for unit in units}
    expected = expected_units(units, catalogue)
    rows = []
    for code in dict.fromkeys(one.indicator for one in of_year):
        named = [one for one in of_year if one.indicator == code]
        own = next((one for one in named if one.unit_id is None), None)
        theirs = {one.unit_id: one.value for one in named if one.unit_id in here}
        rows += [_row(code, str(unit_id), value, 1, 1) for unit_id, value in theirs.items()]
        if own is not None:
            rows.append(_row(code, ALL, own.value, expected[code], expected[code]))
        elif theirs:
            counted = [id_ for id_, value in theirs.items() if value and here[id_].kind in catalogue.expected_kinds]
            rows.append(_row(code, ALL, sum(theirs.values()), expected[code], len(counted)))
    whole = pl.concat([figures, pl.DataFrame(rows, schema=FIGURES, orient="row")], how="diagonal")
    return whole.with_columns(pl.col("apportioned").fill_null(False)) if "apportioned" in figures.columns else whole


def _row(code: str, scope: str, value: int, expected: int, counted: int) -> tuple[object, ...]:
    return (code, "", scope, PLAN, YEAR, None, value, expected, counted, Basis.DONE)
