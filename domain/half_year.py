"""The period of every submission, figure and report: half a calendar year."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CODE = re.compile(r"(\d{4})H([12])")
_WORDS = re.compile(r"(?:6|sáu) tháng (đầu|cuối) năm (\d{4})")
_YEAR = re.compile(r"(?:cả )?năm (\d{4})")


@dataclass(frozen=True, order=True)
class HalfYear:
    """Half ``half`` (1 or 2) of ``year``; halves sort in the order of time."""

    year: int
    half: int

    @classmethod
    def parse(cls, code: str) -> HalfYear:
        """``2022H1`` → the half-year; ValueError for anything else."""
        match = _CODE.fullmatch(code)
        if match is None:
            raise ValueError(f"period {code!r}: wanted a year and a half, such as 2022H1 or 2022H2")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def from_cover(cls, text: str) -> HalfYear | None:
        """What a cover calls its period: ``6 tháng đầu năm 2022``, ``2022H1`` or, for the second
        half, ``năm 2022``. None where it is none of these."""
        said = " ".join(text.split())
        if code := _CODE.fullmatch(said.upper()):
            return cls(int(code[1]), int(code[2]))
        if words := _WORDS.fullmatch(said.lower()):
            return cls(int(words[2]), 1 if words[1] == "đầu" else 2)
        if year := _YEAR.fullmatch(said.lower()):
            return cls(int(year[1]), 2)
        return None

    def __str__(self) -> str:
        return f"{self.year:04d}H{self.half}"

    @property
    def words(self) -> str:
        """``6 tháng đầu năm 2022``, as forms, letters and the report print it."""
        return f"6 tháng {'đầu' if self.half == 1 else 'cuối'} năm {self.year:04d}"

    @property
    def next(self) -> HalfYear:
        return HalfYear(self.year, 2) if self.half == 1 else HalfYear(self.year + 1, 1)

    @property
    def previous(self) -> HalfYear:
        return HalfYear(self.year - 1, 2) if self.half == 1 else HalfYear(self.year, 1)

    @property
    def same_half_last_year(self) -> HalfYear:
        return HalfYear(self.year - 1, self.half)

    @property
    def end_of_last_year(self) -> HalfYear:
        """The half whose figures stand for the end of last year."""
        return HalfYear(self.year - 1, 2)
