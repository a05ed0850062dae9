"""A refused file that the office has looked at and that asks for nothing any more."""

from __future__ import annotations

import difflib

from tasks.home import Home
from tasks.registry import HomeError
from warehouse import audit, ledger


def dismiss(home: Home, path: str, who: str, reason: str) -> int:
    """Dismisses the refused files at a path, as ``status`` prints it; how many. Who and why are kept.

    HomeError names the nearest path where none is refused there; ValueError where no reason is told."""
    if not reason.strip():
        raise ValueError("dismiss: give the reason with --reason TEXT; it is kept with the file")
    with home.warehouse.write() as connection:
        refused = ledger.refused_now(connection)
        ids = [id_ for id_, at in refused if at == path]
        if not ids:
            nearest = difflib.get_close_matches(path, [at for _, at in refused], n=1, cutoff=0.3)
            told = f"did you mean {nearest[0]!r}?" if nearest else "nothing is refused now"
            raise HomeError(f"dismiss {path!r}: no refused file of that path asks for anything; {told}")
        ledger.dismiss(connection, ids)
        audit.record(connection, who, "dismiss", path, {"reason": reason})
    return len(ids)
