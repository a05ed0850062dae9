"""Numbers as Vietnamese prose writes them: ``20.576``, ``10,12``, ``17,516 tỉ``, ``978 triệu 500 nghìn``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_SCALES = {
    "nghìn tỷ": 10**12, "ngàn tỷ": 10**12, "nghìn tỉ": 10**12, "ngàn tỉ": 10**12,
    "nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tr": 10**6, "tỷ": 10**9, "tỉ": 10**9,
}  # fmt: skip
#: Digits with marks between them; groups of three may stand apart.
NUMBER = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?![.,]?\d)|\d+(?:[.,]\d+)*")
_SCALE = re.compile(r"\s?(" + "|".join(_SCALES) + r")(?!\w)(?:\s+(rưỡi)(?!\w))?", re.IGNORECASE)
_PART = re.compile(r"\s(\d{1,3}(?:,\d+)?)(?=\s?(?:triệu|nghìn|ngàn)(?!\w))", re.IGNORECASE)
_REST = re.compile(r"\s(\d{3})(?![\d.,]*\d|\s?%)")
_DOTS = re.compile(r"([1-9]\d{0,2}(?:\.\d{3})+)(?:,(\d+))?")
_COMMAS = re.compile(r"([1-9]\d{0,2}(?:,\d{3}){2,})(?:\.(\d+))?")
_DECIMAL = re.compile(r"(\d+)[.,](\d+)")
_ONE_COMMA = re.compile(r"[1-9]\d{0,2},\d{3}")
_ONE_DOT = re.compile(r"[1-9]\d{0,2}\.\d{3}")


@dataclass(frozen=True)
class Amount:
    """A number that stands in a text up to ``end``. ``decimals`` is how many digits stood behind the comma; ``scaled``
    whether a word such as triệu followed; ``other`` is what else the digits may mean, None where nothing else."""

    value: Decimal
    end: int
    decimals: int = 0
    scale: int = 1
    other: Decimal | None = None

    @property
    def scaled(self) -> bool:
        return self.scale > 1


def amount_at(text: str, start: int) -> Amount | None:
    """The number that begins at ``start``, with its words of scale; None where the digits are no number."""
    digits = NUMBER.match(text, start)
    if digits is None:
        return None
    scale = _SCALE.match(text, digits.end())
    percent = re.match(r"\s?(?:%|phần trăm)", text[digits.end() :])
    if scale is None:
        return _plain(digits[0], digits.end(), decimal=percent is not None)
    return _scaled(text, digits[0], scale)


def _plain(said: str, end: int, *, decimal: bool) -> Amount | None:
    """``1,600`` of something that is counted is 1600: nobody counts parts of a person. Of a percentage it is 1,6."""
    if not decimal and _ONE_COMMA.fullmatch(said):
        return Amount(Decimal(said.replace(",", "")), end)
    if decimal and _ONE_DOT.fullmatch(said):
        said = said.replace(".", ",")
    read = _read(said)
    return Amount(read[0], end, read[1]) if read else None


def _scaled(text: str, said: str, found: re.Match[str]) -> Amount | None:
    read, scale = _read(said), _SCALES[found[1].lower()]
    if read is None:
        return None
    total, end, smallest = read[0] * scale, found.end(), scale
    if found[2]:
        total += Decimal(scale) / 2
    while not read[1] and not found[2] and (part := _PART.match(text, end)):
        of = _SCALE.match(text, part.end())
        if of is None or _SCALES[of[1].lower()] >= smallest:
            break
        smallest = _SCALES[of[1].lower()]
        total, end = total + Decimal(part[1].replace(",", ".")) * smallest, of.end()
    if smallest == 1000 and not read[1] and (rest := _REST.match(text, end)):
        total, end = total + int(rest[1]), rest.end()
    return Amount(total, end, read[1], scale, _otherwise(said, scale, end == found.end()))


def _otherwise(said: str, scale: int, alone: bool) -> Decimal | None:
    """``17.516 tỷ`` may be 17,516 of them to its writer, and ``3,055 triệu`` 3055."""
    if alone and scale >= 10**9 and _ONE_DOT.fullmatch(said):
        return Decimal(said) * scale
    if alone and scale < 10**9 and _ONE_COMMA.fullmatch(said):
        return Decimal(said.replace(",", "")) * scale
    return None


def _read(said: str) -> tuple[Decimal, int] | None:
    """The value and how many decimals it has: a dot between groups of three, a comma before decimals."""
    if said.replace(" ", "").isdigit():
        return Decimal(said.replace(" ", "")), 0
    for groups, mark in ((_DOTS, "."), (_COMMAS, ",")):
        if found := groups.fullmatch(said):
            rest = found[2] or ""
            return Decimal(f"{found[1].replace(mark, '')}.{rest or 0}"), len(rest)
    if found := _DECIMAL.fullmatch(said):
        return Decimal(f"{found[1]}.{found[2]}"), len(found[2])
    return None
