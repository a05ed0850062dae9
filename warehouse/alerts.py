"""What a batch gives to tell: refused files, warnings that nobody has explained, files after the close; and what
needs no telling any more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl
from sqlalchemy import Connection, exists, select

from domain.alert import Alert, Event, Sender, after_close, file_of, of_findings, waits
from domain.finding import Finding, Severity
from domain.submission import FileState, Judged, Receipt, Verdict
from warehouse import closings
from warehouse.current import as_finding, still_open
from warehouse.engines import among
from warehouse.outbox import queue
from warehouse.tables import delivery, file, outbox, period

_Found = list[tuple[str | None, Finding]]


def queue_news(connection: Connection, verdicts: Sequence[Verdict], judged: Judged, channels: Sequence[str]) -> int:
    """Puts what these verdicts give to tell into the outbox; how many alerts are new."""
    closed = set(connection.scalars(select(period.c.code).where(period.c.state == "closed")))
    found = _by_file(judged.findings)
    alerts = [alert for one in verdicts for alert in _of(one, found.get(one.receipt.file_id, []), one.period in closed)]
    return queue(connection, alerts, channels)


def _by_file(findings: pl.DataFrame) -> dict[int, _Found]:
    """What asks for something, of each file; an explained warning has been answered."""
    found: dict[int, _Found] = {}
    for row in findings.filter(pl.col("explained").is_null()).iter_rows(named=True):
        found.setdefault(row["file_id"], []).append((row["form"], as_finding(row)))
    return found


def _of(verdict: Verdict, found: _Found, late: bool) -> Iterator[Alert]:
    """Of a refused file that which refuses it: the rest is judged again with its correction."""
    sender = _sender(verdict.receipt)
    if verdict.state is FileState.REFUSED:
        refusing = [(form, one) for form, one in found if one.severity is Severity.REFUSE_FILE]
        yield from of_findings(Event.REFUSED, verdict.period, sender, refusing)
        return
    yield from of_findings(Event.WARNED, verdict.period, sender, found)
    if late and verdict.period:
        yield after_close(verdict.period, sender)


def overtaken(connection: Connection) -> list[int]:
    """The numbers of undelivered alerts that nobody need look at any more: all that one tells of a file was explained
    or mended since, its period, which was not complete, was closed, or what waited for approval was decided."""
    undelivered = exists().where(delivery.c.outbox_id == outbox.c.id, delivery.c.sent_at.is_(None))
    waiting = connection.execute(select(outbox).where(undelivered).order_by(outbox.c.id)).all()
    closed = set(connection.scalars(select(period.c.code).where(period.c.state == "closed")))
    waits_still = {waits(one.period, one.id, "", "").cause for one in closings.undecided(connection)}
    files = {row.id: number for row in waiting if (number := file_of(row.cause))}
    known = set(connection.scalars(select(file.c.id).where(among(connection, file.c.id, files.values()))))
    still = still_open(connection, known)
    return [
        row.id
        for row in waiting
        if (row.event == Event.INCOMPLETE and row.period in closed)
        or (row.event == Event.WAITS and row.cause not in waits_still)
        or (files.get(row.id) in known and (files[row.id], row.rule, row.form) not in still)
    ]


def _sender(receipt: Receipt) -> Sender:
    return Sender(receipt.unit_code, receipt.unit_name, receipt.file_id, receipt.path)
