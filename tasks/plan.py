"""What units plan to reach in a year → the figures of it that are frozen with a close."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from domain.catalogue import Catalogue, Indicator
from domain.figure import ALL, FIGURES, PLAN, YEAR
from domain.half_year import HalfYear
from domain.lineage import Lineage
from domain.observation import Basis
from domain.target import Target
from domain.unit import Unit
from tasks.compute import expected_units


@dataclass(frozen=True)
class YearsUnits:
    """All units that there have been, and where those of the year of ``until`` have gone since its first day."""

    units: Sequence[Unit]
    lineage: Lineage
    until: date

    def of(self, indicator: Indicator) -> dict[int, list[int | None]]:
        """Unit of ``until`` → the units whose plans for an indicator are its own now; None among them: it took over a
        part, and nobody can say how much of that one's plan."""
        first = date(self.until.year, 1, 1)
        reporting = [unit for unit in self.units if unit.kind in indicator.reported_by]
        of_year = {unit.id: unit for unit in reporting if unit.valid_within(first, self.until)}
        found: dict[int, list[int | None]] = {}
        for id_, course in self.lineage.courses(of_year, first, self.until).items():
            for to, share in course.items():
                if to != id_ or of_year[id_].valid_on(first):  # else it was founded meanwhile
                    found.setdefault(to, []).append(id_ if share == 1 else None)
        return found


def with_plan(
    figures: pl.DataFrame,
    targets: Iterable[Target],
    units: Sequence[Unit],
    catalogue: Catalogue,
    period: HalfYear,
    year: YearsUnits | None = None,
) -> pl.DataFrame:
    """Adds the targets of the period's year to figures that have the column ``compared_close``: each unit's, and over
    all units the association's own, else the sum of theirs, with how many units it is short of. A target of 0 is one
    that is not assigned yet, and is not counted. ``year``: what units that merged since were to reach is what their
    successor is to reach, unless that was founded meanwhile and has a target of its own."""
    of_year = [one for one in targets if one.year == period.year]
    here = {unit.id: unit for unit in units}
    expected = expected_units(units, catalogue)
    rows = []
    for code in dict.fromkeys(one.indicator for one in of_year):
        named = [one for one in of_year if one.indicator == code]
        own = next((one for one in named if one.unit_id is None), None)
        stated = {one.unit_id: one.value for one in named if one.unit_id is not None}
        taken_over = _taken_over(stated, year.of(catalogue.indicator_by_code[code])) if year else {}
        theirs = {id_: value for id_, value in (stated | taken_over).items() if id_ in here}
        rows += [_row(code, str(unit_id), value, 1, 1) for unit_id, value in theirs.items()]
        if own is not None:
            rows.append(_row(code, ALL, own.value, expected[code], expected[code]))
        elif theirs:
            counted = [id_ for id_, value in theirs.items() if value and here[id_].kind in catalogue.expected_kinds]
            rows.append(_row(code, ALL, sum(theirs.values()), expected[code], len(counted)))
    whole = pl.concat([figures, pl.DataFrame(rows, schema=FIGURES, orient="row")], how="diagonal")
    return whole.with_columns(pl.col("apportioned").fill_null(False)) if "apportioned" in figures.columns else whole


def _taken_over(stated: Mapping[int, int], predecessors: Mapping[int, Sequence[int | None]]) -> dict[int, int]:
    """The targets of units that took over others, where each of these has one, and went there whole."""
    return {
        to: sum(stated[one] for one in units if one is not None)
        for to, units in predecessors.items()
        if units != [to] and (to in units or to not in stated) and all(one and stated.get(one) for one in units)
    }


def _row(code: str, scope: str, value: int, expected: int, counted: int) -> tuple[object, ...]:
    return (code, "", scope, PLAN, YEAR, None, value, expected, counted, Basis.DONE)
