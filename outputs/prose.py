"""Numbers as prose prints them: honest approximations, gaps, changes, and days."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain.catalogue import Indicator
from domain.figure import Figure, approximate
from domain.vietnamese import grouped, percent


def gap(figure: Figure) -> str:
    """``" (số liệu của 47/48 đơn vị)"`` where the figure is short of units, else empty."""
    return f" (số liệu của {figure.counted}/{figure.expected} đơn vị)" if figure.incomplete else ""


def amount(number: int, indicator: Indicator, counted: bool = False) -> str:
    """A number as prose prints it: ``500 triệu đồng`` for whole multiples of the print scale,
    ``123.456.789 đồng`` for other money, ``20.576`` where the sentence names the unit itself, else (``counted``)
    ``20.576 hộ``."""
    if indicator.print_unit is None:
        return f"{grouped(number)} {indicator.unit}" if counted else grouped(number)
    if number and number % indicator.print_scale == 0:
        return f"{grouped(number // indicator.print_scale)} {indicator.print_unit}"
    return f"{grouped(number)} {indicator.unit}"


def in_prose(value: int, indicator: Indicator, round_to: int) -> str:
    """``gần 34.000``, ``trên 12 triệu đồng``, or the exact value outside the band."""
    near = approximate(value, round_to)
    return f"{near.word} {amount(near.number, indicator)}".lstrip()


def times(value: int, base: int) -> str:
    """``2,5``: how many times ``base`` is in ``value``, at most two decimals, half up."""
    ratio = (Decimal(value) / Decimal(base)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    whole, decimals = f"{ratio:.2f}".split(".")
    return f"{grouped(int(whole))},{decimals}".rstrip("0").rstrip(",")


def changed(value: int, base: int, indicator: Indicator, earlier: str) -> str:
    """``tăng 3 lớp (10,71%) so với cùng kỳ năm trước``, and what is said of nothing, the same and the double."""
    if value == base:
        return f"bằng {earlier}" if base else f"{_plain(earlier)} cũng chưa phát sinh"
    if base == 0:
        return f"{_plain(earlier)} chưa phát sinh"
    word = "tăng" if value > base else "giảm"
    moved = f"{word} {_difference(abs(value - base), indicator)}"
    if base < 0:
        return f"{moved} so với {earlier}"
    if value >= 2 * base:
        return f"gấp {times(value, base)} lần {earlier} ({moved})"
    return f"{moved} ({percent(abs(value - base), base)}%) so với {earlier}"


def points_changed(rate: str, base: str, earlier: str) -> str:
    """``tăng 0,51 điểm phần trăm so với cùng kỳ năm trước``: the difference of two percentages as they are printed."""
    moved = Decimal(rate.replace(",", ".")) - Decimal(base.replace(",", "."))
    if moved == 0:
        return f"bằng {earlier}"
    points = f"{abs(moved)}".replace(".", ",")
    return f"{'tăng' if moved > 0 else 'giảm'} {points} điểm phần trăm so với {earlier}"


def slashed(day: date) -> str:
    """``25/3/2022``; as in words, days below 10 and months 1 and 2 have a zero before them."""
    month = f"{day.month:02d}" if day.month < 3 else f"{day.month}"
    return f"{day.day:02d}/{month}/{day.year}"


def _difference(number: int, indicator: Indicator) -> str:
    """Counts exact with their unit, money to the print scale where that is honest."""
    if indicator.print_unit is None:
        return amount(number, indicator, counted=True)
    return in_prose(number, indicator, indicator.print_scale)


def _plain(earlier: str) -> str:
    """``cùng kỳ`` says it where the sentence needs no year."""
    return earlier.removesuffix(" năm trước") if earlier.startswith("cùng kỳ") else earlier
