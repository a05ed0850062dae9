"""Commands that decide on a period: close, approve, refuse, reopen."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.app import PERSON_NEEDED, By, Json, NoWait, Period, Reason, app, opened, tell_or_show, who


@app.command()
def close(
    context: typer.Context,
    period: Period,
    accept_missing: Annotated[
        list[str] | None,
        typer.Option(help="Code of a unit to let pass, or id:NUMBER where two have it; may be given again."),
    ] = None,
    by: Annotated[str, typer.Option(help="Who closes.")] = "",
    reason: Annotated[str, typer.Option(help="Why units are let pass.")] = "",
    no_wait: NoWait = False,
    as_json: Json = False,
) -> None:
    """Collect, freeze the period's figures and write its report; the gate may forbid it."""
    from flows import screen, show
    from flows.close import close as flow
    from flows.parameters import CloseRequest
    from tasks.freeze import check_accepted

    home, half = opened(context, period)
    check_accepted(home, dict.fromkeys(accept_missing or [], reason))
    request = CloseRequest(
        period=str(half), accept_missing=tuple(accept_missing or ()), by=who(by), reason=reason, wait=not no_wait
    )
    with screen.progress():
        closed = screen.run(flow, request=request, home=str(home.path))
    tell_or_show(as_json, lambda: show.closed_json(home, closed), lambda: show.closed(home, half, closed))
    if closed.needs_a_person:
        raise typer.Exit(PERSON_NEEDED)


@app.command()
def approve(context: typer.Context, period: Period, reason: Reason, by: By = "", as_json: Json = False) -> None:
    """Approve the figures that wait for it: the period is closed with them, and its report written."""
    from flows import show_versions as show
    from flows.approval import approve as decide

    home, half = opened(context, period)
    done = decide(home, half, who(by), reason)
    tell_or_show(as_json, lambda: show.approved_json(half, done), lambda: show.approved(home, half, done))
    if done.close is None:
        raise typer.Exit(PERSON_NEEDED)


@app.command()
def refuse(context: typer.Context, period: Period, reason: Reason, by: By = "") -> None:
    """Refuse the figures that wait for approval: the period is open again."""
    from flows.approval import refuse as decide
    from flows.show_told import told

    home, half = opened(context, period)
    done = decide(home, half, who(by), reason)
    typer.echo(f"refuse: {half} is open again; mend what is wrong, then: soket close {half}")
    told(done)


@app.command()
def reopen(
    context: typer.Context,
    period: Period,
    reason: Annotated[str, typer.Option(help="Why; without it only what would change is shown.")] = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """Show what the next version of a closed period would change; with a reason, take submissions for it again."""
    from flows import show_versions as show
    from tasks.versions import reopen as open_again
    from tasks.versions import state_of, would_change

    home, half = opened(context, period)
    found = would_change(home, half)
    if reason:
        from flows.last import last_of  # what only looks starts without Prefect
        from flows.when import scheduled_day

        open_again(home, half, who(by), reason)
        last_of(home, half, scheduled_day())
    done = bool(reason)
    tell_or_show(
        as_json,
        lambda: show.reopened_json(half, found, done),
        lambda: show.reopened(home.catalogue, half, found, done, state_of(home, half)),
    )
