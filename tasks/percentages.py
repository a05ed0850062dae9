"""Percentages that stand in a form beside those that their two numbers make."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

import polars as pl

from domain.catalogue import Catalogue
from domain.rule import Compare, Rule
from domain.vietnamese import grouped, tidy
from domain.vietnamese import percent as percent_of
from tasks.comparison import SUBMISSION, Compared, Comparison, Submissions, asked, side

_PERCENT = re.compile(r"(-?[0-9]{1,9}(?:[.,][0-9]{1,20})?) ?(%?)")
_MOST_DECIMALS = 6  # a formula that rounds nothing is stored with as many as a float has

_FRACTION = 2  # decimals of a fraction of 1 that says whole per cents

_NUMBERS = pl.Schema(
    {
        "comparison": pl.Int32,
        "file_id": pl.Int64,
        "left": pl.Int64,
        "right": pl.Int64,
        "year": pl.Int32,
        "label": pl.String,
        "sheet": pl.String,
        "cell": pl.String,
        "part": pl.String,
        "whole": pl.String,
        "typed": pl.String,
        "due": pl.String,
    }
)


class Written(NamedTuple):
    """A percentage as it was typed; ``sign``: with a per cent sign, so that it is no fraction of 1."""

    value: Decimal
    decimals: int
    sign: bool


def read_percentage(text: str) -> Written | None:
    """``52,53 %``, ``52.53``, ``0.5253``; None of what is no single number."""
    said = _PERCENT.fullmatch(tidy(text))
    if said is None:
        return None
    value = Decimal(said[1].replace(",", "."))
    decimals = min(-int(value.as_tuple().exponent), _MOST_DECIMALS)
    return Written(value, max(decimals, 0), bool(said[2]))


def follows(written: Written, part: int, whole: int) -> bool:
    """Whether the percentage is ``part`` of ``whole``, half up at as many decimals as were written. A cell
    with the percent format holds the fraction of 1."""
    if _rounded(written.value, written.decimals) == _rounded(Decimal(100 * part) / whole, written.decimals):
        return True
    if written.sign:
        return False
    fraction = Decimal(part) / whole
    precise = written.decimals >= _FRACTION and _rounded(written.value, written.decimals)
    return written.value == fraction or precise == _rounded(fraction, written.decimals)


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def percent(rule: Rule, _compare: Compare, catalogue: Catalogue, batch: Submissions) -> Compared:
    """Each percentage that can be read, in steps of its last decimal, and what its two numbers make it."""
    shown = [one for form in catalogue.forms for one in form.percentages]
    told = [Comparison(one.field.key, one.field.form, one.field.key) for one in shown]
    typed = asked(((number, one.field.key) for number, one in enumerate(shown)), batch.percentages)
    sides = typed.select(*SUBMISSION, "text", "label", "sheet", "cell")
    for name in ("part", "whole"):
        of = side(((number, getattr(one, name)) for number, one in enumerate(shown)), batch, name)
        sides = sides.join(of, on=SUBMISSION, how="inner", maintain_order="left")
    rows = [row for row in map(_compared, sides.iter_rows(named=True)) if row]
    return Compared(rule, told, pl.DataFrame(rows, _NUMBERS, orient="row"))


def _compared(row: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """A row of _NUMBERS; None where there is no percentage, or nothing that it could follow from."""
    written, part, whole = read_percentage(row["text"]), row["part"], row["whole"]
    if written is None or part is None or not whole:
        return None
    scale = 10**written.decimals
    left = int(_rounded(written.value, written.decimals) * scale)
    right = int(_rounded(100 * Decimal(part) / whole, written.decimals) * scale)
    place = row["label"], row["sheet"], row["cell"]
    words = grouped(part), grouped(whole), tidy(row["text"]).removesuffix("%").rstrip(), percent_of(part, whole)
    of = row["comparison"], row["file_id"]
    return *of, left, left if follows(written, part, whole) else right, None, *place, *words
