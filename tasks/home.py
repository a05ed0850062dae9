"""soket.toml and the tables beside it → a home's settings, its units, their targets, and which took over from which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field

from domain.association import Association, Dates
from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from domain.lineage import Lineage
from domain.record import Record, declare, toml_text
from domain.target import Target
from domain.unit import Unit
from domain.vietnamese import heading_key
from expectations.load import SHIPPED, load_catalogue
from tasks.lineage import read_lineage
from tasks.registry import HomeError, read_registry
from tasks.targets import read_targets
from warehouse.engines import wrong_url
from warehouse.outbox import PREFECT
from warehouse.store import Warehouse

TIMEZONE = ZoneInfo("Asia/Ho_Chi_Minh")
REGISTRY, TARGETS, LINEAGE = "units.csv", "targets.csv", "lineage.csv"
_ADDRESS = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|block:(?:[a-z0-9-]+/)?[a-z0-9-]+")
_CHANNEL = re.compile(r"[a-z0-9-]{1,60}")
_CLUSTER = re.compile(r"dask://[^\s/:]+:\d{1,5}")
_TAKEN = frozenset((PREFECT,))


class Settings(Record):
    """soket.toml. ``inboxes`` are folders, relative to the home where not absolute; ``warehouse``
    is an SQLAlchemy URL, by default SQLite in the home. ``not_submissions`` are names (``*`` for any
    letters) of what the office keeps in an inbox itself, outside the units' folders. A file is taken
    when two looks ``settle_seconds`` apart see the same; a reader has ``read_seconds`` and
    ``read_megabytes`` for a file. ``alerts`` are channels: a name, and where its URL is to be found, in an
    environment variable (``env:NAME``) or a Prefect block (``block:TYPE/NAME``). ``days_off`` are the days, besides
    Saturdays and Sundays, on which nobody works. A reminder asks for an answer within ``days_to_answer``
    working days, before ``answer_time``. With ``approval`` a close waits until somebody approves its figures, at most
    ``approval_hours``. ``task_runner`` is ``dask://HOST:PORT``, the scheduler of a cluster that reads and judges; else
    this machine does."""

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
    approval: bool = False
    approval_hours: float = Field(72, gt=0)
    answer_time: time = time(17)
    task_runner: str = ""


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
            data = declared.read_bytes()
        except OSError as error:
            raise HomeError(
                f"{declared}: cannot be read ({error.strerror}); make a home with 'soket init {path}'"
            ) from None
        settings = declare(Settings, toml_text(data, str(declared)), str(declared))
        if settings.warehouse and (wrong := wrong_url(settings.warehouse)):
            raise HomeError(f"{declared}: warehouse: {wrong}")
        if settings.task_runner and not _CLUSTER.fullmatch(settings.task_runner):
            raise HomeError(f"{declared}: task_runner: saw {settings.task_runner!r}, wanted dask://HOST:PORT")
        for code in settings.periods:
            _checked_period(code, declared)
        for name, address in settings.alerts.items():
            _checked_channel(name, address, declared)
        own = path / "expectations"
        return cls(path.resolve(), settings, load_catalogue(own if own.is_dir() else SHIPPED))

    def __getstate__(self) -> dict[str, Any]:
        """What another process is told: all that is declared, as this one has read it."""
        read = {name: getattr(self, name) for name in ("registry_bytes", "targets_bytes", "lineage_bytes")}
        return {"path": self.path, "settings": self.settings, "catalogue": self.catalogue, **read}

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

    @property
    def under(self) -> dict[str, str]:
        """What is kept in the audit with whatever is done here."""
        from importlib.metadata import version

        return {"soket": version("soket"), "catalogue": self.catalogue.version}

    @cached_property
    def warehouse(self) -> Warehouse:
        return Warehouse.open(self.warehouse_url, self.under)

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

    @cached_property
    def unit_names(self) -> frozenset[str]:
        """The names of all units, as they are compared with what a cover says."""
        return frozenset(heading_key(unit.name) for unit in self.units)

    @cached_property
    def targets_bytes(self) -> bytes | None:
        """None where there is no targets.csv: nobody has been given a target."""
        return self._optional(TARGETS, "it holds the targets of the year")

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        data = self.targets_bytes
        return () if data is None else read_targets(data, self.path / TARGETS, self.units, self.catalogue)

    @cached_property
    def lineage_bytes(self) -> bytes | None:
        """None where there is no lineage.csv: no unit has taken over from another."""
        return self._optional(LINEAGE, "it says which unit went to which")

    @cached_property
    def lineage(self) -> Lineage:
        data = self.lineage_bytes
        return Lineage() if data is None else read_lineage(data, self.path / LINEAGE, self.units)

    def _optional(self, name: str, what: str) -> bytes | None:
        """None where the file is not there; one that is there and cannot be read is not taken for none."""
        path = self.path / name
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise HomeError(f"{path}: cannot be read ({error.strerror}); {what}") from None

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

    def period_due(self, day: date) -> HalfYear | None:
        """The newest period whose cut-off is not after ``day``; None where there is none."""
        due = (code for code, dates in self.settings.periods.items() if dates.cut_off <= day)
        return max((HalfYear.parse(code) for code in due), default=None)


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
