"""What commands print of figures unit by unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.lineage import GapReason
from domain.vietnamese import grouped
from flows.screen import local_time, out, table
from tasks.by_unit import COMPARED, UnitFigure
from warehouse.closes import Close

_WHY = {
    GapReason.MISSING: "has no value",
    GapReason.NOT_ADDED: "does not add when units merge",
    GapReason.UNCONFIRMED: "cần xác nhận: nobody has stated its share",
}


def by_unit_json(close: Close, found: Sequence[UnitFigure]) -> dict[str, Any]:
    return {
        "period": close.period,
        "version": close.version,
        "figures": [
            {
                "unit": one.unit,
                "name": one.name,
                "indicator": one.indicator,
                "of_year": one.of_year,
                **dict(zip(("value", *COMPARED[1:]), one.values, strict=True)),
                "counted": one.counted,
                "expected": one.expected,
                "apportioned": one.apportioned,
                "ended": one.ended,
                "lacks": [{"unit": lack.unit, "name": lack.name, "why": lack.reason} for lack in one.lacks],
            }
            for one in found
        ],
    }


def by_unit(close: Close, found: Sequence[UnitFigure]) -> None:
    out.print(f"{close.period}, version {close.version}, closed {local_time(close.closed_at)}")
    headings = ("unit", "name", "indicator", "value", "same half last year", "end of last year", "note")
    table(headings, [(one.unit, one.name, one.indicator, *map(_number, one.values), _note(one)) for one in found])


def _note(one: UnitFigure) -> str:
    shared = ["a part of it was shared out (phân bổ)"] if one.apportioned else []
    shared += ["cần xác nhận: no unit any more, and lineage.csv does not say where it went"] if one.ended else []
    return "; ".join([*shared, *(f"without {lack.name}: {_WHY[GapReason(lack.reason)]}" for lack in one.lacks)])


def _number(value: int | None) -> str:
    return "…" if value is None else grouped(value)
