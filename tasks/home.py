"""soket.toml and the tables beside it → a home's settings, its units, their targets, and which took over from which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from domain.association import Dates
from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from domain.lineage import Lineage
from domain.target import Target
from domain.unit import Unit
from domain.vietnamese import heading_key
from expectations.load import SHIPPED, load_catalogue
from tasks.lineage import read_lineage
from tasks.registry import HomeError, read_registry
from tasks.settings import SETTINGS, Settings, read_settings
from tasks.targets import read_targets
from warehouse.store import Warehouse

TIMEZONE = ZoneInfo("Asia/Ho_Chi_Minh")
REGISTRY, TARGETS, LINEAGE = "units.csv", "targets.csv", "lineage.csv"


@dataclass(frozen=True)
class Home:
    """An association's own folder and what it declares."""

    path: Path
    settings: Settings
    catalogue: Catalogue

    @classmethod
    def open(cls, path: Path) -> Home:
        """HomeError or DeclarationError where soket.toml or the catalogue cannot be used."""
        settings = read_settings(path / SETTINGS)
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
