"""What is known of a period for whoever looks at it: the noun that the page and Prefect's tables are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from domain.close import PeriodState
from domain.finding import Severity
from domain.half_year import HalfYear
from domain.history import Point
from domain.rate import Rate


@dataclass(frozen=True)
class Reply:
    """A document that answers a unit's file: what it is called (Vietnamese), and its path, relative to the home where
    it lies in it."""

    name: str
    path: str


@dataclass(frozen=True)
class UnitLine:
    """A unit in a period. ``kind`` is its kind's name; ``status`` missing, refused or received; ``days_late`` None
    where it may still be on time; ``open`` what is asked of it, a line each (Vietnamese)."""

    code: str
    name: str
    kind: str
    contact: str
    status: str
    expected: bool
    arrived: date | None
    days_late: int | None
    open: tuple[str, ...]
    replies: tuple[Reply, ...]


@dataclass(frozen=True)
class RateLine:
    """Completeness and punctuality of a group of units."""

    name: str
    rate: Rate


@dataclass(frozen=True)
class Example:
    """A place at which a rule found something; ``saw`` as the office is told it, without a person's name."""

    unit: str
    place: str
    saw: str


@dataclass(frozen=True)
class RuleLine:
    """What one rule found of one severity, in all files that count or wait for a correction: ``title`` what it looks
    at and ``mend`` how to mend it (Vietnamese); ``explained``, of the findings, how many a sender gave a reason for."""

    rule: str
    title: str
    severity: Severity
    findings: int
    explained: int
    units: int
    mend: str
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class YearTotal:
    """What an indicator comes to over the whole year, and of how many units; ``value`` None where it is unknown."""

    value: int | None
    counted: int
    expected: int


@dataclass(frozen=True)
class FigureLine:
    """An indicator over all units: of the half alone. ``before`` is the value of the same half of last year and
    ``change`` the difference, each None where it is not known, or of a year that cannot be compared; ``points`` are
    the halves in the order of time, its own last. ``main``: the report's annex has it. ``year``: of a second half,
    whose report is the year's review; None where nothing is known of its year."""

    code: str
    name: str
    unit: str
    main: bool
    value: int | None
    counted: int
    expected: int
    of_year: int | None
    estimated: bool
    before: int | None
    before_of_year: int | None
    points: tuple[Point, ...]
    year: YearTotal | None = None

    @property
    def change(self) -> int | None:
        return None if self.value is None or self.before is None else self.value - self.before


@dataclass(frozen=True)
class FigureList:
    """``version``: of which close; None as they would be frozen now."""

    version: int | None
    lines: tuple[FigureLine, ...]


@dataclass(frozen=True)
class VersionLine:
    """A close. ``report`` is the path of its report relative to the home and ``sha256`` the hash of its bytes, None
    where none was issued; ``number`` the one that the report was given; ``changed`` how many totals differ from the
    version before, None for the first. ``approved_by``: empty where nobody was asked."""

    version: int
    closed_on: date
    by: str
    approved_by: str
    reason: str
    expected: int
    received: int
    report: str | None
    sha256: str | None
    number: str | None
    changed: int | None


@dataclass(frozen=True)
class Overview:
    """A period on ``day``, for a closed one at most the day of its close; ``deadline`` is the moved one. ``rate``,
    ``by_kind`` and ``by_parent`` are of the expected units; ``notices`` what belongs to no unit or came too late, a
    line each (Vietnamese). ``figures`` are those of the newest close, of a period that is not closed as they would be
    frozen now; ``published`` those of the newest close, None before the first."""

    association: str
    period: HalfYear
    state: PeriodState
    version: int
    day: date
    cut_off: date
    deadline: date
    signing: date
    rate: Rate
    by_kind: tuple[RateLine, ...]
    by_parent: tuple[RateLine, ...]
    units: tuple[UnitLine, ...]
    notices: tuple[str, ...]
    rules: tuple[RuleLine, ...]
    figures: FigureList
    published: FigureList | None
    versions: tuple[VersionLine, ...]

    @property
    def expected(self) -> int:
        return self.rate.expected

    @property
    def received(self) -> int:
        return self.rate.received


def for_everybody(overview: Overview) -> Overview:
    """What anybody may see of it: no unit, no person, no file, and no figure that is not published. A kind that has one
    unit would tell of that unit, and beside the others it can be worked out: then no kind is told."""
    alone = any(one.rate.expected == 1 for one in overview.by_kind)
    return replace(
        overview,
        by_kind=() if alone else overview.by_kind,
        by_parent=(),
        units=(),
        notices=(),
        rules=(),
        figures=overview.published or FigureList(None, ()),
        versions=tuple(replace(one, by="", reason="", report=None) for one in overview.versions),
    )
