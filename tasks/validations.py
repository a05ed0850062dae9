"""What the suites said of each batch, kept in the home as JSON for people who work with data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from domain.submission import Receipt
from tasks.home import Home
from tasks.raw import write_whole

FOLDER = "validations"


def keep_validations(home: Home, receipts: Sequence[Receipt], told: Mapping[str, dict[str, Any]]) -> tuple[str, ...]:
    """Writes ``validations/<first file>-<last file>-<suite>.json``, the files by their numbers in the ledger; the
    same batch writes the same names. What could not be written, a line each: it stops no run."""
    problems = []
    for suite, result in told.items():
        if not result:
            continue
        numbers = [receipt.file_id for receipt in receipts]
        path = home.path / FOLDER / f"{min(numbers):06d}-{max(numbers):06d}-{suite}.json"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, _text(home, receipts, suite, result).encode("utf-8"))
        except OSError as error:
            problems.append(f"{path}: the validation result could not be kept ({error}); the verdicts are not touched")
    return tuple(problems)


def _text(home: Home, receipts: Sequence[Receipt], suite: str, result: Mapping[str, Any]) -> str:
    shas = {receipt.file_id: receipt.sha256[:8] for receipt in receipts}
    results = [{**one, "places": [_place(place, shas) for place in one["places"]]} for one in result["results"]]
    head = {"suite": suite, "catalogue": home.catalogue.version, "files": sorted(shas.values())}
    return json.dumps({**head, **result, "results": results}, ensure_ascii=False, indent=1) + "\n"


def _place(place: tuple[int, str | None, str | None], shas: Mapping[int, str]) -> dict[str, str | None]:
    file_id, sheet, cell = place
    return {"file": shas[file_id], "sheet": sheet, "cell": cell}
