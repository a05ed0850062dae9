"""What is told of a sender's file: by its own name to the person at the machine, by its unit's folder to a log."""

from __future__ import annotations

from pathlib import PurePath

from domain.notice import Notice
from tasks.home import Home
from tasks.scan import UNASSIGNED, show_path

_UNNAMED = "…"


def of_file(home: Home, path: str, text: str, quoted: str = "", *, of_unit: bool = True) -> Notice:
    """On what lies, or lay, at ``path``, whole or as the ledger has it. ``quoted``: words that are not ours;
    ``of_unit``: whether it is known to be a unit's, so that in an inbox it lies in that unit's folder."""
    return Notice(path, _for_log(home, PurePath(show_path(home, home.path / path)), of_unit), text, quoted)


def _for_log(home: Home, path: PurePath, of_unit: bool) -> str:
    """The unit's folder of an inbox; of what lies in none, the inbox; of what came otherwise, the channel."""
    inboxes = [inbox for one in home.inboxes if path.is_relative_to(inbox := PurePath(show_path(home, one)))]
    if not inboxes:
        return str(path.parent / _UNNAMED)
    inbox = max(inboxes, key=lambda one: len(one.parts))  # one may lie in another
    inside = path.relative_to(inbox).parts
    known = inside[: of_unit or inside[:1] == (UNASSIGNED,)]
    return str(inbox.joinpath(*known, _UNNAMED if len(inside) > len(known) else ""))
