"""Verdicts → what their senders are told: the answers, and the documents that say them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import PurePath
from typing import Any, NamedTuple

from domain.cells import cell_order
from domain.finding import Finding
from domain.half_year import HalfYear
from domain.rule import NOT_MENDED
from domain.vietnamese import grouped
from outputs.letter import Answer, state_words, write_message
from outputs.receipt import Recorded, Slip, write_receipt
from outputs.reply_workbook import CannotMark, Entry, FindingList, findings_workbook
from tasks.fence import Fence
from tasks.gate import deadline, last_day
from tasks.home import TIMEZONE, Home
from tasks.progress import Progress, progress
from tasks.read import whole_raw
from warehouse import attempts, current, replies
from warehouse.attempts import Attempt, Reported
from warehouse.replies import WORKBOOK
from warehouse.store import Connection

RECEIPT, MESSAGE = "-phieu-tiep-nhan.docx", "-tin-nhan.txt"
SUFFIXES = (WORKBOOK, RECEIPT, MESSAGE)
_NO_VALUE = "chưa có số"


@dataclass(frozen=True)
class Told:
    """All that a file's documents say."""

    answer: Answer
    slip: Slip
    path: str


class Document(NamedTuple):
    """``suffix`` is what its name ends in, behind the stem that a file's documents share."""

    suffix: str
    data: bytes


@dataclass(frozen=True)
class _Known:
    """What the warehouse knows of files that are answered together, asked at once. Each by the file."""

    attempts: Mapping[int, Attempt]
    found: Mapping[int, Sequence[Mapping[str, Any]]]
    forms: Mapping[int, Collection[str]]
    reported: Mapping[int, Mapping[str, Reported]]
    answered: Mapping[str, int]  # the file that a hash of ours was the answer to

    @classmethod
    def of(cls, connection: Connection, rows: Sequence[Mapping[str, Any]], indicators: Collection[str]) -> _Known:
        ids = [row["file_id"] for row in rows]
        tried = attempts.attempts(connection, rows)
        answered = replies.answered_by(connection, [row["sha256"] for row in rows if row["reason"] == NOT_MENDED])
        earlier = [one.before for one in tried.values() if one.before]
        found = current.findings_of(connection, [*ids, *earlier, *answered.values()])
        forms = attempts.forms_of(connection, ids)
        return cls(tried, found, forms, attempts.reported(connection, ids, indicators), answered)


def tell(home: Home, connection: Connection, stems: Sequence[tuple[Mapping[str, Any], str]]) -> list[Told]:
    """What is told of each decided file (a row of ``ledger.unanswered``), with the stem of its documents."""
    known = _Known.of(connection, [row for row, _ in stems], home.catalogue.report.receipt)
    return [Told(_answer(home, known, row, stem), _slip(home, known, row), row["path"]) for row, stem in stems]


def _answer(home: Home, known: _Known, row: Mapping[str, Any], stem: str) -> Answer:
    findings = [current.as_finding(one) for one in _in_order(home, _findings(known, row))]
    received = datetime.fromisoformat(row["received_at"]).astimezone(TIMEZONE)
    became = _progress(home, known, row)
    return Answer(
        association=home.settings.association.name,
        unit=row["unit_name"],
        file=PurePath(row["path"]).name,
        sha256=row["sha256"],
        period=HalfYear.parse(row["period"]).words if row["period"] else None,
        received=received,
        accepted=row["state"] == "accepted",
        after_close=bool(row["after_close"]),
        findings=tuple(findings),
        mended=became.mended,
        unchanged=became.unchanged,
        newer=PurePath(row["newer"]).name if row["newer"] else None,
        until=_until(home, row["period"], received.date()),
        workbook=f"{stem}{WORKBOOK}" if any(one.explained is None for one in findings) else None,
    )


def _findings(known: _Known, row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What was found in a file; in an answer of ours sent back as it was, also what that answer told."""
    sent_back = known.answered.get(row["sha256"]) if row["reason"] == NOT_MENDED else None
    return [one for id_ in (row["file_id"], sent_back) if id_ for one in known.found.get(id_, ())]


def _progress(home: Home, known: _Known, row: Mapping[str, Any]) -> Progress:
    id_ = row["file_id"]
    before = known.attempts[id_].before
    earlier = _in_order(home, known.found.get(before, ())) if before else []
    return progress(home.catalogue, row, known.forms.get(id_, ()), earlier, known.found.get(id_, ()))


def _in_order(home: Home, findings: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """As somebody who mends them goes through the file: what is of no form, then form by form, row by row."""
    forms = [form.code for form in home.catalogue.forms]

    def at(one: Mapping[str, Any]) -> tuple[int, str, tuple[int, ...]]:
        form = forms.index(one["form"]) if one["form"] in forms else -1
        return form, one["sheet"] or "", cell_order(one["cell"])

    return sorted(findings, key=at)


def _until(home: Home, period: str | None, received: date) -> date | None:
    """The deadline, or for what came after it the last day before the signing; None where both are past."""
    if period is None or period not in home.settings.periods:
        return None
    half = HalfYear.parse(period)
    return next((day for day in (deadline(home, half), last_day(home, half)) if received <= day), None)


def _slip(home: Home, known: _Known, row: Mapping[str, Any]) -> Slip:
    values, attempt = known.reported.get(row["file_id"], {}), known.attempts[row["file_id"]]
    named = (home.catalogue.indicator_by_code[code] for code in home.catalogue.report.receipt if code in values)
    recorded = tuple(Recorded(one.name, one.unit, _printed(values[one.code])) for one in named)
    return Slip(home.settings.association, attempt.number, attempt.replaces, recorded)


def _printed(reported: Reported) -> str:
    if reported.value is None:
        return _NO_VALUE
    return grouped(reported.value) + " (ước)" * reported.estimated


# --- the documents ----------------------------------------------------------------------------


def documents(home: Home, fence: Fence, told: Told) -> Iterator[Document]:
    """The return workbook where anything is to be mended or looked at, the receipt of an accepted file, and
    the message, one after the other."""
    answer = told.answer
    if answer.workbook:
        marked = _marked(home, fence, told)
        yield Document(WORKBOOK, marked or findings_workbook(_listed(answer)))
        answer = replace(answer, marked=marked is not None)
    if answer.accepted:
        yield Document(RECEIPT, write_receipt(answer, told.slip))
    yield Document(MESSAGE, write_message(answer).encode("utf-8"))


def _marked(home: Home, fence: Fence, told: Told) -> bytes | None:
    """The sender's own with its cells marked, made in the fence; None where that cannot be."""
    raw = whole_raw(home, told.answer.sha256)
    try:
        marked = fence.mark(str(raw), PurePath(told.path).suffix, _listed(told.answer))
    except CannotMark:
        return None
    too_large_to_be_sent_back = len(marked) > home.settings.largest_file_megabytes * 2**20
    return None if too_large_to_be_sent_back else marked


def _listed(answer: Answer) -> FindingList:
    still = (*answer.open, *answer.explained)
    return FindingList(
        association=answer.association,
        unit=answer.unit,
        file=answer.file,
        period=answer.period,
        state=state_words(answer),
        entries=(*(_entry(one) for one in still), *(_entry(one, mended=True) for one in answer.mended)),
        check=answer.check,
    )


def _entry(finding: Finding, *, mended: bool = False) -> Entry:
    return Entry(
        sheet=finding.sheet or None,
        cell=finding.cell,
        place=finding.place,
        label=finding.label,
        saw=finding.saw,
        wanted=finding.wanted,
        mend=finding.mend,
        severity=finding.severity,
        explained=finding.explained,
        mended=mended,
    )
