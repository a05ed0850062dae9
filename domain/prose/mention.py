"""Figures in Vietnamese prose: a number with its qualifier, its words of scale, and what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from domain.prose.amount import NUMBER, Amount, amount_at
from domain.prose.counted import Counted
from domain.prose.no_figure import no_figures
from domain.prose.qualifier import USUAL, Qualifier

MONEY, PERCENT, POINTS = "đồng", "%", "điểm phần trăm"
_PERCENT = re.compile(r"\s?(?:%|phần trăm(?!\w))", re.IGNORECASE)
_POINTS = re.compile(r"\s?điểm\s(?:phần trăm|%)", re.IGNORECASE)
_MONEY = re.compile(r"\s?(?:đồng|đ|vnđ|vnd)(?!\w)", re.IGNORECASE)
_OF = re.compile(r"\s?/\s?(?=\d)|\s+trên(?: tổng số)?\s+(?=\d+[^%]{0,12}(?:hộ|đơn vị|xã|chi hội))", re.IGNORECASE)
_EACH = re.compile(r"\s?/\s?(?:1 )?[^\W\d_]+")
_EVERY = re.compile(r"(?<!\w)cứ (?:\w+ ){0,2}\d[^,;.]*$", re.IGNORECASE)
_MOST_PARTS = 10  # a whole of more is one that is counted
_RANGE = re.compile(r"\s*(?:-|–|—|đến|tới|và đến)\s*", re.IGNORECASE)
_BOUND = re.compile(
    r"(?<!\w)(?:dưới|ít nhất|tối thiểu|tối đa|không dưới|không quá|chưa đến|chưa tới|chưa đầy|từ)\s+$", re.IGNORECASE
)
_NO_BOUND = re.compile(r"(?<!\w)(?:tăng|giảm)\s+từ\s+$", re.IGNORECASE)
_UPWARDS = re.compile(r"\s+trở (?:lên|xuống)", re.IGNORECASE)
_SLASHED = re.compile(r"\d [^\W\d_]+(?: [^\W\d_]+){0,3}/$")
_MORE = re.compile(r"(?<!\w)(?:nhiều|cao|ít|thấp|lớn|kém|vượt|tăng|giảm)\s+$", re.IGNORECASE)


@dataclass(frozen=True)
class Mention:
    """A figure at ``start`` to ``end`` of a text, which its ``text`` repeats: qualifier, number and what it counts.

    ``unit`` is ``đồng``, ``%``, the word behind the number in small letters, or None. ``number`` is where the digits
    begin. ``of`` is the second number of ``264/630``. ``decimals``: how many were printed. ``vague`` says why the
    number is none that can be compared: a range, a bound, so much for each; ``other`` is a second reading of it.
    """

    start: int
    end: int
    text: str
    number: int
    value: Decimal
    unit: str | None
    qualifier: str | None = None
    of: Decimal | None = None
    decimals: int = 0
    vague: str | None = None
    other: Decimal | None = None
    more: bool = False

    @property
    def is_money(self) -> bool:
        return self.unit == MONEY

    @property
    def is_percent(self) -> bool:
        return self.unit == PERCENT


class Finder:
    """Finds the figures of a text; ``counted`` and ``qualifiers`` tell what may stand around a number."""

    def __init__(self, counted: Counted, qualifiers: Sequence[Qualifier] = USUAL) -> None:
        words = sorted((word for one in qualifiers for word in one.words), key=len, reverse=True)
        said = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
        self._qualifier = re.compile(rf"(?<!\w)({said})\s+$", re.IGNORECASE)
        self._counted = counted

    def find(self, text: str) -> list[Mention]:
        """The figures of a text (NFC) in their order; what is no figure (domain.prose.no_figure) is not among them."""
        found = list(self._each(text))
        for n in range(len(found) - 1):
            if _is_range(text, found[n], found[n + 1]):
                found[n], found[n + 1] = _as_range(found[n], found[n + 1])
        return found

    def _each(self, text: str) -> Iterator[Mention]:
        skipped = no_figures(text, lambda end: self._counted.at(text, end) is not None)
        at = 0
        for digits in NUMBER.finditer(text):
            start, end = digits.span()
            if start < at or any(first < end and start < last for first, last in skipped) or _attached(text, start):
                continue
            if found := self._at(text, start):
                at = found.end
                yield found

    def _at(self, text: str, start: int) -> Mention | None:
        amount = amount_at(text, start)
        if amount is None:
            return None
        whole = self._whole(text, amount)
        end = whole.end if whole else amount.end
        unit, end = self._unit(text, whole or amount)
        if unit is None and re.match(r"[^\W\d_]", text[end : end + 1]):  # 5A, 20x30: no number of anything
            return None
        vague = _vague(text, start, end) or _fraction(amount, whole)
        words = self._qualifier.search(text, 0, start) or None
        first = words.start(1) if words else start
        return Mention(
            start=first,
            end=end,
            text=text[first:end],
            number=start,
            value=amount.value,
            unit=unit,
            qualifier=" ".join(words[1].lower().split()) if words else None,
            of=whole.value if whole else None,
            decimals=amount.decimals,
            vague=vague,
            other=amount.other,
            more=bool(words and _MORE.search(text, 0, first) and words[1].lower() == "hơn"),
        )

    def _whole(self, text: str, amount: Amount) -> Amount | None:
        mark = None if amount.scaled else _OF.match(text, amount.end)
        return amount_at(text, mark.end()) if mark else None

    def _unit(self, text: str, amount: Amount) -> tuple[str | None, int]:
        for pattern, unit in ((_POINTS, POINTS), (_PERCENT, PERCENT), (_MONEY, MONEY)):
            if found := pattern.match(text, amount.end):
                return unit, found.end()
        if found := self._counted.at(text, amount.end):
            return " ".join(found[1].lower().split()), found.end()
        return (MONEY if amount.scale >= 10**6 else None), amount.end


def _attached(text: str, start: int) -> bool:
    """``Covid-19``, ``A1``, ``(+84``: digits of what stands before them; not ``340 hội viên/12 chi hội``."""
    if re.match(r"\d\d", text[start : start + 2]) and _SLASHED.search(text, 0, start):
        return False
    return bool(re.search(r"[^\W\d]-?$|\d[.,:]?$|[/+]$", text[max(start - 2, 0) : start]))


def _vague(text: str, start: int, end: int) -> str | None:
    if _UPWARDS.match(text, end) or (_BOUND.search(text, 0, start) and not _NO_BOUND.search(text, 0, start)):
        return "a bound"
    return "so much for each" if _EACH.match(text, end) or _EVERY.search(text, 0, start) else None


def _fraction(amount: Amount, whole: Amount | None) -> str | None:
    """``2/3 số hộ`` is no count of two."""
    return "a fraction" if whole and amount.value < whole.value <= _MOST_PARTS else None


def _is_range(text: str, one: Mention, other: Mention) -> bool:
    """``10 đến 20 triệu đồng``; not ``tăng từ 30.000 đến …``, where the second is what it has come to."""
    between = _RANGE.fullmatch(text, one.end, other.start)
    return between is not None and one.of is None and not _NO_BOUND.search(text, 0, one.start)


def _as_range(one: Mention, other: Mention) -> tuple[Mention, Mention]:
    """The lower end is counted in what the upper one is."""
    if one.unit is None and other.unit is not None:
        scale = _scale_of(other) if other.is_money else Decimal(1)
        one = replace(one, unit=other.unit, value=one.value * scale)
    return replace(one, vague="a range"), replace(other, vague="a range")


def _scale_of(money: Mention) -> Decimal:
    """By how much the words behind the digits multiply them."""
    digits = NUMBER.search(money.text)
    plain = amount_at(f"{digits[0]} ", 0) if digits else None
    return money.value / plain.value if plain and plain.value else Decimal(1)
