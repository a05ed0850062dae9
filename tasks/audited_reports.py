"""What was issued and adopted after a close, beside what the audit tells of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from warehouse import editions
from warehouse.audit import Act
from warehouse.closes import Close
from warehouse.editions import Edition
from warehouse.store import Connection

_TOLD = ("report", "number", "signed", "scan", "made_at", "made_by")


def of_editions(close: Close, named: str, acts: Sequence[Act], connection: Connection) -> Iterator[str]:
    """Editions of a version that nobody made, or that are not there."""
    scans = {
        one.detail["report"]: one.detail["scan"] for one in acts if (one.act, one.subject) == ("scan", close.period)
    }
    told = [
        tuple({**one.detail, **_scanned(one, scans)}[name] for name in _TOLD)
        for one in acts
        if (one.act, one.subject) == ("edition", close.period) and one.detail["version"] == close.version
    ]
    there = [
        (one.sha256, one.number, str(one.signed or ""), one.scan, one.made_at, one.made_by)
        for one in _editions(close, connection)
    ]
    for sha256, *_ in (Counter(there) - Counter(told)).elements():
        yield f"{named}: edition {sha256[:8]} is not as it was issued"
    for sha256, *_ in (Counter(told) - Counter(there)).elements():
        yield f"{named}: edition {sha256[:8]} was issued, and is not there as it was"


def _scanned(made: Act, scans: Mapping[str, str]) -> dict[str, str]:
    """The scan that came after the number."""
    later = scans.get(made.detail["report"])
    return {"scan": later} if later and made.detail["number"] else {}


def of_wording(acts: Sequence[Act], connection: Connection) -> Iterator[str]:
    """Adopted prose that nobody adopted, or that is not what was adopted."""
    told = Counter((one.subject, digest) for one in acts if one.act == "adopt" for digest in one.detail["prose"])
    there = Counter(editions.wording_digests(connection))
    for period, _ in ((told - there) + (there - told)).elements():
        yield f"{period}: prose of its report is not what was adopted"
    for period in editions.wording_astray(connection):
        yield f"{period}: prose of its report stands, or stands no more, otherwise than it was adopted"


def of_report(report: Path, of: Close | None, named: str, connection: Connection) -> Iterator[str]:
    """Whether a file is one of the editions of the version whose code it prints."""
    if of is None:
        yield f"{report}: prints no code of a close that this warehouse has"
        return
    issued = {of.report_sha256, *(one.sha256 for one in _editions(of, connection))}
    if of.report_sha256 and hashlib.sha256(report.read_bytes()).hexdigest() not in issued:
        yield f"{report}: is not the report that was issued of {named}: it was edited, or saved anew"


def _editions(close: Close, connection: Connection) -> list[Edition]:
    return editions.editions_of(connection, close.id)
