"""Vietnamese text and numbers, as people type them and as an official report prints them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache

from domain.remembered import remembered

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # huyền, sắc, ngã, hỏi, nặng
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NOT_WORD = re.compile(r"[^\w%]+")
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))


@remembered
def tidy(text: str) -> str:
    """NFC, with every run of white space (no-break spaces too) as one space, none at the ends, and
    without the characters that nobody sees."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_UNSEEN)).split())


@lru_cache(maxsize=65536)
def heading_key(text: str) -> str:
    """The form in which headings and labels are compared.

    Case, punctuation, Unicode form, four-digit years and the place of the tone mark
    (``hoà`` or ``hòa``) make no difference; the letters and the tone itself do.
    """
    words = _NOT_WORD.split(_YEAR.sub(" ", tidy(text)).casefold())
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


_NOTHING = frozenset({"-", "‐", "‑", "–", "—", "―", "−", "0", "không", "khong", "không có", "không phát sinh"})
_UNKNOWN = re.compile(r"[.…]*(?:…|\.\.\.)[.…]*")
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỉ": 10**9, "tỷ": 10**9}
_SCALED = re.compile(r"([0-9.,]+) (nghìn|ngàn|triệu|tỉ|tỷ)(?: |$)")
_SIGN = re.compile(r"^([-–−+])\s*(?=[0-9])")
_PLAIN = re.compile(r"([0-9]+)(?:[.,]0|,00)?")
_GROUPS = re.compile(
    r"([1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+(?:,00?)?|(?:,[0-9]{3})+(?:\.00?)?|(?: [0-9]{3})+(?:,00?)?|(?:'[0-9]{3})+))"
)
_ONE_MARK = re.compile(r"([0-9]{1,3})([.,])([0-9]{3})")
_MARKED = re.compile(r"[0-9]{1,3}(?:(\.)[0-9]{3})+|[0-9]{1,3}(?:(,)[0-9]{3})+")
_WITH_UNIT = re.compile(r"(.*?[0-9])\s*([^\W\d_]+(?:,? [^\W\d_]+)*)")
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_ONE_GAP = re.compile(r"[ \xa0\u2000-\u200a\u202f\u205f\u3000]")  # a line break, a tab or two gaps part two numbers
_LONGEST = 100  # characters of a number with its unit
_AS_DIGITS = str.maketrans("０１２３４５６７８９’ʼ", "0123456789''")
_UNIT_WORDS = """đ đồng vnd vnđ người em cháu bạn hộ gia đình dòng họ tộc thôn bản tổ tiểu khu phố dân ấp xóm xã phường
    đơn vị cơ quan trường học doanh nghiệp lớp chuyên đề viên hội chi lượt suất sinh giáo nhà tập thể cá nhân trung
    tâm cộng công cán bộ cuốn quyển chiếc cái buổi cuộc giải phần thưởng quà"""
#: The words that may stand behind a number and leave it what it is. Any other (``tr``, ``rưỡi``, ``vạn``,
#: ``trở lên``) may make it another number.
_UNITS = frozenset(_UNIT_WORDS.split())


def read_whole(text: str, units: Collection[str] = ()) -> Reading:
    """A cell's text read as a whole number the way Vietnamese offices type one.

    Groups of three by dot, comma, space or apostrophe, a unit that is known (``units`` adds words to
    the usual ones), a whole float and the words nghìn, triệu, tỉ are understood. A negative number is
    read as one (a rule judges it). What could mean two things, is above LARGEST, or is no number, is
    UNREADABLE: never guessed.
    """
    return _read(text, frozenset(units))


@remembered
def _read(text: str, units: frozenset[str]) -> Reading:
    said = tidy(text)
    if not said:
        return Reading(Written.BLANK)
    if said.casefold() in _NOTHING:
        return Reading(Written.NOTHING, 0)
    if _UNKNOWN.fullmatch(said):
        return Reading(Written.UNKNOWN)
    if len(said) > _LONGEST or not all(map(_ONE_GAP.fullmatch, _BETWEEN_DIGITS.findall(text))):
        return Reading(Written.UNREADABLE)
    unsigned = _SIGN.sub("", said.translate(_AS_DIGITS))
    value = _scaled(unsigned.casefold(), units)
    if value is None:
        value = _whole(_without_unit(unsigned, units))
    if value is None or value > LARGEST:
        return Reading(Written.UNREADABLE)
    sign = _SIGN.match(said.translate(_AS_DIGITS))
    return Reading(Written.NUMBER, -value if sign and sign[1] != "+" else value)


def thousands_mark(text: str, units: Collection[str] = ()) -> str | None:
    """``.`` of ``1.600 hộ``, ``,`` of ``1,600``: what groups the thousands of a cell; None where nothing does."""
    marked = _MARKED.fullmatch(_unsigned(text, frozenset(units)))
    return (marked[1] or marked[2]) if marked else None


def two_readings(text: str, units: Collection[str] = ()) -> str | None:
    """``1.600`` → ``1600 hoặc 1,6``: what a cell may mean in a file whose thousands are grouped by dots
    and by commas; None where it means one thing even there."""
    one = _ONE_MARK.fullmatch(_unsigned(text, frozenset(units)))
    return f"{one[1]}{one[3]} hoặc {int(one[1])},{one[3].rstrip('0') or '0'}" if one else None


@remembered
def _unsigned(text: str, units: frozenset[str]) -> str:
    return _without_unit(_SIGN.sub("", tidy(text).translate(_AS_DIGITS)), units)


def _without_unit(said: str, units: Collection[str]) -> str:
    """``1.600 học viên`` → ``1.600``; ``5tr``, ``3 vạn`` and ``10O`` stay whole."""
    parts = _WITH_UNIT.fullmatch(said)
    return parts[1] if parts and _are_units(parts[2], units) else said


def _are_units(words: str, units: Collection[str]) -> bool:
    said = [word for word in re.split(r"[, ]+", words.casefold()) if word]
    return all((word in _UNITS or word in units) and word not in _SCALES for word in said)


def _whole(digits: str) -> int | None:
    if plain := _PLAIN.fullmatch(digits):
        return int(plain[1]) if len(plain[1]) <= 20 else None
    if groups := _GROUPS.fullmatch(digits):
        return int(re.sub(r"[., ']", "", re.sub(r"[.,]00?$", "", groups[1])))
    return None


def _scaled(said: str, units: Collection[str]) -> int | None:
    """``978 triệu 500 nghìn đồng``, ``43 nghìn 836``, ``17,516 tỉ đồng`` → the number; else None."""
    total, end, smallest = Decimal(0), 0, 10**12
    for part in _SCALED.finditer(said):
        scale = _SCALES[part[2]]
        number = _decimal(part[1], scale)
        if part.start() != end or scale >= smallest or number is None:
            return None
        if end and (number >= 1000 or total % smallest or number != int(number)):
            return None  # nothing may follow a decimal, and a part carries nothing over
        total, end, smallest = total + number * scale, part.end(), scale
    if end == 0:
        return None
    rest = re.match(r"[0-9]{3}(?![0-9])", said[end:])
    if rest and smallest == 10**3 and not total % smallest:
        total, end = total + int(rest[0]), end + rest.end()
    return int(total) if total == int(total) and _are_units(said[end:].strip(), units) else None


def _decimal(number: str, scale: int) -> Decimal | None:
    """``17,516`` tỉ → 17.516 and ``3.055`` triệu → 3055: beside a word of scale the comma is the decimal
    mark. ``3,055 triệu`` and ``3.055 tỉ`` are both 3055 of them and 3.055 to one sender or another."""
    if re.fullmatch(r"[0-9]{1,15}(?:,[0-9]{1,9})?", number):
        three = re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", number)
        return None if three and scale < 10**9 else Decimal(number.replace(",", "."))
    grouped_by_dots = re.fullmatch(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+", number)
    return Decimal(number.replace(".", "")) if grouped_by_dots and scale < 10**9 else None
