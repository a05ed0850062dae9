"""The entry point of the soket command: every foreseen error is one line and an exit code, never a traceback."""

from __future__ import annotations

import os
import sys

import typer

from flows import cli_arrivals, cli_audit, cli_close, cli_figures, cli_keep, cli_page, cli_report, cli_text
from flows.app import DONE, NOT_FINISHED, PERSON_NEEDED, USED_WRONGLY, app, fail

__all__ = [
    "app",
    "cli_arrivals",
    "cli_audit",
    "cli_close",
    "cli_figures",
    "cli_keep",
    "cli_page",
    "cli_report",
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
    from tasks.known import NeverClosed
    from warehouse.store import UpgradeNeeded, WarehouseError

    if isinstance(error, NeverClosed | UpgradeNeeded):
        return fail(str(error), PERSON_NEEDED)
    if isinstance(error, ValueError) and not isinstance(error, UnicodeError):
        return fail(str(error), USED_WRONGLY)
    if isinstance(error, OSError) and error.filename and error.strerror:
        mend = "see to the folder, its disk and the right to write there, then run the command again"
        return fail(f"{error.filename}: {error.strerror}; {mend}", NOT_FINISHED)
    if isinstance(error, WarehouseError | OSError | RuntimeError):
        return fail(str(error), NOT_FINISHED)
    if os.environ.get("SOKET_DEBUG"):
        raise error
    return fail(f"not foreseen: {type(error).__name__}: {error}; SOKET_DEBUG=1 tells where", NOT_FINISHED)


if __name__ == "__main__":
    main()
