"""The command that looks at a text before it goes out: reconcile."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.app import DONE, PERSON_NEEDED, Json, Version, app, fail, opened, tell_or_show


@app.command()
def reconcile(
    context: typer.Context,
    text: Annotated[Path, typer.Argument(help="The article or speech: a text file, or a Word document (.docx).")],
    period: Annotated[str, typer.Option(help="The half-year that it is about, such as 2022H1.")],
    version: Version = None,
    as_json: Json = False,
) -> None:
    """The figures of an article, each beside the closed one: it agrees, disagrees, or is not known."""
    from domain.prose.claim import Verdict
    from flows import show_text as show
    from tasks.article import read_article
    from tasks.reconcile import ground_of
    from tasks.reconcile import reconcile as compare

    home, half = opened(context, period)
    ground = ground_of(home, half, version)
    article = read_article(home, text)
    claims = compare(ground, article.text)
    tell_or_show(as_json, lambda: show.claims_json(claims), lambda: show.claims(claims))
    if article.tables:
        fail(f"{text}: tables in it: {article.tables}; their figures are not looked at", DONE)
    if any(one.verdict is Verdict.DISAGREES for one in claims):
        raise typer.Exit(PERSON_NEEDED)
