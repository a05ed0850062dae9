"""soket.toml → what an association has declared in it."""

from __future__ import annotations

import re
from datetime import date, time
from pathlib import Path

from pydantic import Field

from domain.association import Association, Dates
from domain.half_year import HalfYear
from domain.record import Record, declare, toml_text
from tasks.registry import HomeError
from warehouse.engines import POSTGRESQL, wrong_url
from warehouse.outbox import PREFECT

SETTINGS = "soket.toml"
_ADDRESS = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|block:(?:[a-z0-9-]+/)?[a-z0-9-]+")
_CHANNEL = re.compile(r"[a-z0-9-]{1,60}")
_CLUSTER = re.compile(r"dask://[^\s/:]+:(\d{1,5})")
_LAST_PORT = 65_535
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


def read_settings(declared: Path) -> Settings:
    """HomeError or DeclarationError where they cannot be used."""
    try:
        data = declared.read_bytes()
    except OSError as error:
        raise HomeError(
            f"{declared}: cannot be read ({error.strerror}); make a home with 'soket init {declared.parent}'"
        ) from None
    settings = declare(Settings, toml_text(data, str(declared)), str(declared))
    if settings.warehouse and (wrong := wrong_url(settings.warehouse)):
        raise HomeError(f"{declared}: warehouse: {wrong}")
    if settings.task_runner:
        _checked_cluster(settings, declared)
    for code in settings.periods:
        _checked_period(code, declared)
    for name, address in settings.alerts.items():
        _checked_channel(name, address, declared)
    return settings


def _checked_cluster(settings: Settings, source: Path) -> None:
    """Other machines cannot share a file of SQLite."""
    where, saw = f"{source}: task_runner", settings.task_runner
    found = _CLUSTER.fullmatch(saw)
    if not found or int(found[1]) > _LAST_PORT:
        raise HomeError(f"{where}: saw {saw!r}, wanted dask://HOST:PORT")
    if not settings.warehouse.startswith(POSTGRESQL):
        raise HomeError(
            f"{where}: saw {saw!r} beside a warehouse of SQLite, which one machine has to itself; "
            "move it to PostgreSQL ('soket move'), or take task_runner out"
        )


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
