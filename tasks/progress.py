"""What became of what a unit was told of the file before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.catalogue import Catalogue
from domain.finding import Finding
from warehouse import current


@dataclass(frozen=True)
class Progress:
    """``mended`` is found no more; ``unchanged``: all that was told still stands."""

    mended: tuple[Finding, ...] = ()
    unchanged: bool = False


def progress(
    catalogue: Catalogue,
    row: Mapping[str, Any],
    forms: Collection[str],
    earlier: Sequence[Mapping[str, Any]],
    found: Sequence[Mapping[str, Any]],
) -> Progress:
    """A finding is mended where the file holds its form (one of ``forms``), was judged, and is without it."""
    before = {_what(one): one for one in earlier if one["explained"] is None}
    here = {_what(one) for one in found}
    still = {_what(one) for one in found if one["explained"] is None}
    if not before:
        return Progress()
    rule = catalogue.rule_by_id.get(row["reason"] or "")
    judged = rule is None or rule.on != "file"
    gone = [one for what, one in before.items() if what not in here and (one["form"] is None or one["form"] in forms)]
    mended = tuple(current.as_finding(one) for one in gone) if judged else ()
    return Progress(mended, unchanged=bool(still) and still == before.keys())


def _what(finding: Mapping[str, Any]) -> tuple[Any, ...]:
    """A finding as the same one in another file: by its field, for rows are inserted and sheets renamed."""
    if finding["field"]:
        return finding["rule"], finding["form"], finding["field"], finding["label"]
    return finding["rule"], finding["sheet"], finding["cell"]
