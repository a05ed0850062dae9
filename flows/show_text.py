"""What reconcile prints: the figures of a text, each with what is true of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from domain.prose.claim import Claim, Verdict, tally
from flows.screen import out, table

_COLOURS = {Verdict.AGREES: "green", Verdict.DISAGREES: "red", Verdict.UNKNOWN: "dim"}


def claims_json(claims: Sequence[Claim]) -> list[dict[str, Any]]:
    return [
        {
            "text": one.mention.text,
            "qualifier": one.mention.qualifier,
            "value": _number(one.mention.value),
            "of": _number(one.mention.of),
            "unit": one.mention.unit,
            "indicator": one.indicator.code if one.indicator else None,
            "verdict": one.verdict.value,
            "warehouse": _number(one.true),
            "why": one.why,
            "sentence": one.context.sentence.text,
        }
        for one in claims
    ]


def claims(claims: Sequence[Claim]) -> None:
    """A line for each figure; under them the sentences of those that disagree."""
    rows = [(one.verdict.value, one.mention.text, _code(one), one.truth, one.why) for one in claims]
    headings = ("verdict", "figure", "indicator", "true", "why")
    table(headings, rows, colour=lambda row: _COLOURS[Verdict(row[0])])
    wrong = [one for one in claims if one.verdict is Verdict.DISAGREES]
    for one in wrong:
        true = f": {one.truth}" if one.truth else ""
        out.print(f"\n{one.mention.text}{true} ({_code(one) or one.why})\n  {one.context.sentence.text}")
    out.print(tally(claims))


def _code(claim: Claim) -> str:
    return claim.indicator.code if claim.indicator else ""


def _number(value: Decimal | None) -> int | float | None:
    """A whole number as one; else two decimals, or as many as were written."""
    if value is None:
        return None
    return int(value) if value % 1 == 0 else float(round(value, 4))
