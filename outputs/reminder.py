"""The letter that reminds a unit, and the office's summary of whom to chase, as .docx (Vietnamese)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.association import Association
from domain.finding import Finding
from domain.half_year import HalfYear
from domain.rate import Rate
from domain.vietnamese import percent
from outputs.officedocument import TEXT_WIDTH, OfficialDocument, Properties, day_words, head, signature, title
from outputs.word_table import Cell, Line, Table, balanced, fitted_widths

_LEFT_OF_HEAD = 71.0  # mm
_TOLD = 5  # so many points of a file are told; the reply has them all
_RECIPIENTS = ("- Như trên;", "- Lưu: VT.")
_CHASED = ("STT", "Đơn vị", "Liên hệ", "Còn vướng", "Số ngày sau hạn", "Công văn đôn đốc")
_RATES = ("Nhóm đơn vị", "Phải gửi", "Đã gửi đủ", "Tỷ lệ (%)", "Đúng hạn", "Tỷ lệ (%)")


@dataclass(frozen=True)
class Chase:
    """What all letters of a day share. ``deadline`` is the moved one; ``letter`` the number of the letter
    that asked for the figures, empty where it has none."""

    association: Association
    period: HalfYear
    day: date
    deadline: date
    answer_by: datetime
    letter: str = ""


@dataclass(frozen=True)
class RefusedFile:
    """A file that was not taken, and what kept it from being taken."""

    name: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Case:
    """A unit of which something is open: the names of the forms received and not received, and its refused
    files. ``whole``: all its forms were received before, and what was refused came on top. ``note`` says in
    the summary when it was, or why it was not, written to."""

    unit: str
    contact: str
    expected: bool
    received: tuple[str, ...]
    missing: tuple[str, ...]
    refused: tuple[RefusedFile, ...]
    days_late: int | None
    whole: bool = False
    note: str = ""


@dataclass(frozen=True)
class Summary:
    """The office's view of a day: the open cases, the units that were late (with days), rates by group
    (all units first), how many received units have cells to fill in, and lines that need a look."""

    cases: tuple[Case, ...]
    late: tuple[tuple[str, int], ...]
    groups: tuple[tuple[str, Rate], ...]
    to_fill_in: int = 0
    notices: tuple[str, ...] = ()


def subject_of(period: HalfYear) -> str:
    """``V/v đôn đốc gửi số liệu 6 tháng đầu năm 2022``."""
    return f"V/v đôn đốc gửi số liệu {period.words}"


def write_letter(chase: Chase, case: Case) -> bytes:
    """The letter to one unit, which names no other; equal words give equal bytes."""
    ours = chase.association
    subject = subject_of(chase.period)
    document = OfficialDocument(_properties(chase, subject, case.unit))
    number = f"Số:      /{ours.abbreviation}\n{balanced(subject, 13, _LEFT_OF_HEAD)}"
    document.add(
        head(ours.parent, ours.name, number, _place_and_date(chase)),
        Line(style="Note"),
        Line(f"Kính gửi: {case.unit}", align="center"),
        Line(style="Note"),
        *(Line(text, "BodyText") for text in _letter(chase, case)),
        Line("Rất mong đơn vị quan tâm, phối hợp./.", "BodyText", keep=True),
        signature(ours.authority, ours.title, ours.signatory, _RECIPIENTS),
    )
    return document.to_bytes()


def write_summary(chase: Chase, summary: Summary) -> bytes:
    """The summary for the office alone; it holds the contacts of units.csv."""
    ours = chase.association
    subject = f"Tình hình gửi số liệu {chase.period.words}"
    document = OfficialDocument(_properties(chase, subject, "tổng hợp"))
    document.add(head(ours.parent, ours.name, "", _place_and_date(chase)), *title("Tổng hợp", subject))
    document.add(*(Line(text, "BodyText") for text in _counts(chase, summary)))
    if summary.cases:
        document.add(Line("Đơn vị cần liên hệ", "Caption"), _chased(summary.cases))
    document.add(Line("Tỷ lệ gửi đủ và gửi đúng hạn", "Caption"), _rates(summary.groups))
    document.add(Line("Bản này dùng trong văn phòng, không gửi cho đơn vị.", "Note"))
    return document.to_bytes()


# --- the letter -------------------------------------------------------------------------------


def _letter(chase: Chase, case: Case) -> Iterator[str]:
    yield _asked(chase)
    yield from _what_is_open(chase, case)
    yield _by_when(chase, case)
    yield from _otherwise(case)
    phone = f" theo số điện thoại {chase.association.phone}" if chase.association.phone else ""
    yield f"Nếu đơn vị đã gửi hoặc cần trao đổi thêm, xin báo lại{phone}."


def _asked(chase: Chase) -> str:
    by = f"có Công văn số {chase.letter} đề nghị" if chase.letter else "đề nghị"
    return (
        f"{chase.association.name} đã {by} các đơn vị gửi số liệu {chase.period.words}, "
        f"hạn nộp là ngày {day_words(chase.deadline)}."
    )


def _what_is_open(chase: Chase, case: Case) -> Iterator[str]:
    until = f"Đến ngày {day_words(chase.day)}, {chase.association.name}"
    if case.refused:
        yield f"{until} đã nhận nhưng chưa tiếp nhận được tệp của đơn vị, vì:"
        for file in case.refused:
            yield from _reasons(file)
        if case.missing:
            yield f"Ngoài ra, chưa nhận được: {'; '.join(case.missing)}."
    elif case.received:
        yield f"{until} đã nhận được: {'; '.join(case.received)}; chưa nhận được: {'; '.join(case.missing)}."
    else:
        yield f"{until} chưa nhận được số liệu của đơn vị."


def _reasons(file: RefusedFile) -> Iterator[str]:
    for finding in file.findings[:_TOLD]:
        yield f"- Tệp “{file.name}”: {_reason(finding)}"
    more = len(file.findings) - _TOLD
    if more > 0:
        yield f"- Tệp “{file.name}” còn {more} điểm khác, đã ghi trong phản hồi gửi đơn vị."
    if not file.findings:
        yield f"- Tệp “{file.name}”: xin xem phản hồi đã gửi đơn vị."


def _reason(finding: Finding) -> str:
    """What a finding says; one on the file itself has no other place to name."""
    return finding.message if finding.sheet or finding.cell else finding.message.removeprefix(f"{finding.place}: ")


def _by_when(chase: Chase, case: Case) -> str:
    what = "sửa như đã nêu và gửi lại" if case.refused else "gửi số liệu còn thiếu" if case.received else "gửi số liệu"
    return f"Đề nghị đơn vị {what} trước {time_words(chase.answer_by)}."


def _otherwise(case: Case) -> Iterator[str]:
    """What becomes of the report without an answer; nothing is expected of an optional unit."""
    if case.whole:
        kept = "Số liệu đã tiếp nhận trước đó của đơn vị được giữ nguyên"
        yield f"{kept}; nếu không có bản sửa, báo cáo dùng số liệu ấy."
    elif case.expected:
        yield f"Sau thời hạn này, báo cáo sẽ ghi rõ chưa có {'đủ ' * bool(case.received)}số liệu của đơn vị."


def time_words(at: datetime) -> str:
    """``17 giờ, ngày 30 tháng 6 năm 2022``; minutes where there are any."""
    minutes = f" {at.minute:02d} phút" if at.minute else ""
    return f"{at.hour} giờ{minutes}, ngày {day_words(at.date())}"


# --- the summary ------------------------------------------------------------------------------


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
    yield f"Thời hạn trong công văn đôn đốc lập hôm nay: trước {time_words(chase.answer_by)}."
    yield from summary.notices


def _share(part: int, rate: Rate) -> str:
    share = percent(part, rate.expected)
    return f" ({share}%)" if share else ""


def _chased(cases: Sequence[Case]) -> Table:
    return _table(_CHASED, [_chased_row(number, case) for number, case in enumerate(cases, start=1)], ("left",) * 4)


def _chased_row(number: int, case: Case) -> tuple[str, ...]:
    days = "" if case.days_late is None else str(case.days_late)
    return (str(number), case.unit, case.contact, _in_short(case), days, case.note)


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


# --- both -------------------------------------------------------------------------------------


def _place_and_date(chase: Chase) -> str:
    return f"{chase.association.place}, ngày {day_words(chase.day)}"


def _properties(chase: Chase, subject: str, whose: str) -> Properties:
    identifier = f"{chase.period} {chase.day} {whose}"
    return Properties(subject, chase.association.name, identifier, str(chase.period), chase.day)
