"""The command that writes a period's pages."""

from __future__ import annotations

from datetime import datetime

import typer

from flows.app import NOT_FINISHED, Json, Period, app, opened, tell_or_show


@app.command()
def page(context: typer.Context, period: Period, as_json: Json = False) -> None:
    """Write the period's page for the office, to be opened in any browser, and one that everybody may see."""
    from flows import show_page as show
    from tasks.home import TIMEZONE
    from tasks.overview import overview
    from tasks.pages import write_pages

    home, half = opened(context, period)
    done = write_pages(home, overview(home, half, datetime.now(TIMEZONE).date()))
    tell_or_show(as_json, lambda: show.pages_json(half, done), lambda: show.pages(done))
    if done.problems:
        raise typer.Exit(NOT_FINISHED)
