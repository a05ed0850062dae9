"""Letters to a sender, in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.finding import Finding, Severity

MARK = "Mã đối chiếu: "  # before the hash that an answer is of; by it we know what we wrote


@dataclass(frozen=True)
class Answer:
    """What a sender is told of one file. ``period`` is in words, None where the file names none;
    ``newer`` the name of the file that counts, where this one was sent again after it."""

    association: str
    unit: str
    file: str
    sha256: str
    period: str | None
    accepted: bool
    after_close: bool
    findings: tuple[Finding, ...]
    newer: str | None = None


def write_answer(answer: Answer) -> str:
    """The text reply: state of the file, then every finding with place, saw, wanted and how to mend."""
    return "\n".join(_lines(answer)) + "\n"


def _lines(answer: Answer) -> Iterator[str]:
    yield answer.association.upper()
    yield ""
    yield f"Kính gửi: {answer.unit}"
    yield f"Tệp: {answer.file}"
    if answer.period:
        yield f"Kỳ báo cáo: {answer.period}"
    yield f"Tình trạng: {_state(answer)}"
    if answer.after_close and answer.accepted:
        yield "Kỳ này đã chốt: số liệu đã công bố chưa thay đổi."
    if answer.newer:
        yield (
            f"Tệp này đã gửi từ trước; số liệu đang dùng là của tệp gửi sau: {answer.newer}. "
            "Nếu muốn dùng lại tệp này, xin mở tệp, bấm Lưu rồi gửi lại."
        )
    for title, findings in _groups(answer):
        yield ""
        yield f"{title}:"
        for number, finding in enumerate(findings, start=1):
            yield from _finding(number, finding)
    yield ""
    yield f"{MARK}{answer.sha256[:8]}"


def _state(answer: Answer) -> str:
    if not answer.accepted:
        return f"Chưa tiếp nhận được tệp {answer.file}."
    if answer.findings:
        return f"Đã tiếp nhận, có {len(answer.findings)} điểm xin xem lại."
    return "Đã tiếp nhận."


def _groups(answer: Answer) -> Iterator[tuple[str, list[Finding]]]:
    mend = [one for one in answer.findings if one.severity is not Severity.WARN]
    look = [one for one in answer.findings if one.severity is Severity.WARN]
    if mend:
        yield "Cần sửa", mend
    if look:
        yield "Xin xem lại", look


def _finding(number: int, finding: Finding) -> Iterator[str]:
    what = f" — {finding.label}" if finding.label else ""
    yield f"{number}. {finding.place}{what}"
    yield f"   Thấy: {finding.saw}"
    if finding.wanted:
        yield f"   Cần: {finding.wanted}"
    yield f"   Cách sửa: {finding.mend}"
