"""Commands on a period's report: report, verify, adopt, issue."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.app import DONE, PERSON_NEEDED, AsOf, By, Json, Period, Version, app, fail, opened, tell_or_show, which, who

if TYPE_CHECKING:
    from domain.half_year import HalfYear
    from tasks.home import Home

Edited = Annotated[Path, typer.Argument(help="A report of soket's, as it came back.")]


@app.command()
def report(
    context: typer.Context,
    period: Period,
    version: Version = None,
    as_of: AsOf = None,
    draft: Annotated[bool, typer.Option("--draft", help="Of an open period: as it would be now, marked.")] = False,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="The figures as a workbook, too.")] = False,
    speech: Annotated[bool, typer.Option("--speech", help="A page to be read out, too.")] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="The report as a PDF, too; by LibreOffice.")] = False,
) -> None:
    """The path of the issued report of a closed period, and of what is made of it."""
    home, half = opened(context, period)
    if draft:
        if version is not None or as_of is not None or xlsx or speech or pdf:
            raise ValueError("--draft is of what stands now, and stands alone; leave out the other options")
        _draft(home, half)
        return
    from tasks.publish import published_of

    asked = which(version, as_of)
    published = published_of(home, half, asked)
    typer.echo(published.path)
    if published.altered:
        kept = f"that is kept as {home.raw / published.sha256}"
        _left(published.path, f"is no longer the issued report; {kept}")
    if xlsx or speech or pdf:
        from tasks.beside import beside

        for made in beside(home, half, asked, published, xlsx, speech, pdf):
            typer.echo(made.path)
            if made.edited:
                _left(made.path, "was edited, and is left so")


def _draft(home: Home, half: HalfYear) -> None:
    from flows import show_report as show
    from tasks.drafted import write_draft

    drafted = write_draft(home, half)
    typer.echo(drafted.path)
    show.drafted(drafted)
    if drafted.edited:
        raise typer.Exit(PERSON_NEEDED)


def _left(path: Path, why: str) -> None:
    fail(f"{path}: {why}; take this one away, then run the command again", DONE)
    raise typer.Exit(PERSON_NEEDED)


@app.command()
def issue(
    context: typer.Context,
    period: Period,
    number: Annotated[str, typer.Option(help="The report's number, such as 15.")],
    date: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day on which it was signed.")],
    scan: Annotated[Path | None, typer.Option(help="What was signed on paper, to be kept with it.")] = None,
    version: Version = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Give a closed period's report its number and day: the issued copy of the same version."""
    from flows import show_report as show
    from tasks.number import give_number

    home, half = opened(context, period)
    given = give_number(home, half, which(version, None), number, date.date(), who(by), scan)
    tell_or_show(as_json, lambda: show.issued_json(half, given), lambda: show.issued(half, given))
    if given.published.altered:
        raise typer.Exit(PERSON_NEEDED)


@app.command()
def verify(context: typer.Context, report: Edited, as_json: Json = False) -> None:
    """Is every figure of a report what was issued, and what the warehouse says?"""
    from flows import show_report as show
    from tasks.home import Home
    from tasks.verify import verify_report

    checked = verify_report(Home.open(context.obj), report)
    tell_or_show(as_json, lambda: show.checked_json(checked), lambda: show.checked(checked))
    if checked.differences:
        raise typer.Exit(PERSON_NEEDED)


@app.command()
def adopt(context: typer.Context, edited: Edited, by: By = "", as_json: Json = False) -> None:
    """Take the prose of an edited report into the next one of its period; its figures stay as they are."""
    from flows import show_report as show
    from tasks.adopt import adopt as take
    from tasks.home import Home

    taken = take(Home.open(context.obj), edited, who(by))
    tell_or_show(as_json, lambda: show.taken_json(taken), lambda: show.taken(taken))
    if taken.refused:
        raise typer.Exit(PERSON_NEEDED)
