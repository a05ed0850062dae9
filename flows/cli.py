"""The entry point of the soket command: every foreseen error is one line and an exit code, never a traceback."""

from __future__ import annotations

import os
import sys

import typer

from flows import (
    cli_arrivals,
    cli_audit,
    cli_close,
    cli_figures,
    cli_keep,
    cli_page,
    cli_report,
    cli_serve,
    cli_text,
)
from flows.app import DONE, NOT_FINISHED, USED_WRONGLY, app, fail

__all__ = [
    "app",
    "cli_arrivals",
    "cli_audit",
    "cli_close",
    "cli_figures",
    "cli_keep",
    "cli_page",
    "cli_report",
    "cli_serve",
    "cli_text",
    "main",
]


def main() -> None:
    """The entry point: every foreseen error is one line and an exit code, never a traceback."""
    try:
        code = app(standalone_mode=False)
    except typer.Abort:
        code = NOT_FINISHED
    except typer.TyperException as error:
        code = fail(getattr(error, "format_message", error.__str__)(), USED_WRONGLY)
    except Exception as error:
        code = _explain(error)
    sys.exit(code or DONE)


def _explain(error: Exception) -> int:
    from flows.explain import explained, unforeseen

    if known := explained(error):
        return fail(*known)
    if os.environ.get("SOKET_DEBUG"):
        raise error
    return fail(unforeseen(error), NOT_FINISHED)


if __name__ == "__main__":
    main()
