"""Commands that run a home from Prefect: serve, automations apply."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.app import app

automations = typer.Typer(help="What Prefect tells the channels by itself.", no_args_is_help=True)
app.add_typer(automations, name="automations")


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Where to listen; others than this machine need a login.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port of the page.", min=1, max=65535)] = 4200,
) -> None:
    """Start Prefect's server, the deployments and a worker for this home; open the address that it prints."""
    from flows.serve import serve as run
    from tasks.home import Home

    run(Home.open(context.obj).path, host, port, lambda line: typer.echo(line, err=True))


@automations.command()
def apply(context: typer.Context) -> None:
    """Make or renew the automations: a failed, crashed or late run is told to the channels of soket.toml."""
    from flows.automations import apply as make
    from flows.unrecorded import why_unrecorded
    from tasks.home import Home

    home = Home.open(context.obj)
    if why := why_unrecorded():
        raise RuntimeError(
            f"automations: Prefect: {why}; see to that ('soket serve' starts a server), then run it again"
        )
    done = make(home)
    for line in done.lines:
        typer.echo(line, err=True)
    typer.echo("automations: made; a failed, crashed or late run is told to: " + (", ".join(done.told) or "nobody"))
