"""What the command page prints: where the pages are, and what could not be written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flows.screen import out

if TYPE_CHECKING:
    from domain.half_year import HalfYear
    from tasks.pages import Pages


def pages_json(period: HalfYear, done: Pages) -> dict[str, Any]:
    return {
        "period": str(period),
        "page": str(done.path),
        "public": str(done.public),
        "index": str(done.index),
        "written": done.written,
        "problems": [*map(str, done.problems)],
    }


def pages(done: Pages) -> None:
    for line in done.problems:
        out.print(f"  {line}")
    out.print(f"page: {done.path}{'' if done.written or done.problems else ' (nothing changed)'}")
    out.print(f"for everybody: {done.public}")
