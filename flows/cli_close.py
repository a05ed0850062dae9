"""Commands on a period's versions: close, figures, trace, report."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.app import (
    DONE,
    PERSON_NEEDED,
    Json,
    NoWait,
    Period,
    Version,
    app,
    fail,
    opened,
    tell_or_show,
    user,
)


@app.command()
def close(
    context: typer.Context,
    period: Period,
    accept_missing: Annotated[
        list[str] | None, typer.Option(help="Code of a unit to let pass; may be given again.")
    ] = None,
    by: Annotated[str, typer.Option(help="Who closes.")] = "",
    reason: Annotated[str, typer.Option(help="Why units are let pass.")] = "",
    no_wait: NoWait = False,
    as_json: Json = False,
) -> None:
    """Collect, freeze the period's figures and write its report; the gate may forbid it."""
    from flows import show
    from flows.close import close as flow
    from tasks.freeze import check_accepted

    home, half = opened(context, period)
    check_accepted(home, dict.fromkeys(accept_missing or [], reason))
    with show.progress():
        closed = show.run(
            flow,
            period=str(half),
            home=str(home.path),
            accept_missing=accept_missing,
            by=by or user(),
            reason=reason,
            wait=not no_wait,
        )
    tell_or_show(as_json, show.closed_json(home, closed), lambda: show.closed(home, half, closed))
    if closed.needs_a_person:
        raise typer.Exit(PERSON_NEEDED)


@app.command()
def figures(context: typer.Context, period: Period, version: Version = None, as_json: Json = False) -> None:
    """The figures of a closed period, over all units."""
    from flows import show
    from tasks.look import closed_figures

    home, half = opened(context, period)
    close, found = closed_figures(home, half, version)
    tell_or_show(as_json, show.figures_json(half, close, found), lambda: show.figures(half, close, found))


@app.command()
def trace(
    context: typer.Context,
    period: Period,
    indicator: Annotated[str, typer.Argument(help="The indicator's code, as 'figures' lists it.")],
    version: Version = None,
    as_json: Json = False,
) -> None:
    """The cells that a figure adds up."""
    from flows import show
    from tasks.look import trace as walk

    home, half = opened(context, period)
    found = walk(home, half, indicator, version)
    tell_or_show(as_json, {"value": found.value, "cells": found.cells}, lambda: show.trace(indicator, found))


@app.command()
def report(context: typer.Context, period: Period, version: Version = None) -> None:
    """The path of the issued report of a closed period."""
    from tasks.look import closed
    from tasks.publish import publish

    home, half = opened(context, period)
    with home.warehouse.read() as connection:
        close = closed(connection, half, version)
    published = publish(home, close)
    typer.echo(published.path)
    if published.altered:
        fail(f"{published.path}: is no longer the issued report; that is kept as {home.raw / published.sha256}", DONE)
        raise typer.Exit(PERSON_NEEDED)
