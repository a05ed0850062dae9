"""What a batch gives to tell: refused files, warnings that nobody has explained, files after the close."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl
from sqlalchemy import Connection, select

from domain.alert import Alert, Event, Sender, after_close, of_findings
from domain.finding import Finding, Severity
from domain.submission import FileState, Judged, Receipt, Verdict
from warehouse.current import as_finding
from warehouse.outbox import queue
from warehouse.tables import period

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


def _sender(receipt: Receipt) -> Sender:
    return Sender(receipt.unit_code, receipt.unit_name, receipt.file_id, receipt.path)
