"""The gate: what a period still lacks before it may be closed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.half_year import HalfYear
from domain.submission import Unreceived
from domain.unit import Unit
from tasks.home import Home
from warehouse import closes, current, inboxes
from warehouse.store import Connection

MISSING, REFUSED, RECEIVED = "missing", "refused", "received"


@dataclass(frozen=True)
class UnitStatus:
    """A unit in a period: ``missing_forms`` are codes; ``refused`` paths of files with their reason;
    ``stops`` what findings of accepted files leave open, and files without a verdict, as messages."""

    unit: Unit
    expected: bool
    missing_forms: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    stops: tuple[str, ...]

    @property
    def status(self) -> str:
        """A unit is received when all its required forms have an accepted section."""
        if self.refused:
            return REFUSED
        return MISSING if self.missing_forms else RECEIVED

    @property
    def complete(self) -> bool:
        return self.status == RECEIVED and not self.stops


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
        """The units that stop the gate, but for those whose codes are let pass. An optional unit
        that sent nothing stops nothing."""
        return [one for one in self.units if self._stops(one) and one.unit.code not in accepted]

    @staticmethod
    def _stops(one: UnitStatus) -> bool:
        return not one.complete if one.expected else bool(one.refused or one.stops)


def standing(home: Home, period: HalfYear, connection: Connection) -> Standing:
    """Who has sent what: the units that are valid at the period's cut-off, and others of which something is open."""
    code, cut_off = str(period), home.dates(period).cut_off
    received, missed = closes.forms_received(connection, code), inboxes.unreceived_now(connection)
    refused: dict[int, list[tuple[str, str]]] = {}
    for unit_id, path, reason in closes.refused_files(connection, code):
        refused.setdefault(unit_id, []).append((path, reason or ""))
    stops = _what_is_open(connection, code, missed)
    units = (one for one in home.units if one.valid_on(cut_off) or one.id in refused or one.id in stops)
    return Standing(
        unreceived=(*_of_no_unit(home, refused), *(one.message for one in missed if one.unit_id is None)),
        units=tuple(
            UnitStatus(
                unit=unit,
                expected=unit.kind in home.catalogue.expected_kinds and unit.valid_on(cut_off),
                missing_forms=tuple(sorted(home.catalogue.forms_owed_by(unit.kind) - received.get(unit.id, set()))),
                refused=tuple(refused.get(unit.id, ())),
                stops=tuple(stops.get(unit.id, ())),
            )
            for unit in units
        ),
    )


def _what_is_open(connection: Connection, code: str, missed: Sequence[Unreceived]) -> dict[int, list[str]]:
    """What is open of each unit but refused files: files without a verdict, findings that ask for a number,
    and what lies in its folder and could not be received."""
    stops: dict[int, list[str]] = {}
    for unit_id, path in closes.waiting_files(connection):
        stops.setdefault(unit_id, []).append(f"{path}: waits for its verdict; collect again")
    for row in current.standing_findings(connection, code):
        if row["stops_gate"] and row["severity"] != "refuse_file":
            stops.setdefault(row["unit_id"], []).append(current.as_finding(row).message)
    for one in missed:
        if one.unit_id is not None:
            stops.setdefault(one.unit_id, []).append(one.message)
    return stops


def _of_no_unit(home: Home, refused: Mapping[int, Sequence[tuple[str, str]]]) -> Iterator[str]:
    """Refused files of units that units.csv no longer has."""
    for unit_id, files in refused.items():
        for path, reason in files if unit_id not in home.unit_by_id else ():
            yield f"{path}: is refused ({reason}), its unit is no longer in units.csv; look at it, then 'soket dismiss'"
