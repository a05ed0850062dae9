"""Where the server of a home that is served is to be found, by other commands of that home."""

from __future__ import annotations

import json
from pathlib import Path

FOLDER = ".prefect"  # of a home: all that Prefect keeps of it
_NOTED = "serving.json"


def note(folder: Path, api: str) -> None:
    """``folder``: the home's own of Prefect."""
    (folder / _NOTED).write_text(json.dumps({"api": api}), encoding="utf-8")


def forget(folder: Path) -> None:
    (folder / _NOTED).unlink(missing_ok=True)


def noted(folder: Path) -> str | None:
    """The API; None where no home is served."""
    try:
        said = json.loads((folder / _NOTED).read_bytes())
    except (OSError, ValueError):
        return None
    return str(said["api"]) if isinstance(said, dict) and "api" in said else None
