"""What one version of one period's report is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from domain.association import Association, Dates
from domain.catalogue import Catalogue
from domain.figure import HALF, YEAR, Figures
from domain.half_year import HalfYear
from domain.history import History
from domain.restatement import Restated
from domain.unit import Unit
from outputs.adopted import NOTHING_ADOPTED, Adopted
from outputs.aims import Aims
from outputs.live import Citing
from outputs.officedocument import day_words

#: What is filled in when a report is issued.
NUMBER, SIGNED = "number", "signed"
NO_NUMBER = "\u00a0" * 5


class Told(NamedTuple):
    """What a unit wrote in a narrative, and the hash of the file in which."""

    unit: str
    text: str
    source: str = ""


class Source(NamedTuple):
    """A file that the figures come from."""

    unit: str
    received: date
    sha256: str


Narratives = Mapping[str, tuple[Told, ...]]


@dataclass(frozen=True)
class Replaced:
    """The report of an earlier version of the same period; ``number`` is empty where none was given to it."""

    version: int
    signing: date
    number: str = ""


@dataclass(frozen=True)
class Report:
    """``units`` stand in the order of the annex; of the units that were let pass ``missing`` names those
    without all their forms, ``incomplete`` the others;
    ``narratives`` stand under the keys of ``catalogue.report.narratives``; ``own_targets``
    are the indicators of which the association stated a target over all units; ``restated`` what earlier reports
    printed otherwise, ``replaces`` the one whose place this takes; ``sources`` the files of the figures, ``declared``
    those of the association itself (name, hash); ``history`` what was before, for charts; ``audit`` the code by which
    the close is verified, ``approved`` who approved it and when; ``adopted`` prose as somebody edited it. A draft
    (``lacking`` is not None) tells what it lacks.
    """

    catalogue: Catalogue
    association: Association
    period: HalfYear
    version: int
    dates: Dates
    figures: Figures
    units: tuple[Unit, ...]
    expected: int
    received: int
    missing: tuple[str, ...]
    incomplete: tuple[str, ...]
    narratives: Narratives
    own_targets: frozenset[str] = frozenset()
    restated: tuple[Restated, ...] = ()
    replaces: Replaced | None = None
    sources: tuple[Source, ...] = ()
    declared: tuple[tuple[str, str], ...] = ()
    history: History = field(default_factory=dict)
    audit: str = ""
    approved: tuple[str, date] | None = None
    adopted: Adopted = NOTHING_ADOPTED
    lacking: tuple[str, ...] | None = None

    @property
    def yearly(self) -> bool:
        """The second half's report is the year's review."""
        return self.period.half == 2

    @property
    def span_words(self) -> str:
        return f"năm {self.period.year}" if self.yearly else self.period.words

    @property
    def next_words(self) -> str:
        return f"năm {self.period.year + 1}" if self.yearly else self.period.next.words

    @property
    def has_sources(self) -> bool:
        return bool(self.sources or self.declared)

    @property
    def aims(self) -> Aims:
        """A report knows of national targets that were laid down by its signing."""
        national = tuple(one for one in self.catalogue.national if one.date <= self.dates.signing)
        span = YEAR if self.yearly else HALF
        return Aims(self.figures, self.units, span, self.period.year, self.own_targets, national)

    @property
    def citing(self) -> Citing:
        return Citing(str(self.period), self.version)

    @property
    def number(self) -> str:
        """``15/BC-HKH``; room for the number, which is given when it is issued."""
        return f"{self.citing.word(NUMBER, NO_NUMBER)}/BC-{self.association.abbreviation}"

    @property
    def signed(self) -> str:
        """The day of signing, in words; it may be another when it is issued."""
        return self.citing.word(SIGNED, day_words(self.dates.signing))
