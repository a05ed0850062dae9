"""The number and day of a report, given once it is signed: the issued copy of the same version."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from domain.half_year import HalfYear
from outputs.fill_in import fill_in
from outputs.officedocument import day_words
from outputs.report_content import NUMBER, SIGNED
from tasks.home import TIMEZONE, Home
from tasks.known import Which, closed
from tasks.publish import Published, path_of, publish, put
from tasks.raw import store_raw
from warehouse import editions
from warehouse.closes import Close
from warehouse.editions import Edition

_NUMBER = re.compile(r"\d{1,6}")


@dataclass(frozen=True)
class Given:
    """The issued copy, and whether it was made by this call."""

    published: Published
    new: bool


class AlreadyIssued(ValueError):
    """A report has its number for good."""


def give_number(
    home: Home, period: HalfYear, which: Which, number: str, signed: date, by: str, scan: Path | None = None
) -> Given:
    """Fills number and day into the newest edition of a version's report, and keeps that beside it. The same again
    changes nothing. AlreadyIssued where it has another; ValueError for a number that is none or a day before the
    cut-off; NeverClosed where there is no such version."""
    given = _padded(number)
    with home.warehouse.read() as connection:
        close = closed(connection, period, which.version)
    if not close.cut_off <= signed <= datetime.now(TIMEZONE).date():
        raise ValueError(f"--date {signed}: wanted the day of signing, from the cut-off {close.cut_off} until today")
    first = publish(home, close)
    scanned = store_raw(home, scan.read_bytes()) if scan else None
    with home.warehouse.write() as connection:
        made = editions.editions_of(connection, close.id)
        before = editions.numbered(connection, close.id)
        if before is None:
            document = (home.raw / (made[-1].sha256 if made else first.sha256)).read_bytes()
            sha256 = store_raw(home, _issued(document, close, given, signed))
            editions.add_edition(connection, close, sha256, by, given, signed, scanned)
            made = editions.editions_of(connection, close.id)
        else:
            _check_the_same(close, before, given, signed, scanned)
            if scanned and before.scan is None:
                editions.add_scan(connection, close, before, scanned, by)
    done = put(home, path_of(home, close, made), made[-1].sha256)
    return Given(done, before is None)


def _padded(number: str) -> str:
    """The decree writes numbers below 10 with a zero before them."""
    if not _NUMBER.fullmatch(number) or int(number) == 0:
        raise ValueError(f"--number {number!r}: is no number; wanted one such as 15, without /BC-…")
    return f"{int(number):02d}"


def _issued(document: bytes, close: Close, number: str, signed: date) -> bytes:
    """The same document with its number and day."""
    of = f"{close.period}.{close.version}:."
    return fill_in(document, {f"{of}{NUMBER}": number, f"{of}{SIGNED}": day_words(signed)})


def _check_the_same(close: Close, before: Edition, number: str, signed: date, scan: str | None) -> None:
    if (before.number, before.signed) != (number, signed) or (scan and before.scan not in (None, scan)):
        raise AlreadyIssued(
            f"{close.period} version {close.version}: was issued as number {before.number} of {before.signed}; what is "
            f"wrong in it is replaced by a new report: soket reopen {close.period} --reason TEXT"
        )
