"""targets.csv → what units plan to reach in a year."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from domain.catalogue import Catalogue, Indicator
from domain.target import Target
from domain.unit import Unit
from domain.vietnamese import LARGEST, tidy
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
