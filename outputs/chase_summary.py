"""The office's summary of a day: whom to chase, and how complete the period is, as .docx (Vietnamese)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.rate import Rate
from domain.vietnamese import percent
from outputs.measure import fitted_widths
from outputs.officedocument import TEXT_WIDTH, OfficialDocument, day_words, head, title
from outputs.reminder import Case, Chase, place_and_date, properties, time_words
from outputs.word_table import Cell, Line, Table

_CHASED = ("STT", "Đơn vị", "Liên hệ", "Còn vướng", "Số ngày sau hạn", "Công văn đôn đốc")
_RATES = ("Nhóm đơn vị", "Phải gửi", "Đã gửi đủ", "Tỷ lệ (%)", "Đúng hạn", "Tỷ lệ (%)")
_PARTED = re.compile(r"(?<=\d) (?=\d)")  # a telephone's digits, which stay on one line


@dataclass(frozen=True)
class Summary:
    """The office's view of a day: the open cases, the units that were late (with days), rates by group
    (all units first), how many received units have cells to fill in, how many letters were written today, and lines
    that need a look."""

    cases: tuple[Case, ...]
    late: tuple[tuple[str, int], ...]
    groups: tuple[tuple[str, Rate], ...]
    to_fill_in: int = 0
    letters: int = 0
    notices: tuple[str, ...] = ()


def write_summary(chase: Chase, summary: Summary) -> bytes:
    """The summary for the office alone; it holds the contacts of units.csv."""
    ours = chase.association
    subject = f"Tình hình gửi số liệu {chase.period.words}"
    document = OfficialDocument(properties(chase, subject, "tổng hợp"))
    document.add(head(ours.parent, ours.name, "", place_and_date(chase)), *title("Tổng hợp", subject))
    document.add(*(Line(text, "BodyText") for text in _counts(chase, summary)))
    if summary.cases:
        document.add(Line("Đơn vị cần liên hệ", "Caption"), _chased(summary.cases))
    document.add(Line("Tỷ lệ gửi đủ và gửi đúng hạn", "Caption"), _rates(summary.groups))
    document.add(Line("Bản này dùng trong văn phòng, không gửi cho đơn vị.", "Note"))
    return document.to_bytes()


def _counts(chase: Chase, summary: Summary) -> Iterator[str]:
    rate = summary.groups[0][1]
    late = rate.received - rate.on_time
    yield (
        f"Hạn nộp: ngày {day_words(chase.deadline)}. Đến ngày {day_words(chase.day)}, {rate.received}/{rate.expected} "
        f"đơn vị đã gửi đủ biểu{_share(rate.received, rate)}, trong đó {rate.on_time} đơn vị gửi đúng hạn"
        f"{_share(rate.on_time, rate)}, {late} đơn vị gửi sau hạn; {rate.expected - rate.received} đơn vị chưa gửi đủ."
    )
    if summary.late:
        yield f"Đã gửi sau hạn: {'; '.join(f'{name} ({days} ngày)' for name, days in summary.late)}."
    if summary.to_fill_in:
        yield f"Đã gửi đủ biểu nhưng còn ô hoặc dòng cần bổ sung: {summary.to_fill_in} đơn vị."
    if summary.letters:
        yield f"Thời hạn trong công văn đôn đốc lập hôm nay: trước {time_words(chase.answer_by)}."
    yield from summary.notices


def _share(part: int, rate: Rate) -> str:
    share = percent(part, rate.expected)
    return f" ({share}%)" if share else ""


def _chased(cases: Sequence[Case]) -> Table:
    return _table(_CHASED, [_chased_row(number, case) for number, case in enumerate(cases, start=1)], ("left",) * 4)


def _chased_row(number: int, case: Case) -> tuple[str, ...]:
    days = "" if case.days_late is None else str(case.days_late)
    contact = _PARTED.sub("\u00a0", case.contact)
    return (str(number), case.unit, contact, _in_short(case), days, case.note)


def _in_short(case: Case) -> str:
    """What is open, without the points of each file, which stand in the letter."""
    refused = [f"chưa tiếp nhận được tệp “{file.name}”" for file in case.refused]
    missing = "; ".join(case.missing) if case.received or case.refused else "số liệu của kỳ"
    lines = refused + ([f"chưa nhận được {missing}"] if case.missing else [])
    return "; ".join(lines)


def _rates(groups: Iterable[tuple[str, Rate]]) -> Table:
    return _table(_RATES, [_rate_row(name, rate) for name, rate in groups], ("left",))


def _rate_row(name: str, rate: Rate) -> tuple[str, ...]:
    of_all = [percent(part, rate.expected) or "" for part in (rate.received, rate.on_time)]
    return (name, str(rate.expected), str(rate.received), of_all[0], str(rate.on_time), of_all[1])


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[str]) -> Table:
    """The first columns, as many as ``left``, are texts; the others are numbers and short words."""
    widths = fitted_widths([[one] for one in headings], list(zip(*rows, strict=True)), 11, TEXT_WIDTH)
    top = tuple(Cell((Line(text, "TableText", align="center", bold=True),)) for text in headings)
    body = tuple(
        tuple(
            Cell((Line(text, "TableText", align="left" if at < len(left) else "center"),))
            for at, text in enumerate(row)
        )
        for row in rows
    )
    return Table(widths, (top, *body), header=1)
