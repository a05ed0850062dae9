"""soket.toml and units.csv → the home's settings and its units."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field

from domain.association import Association, Dates
from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from domain.record import Record, declare
from domain.unit import Unit
from expectations.load import SHIPPED, load_catalogue
from warehouse.outbox import PREFECT
from warehouse.store import Warehouse

TIMEZONE = ZoneInfo("Asia/Ho_Chi_Minh")
REGISTRY = "units.csv"
_ADDRESS = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|block:(?:[a-z0-9-]+/)?[a-z0-9-]+")
_CHANNEL = re.compile(r"[a-z0-9-]{1,60}")
_TAKEN = frozenset((PREFECT,))
_COLUMNS = ("id", "code", "name", "kind", "parent", "valid_from", "valid_to", "contact")


class Settings(Record):
    """soket.toml. ``inboxes`` are folders, relative to the home where not absolute; ``warehouse``
    is an SQLAlchemy URL, by default SQLite in the home. ``not_submissions`` are names (``*`` for any
    letters) of what the office keeps in an inbox itself, outside the units' folders. A file is taken
    when two looks ``settle_seconds`` apart see the same; a reader has ``read_seconds`` and
    ``read_megabytes`` for a file. ``alerts`` are channels: a name, and where its URL is to be found, in an
    environment variable (``env:NAME``) or a Prefect block (``block:TYPE/NAME``). ``days_off`` are the days, besides
    Saturdays and Sundays, on which nobody works. A reminder asks for an answer within ``days_to_answer``
    working days, before ``answer_time``."""

    association: Association
    periods: dict[str, Dates] = {}
    inboxes: tuple[str, ...] = Field(("inbox",), min_length=1)
    warehouse: str = ""
    not_submissions: tuple[str, ...] = ()
    settle_seconds: float = 10
    read_seconds: int = 10
    read_megabytes: int = 1024
    largest_file_megabytes: int = 30
    alerts: dict[str, str] = {}
    days_off: tuple[date, ...] = ()
    days_to_answer: int = Field(3, ge=1)
    answer_time: time = time(17)


class HomeError(ValueError):
    """The home cannot be used; one line: file, saw, wanted."""


@dataclass(frozen=True)
class Home:
    """An association's own folder and what it declares."""

    path: Path
    settings: Settings
    catalogue: Catalogue

    @classmethod
    def open(cls, path: Path) -> Home:
        """HomeError or DeclarationError where soket.toml or the catalogue cannot be used."""
        declared = path / "soket.toml"
        try:
            text = declared.read_text(encoding="utf-8")
        except OSError as error:
            raise HomeError(
                f"{declared}: cannot be read ({error.strerror}); make a home with 'soket init {path}'"
            ) from None
        settings = declare(Settings, text, str(declared))
        for code in settings.periods:
            _checked_period(code, declared)
        for name, address in settings.alerts.items():
            _checked_channel(name, address, declared)
        own = path / "expectations"
        return cls(path.resolve(), settings, load_catalogue(own if own.is_dir() else SHIPPED))

    @property
    def channels(self) -> tuple[str, ...]:
        """The names of the channels that alerts go to."""
        return tuple(self.settings.alerts)

    @property
    def raw(self) -> Path:
        return self.path / "raw"

    @property
    def reports(self) -> Path:
        return self.path / "reports"

    @property
    def inboxes(self) -> tuple[Path, ...]:
        return tuple(self.path / inbox for inbox in self.settings.inboxes)

    @property
    def warehouse_url(self) -> str:
        return self.settings.warehouse or f"sqlite:///{self.path / 'warehouse.db'}"

    @cached_property
    def warehouse(self) -> Warehouse:
        return Warehouse.open(self.warehouse_url)

    @cached_property
    def registry_bytes(self) -> bytes:
        path = self.path / REGISTRY
        try:
            return path.read_bytes()
        except OSError as error:
            raise HomeError(f"{path}: cannot be read ({error.strerror}); it lists the units that report") from None

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        return read_registry(self.registry_bytes, self.path / REGISTRY, frozenset(self.catalogue.kind_by_code))

    @cached_property
    def unit_by_id(self) -> dict[int, Unit]:
        return {unit.id: unit for unit in self.units}

    def units_on(self, day: date) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units if unit.valid_on(day))

    def dates(self, period: HalfYear) -> Dates:
        """HomeError for a period that soket.toml does not have."""
        dates = self.settings.periods.get(str(period))
        if dates is None:
            known = ", ".join(sorted(self.settings.periods)) or "none"
            raise HomeError(
                f"{self.path / 'soket.toml'}: period {period} is not there (known: {known}); "
                f"add [periods.{period}] with cut_off, deadline and signing"
            )
        return dates

    def period_due(self, day: date) -> HalfYear:
        """The newest period whose cut-off is not after ``day``; HomeError where there is none."""
        due = [code for code, dates in self.settings.periods.items() if dates.cut_off <= day]
        if not due:
            raise HomeError(f"{self.path / 'soket.toml'}: no period has its cut-off on or before {day}")
        return max(HalfYear.parse(code) for code in due)


def _checked_period(code: str, source: Path) -> None:
    try:
        HalfYear.parse(code)
    except ValueError as error:
        raise HomeError(f"{source}: [periods.{code}]: {error}") from None


def _checked_channel(name: str, address: str, source: Path) -> None:
    """What stands there may be the address itself, which is a secret: it is not repeated."""
    if not _ADDRESS.fullmatch(address):
        raise HomeError(
            f"{source}: [alerts] {name}: wanted env:NAME or block:TYPE/NAME, which say where the channel's address "
            "is to be found; the address itself does not belong here"
        )
    if not _CHANNEL.fullmatch(name) or name in _TAKEN:
        raise HomeError(
            f"{source}: [alerts] {name!r:.80}: a channel's name is a-z, 0-9 and -, at most 60 of them, and not "
            f"one of {', '.join(sorted(_TAKEN))}"
        )


def read_registry(data: bytes, source: Path, kinds: frozenset[str]) -> tuple[Unit, ...]:
    """units.csv → its units. HomeError names the first line that cannot be used."""
    if b"\0" in data:
        raise HomeError(f"{source}: not a CSV file in UTF-8 (it holds zero bytes); save it as CSV UTF-8")
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        raise HomeError(f"{source}: not a CSV file in UTF-8 ({error})") from None
    if not rows or tuple(rows[0]) != _COLUMNS:
        raise HomeError(f"{source}, line 1: wanted the columns {','.join(_COLUMNS)}")
    units = [_unit(row, number, source, kinds) for number, row in enumerate(rows[1:], start=2) if any(row)]
    seen: set[int] = set()
    for unit in units:
        if unit.id in seen:
            raise HomeError(f"{source}, line {unit.row}: id {unit.id} is given twice")
        seen.add(unit.id)
    by_code: dict[str, list[Unit]] = {}
    for unit in units:
        for other in by_code.setdefault(unit.code, []):
            if unit.overlaps(other):
                raise HomeError(
                    f"{source}, line {unit.row}: code {unit.code} belongs to line {other.row} at the same time; "
                    "a code may change hands, but has one holder on each day (valid_from, valid_to)"
                )
        by_code[unit.code].append(unit)
    for unit in units:
        if unit.parent is not None and unit.parent not in seen:
            raise HomeError(f"{source}, line {unit.row}: parent {unit.parent} is no unit's id")
    return tuple(units)


def _unit(row: list[str], number: int, source: Path, kinds: frozenset[str]) -> Unit:
    if len(row) != len(_COLUMNS):
        raise HomeError(
            f"{source}, line {number}: saw {len(row)} columns, wanted {len(_COLUMNS)} parted by commas "
            "(Excel may save semicolons: choose CSV UTF-8 with commas)"
        )
    cells = dict(zip(_COLUMNS, (cell.strip() for cell in row), strict=True))
    try:
        unit = Unit(
            id=int(cells["id"]),
            code=cells["code"],
            name=cells["name"],
            kind=cells["kind"],
            parent=int(cells["parent"]) if cells["parent"] else None,
            valid_from=date.fromisoformat(cells["valid_from"]) if cells["valid_from"] else None,
            valid_to=date.fromisoformat(cells["valid_to"]) if cells["valid_to"] else None,
            contact=cells["contact"],
            row=number,
        )
    except ValueError as error:
        wanted = "id and parent are whole numbers, valid_from and valid_to days such as 2026-12-24"
        raise HomeError(f"{source}, line {number}: {error}; {wanted}") from None
    if not unit.code or not unit.name:
        raise HomeError(f"{source}, line {number}: code and name must be filled in")
    if unit.kind not in kinds:
        raise HomeError(f"{source}, line {number}: unknown kind {unit.kind!r}; known are {', '.join(sorted(kinds))}")
    return unit
