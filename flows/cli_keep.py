"""Commands on the home and its warehouse."""

from __future__ import annotations

import typer

from flows.app import (
    NOT_FINISHED,
    USED_WRONGLY,
    Json,
    app,
    tell_or_show,
)


@app.command()
def doctor(context: typer.Context, as_json: Json = False) -> None:
    """Look over this machine and the home: would a run work, and what is to be mended?"""
    from flows import show
    from tasks.doctor import examine

    checks = examine(context.obj)
    tell_or_show(as_json, show.doctor_json(checks), lambda: show.doctor(checks))
    failed = {one.of for one in checks if one.seen.state == "fail"}
    if failed:
        raise typer.Exit(NOT_FINISHED if "machine" in failed else USED_WRONGLY)
