"""Commands on the home and its warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.app import (
    NOT_FINISHED,
    PERSON_NEEDED,
    USED_WRONGLY,
    By,
    Json,
    Period,
    Version,
    app,
    opened,
    tell_or_show,
    who,
)


@app.command()
def doctor(context: typer.Context, as_json: Json = False) -> None:
    """Look over this machine and the home: would a run work, and what is to be mended?"""
    from flows import show
    from flows.cluster_look import look_at_cluster
    from tasks.doctor import examine

    checks = [*examine(context.obj), *look_at_cluster(context.obj)]
    tell_or_show(as_json, lambda: show.doctor_json(checks), lambda: show.doctor(checks))
    failed = {one.of for one in checks if one.seen.state == "fail"}
    if failed:
        raise typer.Exit(NOT_FINISHED if "machine" in failed else USED_WRONGLY)


@app.command()
def migrate(
    context: typer.Context,
    backup: Annotated[
        Path | None, typer.Option(help="Where the backup goes that is made first; else backups/ in the home.")
    ] = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Bring an older home's warehouse up to date, after a backup; every closed figure stays, or nothing is done."""
    from flows import show_keep as show
    from tasks.home import Home
    from tasks.migrate import migrate as bring
    from warehouse.revisions import HEAD

    done = bring(Home.open(context.obj), who(by), backup)
    tell_or_show(as_json, lambda: show.migrated_json(done, HEAD), lambda: show.migrated(done, HEAD))
    if done and done.backup.problems:
        raise typer.Exit(PERSON_NEEDED)


@app.command()
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The .tar to write; nobody but you may open it.")],
    as_json: Json = False,
) -> None:
    """Write the whole home but its inboxes into one file; other commands may run meanwhile."""
    from flows import show_keep as show
    from tasks.backup import back_up
    from tasks.home import Home

    done = back_up(Home.open(context.obj), file)
    tell_or_show(as_json, lambda: show.backed_up_json(done), lambda: show.backed_up(done))
    if done.problems:
        raise typer.Exit(PERSON_NEEDED)


@app.command()
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A backup.")],
    warehouse: Annotated[
        str, typer.Option(help="The URL of an empty database, for a backup of a PostgreSQL warehouse.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Make a home, a new or an empty folder, of a backup; it is checked whole before anything counts."""
    from flows import show_keep as show
    from tasks.restore import restore as bring_back

    done = bring_back(file, context.obj, warehouse)
    tell_or_show(as_json, lambda: show.restored_json(done), lambda: show.restored(done, file))
    if done.manifest.problems:
        raise typer.Exit(PERSON_NEEDED)


@app.command()
def move(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="An empty database: postgresql+psycopg://… or sqlite:///….")],
    as_json: Json = False,
) -> None:
    """Copy the warehouse to another, empty one, from SQLite to PostgreSQL or back, and compare them."""
    from flows import show_keep as show
    from tasks.home import Home
    from tasks.move import move_warehouse

    home = Home.open(context.obj)
    done = move_warehouse(home, url)
    tell_or_show(as_json, lambda: show.moved_json(done), lambda: show.moved(done, home.path))
    if done.moved.left_behind:
        raise typer.Exit(PERSON_NEEDED)


@app.command()
def export(
    context: typer.Context,
    period: Period,
    to: Annotated[Path, typer.Option(help="The folder to fill: a new one, or one with an earlier export.")],
    version: Version = None,
    as_json: Json = False,
) -> None:
    """Write a closed version for other tools, as CSV and Parquet: figures, cells, submissions, findings and units."""
    from flows import show_keep as show
    from tasks.export import export as write

    home, half = opened(context, period)
    done = write(home, half, to, version)
    tell_or_show(as_json, lambda: show.exported_json(done), lambda: show.exported(done))
