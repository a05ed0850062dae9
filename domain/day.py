"""The day that a cell or a line states, as people and spreadsheets write one."""

from __future__ import annotations

import re
from datetime import date, timedelta

from domain.vietnamese import tidy

_NUMBERS = re.compile(r"(?:ngày )?(\d{1,2}) ?([/.-]) ?(\d{1,2}) ?\2 ?(\d{4})\.?", re.ASCII)
_WORDS = re.compile(r"(?:ngày )?(\d{1,2}) tháng (\d{1,2}),? năm (\d{4})\.?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[t ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:\.0)?", re.ASCII)
_FIRST = date(1899, 12, 30)  # day 0 of a spreadsheet; right from 1 March 1900 on
_LATER_SYSTEM = timedelta(days=1462)  # workbooks of old Macs count from 1904


def read_date(text: str) -> date | None:
    """``14/06/2022``, ``14-6-2022``, ``ngày 14 tháng 6 năm 2022``, ``2022-06-14`` or a spreadsheet's serial
    number → the day. None for anything else, for a year of two digits and for a day that no calendar has."""
    said = tidy(text).casefold()
    if serial := _SERIAL.fullmatch(said):
        days = int(serial[1])
        return _FIRST + timedelta(days=days) if 20_000 <= days <= 80_000 else None
    if iso := _ISO.fullmatch(said):
        return _day(iso[1], iso[2], iso[3])
    if numbers := _NUMBERS.fullmatch(said):
        return _day(numbers[4], numbers[3], numbers[1])
    words = _WORDS.fullmatch(said)
    return _day(words[3], words[2], words[1]) if words else None


def states_day(text: str, day: date) -> bool:
    """Whether a text states that day; a serial number may count from 1900 or from 1904."""
    stated = read_date(text)
    if stated is None:
        return False
    return stated == day or (_SERIAL.fullmatch(tidy(text)) is not None and stated + _LATER_SYSTEM == day)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
