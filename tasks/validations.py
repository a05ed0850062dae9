"""What the suites said of each batch, kept in the home as JSON for people who work with data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domain.half_year import HalfYear
from domain.notice import Notice
from domain.submission import Receipt
from tasks.home import Home
from tasks.raw import write_whole

FOLDER = "validations"


def keep_validations(home: Home, receipts: Sequence[Receipt], told: Mapping[str, dict[str, Any]]) -> tuple[Notice, ...]:
    """Writes ``validations/<first file>-<last file>-<suite>.json``, the files by their numbers in the ledger; the
    same batch writes the same names. What could not be written stops no run."""
    numbers, shas = [receipt.file_id for receipt in receipts], {one.file_id: one.sha256 for one in receipts}
    problems: list[Notice] = []
    for suite, result in told.items():
        name = f"{min(numbers):06d}-{max(numbers):06d}-{suite}.json"
        problems += _keep(home, name, suite, shas, result)
    return tuple(problems)


def keep_review_validation(
    home: Home, period: HalfYear, shas: Mapping[int, str], result: Mapping[str, Any]
) -> tuple[Notice, ...]:
    """Writes ``validations/<period>-review.json``, in place of that of the review before; as ``keep_validations``.
    ``shas`` are the files that were reviewed."""
    return tuple(_keep(home, f"{period}-review.json", "review", shas, result))


def _keep(home: Home, name: str, suite: str, shas: Mapping[int, str], result: Mapping[str, Any]) -> Iterator[Notice]:
    """Writes one result, where there is one; yields what went wrong."""
    if not result:
        return
    path = home.path / FOLDER / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, _text(home, suite, shas, result).encode("utf-8"))
    except OSError as error:
        told = f"the validation result could not be kept ({error.strerror}); the verdicts are not touched"
        yield Notice.of_ours(path, told)


def _text(home: Home, suite: str, shas: Mapping[int, str], result: Mapping[str, Any]) -> str:
    short = {file_id: sha256[:8] for file_id, sha256 in shas.items()}
    results = [{**one, "places": [_place(place, short) for place in one["places"]]} for one in result["results"]]
    head = {"suite": suite, "catalogue": home.catalogue.version, "files": sorted(short.values())}
    return json.dumps({**head, **result, "results": results}, ensure_ascii=False, indent=1) + "\n"


def _place(place: tuple[int, str | None, str | None], shas: Mapping[int, str]) -> dict[str, str | None]:
    file_id, sheet, cell = place
    return {"file": shas[file_id], "sheet": sheet, "cell": cell}
