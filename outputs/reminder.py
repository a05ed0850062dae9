"""The letter that reminds a unit of what is open, as .docx (Vietnamese)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from domain.association import Association
from domain.finding import Finding
from domain.half_year import HalfYear
from outputs.measure import balanced
from outputs.officedocument import OfficialDocument, Properties, day_words, head, number_line, signature
from outputs.word_table import Line

_LEFT_OF_HEAD = 71.0  # mm
_TOLD = 5  # so many points of a file are told; the reply has them all
_RECIPIENTS = ("- Như trên;", "- Lưu: VT.")


@dataclass(frozen=True)
class Chase:
    """What all letters of a day share. ``deadline`` is the moved one; ``letter`` and ``letter_date`` are the
    number and the day of the letter that asked for the figures, empty and None where they are not known."""

    association: Association
    period: HalfYear
    day: date
    deadline: date
    answer_by: datetime
    letter: str = ""
    letter_date: date | None = None


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


def subject_of(period: HalfYear) -> str:
    """``V/v đôn đốc gửi số liệu 6 tháng đầu năm 2022``."""
    return f"V/v đôn đốc gửi số liệu {period.words}"


def write_letter(chase: Chase, case: Case) -> bytes:
    """The letter to one unit, which names no other; equal words give equal bytes."""
    ours = chase.association
    subject = subject_of(chase.period)
    document = OfficialDocument(properties(chase, subject, case.unit))
    number = f"{number_line(ours.abbreviation)}\n{balanced(subject, 13, _LEFT_OF_HEAD)}"
    document.add(
        head(ours.parent, ours.name, number, place_and_date(chase)),
        Line(style="Note"),
        Line(f"Kính gửi: {case.unit}", align="center"),
        Line(style="Note"),
        *(Line(text, "BodyText") for text in _letter(chase, case)),
        Line("Rất mong đơn vị quan tâm, phối hợp./.", "BodyText", keep=True),
        signature(ours.authority, ours.title, ours.signatory, _RECIPIENTS),
    )
    return document.to_bytes()


def _letter(chase: Chase, case: Case) -> Iterator[str]:
    yield _asked(chase)
    yield from _what_is_open(chase, case)
    yield _by_when(chase, case)
    yield from _otherwise(case)
    phone = f" theo số điện thoại {chase.association.phone}" if chase.association.phone else ""
    yield f"Nếu đơn vị đã gửi hoặc cần trao đổi thêm, xin báo lại{phone}."


def _asked(chase: Chase) -> str:
    dated = f" ngày {day_words(chase.letter_date)}" if chase.letter_date else ""
    by = f"có Công văn số {chase.letter}{dated} đề nghị" if chase.letter else "đề nghị"
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
        yield f"- Tệp “{file.name}”: {reason(finding)}"
    more = len(file.findings) - _TOLD
    if more > 0:
        yield f"- Tệp “{file.name}” còn {more} điểm khác, đã ghi trong tệp trả lời gửi đơn vị."
    if not file.findings:
        yield f"- Tệp “{file.name}”: xin xem tệp trả lời đã gửi đơn vị."


def reason(finding: Finding) -> str:
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


def place_and_date(chase: Chase) -> str:
    return f"{chase.association.place}, ngày {day_words(chase.day)}"


def properties(chase: Chase, subject: str, whose: str) -> Properties:
    identifier = f"{chase.period} {chase.day} {whose}"
    return Properties(subject, chase.association.name, identifier, str(chase.period), chase.day)
