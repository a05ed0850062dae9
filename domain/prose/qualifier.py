"""Words before a number that make it a bound or an estimate, and what a true value may then be."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

import pydantic

from domain.record import Record


class Qualifier(Record):
    """``words`` say that the true value lies below the number, above it, or around it, by at most ``percent`` of the
    number. Below and above never take in the number itself."""

    words: tuple[str, ...] = pydantic.Field(min_length=1)
    side: Literal["below", "above", "around"]
    percent: Decimal = pydantic.Field(gt=0, lt=100)

    def admits(self, said: Decimal, true: Decimal) -> bool:
        room = said * self.percent / 100
        match self.side:
            case "below":
                return said - room < true < said
            case "above":
                return said < true <= said + room
            case _:
                return abs(true - said) <= room


USUAL = (
    Qualifier(words=("gần", "xấp xỉ", "ngót"), side="below", percent=Decimal(5)),
    Qualifier(words=("trên", "hơn"), side="above", percent=Decimal(5)),
    Qualifier(words=("khoảng", "chừng"), side="around", percent=Decimal(5)),
)


def qualifier_of(word: str | None, qualifiers: Iterable[Qualifier]) -> Qualifier | None:
    return next((one for one in qualifiers if word and word.lower() in one.words), None)


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Half up, as an office rounds."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
