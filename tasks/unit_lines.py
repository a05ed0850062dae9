"""How units stand in a period → a line for each that is expected or of which there is something to tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import PurePath
from typing import Any

from domain.finding import Finding
from domain.half_year import HalfYear
from domain.vietnamese import grouped
from outputs.page_content import Reply, UnitLine
from outputs.reminder import Case, RefusedFile, reason
from tasks.answers import MESSAGE, RECEIPT
from tasks.chase import case_of, refusals
from tasks.home import Home
from tasks.look import PeriodStatus
from tasks.standing import MISSING, UnitStatus
from warehouse import replies
from warehouse.replies import WORKBOOK
from warehouse.store import Connection

_ANSWERS = {WORKBOOK: "Tệp trả lời", RECEIPT: "Phiếu tiếp nhận", MESSAGE: "Tin nhắn"}


def unit_lines(
    home: Home, period: HalfYear, found: PeriodStatus, findings: Iterable[Mapping[str, Any]], connection: Connection
) -> tuple[UnitLine, ...]:
    """In the order of units.csv; an optional unit that sent nothing is left out."""
    refused, answers = refusals(findings), _answers(replies.standing_answers(connection, str(period)))
    told = (one for one in found.standing.units if one.expected or one.status != MISSING or one.stops)
    return tuple(_line(home, one, refused, answers.get(one.unit.id, ()), found.day) for one in told)


def _answers(written: Iterable[tuple[int, str]]) -> dict[int, list[Reply]]:
    """Unit → the documents that answered its files."""
    found: dict[int, list[Reply]] = {}
    for unit_id, path in written:
        name = next((words for suffix, words in _ANSWERS.items() if path.endswith(suffix)), PurePath(path).name)
        found.setdefault(unit_id, []).append(Reply(name, path))
    return found


def _line(
    home: Home,
    one: UnitStatus,
    refused: Mapping[tuple[int, str], Sequence[Finding]],
    answers: Sequence[Reply],
    day: date,
) -> UnitLine:
    return UnitLine(
        code=one.unit.code,
        name=one.unit.name,
        kind=home.catalogue.kind_by_code[one.unit.kind].name,
        contact=one.unit.contact,
        status=one.status,
        expected=one.expected,
        arrived=one.arrived,
        days_late=one.days_late(day) if one.expected or one.arrived else None,
        open=tuple(_open(one, case_of(home, one, refused, day))),
        replies=tuple(answers),
    )


def _open(one: UnitStatus, case: Case) -> Iterator[str]:
    yield from map(_refused, case.refused)
    if case.missing and case.expected:
        yield f"Chưa nhận được {'; '.join(case.missing) if case.received or case.refused else 'số liệu của kỳ'}."
    if one.waiting:
        yield f"Có {grouped(len(one.waiting))} tệp chưa xét xong; lần thu sau sẽ xét tiếp."
    yield from (f"Cần bổ sung: {message}" for message in one.stops[len(one.waiting) :])


def _refused(file: RefusedFile) -> str:
    """By its first point; the reply has them all."""
    if not file.findings:
        return f"Chưa tiếp nhận được tệp “{file.name}”."
    more = len(file.findings) - 1
    others = f" (và {grouped(more)} điểm khác)" if more else ""
    return f"Chưa tiếp nhận được tệp “{file.name}”: {reason(file.findings[0])}{others}"
