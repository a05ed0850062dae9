"""Alerts in Vietnamese: one short message for each root cause, to be read by mail or on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from domain.alert import SHOWN, Digest, Event, Place
from domain.finding import Severity
from domain.half_year import HalfYear
from domain.vietnamese import grouped, tidy

_LONGEST = 160  # letters of a text that came from a file


@dataclass(frozen=True)
class Message:
    """``title`` is one line; ``body`` is plain text."""

    title: str
    body: str


def write_alert(digest: Digest, form: str | None) -> Message:
    """``form`` is the name of the digest's form as its sheet is called; None where it is of no form. The same
    alerts give the same message."""
    title, lines = _WRITERS[digest.event](digest, form)
    period = HalfYear.parse(digest.period).words if digest.period else None
    head = f"Kỳ báo cáo: {period}" if period else "Kỳ báo cáo: chưa rõ"
    body = "\n".join((head, *lines, "", f"Mã tin: {digest.reference} (nhận lại cùng mã là cùng một tin)"))
    return Message(f"[soket] {period}: {title}" if period else f"[soket] {title}", f"{body}\n")


def _refused(digest: Digest, form: str | None) -> tuple[str, Iterator[str]]:
    what = _cause(digest, form)
    return f"{grouped(digest.files)} tệp chưa tiếp nhận được — {what}", _found(digest, what)


def _warned(digest: Digest, form: str | None) -> tuple[str, Iterator[str]]:
    what = _cause(digest, form)
    warns = all(one.payload["severity"] == Severity.WARN for one in digest.alerts)
    asked = "xin xem lại" if warns else "cần sửa"
    return f"{grouped(digest.count)} điểm {asked} — {what}", _found(digest, what)


def _cause(digest: Digest, form: str | None) -> str:
    """The rule in its own words: what it wants, else what was seen; and the form."""
    worst = digest.by_weight[0].payload
    words = f"cần: {_short(worst['wanted'])}" if worst["wanted"] else _short(worst["places"][0]["saw"])
    return f"{words} ({form})" if form else words


def _found(digest: Digest, what: str) -> Iterator[str]:
    places = digest.worst()
    yield f"Nội dung: {what}"
    yield f"Số lượng: {grouped(digest.count)} điểm, {grouped(digest.files)} tệp, {grouped(digest.units)} đơn vị"
    yield ""
    yield from _listed([_place(one) for one in places], digest.count)
    yield ""
    yield f"Cách sửa: {_short(digest.by_weight[0].payload['mend'])}"


def _place(one: Place) -> str:
    what = f" ({_short(one.label)})" if one.label else ""
    return f"{_who(one.unit, one.name)} — {_file(one.file)} — {_short(one.place)}{what}: {_short(one.saw)}"


def _after_close(digest: Digest, form: str | None) -> tuple[str, Iterator[str]]:
    def lines() -> Iterator[str]:
        told = [one.payload for one in digest.alerts]
        yield "Nội dung: tệp đến sau khi kỳ đã chốt; số liệu đã công bố chưa thay đổi"
        yield ""
        yield from _listed([f"{_who(one['unit'], one['name'])} — {_file(one['file'])}" for one in told], len(told))

    return f"{grouped(digest.files)} tệp gửi sau khi chốt số liệu", lines()


def _incomplete(digest: Digest, form: str | None) -> tuple[str, Iterator[str]]:
    """The newest alert says how it stands; an older one has been overtaken."""
    told = digest.alerts[-1].payload
    units, expected, unreceived = told["units"], grouped(told["expected"]), told.get("unreceived", 0)
    title = f"còn {grouped(len(units))} đơn vị chưa đủ số liệu"
    apart = f"còn {grouped(unreceived)} tệp, thư mục chưa nhận được"

    def lines() -> Iterator[str]:
        if units:
            yield f"Nội dung: {title}; số đơn vị phải báo cáo: {expected}"
            yield ""
            yield from _listed([_who(one["unit"], one["name"]) for one in units], len(units))
        if unreceived:
            yield f"Chưa chốt được số liệu: {apart}; lệnh soket status liệt kê từng tệp, thư mục"

    return title if units else apart, lines()


def _waits(digest: Digest, form: str | None) -> tuple[str, Iterator[str]]:
    told = digest.alerts[-1].payload

    def lines() -> Iterator[str]:
        yield f"Nội dung: số liệu đã đủ điều kiện chốt, do {_short(told['by'])} trình"
        yield f"Hạn phê duyệt: {_time(told['until'])}; quá hạn thì kỳ trở lại trạng thái đang thu thập"
        yield f"Cách làm: lệnh soket approve {digest.period} hoặc soket refuse {digest.period}, ghi lý do sau --reason"

    return "số liệu chờ phê duyệt", lines()


def _expired(digest: Digest, form: str | None) -> tuple[str, Iterator[str]]:
    told = digest.alerts[-1].payload

    def lines() -> Iterator[str]:
        if told["by"]:
            yield f"Nội dung: {_short(told['by'])} không phê duyệt; lý do: {_short(told['reason'])}"
        else:
            yield f"Nội dung: {_short(told['reason'])}"
        yield f"Kỳ trở lại trạng thái đang thu thập; chốt lại bằng lệnh soket close {digest.period}"

    return "số liệu chưa được chốt", lines()


def _time(at: str) -> str:
    return f"{datetime.fromisoformat(at):%H:%M ngày %d/%m/%Y}"


def _listed(lines: list[str], count: int) -> Iterator[str]:
    """Five lines at most, and how many more there are."""
    shown = lines[:SHOWN]
    for number, line in enumerate(shown, start=1):
        yield f"{number}. {line}"
    if count > len(shown):
        yield f"… và {grouped(count - len(shown))} nơi khác"


def _who(unit: str, name: str) -> str:
    return f"{_short(unit)} {_short(name)}"


def _file(path: str) -> str:
    return _short(PurePath(path).name)


def _short(text: str) -> str:
    """On one line, and not longer than a message bears."""
    said = tidy(text)
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"


_WRITERS: dict[Event, Callable[[Digest, str | None], tuple[str, Iterator[str]]]] = {
    Event.REFUSED: _refused,
    Event.WARNED: _warned,
    Event.AFTER_CLOSE: _after_close,
    Event.INCOMPLETE: _incomplete,
    Event.WAITS: _waits,
    Event.EXPIRED: _expired,
}
