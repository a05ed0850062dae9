"""The soket command. No logic of its own; flows and tasks are imported when a command needs them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from domain.half_year import HalfYear
    from tasks.home import Home

DONE, PERSON_NEEDED, USED_WRONGLY, NOT_FINISHED = 0, 1, 2, 3

app = typer.Typer(
    name="soket",
    help="Collects the half-year submissions of an association and writes the report that it signs.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
_Period = Annotated[str, typer.Argument(help="The half-year, such as 2022H1.")]
_Json = Annotated[bool, typer.Option("--json", help="For programs.")]
_NoWait = Annotated[
    bool, typer.Option("--no-wait", help="Take files at the first look, though one may still be copied.")
]
_Version = Annotated[int | None, typer.Option(help="A closed version; the newest where not given.")]


@app.callback()
def _home_option(
    context: typer.Context,
    home: Annotated[Path, typer.Option(envvar="SOKET_HOME", help="The association's home folder.")] = Path(),
) -> None:
    context.obj = home


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
def forms(context: typer.Context, period: _Period) -> None:
    """Write one prefilled workbook and one covering letter per unit into forms/PERIOD/."""
    from tasks.forms import write_forms

    home, half = _opened(context, period)
    folder, count = write_forms(home, half)
    typer.echo(f"{count} forms written, each with a covering letter: {folder}")


@app.command()
def collect(
    context: typer.Context,
    period: Annotated[str, typer.Option(help="The half-year to report on, such as 2022H1.")],
    no_wait: _NoWait = False,
    as_json: _Json = False,
) -> None:
    """Collect every new file of the inboxes, judge it, keep it and answer it."""
    from flows import show
    from flows.collect import collect as flow

    home, half = _opened(context, period)
    with show.progress():
        collected = show.run(flow, period=str(half), home=str(home.path), wait=not no_wait)
    _tell(as_json, show.collected_json(collected), lambda: show.collected(home, half, collected))
    if collected.needs_a_person:
        raise typer.Exit(PERSON_NEEDED)


@app.command()
def receive(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file that came by chat, by mail or on paper.")],
    unit: Annotated[str, typer.Option(help="The code of the unit that it is from.")],
    channel: Annotated[str, typer.Option("--as", help="How it came; kept with the file.")] = "nhập thay",
    by: Annotated[str, typer.Option(help="Who files it.")] = "",
    as_json: _Json = False,
) -> None:
    """File one file for a unit, judge it and answer it."""
    from flows import show
    from flows.by_hand import file_by_hand
    from tasks.home import Home

    filed = file_by_hand(Home.open(context.obj), file, unit, by or _user(), channel)
    _tell(as_json, show.filed_json(filed), lambda: show.filed(filed))
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

    rest(Home.open(context.obj), file, by or _user(), reason)
    typer.echo(f"dismissed: {file}")


@app.command()
def reread(
    context: typer.Context,
    period: _Period,
    reason: Annotated[str, typer.Option(help="Why; kept with the period.")],
    by: Annotated[str, typer.Option(help="Who reads it again.")] = "",
    as_json: _Json = False,
) -> None:
    """Read the files of an open period again, as after an upgrade, and show what changed."""
    from flows import show
    from flows.reread import reread as flow

    home, half = _opened(context, period)
    done = show.run(flow, period=str(half), home=str(home.path), reason=reason, by=by or _user())
    _tell(as_json, show.reread_json(half, done), lambda: show.reread(half, done))
    if done.needs_a_person:
        raise typer.Exit(PERSON_NEEDED)


@app.command()
def status(context: typer.Context, period: _Period, as_json: _Json = False) -> None:
    """Who has sent what and how late, and what is missing or refused."""
    from flows import show_status as show
    from tasks.look import period_status

    home, half = _opened(context, period)
    found = period_status(home, half)
    _tell(as_json, show.status_json(half, found), lambda: show.status(half, found))


@app.command()
def remind(
    context: typer.Context,
    period: _Period,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of the letters; today where not given.")
    ] = None,
    no_wait: _NoWait = False,
    as_json: _Json = False,
) -> None:
    """Collect, then write a letter to each unit that is late or has a refused file, and a summary for the office."""
    from flows import show, show_status
    from flows.remind import remind as flow

    home, half = _opened(context, period)
    day = on.date() if on else None
    with show.progress():
        done = show.run(flow, period=str(half), home=str(home.path), on=day, wait=not no_wait)
    _tell(as_json, show_status.reminded_json(half, done), lambda: show_status.reminded(done))
    if done.needs_a_person:
        raise typer.Exit(PERSON_NEEDED)


@app.command()
def tell(
    context: typer.Context,
    at_once: Annotated[
        bool, typer.Option("--now", help="Send what failed before without waiting for its time.")
    ] = False,
    drop: Annotated[str, typer.Option(help="A channel that is named no more: drop what waits for it.")] = "",
    as_json: _Json = False,
) -> None:
    """Send the alerts that wait for the channels of soket.toml; every run does so at its end."""
    from flows.channels import tell_waiting
    from flows.show_told import only_told, told_json
    from tasks.home import Home
    from tasks.tell import drop_channel

    home = Home.open(context.obj)
    if drop:
        typer.echo(f"alerts: {drop_channel(home, drop, _user())} dropped that waited for channel '{drop}'.", err=True)
    done = tell_waiting(home, at_once)
    _tell(as_json, told_json(done), lambda: only_told(done))


@app.command()
def findings(context: typer.Context, period: _Period, as_json: _Json = False) -> None:
    """What is wrong in the submissions, cell by cell."""
    from flows import show
    from tasks.look import period_findings

    home, half = _opened(context, period)
    found = period_findings(home, half)
    _tell(as_json, found, lambda: show.findings(found))


@app.command()
def close(
    context: typer.Context,
    period: _Period,
    accept_missing: Annotated[
        list[str] | None, typer.Option(help="Code of a unit to let pass; may be given again.")
    ] = None,
    by: Annotated[str, typer.Option(help="Who closes.")] = "",
    reason: Annotated[str, typer.Option(help="Why units are let pass.")] = "",
    no_wait: _NoWait = False,
    as_json: _Json = False,
) -> None:
    """Collect, freeze the period's figures and write its report; the gate may forbid it."""
    from flows import show
    from flows.close import close as flow
    from tasks.freeze import check_accepted

    home, half = _opened(context, period)
    check_accepted(home, dict.fromkeys(accept_missing or [], reason))
    with show.progress():
        closed = show.run(
            flow,
            period=str(half),
            home=str(home.path),
            accept_missing=accept_missing,
            by=by or _user(),
            reason=reason,
            wait=not no_wait,
        )
    _tell(as_json, show.closed_json(home, closed), lambda: show.closed(home, half, closed))
    if closed.needs_a_person:
        raise typer.Exit(PERSON_NEEDED)


@app.command()
def figures(context: typer.Context, period: _Period, version: _Version = None, as_json: _Json = False) -> None:
    """The figures of a closed period, over all units."""
    from flows import show
    from tasks.look import closed_figures

    home, half = _opened(context, period)
    close, found = closed_figures(home, half, version)
    _tell(as_json, show.figures_json(half, close, found), lambda: show.figures(half, close, found))


@app.command()
def trace(
    context: typer.Context,
    period: _Period,
    indicator: Annotated[str, typer.Argument(help="The indicator's code, as 'figures' lists it.")],
    version: _Version = None,
    as_json: _Json = False,
) -> None:
    """The cells that a figure adds up."""
    from flows import show
    from tasks.look import trace as walk

    home, half = _opened(context, period)
    found = walk(home, half, indicator, version)
    _tell(as_json, {"value": found.value, "cells": found.cells}, lambda: show.trace(indicator, found))


@app.command()
def report(context: typer.Context, period: _Period, version: _Version = None) -> None:
    """The path of the issued report of a closed period."""
    from tasks.look import closed
    from tasks.publish import publish

    home, half = _opened(context, period)
    with home.warehouse.read() as connection:
        close = closed(connection, half, version)
    published = publish(home, close)
    typer.echo(published.path)
    if published.altered:
        _fail(f"{published.path}: is no longer the issued report; that is kept as {home.raw / published.sha256}", DONE)
        raise typer.Exit(PERSON_NEEDED)


@app.command()
def doctor(context: typer.Context, as_json: _Json = False) -> None:
    """Look over this machine and the home: would a run work, and what is to be mended?"""
    from flows import show
    from tasks.doctor import examine

    checks = examine(context.obj)
    _tell(as_json, show.doctor_json(checks), lambda: show.doctor(checks))
    failed = {one.of for one in checks if one.seen.state == "fail"}
    if failed:
        raise typer.Exit(NOT_FINISHED if "machine" in failed else USED_WRONGLY)


def _opened(context: typer.Context, period: str) -> tuple[Home, HalfYear]:
    """The home and a period that it has; every error in them is told before anything runs."""
    from domain.half_year import HalfYear
    from tasks.home import Home

    half = HalfYear.parse(period)
    home = Home.open(context.obj)
    home.dates(half)
    return home, half


def _tell(as_json: bool, data: Any, show: Callable[[], None]) -> None:
    if as_json:
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        show()


def _user() -> str:
    import getpass

    return getpass.getuser()


def main() -> None:
    """The entry point: every foreseen error is one line and an exit code, never a traceback."""
    try:
        code = app(standalone_mode=False)
    except typer.Abort:
        code = NOT_FINISHED
    except typer.TyperException as error:
        code = _fail(getattr(error, "format_message", error.__str__)(), USED_WRONGLY)
    except Exception as error:
        code = _explain(error)
    sys.exit(code or DONE)


def _explain(error: Exception) -> int:
    from tasks.look import NeverClosed
    from warehouse.store import WarehouseError

    if isinstance(error, NeverClosed):
        return _fail(str(error), PERSON_NEEDED)
    if isinstance(error, ValueError) and not isinstance(error, UnicodeError):
        return _fail(str(error), USED_WRONGLY)
    if isinstance(error, WarehouseError | OSError | RuntimeError):
        return _fail(str(error), NOT_FINISHED)
    if os.environ.get("SOKET_DEBUG"):
        raise error
    return _fail(f"not foreseen: {type(error).__name__}: {error}; SOKET_DEBUG=1 tells where", NOT_FINISHED)


def _fail(line: str, code: int) -> int:
    typer.echo(f"soket: {line}", err=True)
    return code


if __name__ == "__main__":
    main()
