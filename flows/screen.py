"""Where a command prints: lines and tables on a terminal, plain text where output is piped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from flows.progress import shown_by
from tasks.home import TIMEZONE

# what senders wrote is printed as they wrote it: "[/]" is no markup, and ":x:" no picture
out = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)


def table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], colour: Callable[[Sequence[str]], str] | None = None
) -> None:
    """A table on a terminal; where piped, a line a row with tabs. ``colour`` gives a row's style."""
    if not out.is_terminal:
        for row in (headings, *rows):
            print("\t".join(row), file=out.file)  # rich would turn the tabs into spaces
        return
    columns = [Column(one, overflow="fold") for one in headings]  # a path that is cut short cannot be given to dismiss
    shown = Table(*columns, box=None, header_style="bold")
    for row in rows:
        shown.add_row(*row, style=colour(row) if colour else None)
    out.print(shown)


def local_time(at: str) -> str:
    """A time of the warehouse as the office's clock shows it."""
    return f"{datetime.fromisoformat(at).astimezone(TIMEZONE):%d/%m/%Y %H:%M}"


@contextmanager
def progress() -> Iterator[None]:
    """A bar on a terminal while files are judged; nothing where output is piped."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("", total=None)
        with shown_by(lambda what, done, total: bar.update(task, description=what, completed=done, total=total)):
            yield


def run(flow: Any, **parameters: Any) -> Any:
    from flows.step import run_flow

    return run_flow(flow, say=err.print, **parameters)
