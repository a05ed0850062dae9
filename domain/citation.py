"""Citations: a figure where a report prints it, by its full identity, so that it can be checked and walked back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.figure import ALL, HALF, ITSELF, PLAN, SAME_HALF, YEAR, YEAR_END, FigureKey
from domain.half_year import HalfYear

LONGEST = 64  # characters of a key: what Word keeps of a content control's tag

#: What an indicator's code may be, so that the longest key has room.
LONGEST_CODE = 21

_COMPARISONS = {ITSELF: "", SAME_HALF: "~h", YEAR_END: "~e", PLAN: "~p"}
_BY_MARK = {mark: name for name, mark in _COMPARISONS.items() if mark}
_KEY = re.compile(
    r"(?P<period>\d{4}H[12])\.(?P<version>\d+):(?P<indicator>\w+)(?:/(?P<whole>\w+))?(?:\[(?P<breakdown>[^\]]+)\])?"
    r"(?:@(?P<scope>\w+))?(?P<comparison>~[hep])?(?P<span>\+y)?(?:!(?P<of_year>\d+))?(?:>(?P<printed_in>[\w.]+))?"
    r"(?:=(?P<shown>\w+))?"
)


class Shown(StrEnum):
    """What of a figure is printed."""

    VALUE = ""
    UNITS = "units"  # how many units it is of
    CHANGE = "change"  # against the comparison
    SHARE = "share"  # of the whole, in per cent
    POINTS = "points"  # the change of a share
    PLAN = "plan"  # what is reached of the year's target
    NATIONAL = "state"  # beside the target of the state
    OF_YEAR = "year"  # the year of a registration or recognition
    LEADING = "lead"  # the units that have most of it
    BEFORE = "before"  # as an earlier report printed it
    CAUSE = "cause"  # what a unit changed of it


@dataclass(frozen=True)
class Citation:
    """A figure of a version of a period. ``whole`` is the indicator that a share is of; ``printed_in`` the version,
    such as ``2021H2.1``, whose report printed it otherwise."""

    period: str
    version: int
    figure: FigureKey
    shown: Shown = Shown.VALUE
    of_year: int | None = None
    whole: str = ""
    printed_in: str = ""

    @property
    def key(self) -> str:
        """``2022H1.1:seats~h=change``. ValueError where it is longer than LONGEST."""
        key = f"{self.period}.{self.version}:{self.within}"
        if len(key) > LONGEST:
            raise ValueError(
                f"key {key!r}: has {len(key)} characters; wanted at most {LONGEST}: shorten the codes in it"
            )
        return key

    @property
    def within(self) -> str:
        """The key without period and version: the same in every version of the report."""
        one = self.figure
        return "".join(
            (
                one.indicator,
                f"/{self.whole}" if self.whole else "",
                f"[{one.breakdown}]" if one.breakdown else "",
                f"@{one.scope}" if one.scope != ALL else "",
                _COMPARISONS[one.comparison],
                "+y" if one.span == YEAR else "",
                f"!{self.of_year}" if self.of_year else "",
                f">{self.printed_in}" if self.printed_in else "",
                f"={self.shown}" if self.shown else "",
            )
        )

    @classmethod
    def parse(cls, key: str) -> Citation:
        """What ``key`` gave; ValueError for anything else."""
        found = _KEY.fullmatch(key)
        citation = cls._of(found) if found and found["shown"] in (None, *Shown) else None
        if citation is None or f"{citation.period}.{citation.version}:{citation.within}" != key:  # written otherwise
            raise ValueError(f"key {key!r}: is none of a report's; wanted PERIOD.VERSION:INDICATOR")
        return citation

    @classmethod
    def _of(cls, found: re.Match[str]) -> Citation:
        figure = FigureKey(
            found["indicator"],
            found["breakdown"] or "",
            found["scope"] or ALL,
            _BY_MARK.get(found["comparison"] or "", ITSELF),
            YEAR if found["span"] else HALF,
        )
        year = int(found["of_year"]) if found["of_year"] else None
        shown, rest = Shown(found["shown"] or ""), (found["whole"] or "", found["printed_in"] or "")
        return cls(str(HalfYear.parse(found["period"])), int(found["version"]), figure, shown, year, *rest)
