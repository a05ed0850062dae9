"""Commands on the audit: who did what, and whether anything under closed figures was changed since."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.app import PERSON_NEEDED, Json, app, tell_or_show

audit = typer.Typer(help="Who did what, and whether anything was changed since.", no_args_is_help=True)
app.add_typer(audit, name="audit")


@audit.command()
def verify(
    context: typer.Context,
    report: Annotated[Path | None, typer.Argument(help="An issued report, to be looked over too.")] = None,
    as_json: Json = False,
) -> None:
    """Look for any change since the closes: of figures, what they come from, raw files, the audit itself."""
    from flows import show_audit as show
    from tasks.audit import verify as look_over
    from tasks.home import Home

    found = look_over(Home.open(context.obj), report)
    tell_or_show(as_json, lambda: show.verified_json(found), lambda: show.verified(found))
    if found.problems:
        raise typer.Exit(PERSON_NEEDED)


@audit.command(name="list")
def list_acts(
    context: typer.Context,
    period: Annotated[str, typer.Argument(help="A half-year; all acts where not given.")] = "",
    as_json: Json = False,
) -> None:
    """Who did what, when, and by which command or run."""
    from domain.half_year import HalfYear
    from flows import show_audit as show
    from tasks.audit import acts_of
    from tasks.home import Home

    half = str(HalfYear.parse(period)) if period else ""
    found = acts_of(Home.open(context.obj), half)
    tell_or_show(as_json, lambda: show.acts_json(found), lambda: show.acts(found))
