"""The catalogue → one prefilled workbook per unit, and the letter that goes with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from domain.half_year import HalfYear
from domain.unit import Unit
from outputs.blank_form import blank_form
from outputs.covering_letter import CoveringLetter, write_covering_letter
from outputs.form_plan import Filling
from tasks.gate import deadline
from tasks.home import Home
from tasks.raw import store_raw, write_whole
from tasks.receive import make_folders
from tasks.scan import REPLIES
from warehouse import closes, current, inboxes, ledger

_Answers = dict[int, dict[str, int]]


def write_forms(home: Home, period: HalfYear) -> tuple[Path, int]:
    """forms/PERIOD/<unit>.xlsx with the unit's name, the period and its last figures, and <unit>.docx, the
    covering letter; where, and for how many units."""
    folder = home.path / "forms" / str(period)
    folder.mkdir(parents=True, exist_ok=True)
    earlier = _earlier(home, period)
    units = home.units_on(home.dates(period).cut_off)
    slugs = _slugs(home)
    for unit in units:
        slug = slugs[unit.id]
        write_whole(folder / f"{slug}.xlsx", blank_form(home.catalogue, _filling(home, unit, period, earlier)))
        write_whole(folder / f"{slug}.docx", write_covering_letter(_letter(home, unit, slug, period)))
    return folder, len(units)


def _slugs(home: Home) -> dict[int, str]:
    registry = store_raw(home, home.registry_bytes)
    with home.warehouse.write() as connection:
        ledger.keep_units(connection, home.units, registry)
        folders, known = ledger.folders(connection), inboxes.known_sightings(connection)
    make_folders(home, folders, known)
    return {unit_id: slug for slug, unit_id in folders.items()}


def _earlier(home: Home, period: HalfYear) -> dict[HalfYear, _Answers]:
    """What units stand by of the halves before that have been closed: half → unit → field key → value.

    Their own answers, corrections after the close included: what they send is judged against the same.
    """
    earlier: dict[HalfYear, _Answers] = {}
    with home.warehouse.read() as connection:
        for half in {period.same_half_last_year, period.previous}:
            if closes.find_close(connection, str(half)):
                earlier[half] = _by_field(home, current.unit_values(connection, str(half)))
    return earlier


def _by_field(home: Home, values: pl.DataFrame) -> _Answers:
    """UNIT_VALUES → unit → field key → value; the year of a value stands under the field that asks for it."""
    fields = [field for field in home.catalogue.field_by_key.values() if field.indicator and field.row != "*"]
    places = {(one.indicator, one.breakdown): one for one in fields if one.role == "value"}
    years = {f"{one.form}.{one.row}.{one.of}": one.key for one in fields if one.role == "year"}
    answers: _Answers = {}
    for row in values.iter_rows(named=True):
        field = places.get((row["indicator"], row["breakdown"]))
        if field is None or row["value"] is None:
            continue
        own = answers.setdefault(row["unit_id"], {})
        own[field.key] = row["value"]
        if field.key in years and row["of_year"]:
            own[years[field.key]] = row["of_year"]
    return answers


def _filling(home: Home, unit: Unit, period: HalfYear, earlier: Mapping[HalfYear, _Answers]) -> Filling:
    last = earlier.get(period.previous, {}).get(unit.id, {})
    return Filling(
        unit_name=unit.name,
        unit_code=unit.code,
        kind=unit.kind,
        period=period.words,
        cut_off=f"{home.dates(period).cut_off:%d/%m/%Y}",
        same_half=earlier.get(period.same_half_last_year, {}).get(unit.id, {}),
        last=last,
        first_half=last if period.half == 2 else {},
        carried=dict(_carried(home, last)),
    )


def _carried(home: Home, last: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """What a locked opening carries over from the half before: field key and the closing figure."""
    closing = {
        field.indicator: last[key]
        for key, field in home.catalogue.field_by_key.items()
        if key in last and field.role == "value" and not field.breakdown
    }
    for form in home.catalogue.forms:
        for row in form.rows:
            if row.carries in closing:
                yield from ((f"{form.code}.{row.code}.{column}", closing[row.carries]) for column in row.measures)


def _letter(home: Home, unit: Unit, slug: str, period: HalfYear) -> CoveringLetter:
    dates = home.dates(period)
    return CoveringLetter(
        association=home.settings.association,
        unit_name=unit.name,
        period=period.words,
        cut_off=dates.cut_off,
        deadline=deadline(home, period),
        forms=tuple((form.sheet, form.name) for form in home.catalogue.forms_for(unit.kind)),
        workbook=f"{slug}.xlsx",
        folder=slug,
        replies=REPLIES,
        number=dates.letter,
        day=dates.letter_date,
    )
