"""The soket command: its app, and what its commands share. flows and tasks are imported when a command needs them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from domain.half_year import HalfYear
    from tasks.home import Home
    from tasks.known import Which

HEARTBEAT = 30  # seconds between two signs of life of a run; prefect.yaml says it to those that a worker starts
DONE, PERSON_NEEDED, USED_WRONGLY, NOT_FINISHED = 0, 1, 2, 3

app = typer.Typer(
    name="soket",
    help="Collects the half-year submissions of an association and writes the report that it signs.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
Period = Annotated[str, typer.Argument(help="The half-year, such as 2022H1.")]
Json = Annotated[bool, typer.Option("--json", help="For programs.")]
NoWait = Annotated[
    bool, typer.Option("--no-wait", help="Take files at the first look, though one may still be copied.")
]
Reason = Annotated[str, typer.Option(help="Why; kept with the period.")]
By = Annotated[str, typer.Option(help="Who; the user of this machine where not given.")]
AsOf = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As known at the end of this day, instead of a version.")
]
Version = Annotated[int | None, typer.Option(help="A closed version; the newest where not given.")]


@app.callback()
def _home_option(
    context: typer.Context,
    home: Annotated[Path, typer.Option(envvar="SOKET_HOME", help="The association's home folder.")] = Path(),
) -> None:
    from domain.run import running

    _use_server(home)
    context.obj = home
    running(f"soket {context.invoked_subcommand}")


def _use_server(home: Path) -> None:
    """A home that 'soket serve' serves has its runs recorded there, unless the environment names another server. A run
    gives a sign of life often enough for what died to be told within minutes."""
    from flows.address import FOLDER, noted
    from flows.unrecorded import OWN

    os.environ.setdefault(OWN, str(HEARTBEAT))
    if "PREFECT_API_URL" not in os.environ and (api := noted(home / FOLDER)):
        os.environ["PREFECT_API_URL"] = api


def opened(context: typer.Context, period: str) -> tuple[Home, HalfYear]:
    """The home and a period that it has; every error in them is told before anything runs."""
    from domain.half_year import HalfYear
    from tasks.home import Home

    half = HalfYear.parse(period)
    home = Home.open(context.obj)
    home.dates(half)
    return home, half


def which(version: int | None, as_of: datetime | None) -> Which:
    """Which figures are asked for; ValueError where both say so."""
    from tasks.known import Which

    if version is not None and as_of is not None:
        raise ValueError("--version and --as-of: give one of them")
    return Which(version, as_of.date() if as_of else None)


def tell_or_show(as_json: bool, data: Callable[[], Any], show: Callable[[], None]) -> None:
    """One of both: what a program reads is not made for a person, nor the other way round."""
    if as_json:
        typer.echo(json.dumps(data(), ensure_ascii=False, indent=2))
    else:
        show()


def who(by: str = "") -> str:
    """Whoever is named, else the user of this machine. ValueError for a blank, which a script may have filled in."""
    import getpass

    if by and not by.strip():
        raise ValueError(f"--by: a name is wanted, saw {by!r}; name who acts, or leave it away for the machine's user")
    return by.strip() or getpass.getuser()


def fail(line: str, code: int) -> int:
    typer.echo(f"soket: {line}", err=True)
    return code
