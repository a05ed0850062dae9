"""Commands that look at a period's figures: figures, trace, diff."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.app import (
    AsOf,
    Json,
    Period,
    Version,
    app,
    opened,
    tell_or_show,
    which,
)

if TYPE_CHECKING:
    from domain.half_year import HalfYear
    from tasks.home import Home
    from tasks.known import Which


class Units(StrEnum):
    THEN = "then"
    NOW = "now"


@app.command()
def figures(
    context: typer.Context,
    period: Period,
    version: Version = None,
    as_of: AsOf = None,
    by_unit: Annotated[bool, typer.Option("--by-unit", help="Unit by unit, beside the halves before.")] = False,
    units: Annotated[Units, typer.Option(help="The units that reported then, or those of now.")] = Units.THEN,
    indicator: Annotated[
        list[str] | None, typer.Option(help="With --by-unit: of this indicator; may be given again.")
    ] = None,
    as_json: Json = False,
) -> None:
    """The figures of a closed period, over all units; with --as-of, as they were known on a day."""
    from flows import show
    from tasks.look import figures_known

    home, half = opened(context, period)
    if by_unit or units is Units.NOW or indicator:
        _by_unit(home, half, which(version, as_of), indicator or [], units, as_json)
        return
    close, found = figures_known(home, half, which(version, as_of))
    tell_or_show(as_json, lambda: show.figures_json(half, close, found), lambda: show.figures(half, close, found))


def _by_unit(home: Home, period: HalfYear, asked: Which, indicators: list[str], units: Units, as_json: bool) -> None:
    from flows import show_units as show
    from tasks.by_unit import figures_by_unit
    from tasks.home import TIMEZONE
    from tasks.look import find_indicator

    codes = [find_indicator(home, code).code for code in indicators] or list(home.catalogue.report.annex)
    until = datetime.now(TIMEZONE).date() if units is Units.NOW else None
    close, found = figures_by_unit(home, period, asked, codes, until)
    tell_or_show(as_json, lambda: show.by_unit_json(close, found), lambda: show.by_unit(close, found))


@app.command()
def trace(
    context: typer.Context,
    period: Annotated[str, typer.Argument(help="The half-year; or a report and one of its keys, REPORT.docx#KEY.")],
    indicator: Annotated[str, typer.Argument(help="The indicator's code, as 'figures' lists it.")] = "",
    version: Version = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """The cells that a figure adds up."""
    from flows import show
    from tasks.trace import trace as walk

    if ".docx" in period.lower():
        _trace_printed(context, period, as_json)
        return
    if not indicator:
        raise ValueError(f"trace: give an indicator's code, as 'soket figures {period}' lists it")
    home, half = opened(context, period)
    found = walk(home, half, indicator, which(version, as_of))
    tell_or_show(as_json, lambda: show.trace_json(found), lambda: show.trace(found))


def _trace_printed(context: typer.Context, printed: str, as_json: bool) -> None:
    """One figure of a report; without a key, which there are."""
    from flows import show_report as show
    from tasks.home import Home
    from tasks.printed import printed_figures, trace_printed

    path, _, key = printed.partition("#")
    home = Home.open(context.obj)
    if not key:
        listed = printed_figures(Path(path))
        tell_or_show(as_json, lambda: show.printed_json(listed), lambda: show.printed(listed))
        return
    found = trace_printed(home, Path(path), key)
    tell_or_show(as_json, lambda: show.traces_json(key, found), lambda: show.traces(key, found))


@app.command()
def diff(
    context: typer.Context,
    period: Period,
    earlier: Annotated[int, typer.Argument(help="A version.")],
    later: Annotated[int, typer.Argument(help="A later version.")],
    as_json: Json = False,
) -> None:
    """What is printed otherwise in a later version, and which units and cells made it so."""
    from flows import show_versions as show
    from tasks.versions import diff as compare

    home, half = opened(context, period)
    if earlier > later:  # why a figure changed would be told the wrong way round: a late unit as a correction
        raise ValueError(f"diff: version {earlier} is the later one; run: soket diff {half} {later} {earlier}")
    found = compare(home, half, earlier, later)
    tell_or_show(as_json, lambda: show.restated_json(found), lambda: show.restated(home.catalogue, found))
