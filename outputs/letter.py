"""What a sender is told of a file, in Vietnamese: the answer, and the short message to paste into a chat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from domain.finding import Finding, Severity

MARK = "Mã đối chiếu: "  # before the hash that an answer is of; by it we know what we wrote
MOST_POINTS = 10  # of a message; the workbook lists them all


@dataclass(frozen=True)
class Answer:
    """What a sender is told of one file. ``period`` is in words, None where the file names none; ``received``
    is the office's time; ``newer`` the name of the file that counts, where this one was sent again after it.

    ``mended`` was found in the file sent before and is no more; ``unchanged``: all that was told then still
    stands. ``until``: the last day on which an answer is of use. ``workbook``: the name of the file with the whole
    list; ``marked``: it is the sender's own, with that list as its first sheet.
    """

    association: str
    unit: str
    file: str
    sha256: str
    period: str | None
    received: datetime
    accepted: bool
    after_close: bool
    findings: tuple[Finding, ...]
    mended: tuple[Finding, ...] = ()
    unchanged: bool = False
    newer: str | None = None
    until: date | None = None
    workbook: str | None = None
    marked: bool = False

    @property
    def check(self) -> str:
        """The 8 hex digits by which the file is named."""
        return self.sha256[:8]

    @property
    def to_mend(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.severity is not Severity.WARN)

    @property
    def to_look_at(self) -> tuple[Finding, ...]:
        """Warnings that are not explained."""
        return tuple(one for one in self.findings if one.severity is Severity.WARN and one.explained is None)

    @property
    def explained(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.severity is Severity.WARN and one.explained is not None)

    @property
    def open(self) -> tuple[Finding, ...]:
        """What still asks for something, the gravest first."""
        return self.to_mend + self.to_look_at


def state_words(answer: Answer) -> str:
    """``Đã tiếp nhận, có 3 điểm xin xem lại. Đã sửa 2 điểm, còn 3 điểm.``"""
    return " ".join(filter(None, (_state(answer), _progress(answer))))


def _state(answer: Answer) -> str:
    if not answer.accepted:
        return f"Chưa tiếp nhận được tệp {answer.file}."
    counted = ((len(answer.to_mend), "cần sửa"), (len(answer.to_look_at), "xin xem lại"))
    points = [f"{count} điểm {what}" for count, what in counted if count]
    return f"Đã tiếp nhận, có {' và '.join(points)}." if points else "Đã tiếp nhận."


def _progress(answer: Answer) -> str:
    """What became of the points that the answer before named."""
    if answer.unchanged:
        explained = "" if answer.to_mend else ", chưa giải trình"
        return f"Các điểm đã nêu lần trước chưa sửa{explained}."
    if not answer.mended:
        return ""
    left = len(answer.open)
    return f"Đã sửa {len(answer.mended)} điểm" + (f", còn {left} điểm." if left else " đã nêu lần trước.")


def aside(answer: Answer) -> Iterator[str]:
    """What else a sender must know: that nothing published changes, or that a newer file counts."""
    if answer.after_close and answer.accepted:
        yield "Kỳ này đã chốt: số liệu đã công bố chưa thay đổi."
    if answer.newer:
        yield (
            f"Tệp này đã gửi từ trước; số liệu đang dùng là của tệp gửi sau: {answer.newer}. "
            "Nếu muốn dùng lại tệp này, xin mở tệp, bấm Lưu rồi gửi lại."
        )


def time_words(moment: datetime) -> str:
    """``08 giờ 05 phút, ngày 15/06/2022``"""
    return f"{moment:%H giờ %M phút, ngày %d/%m/%Y}"


def write_message(answer: Answer) -> str:
    """The short message: what was received, its state, the first points with place and reason, and the date."""
    return "\n".join(_lines(answer)) + "\n"


def _lines(answer: Answer) -> Iterator[str]:
    yield answer.association.upper()
    yield ""
    yield f"Kính gửi: {answer.unit}"
    yield f"Tệp: {answer.file}"
    yield f"Nhận lúc: {time_words(answer.received)}"
    if answer.period:
        yield f"Kỳ báo cáo: {answer.period}"
    yield f"Tình trạng: {state_words(answer)}"
    yield from aside(answer)
    yield from _points(answer)
    yield from _what_next(answer)
    yield ""
    yield f"{MARK}{answer.check}"


def _points(answer: Answer) -> Iterator[str]:
    mend = answer.to_mend[:MOST_POINTS]
    look = answer.to_look_at[: MOST_POINTS - len(mend)]
    for title, findings in (("Cần sửa", mend), ("Xin xem lại", look)):
        if findings:
            yield ""
            yield f"{title}:"
        for number, finding in enumerate(findings, start=1):
            yield from _point(number, finding)
    if more := len(answer.open) - len(mend) - len(look):
        yield ""
        yield f"… và {more} điểm nữa."


def _point(number: int, finding: Finding) -> Iterator[str]:
    what = f" — {finding.label}" if finding.label else ""
    where = finding.place if finding.sheet or finding.cell else "Cả tệp"
    yield f"{number}. {where}{what}"
    yield f"   Thấy: {finding.saw}"
    if finding.wanted:
        yield f"   Cần: {finding.wanted}"
    yield f"   Cách sửa: {finding.mend}"


def _what_next(answer: Answer) -> Iterator[str]:
    if not answer.open:
        return
    asked = "Xin xem lại" if answer.accepted and not answer.to_mend else "Xin sửa và gửi lại"
    yield ""
    if answer.until:
        yield f"{asked}, hạn đến hết ngày {answer.until:%d/%m/%Y}."
    if answer.marked:
        yield f"Danh sách đầy đủ ở trang đầu của tệp {answer.workbook}; xin sửa ngay trên tệp ấy."
    elif answer.workbook:
        yield f"Danh sách đầy đủ ở tệp {answer.workbook}."
