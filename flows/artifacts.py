"""What a run shows beside its log in Prefect: tables and texts, by period, each with its history.

Outside a flow run nothing is shown, and where the server takes none the run goes on: what it shows is in the warehouse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from domain.half_year import HalfYear
from flows import flow_run
from flows.run_log import say

Rows = Sequence[dict[str, Any]]
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|])")


def table(what: str, period: HalfYear, rows: Rows, title: str) -> None:
    """Rows under Vietnamese headings, or that there are none; ``what`` and the period are the key under which its
    history is found."""
    if rows:
        _show("create_table_artifact", table=list(rows), key=_key(what, period), description=title)
    else:
        text(what, period, "Không có.", title)


def text(what: str, period: HalfYear, markdown: str, title: str) -> None:
    _show("create_markdown_artifact", markdown=markdown, key=_key(what, period), description=title)


def markdown_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table within a text; what senders wrote is printed as they wrote it."""
    lines = [list(headings), ["---"] * len(headings), *([_plain(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _plain(said: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(said.split()))


def progress(title: str) -> Callable[[str, int, int], None]:
    """Shows how far long work has come, once it is told: what is being done, how many are done, of how many."""
    made: list[Any] = []

    def update(_what: str, done: int, total: int) -> None:
        percent = 100.0 * min(done, total) / total if total else 100.0
        if made:
            _show("update_progress_artifact", artifact_id=made[0], progress=percent)
        else:
            made.extend(_show("create_progress_artifact", progress=percent, description=title))

    return update


def _show(make: str, **fields: Any) -> list[Any]:
    """What that function of ``prefect.artifacts`` made; nothing outside a run, or where the server takes none."""
    if flow_run.context() is None:
        return []
    from prefect import artifacts

    try:
        return [getattr(artifacts, make)(**fields)]
    except Exception as error:
        say(f"Prefect took no artifact ({type(error).__name__}); what it would show is in the warehouse", warn=True)
        return []


def _key(what: str, period: HalfYear) -> str:
    return f"{what}-{str(period).lower()}"
