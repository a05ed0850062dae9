"""Homes that are closed by runs that may be killed: copies of a prepared one, and what is true of one afterwards."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, literal, make_url, select, update

from tasks.audit import verify
from tests.homes import SmallHome
from tests.postgres import EMPTY, Postgres
from tests.reliability.standing import StandingHome
from warehouse import audit, inventory
from warehouse.tables import (
    close,
    close_exception,
    close_section,
    closing,
    delivery,
    figure,
    file,
    metadata,
    outbox,
    period,
    section,
)

_CODE = re.compile(r"[0-9a-f]{64}")

Rows = Counter[tuple[Any, ...]]


class Bench:
    """Makes homes of one engine, and copies of them with all that their warehouses hold."""

    def __init__(self, server: Postgres | None) -> None:
        self.server = server

    def new(self, path: Path) -> StandingHome:
        return _standing(SmallHome(path, warehouse=self._database(EMPTY)))

    def copy(self, home: StandingHome, path: Path) -> StandingHome:
        """Of a home that nobody uses now."""
        shutil.copytree(home.path, path)
        made = StandingHome(path, self._database(_name(home)))
        if made.warehouse:
            made.set(f'warehouse = "{made.warehouse}"')
        return made

    def drop(self, home: StandingHome) -> None:
        shutil.rmtree(home.path)
        if self.server:
            self.server.drop(_name(home))

    def _database(self, template: str) -> str:
        return self.server.url(self.server.create(template)) if self.server else ""


def _standing(home: SmallHome) -> StandingHome:
    return StandingHome(home.path, home.warehouse)


def _name(home: StandingHome) -> str:
    return str(make_url(home.warehouse).database) if home.warehouse else ""


# --- what is true of a home -------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """What a home says, without ids and times: its closed versions with their figures and the text of their reports,
    who did what in which order, the ledger, and what was told."""

    versions: Rows
    figures: Rows
    acts: tuple[tuple[str, str, str], ...]
    files: Rows
    alerts: Rows
    reports: dict[str, str]


def known(home: StandingHome) -> Known:
    with home.open().warehouse.read() as connection:
        told = Known(
            versions=_versions(connection),
            figures=_figures(connection),
            acts=tuple((one.who, one.act, one.subject) for one in audit.acts(connection)),
            files=_files(connection),
            alerts=_alerts(connection),
            reports={path.name: _text(path) for path in home.path.glob("reports/*/[!.]*")},
        )
    home.close()
    return told


def _versions(connection: Connection) -> Rows:
    """The periods, what was decided on them, and their versions."""
    of_close = [one for one in close.c if one.name not in ("id", "closed_at", "audit", "report_sha256")]
    decided = [closing.c[name] for name in ("period", "decision", "decided_by", "decided_reason")]
    return _rows(
        connection, select(period.c.code, period.c.state, period.c.version), select(*decided), select(*of_close)
    )


def _figures(connection: Connection) -> Rows:
    """What each version holds. A server that was used by a killed run goes on with other ids."""
    version, then = (close.c.period, close.c.version), close.alias()
    held = [one for one in figure.c if one.name not in ("id", "close_id", "compared_close")]
    figures = figure.join(close, close.c.id == figure.c.close_id).outerjoin(then, then.c.id == figure.c.compared_close)
    sections = close.join(close_section).join(section).join(file, file.c.id == section.c.file_id)
    passed = close_exception.join(close)
    return _rows(
        connection,
        select(*version, *held, then.c.period, then.c.version).select_from(figures),
        select(*version, section.c.form, file.c.sha256).select_from(sections),
        select(*version, close_exception.c.unit_id, close_exception.c.reason).select_from(passed),
    )


def _files(connection: Connection) -> Rows:
    names = ("unit_id", "sha256", "state", "reason", "period", "after_close")
    return _rows(connection, select(*[file.c[name] for name in names]))


def _alerts(connection: Connection) -> Rows:
    return _rows(connection, select(*[outbox.c[name] for name in ("event", "period", "rule", "form", "payload")]))


def _rows(connection: Connection, *queries: Select[Any]) -> Rows:
    return sum((Counter(tuple(row) for row in connection.execute(one)) for one in queries), Rows())


def _text(report: Path) -> str:
    """What a report prints, but the code by which it is verified; empty of half a report."""
    try:
        with zipfile.ZipFile(report) as package:
            text = re.sub(r"<[^>]*>", "", package.read("word/document.xml").decode())
    except zipfile.BadZipFile:
        return ""
    return _CODE.sub("(code)", text)


def faults(home: StandingHome, right: Known) -> Iterator[tuple[str, str]]:
    """What is wrong in a home whose run has ended: the kind of fault, and one line about it."""
    now = known(home)
    for kind, have, wanted in (
        ("versions", now.versions, right.versions),
        ("figures", now.figures, right.figures),
        ("ledger", now.files, right.files),
        ("alerts", now.alerts, right.alerts),
    ):
        yield from ((kind, f"is not there: {row}") for row in wanted - have)
        yield from ((kind, f"is there too: {row}") for row in have - wanted)
    if now.acts != right.acts:
        yield "audit", f"{now.acts}, wanted {right.acts}"
    yield from (("audit", line) for line in verify(home.open()).problems)
    if now.reports != right.reports:
        yield "reports", f"{sorted(now.reports)} do not say what they should; wanted {sorted(right.reports)}"
    yield from _wrong_bytes(home)
    yield from (("temporary files", str(left)) for left in home.path.glob("reports/**/.tmp-*"))
    home.close()


def _wrong_bytes(home: StandingHome) -> Iterator[tuple[str, str]]:
    """Reports that are not the bytes that were issued, and raw files that nothing names."""
    for code, version, sha256 in home.rows(close, "period", "version", "report_sha256"):
        copy = home.path / "reports" / code / f"bao-cao-{code}-v{version}.docx"
        for path in (copy, home.path / "raw" / str(sha256)):
            if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
                yield "reports", f"{path.relative_to(home.path)} is not the report that was issued"
    with home.open().warehouse.read() as connection:
        named = inventory.raw_named(connection)
    for path in home.path.glob("raw/[!.]*"):
        if path.name not in named:
            yield "raw", f"raw/{path.name} is nobody's"


def an_hour_later(home: StandingHome) -> None:
    """What a killed run was sending is free again, and nobody can be writing what it left half written."""
    for left in home.path.rglob(".tmp-*"):
        os.utime(left, (1_655_000_000, 1_655_000_000))
    with home.open().warehouse.write() as connection:
        unsent = delivery.c.sent_at.is_(None)
        connection.execute(update(delivery).where(unsent).values(next_try_at=None))
    home.close()


def snapshot(home: StandingHome) -> tuple[Rows, dict[str, str]]:
    """Everything in the warehouse and in the home's folders, to see that a further run changes nothing."""
    with home.open().warehouse.read() as connection:
        rows = _rows(connection, *[select(literal(one.name), *one.c) for one in metadata.sorted_tables])
    home.close()
    files = (one for one in home.path.rglob("*") if one.is_file() and not one.name.startswith("warehouse.db"))
    return rows, {str(one.relative_to(home.path)): hashlib.sha256(one.read_bytes()).hexdigest() for one in files}
