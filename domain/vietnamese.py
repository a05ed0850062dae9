"""Vietnamese text and numbers, as people type them and as an official report prints them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # huyền, sắc, ngã, hỏi, nặng
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NOT_WORD = re.compile(r"[^\w%]+")


def tidy(text: str) -> str:
    """NFC, with every run of white space (no-break spaces too) as one space, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=65536)
def heading_key(text: str) -> str:
    """The form in which headings and labels are compared.

    Case, punctuation, Unicode form, four-digit years and the place of the tone mark
    (``hoà`` or ``hòa``) make no difference; the letters and the tone itself do.
    """
    words = _NOT_WORD.split(_YEAR.sub(" ", unicodedata.normalize("NFC", text)).casefold())
    return " ".join(key for word in words if (key := _tone_last(word)))


def _tone_last(word: str) -> str:
    letters = unicodedata.normalize("NFD", word).replace("_", "")
    tones = "".join(mark for mark in letters if mark in _TONES)
    return "".join(mark for mark in letters if mark not in _TONES) + tones


def slug(text: str) -> str:
    """``Phường Chiềng Lề`` → ``phuong-chieng-le``: ASCII, for the names of folders and files."""
    letters = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    ascii_only = "".join(mark for mark in letters if not unicodedata.combining(mark))
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")


def grouped(number: int) -> str:
    """``20576`` → ``20.576``."""
    return f"{number:,}".replace(",", ".")


def signed(number: int) -> str:
    """A change: ``+1.204``, ``-17``, ``0``."""
    return f"+{grouped(number)}" if number > 0 else grouped(number)


def percent(part: int, whole: int) -> str | None:
    """``part`` of ``whole`` in per cent, two decimals, half up: ``52,53``. None of nothing."""
    if whole == 0:
        return None
    share = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{share}".replace(".", ",")


LARGEST = 10**13 - 1  # no office counts more, in đồng either


class Written(StrEnum):
    """What a cell holds where a whole number is asked for."""

    NUMBER = "number"
    NOTHING = "nothing"  # "-", "không", "0": zero; nothing occurred
    UNKNOWN = "unknown"  # "…": not collected yet, known to be missing
    BLANK = "blank"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Reading:
    """A cell read as a whole number; ``value`` is None unless it is one."""

    written: Written
    value: int | None = None


_NOTHING = frozenset({"-", "–", "—", "0", "không", "khong", "không có"})
_UNKNOWN = frozenset({"…", "...", "....", ".....", "……"})
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỉ": 10**9, "tỷ": 10**9}
_SCALED = re.compile(r"([\d.,]+) (nghìn|ngàn|triệu|tỉ|tỷ)(?: |$)")
_UNIT_WORDS = re.compile(r"(?<=\d)\s*[^\W\d_][^\W\d_,/ ]*(?:[,/ ]+[^\W\d_]+){0,5}$")
_MINUS = re.compile(r"^[-–−]\s*(?=\d)")
_PLUS = re.compile(r"^\+\s*(?=\d)")
_PLAIN = re.compile(r"\d+(?:[.,]0)?")
# words behind a number that make it another number, and abbreviations that may; never taken for its unit
_QUANTITIES = frozenset(
    ["nghìn", "ngàn", "triệu", "tỉ", "tỷ", "trăm", "vạn", "chục", "tá", "rưỡi", "phần", "k", "tr", "m", "b", "ng", "t"]
)
_GROUPS = re.compile(r"[1-9]\d{0,2}(?:(?:\.\d{3})+|(?:,\d{3})+|(?: \d{3})+)")


def read_whole(text: str) -> Reading:
    """A cell's text read as a whole number the way Vietnamese offices type one.

    Groups of three by dot, comma or space, the unit behind the number, a whole float and the
    words nghìn, triệu, tỉ are understood. A negative number is read as one (a rule judges it).
    What could mean two things, is above LARGEST, or is no number, is UNREADABLE: never guessed.
    """
    said = tidy(text)
    if not said:
        return Reading(Written.BLANK)
    if said.casefold() in _NOTHING:
        return Reading(Written.NOTHING, 0)
    if said in _UNKNOWN:
        return Reading(Written.UNKNOWN)
    said = _PLUS.sub("", said)
    unsigned = _MINUS.sub("", said)
    value = _scaled(unsigned.casefold())
    if value is None:
        value = _whole(_without_unit(unsigned))
    if value is None or value > LARGEST:
        return Reading(Written.UNREADABLE)
    return Reading(Written.NUMBER, -value if unsigned != said else value)


def _without_unit(said: str) -> str:
    """``1.600 học viên`` → ``1.600``; ``5tr`` and ``3 vạn`` stay whole."""
    unit = _UNIT_WORDS.search(said)
    if unit is None or _QUANTITIES & set(re.split(r"[\W_]+", unit[0].casefold())):
        return said
    return said[: unit.start()]


def _whole(digits: str) -> int | None:
    if _PLAIN.fullmatch(digits):
        return int(re.split(r"[.,]", digits)[0])
    if _GROUPS.fullmatch(digits):
        return int(re.sub(r"[., ]", "", digits))
    return None


def _scaled(said: str) -> int | None:
    """``978 triệu 500 nghìn đồng``, ``43 nghìn 836``, ``17,516 tỉ đồng`` → the number; else None."""
    total, end, smallest = Decimal(0), 0, 10**12
    for part in _SCALED.finditer(said):
        scale = _SCALES[part[2]]
        number = _decimal(part[1])
        if part.start() != end or scale >= smallest or number is None:
            return None
        total, end, smallest = total + number * scale, part.end(), scale
    if end == 0:
        return None
    rest = re.match(r"\d{3}(?!\d)", said[end:])
    if rest and smallest == 10**3:
        total, end = total + int(rest[0]), end + rest.end()
    tail = set(re.split(r"[\W_]+", said[end:]))
    understood = tail.isdisjoint(_QUANTITIES) and not re.search(r"\d", said[end:])
    return int(total) if understood and total == int(total) else None


def _decimal(number: str) -> Decimal | None:
    """``17,516`` → 17.516 and ``3.055`` → 3055: beside a word of scale the comma is the decimal mark."""
    if re.fullmatch(r"\d+(?:,\d+)?", number):
        return Decimal(number.replace(",", "."))
    return Decimal(number.replace(".", "")) if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", number) else None
