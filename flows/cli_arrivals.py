"""Commands from the forms that go out to what came in: forms, collect, receive, status, remind, findings."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.app import (
    PERSON_NEEDED,
    Json,
    NoWait,
    Period,
    app,
    opened,
    tell_or_show,
    who,
)


@app.command()
def init(directory: Annotated[Path, typer.Argument(help="The home to make.")]) -> None:
    """Make a home: soket.toml and units.csv to fill in, and the folders."""
    from tasks.new_home import make_home

    for path in make_home(directory):
        typer.echo(f"written: {path}")
    typer.echo(
        f"Fill in {directory / 'soket.toml'} and {directory / 'units.csv'}; then: soket --home {directory} forms PERIOD"
    )


@app.command()
def demo(
    context: typer.Context,
    directory: Annotated[Path, typer.Argument(help="The home to make or go on with.")] = Path("demo"),
) -> None:
    """Collect and close three half-years of a sample association, from its files to its Word reports."""
    from flows.demo import run_demo

    run_demo(directory, typer.echo)


@app.command()
def forms(context: typer.Context, period: Period) -> None:
    """Write one prefilled workbook and one covering letter per unit into forms/PERIOD/."""
    from tasks.forms import write_forms

    home, half = opened(context, period)
    folder, count = write_forms(home, half)
    typer.echo(f"{count} forms written, each with a covering letter: {folder}")


@app.command()
def collect(
    context: typer.Context,
    period: Annotated[str, typer.Option(help="The half-year to report on, such as 2022H1.")],
    no_wait: NoWait = False,
    as_json: Json = False,
) -> None:
    """Collect every new file of the inboxes, judge it, keep it and answer it."""
    from flows import screen
    from flows import show_arrivals as show
    from flows.collect import collect as flow
    from flows.parameters import CollectRequest

    home, half = opened(context, period)
    with screen.progress():
        collected = screen.run(flow, request=CollectRequest(period=str(half), wait=not no_wait), home=str(home.path))
    tell_or_show(as_json, lambda: show.collected_json(collected), lambda: show.collected(home, half, collected))
    if collected.needs_a_person:
        raise typer.Exit(PERSON_NEEDED)


@app.command()
def receive(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file that came by chat, by mail or on paper.")],
    unit: Annotated[str, typer.Option(help="The code of the unit that it is from.")],
    channel: Annotated[str, typer.Option("--as", help="How it came; kept with the file.")] = "nhập thay",
    by: Annotated[str, typer.Option(help="Who files it.")] = "",
    as_json: Json = False,
) -> None:
    """File one file for a unit, judge it and answer it."""
    from flows import show_arrivals as show
    from flows.by_hand import file_by_hand
    from tasks.home import Home

    filed = file_by_hand(Home.open(context.obj), file, unit, who(by), channel)
    tell_or_show(as_json, lambda: show.filed_json(filed), lambda: show.filed(filed))
    if filed.problems or not filed.accepted:
        raise typer.Exit(PERSON_NEEDED)


@app.command()
def dismiss(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="The refused file, as 'status' prints its path.")],
    reason: Annotated[str, typer.Option(help="Why it asks for nothing any more; kept with the file.")],
    by: Annotated[str, typer.Option(help="Who looked at it.")] = "",
) -> None:
    """Let a refused file rest that needs no correction, such as a scan of the signed paper."""
    from tasks.dismiss import dismiss as rest
    from tasks.home import Home

    rest(Home.open(context.obj), file, who(by), reason)
    typer.echo(f"dismissed: {file}")


@app.command()
def reread(
    context: typer.Context,
    period: Period,
    reason: Annotated[str, typer.Option(help="Why; kept with the period.")],
    by: Annotated[str, typer.Option(help="Who reads it again.")] = "",
    as_json: Json = False,
) -> None:
    """Read the files of an open period again, as after an upgrade, and show what changed."""
    from flows import screen
    from flows import show_arrivals as show
    from flows.reread import reread as flow

    home, half = opened(context, period)
    done = screen.run(flow, period=str(half), home=str(home.path), reason=reason, by=who(by))
    tell_or_show(as_json, lambda: show.reread_json(half, done), lambda: show.reread(half, done))
    if done.needs_a_person:
        raise typer.Exit(PERSON_NEEDED)


@app.command()
def status(context: typer.Context, period: Period, as_json: Json = False) -> None:
    """Who has sent what and how late, and what is missing or refused."""
    from flows import show_status as show
    from tasks.look import period_status

    home, half = opened(context, period)
    found = period_status(home, half)
    tell_or_show(as_json, lambda: show.status_json(half, found), lambda: show.status(half, found))


@app.command()
def remind(
    context: typer.Context,
    period: Period,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of the letters; today where not given.")
    ] = None,
    no_wait: NoWait = False,
    as_json: Json = False,
) -> None:
    """Collect, then write a letter to each unit that is late or has a refused file, and a summary for the office."""
    from flows import screen, show_status
    from flows.parameters import RemindRequest
    from flows.remind import remind as flow

    home, half = opened(context, period)
    request = RemindRequest(period=str(half), on=on.date() if on else None, wait=not no_wait)
    with screen.progress():
        done = screen.run(flow, request=request, home=str(home.path))
    tell_or_show(as_json, lambda: show_status.reminded_json(half, done), lambda: show_status.reminded(done))
    if done.needs_a_person:
        raise typer.Exit(PERSON_NEEDED)


@app.command()
def tell(
    context: typer.Context,
    at_once: Annotated[
        bool, typer.Option("--now", help="Send what failed before without waiting for its time.")
    ] = False,
    drop: Annotated[str, typer.Option(help="A channel that is named no more: drop what waits for it.")] = "",
    as_json: Json = False,
) -> None:
    """Send the alerts that wait for the channels of soket.toml; every run does so at its end."""
    from flows.channels import tell_waiting
    from flows.show_told import only_told, told_json
    from tasks.home import Home
    from tasks.tell import drop_channel

    home = Home.open(context.obj)
    if drop:
        typer.echo(f"alerts: {drop_channel(home, drop, who())} dropped that waited for channel '{drop}'.", err=True)
    done = tell_waiting(home, at_once)
    tell_or_show(as_json, lambda: told_json(done), lambda: only_told(done))


@app.command()
def findings(context: typer.Context, period: Period, as_json: Json = False) -> None:
    """What is wrong in the submissions, cell by cell."""
    from flows import show
    from tasks.look import period_findings

    home, half = opened(context, period)
    found = period_findings(home, half)
    tell_or_show(as_json, lambda: found, lambda: show.findings(found))
