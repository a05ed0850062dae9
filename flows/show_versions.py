"""What commands on a period's versions print: what waits, what is restated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from domain.catalogue import Catalogue
from domain.close import PeriodState
from domain.figure import YEAR
from domain.half_year import HalfYear
from domain.restatement import Cause, Place, Restated
from domain.vietnamese import grouped, signed
from flows.screen import local_time, out, table
from flows.show_told import told, told_json
from tasks.home import Home
from warehouse.closings import Asked

if TYPE_CHECKING:
    from flows.approval import Approved


def asked_json(asked: Asked) -> dict[str, Any]:
    return {"by": asked.asked_by, "at": asked.asked_at, "until": asked.expires_at, "gate": asked.gate}


def waits(home: Home, period: HalfYear, asked: Asked) -> None:
    """What waits for approval: who is missing, what nobody explained, and each figure beside last year's."""
    gate = asked.gate
    out.print(f"close: {period} waits for approval until {local_time(asked.expires_at)} (asked by {asked.asked_by})")
    out.print(f"  units {gate['received']}/{gate['expected']}; let pass: {len(gate['let_pass'])}")
    for one in gate["let_pass"]:
        out.print(f"    {one['code']} {one['name']}: {one['reason']}")
        for line in one["why"]:
            out.print(f"      {line}")
    for one in gate["warnings"]:
        out.print(f"  warnings that nobody has explained: {one['code']} {one['name']}: {one['open']}")
    rows = [
        (
            one["name"],
            _number(one["value"]),
            one["unit"],
            f"{one['counted']}/{one['expected']}",
            _number(one["same_half"]),
            *([_number(one.get("year"))] if period.half == 2 else []),
        )
        for one in gate["figures"]
    ]
    of_year = ("whole year",) if period.half == 2 else ()
    table(("indicator", "value", "unit", "units counted", "same half last year", *of_year), rows)
    for decision in ("approve", "refuse"):
        out.print(f"decide: soket --home {home.path} {decision} {period} --by NAME --reason TEXT", style="dim")


def approved_json(period: HalfYear, done: Approved) -> dict[str, Any]:
    return {
        "period": str(period),
        "closed": done.close is not None,
        "new": done.new,
        "version": done.close.version if done.close else None,
        "report": str(done.report.path) if done.report else None,
        "not_adopted": list(done.report.not_adopted) if done.report else [],
        "alerts": told_json(done.told),
    }


def approved(home: Home, period: HalfYear, done: Approved) -> None:
    if done.close is None:
        out.print(f"approve: {period} is not closed: other figures have come since they were shown; it is open again.")
        out.print(f"look at them, then: soket --home {home.path} close {period}", style="dim")
    elif done.new:
        out.print(f"approve: {period} closed as version {done.close.version}.")
    else:
        out.print(f"approve: {period} was closed before, as version {done.close.version}; nothing was decided.")
    if done.report:
        out.print(f"report: {done.report.path}")
        not_adopted(done.report.not_adopted)
    told(done.told)


def not_adopted(places: Sequence[str]) -> None:
    """Where edited prose did not come back."""
    for place in places:
        under = place.partition("#")[0]
        out.print(f"edited prose under {under!r} was left out, for its figures are others now; edit it anew")


def reopened_json(period: HalfYear, found: Sequence[Restated], done: bool) -> dict[str, Any]:
    return {"period": str(period), "reopened": done, "would_change": restated_json(found)}


def reopened(catalogue: Catalogue, period: HalfYear, found: Sequence[Restated], done: bool, state: PeriodState) -> None:
    out.print(f"reopen: figures that the next version of {period} would change: {len(found)}")
    restated(catalogue, found)
    if done:
        out.print(f"{period} takes submissions again; what was published stands until 'soket close {period}'.")
    elif state is PeriodState.CLOSED:
        out.print(f"nothing was done; to reopen it: soket reopen {period} --reason TEXT", style="dim")
    elif state is PeriodState.CLOSING:
        out.print(f"nothing was done; a close of {period} waits: soket approve, or soket refuse", style="dim")
    else:
        out.print(f"{period} was reopened before; to publish its next version: soket close {period}", style="dim")


def restated_json(found: Sequence[Restated]) -> list[dict[str, Any]]:
    return [
        {
            "period": one.period,
            "printed_in_version": one.printed_in,
            "indicator": one.indicator,
            "breakdown": one.breakdown,
            "span": one.span,
            "of_year": one.of_year,
            "before": one.before,
            "now": one.now,
            "difference": one.difference,
            "causes": [_cause_json(cause) for cause in one.causes],
        }
        for one in found
    ]


def _cause_json(cause: Cause) -> dict[str, Any]:
    return {
        "unit": cause.unit or None,
        "name": cause.name or None,
        "why": str(cause.why),
        "before": cause.before,
        "now": cause.now,
        "cells_before": [_place_json(one) for one in cause.cells_before],
        "cells_now": [_place_json(one) for one in cause.cells_now],
    }


def _place_json(one: Place) -> dict[str, Any]:
    return {"file": one.file, "sha256": one.sha256, "sheet": one.sheet or None, "cell": one.cell, "value": one.value}


def restated(catalogue: Catalogue, found: Sequence[Restated]) -> None:
    rows = [row for one in found for row in _rows(one, catalogue)]
    if rows:
        table(("period", "figure", "before", "now", "difference", "unit", "why", "cell"), rows)
    else:
        out.print("no figure differs.")


def _rows(one: Restated, catalogue: Catalogue) -> Iterator[tuple[str, ...]]:
    """The figure, then a row for each unit that made it another."""
    figure = catalogue.figure_name(one.indicator, one.breakdown) + (" (year)" if one.span == YEAR else "")
    difference = signed(one.difference) if one.difference is not None else ""
    yield one.period, figure, _number(one.before), _number(one.now), difference, "", "", ""
    for cause in one.causes:
        cells = "; ".join(f"{place.file} {place.sheet}!{place.cell}" for place in cause.cells_now or cause.cells_before)
        yield "", "", _number(cause.before), _number(cause.now), "", cause.unit, str(cause.why), cells


def _number(value: int | None) -> str:
    return "…" if value is None else grouped(value)
