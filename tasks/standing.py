"""How units stand in a period, and which of them keep its gate shut."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from domain.catalogue import Catalogue
from domain.unit import Unit
from domain.working_day import days_after

MISSING, REFUSED, RECEIVED = "missing", "refused", "received"


@dataclass(frozen=True)
class UnitStatus:
    """A unit in a period: ``missing_forms`` are codes; ``refused`` paths of files with their reason;
    ``stops`` what findings of accepted files leave open, and files without a verdict, as messages, of which
    ``waiting`` are those of files. ``forms`` are the owed forms, each received, refused or missing.
    ``arrived`` is the day on which the file was saved that first made the unit complete; ``due`` the
    deadline, moved where it is a day off. ``warnings`` counts what is to be looked at: open, explained.
    ``name``: what it is let pass by, its code, or ``id:`` and its id where another one here has that code too."""

    unit: Unit
    name: str
    expected: bool
    missing_forms: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    stops: tuple[str, ...]
    waiting: tuple[str, ...]
    forms: tuple[tuple[str, str], ...]
    arrived: date | None
    due: date
    warnings: tuple[int, int]

    @property
    def status(self) -> str:
        """A unit is received when all its required forms have an accepted section."""
        if self.refused:
            return REFUSED
        return MISSING if self.missing_forms else RECEIVED

    @property
    def complete(self) -> bool:
        return self.status == RECEIVED and not self.stops

    @property
    def why(self) -> tuple[str, ...]:
        """What is open, a line each."""
        missing = (f"missing forms: {', '.join(self.missing_forms)}",) if self.missing_forms and self.expected else ()
        refused = (f"refused: {path} ({reason})" for path, reason in self.refused)
        return (*refused, *missing, *(f"to fill in: {message}" for message in self.stops))

    def on_time(self, day: date) -> bool | None:
        """Whether it was complete by the deadline; None where, on ``day``, it still may be."""
        if self.arrived is not None:
            return self.arrived <= self.due
        return False if day > self.due else None

    def days_late(self, day: date) -> int | None:
        """Days after the deadline: until it was complete, else so far; None where it still may be on time."""
        if self.arrived is None and day <= self.due:
            return None
        return days_after(self.arrived or day, self.due)


@dataclass(frozen=True)
class Standing:
    """A period as it stands: its units in the order of units.csv, and what lies in an inbox and belongs
    to no unit yet (a line each), which stops the gate for it may be anybody's."""

    units: tuple[UnitStatus, ...]
    unreceived: tuple[str, ...] = ()

    @property
    def expected(self) -> int:
        return sum(one.expected for one in self.units)

    @property
    def received(self) -> int:
        return sum(one.expected and not one.missing_forms for one in self.units)

    def shut_by(self, accepted: Collection[str] = ()) -> list[UnitStatus]:
        """The units that stop the gate, but for those whose names are let pass. An optional unit
        that sent nothing stops nothing."""
        return [one for one in self.units if self._stops(one) and one.name not in accepted]

    def overdue(self, day: date) -> list[UnitStatus]:
        """The expected units that, on ``day``, are past the deadline and lack forms."""
        return [one for one in self.units if one.expected and one.missing_forms and day > one.due]

    @staticmethod
    def _stops(one: UnitStatus) -> bool:
        return not one.complete if one.expected else bool(one.refused or one.stops)


def lacks(one: UnitStatus, catalogue: Catalogue) -> str:
    """What keeps a unit from being complete, as the office and its reports say it: without the name of a file."""
    forms = catalogue.form_by_code
    missing = ", ".join(forms[code].name for code in one.missing_forms) if one.expected else ""
    none = {code for code, _ in one.forms} == set(one.missing_forms)
    said = ["có tệp chưa tiếp nhận được"] if one.refused else []
    said += ["chưa gửi biểu nào" if none else f"chưa gửi {missing}"] if missing else []
    said += ["còn ô hoặc tệp phải bổ sung, xác nhận"] if one.stops else []
    return "; ".join(said)
