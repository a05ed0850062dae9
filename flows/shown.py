"""What a run shows at Prefect's server of what it came to: log lines for an operator, tables for the office."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from domain.catalogue import Catalogue
from domain.figure import YEAR
from domain.half_year import HalfYear
from domain.prose.claim import Claim, Verdict
from domain.restatement import Restated
from domain.vietnamese import grouped, signed
from flows import artifacts
from flows.run_log import say
from tasks.home import TIMEZONE, Home
from warehouse.closings import Asked

if TYPE_CHECKING:
    from flows.close import Closed
    from flows.collect import Collected
    from flows.remind import Reminded
    from tasks.drafted import Drafted

_NONE = "…"
_VERDICTS = {Verdict.AGREES: "khớp", Verdict.DISAGREES: "không khớp", Verdict.UNKNOWN: "chưa rõ"}


# --- log lines --------------------------------------------------------------------------------


def collected(home: Home, period: HalfYear | None, done: Collected) -> None:
    counts = f"new files {done.received.new}, accepted {done.accepted}, refused {done.refused}"
    say(f"collect: {counts}, files answered {done.replied.written}" if done.changed else "collect: nothing new")
    for one in done.received.unreceived:
        say(without_names(home, one.message), warn=True)
    for line in (*done.problems, *done.replied.waiting, *done.told.waiting):
        say(without_names(home, line), warn=True)


def drafted(period: HalfYear, done: Drafted) -> None:
    say(f"draft of {period}: {done.path}; what would shut the gate: {done.lacking}")
    artifacts.text("du-thao", period, f"Dự thảo báo cáo: `{done.path}`", f"Dự thảo báo cáo {period.words}")


def closed(home: Home, period: HalfYear, done: Closed) -> None:
    for line in done.collected.told.waiting:
        say(line, warn=True)
    close, report = done.closing.close, done.report
    if close is None or report is None:
        return
    since = f"; files that came later: {done.closing.arrived_since}" if done.closing.arrived_since else ""
    say(f"close: {period} is closed as version {close.version}, units {close.received}/{close.expected}{since}")
    say(f"report: {report.path} (sha256 {report.sha256[:12]})")
    if report.altered:
        say(f"{report.path}: is no longer the issued report, which is kept as raw/{report.sha256}", warn=True)
    rows = (("Phiên bản", str(close.version)), ("Tệp", str(report.path)), ("SHA-256", report.sha256))
    shown = artifacts.markdown_table(("Báo cáo", period.words), rows)
    artifacts.text("bao-cao", period, shown, f"Báo cáo {period.words}, phiên bản {close.version}")


def reminded(home: Home, period: HalfYear, done: Reminded) -> None:
    if done.collected:
        collected(home, period, done.collected)
    found = done.reminders
    say(found.note or f"remind: letters {len(found.letters)}, new files {found.written}: {found.folder}")
    for line in found.problems:
        say(line, warn=True)


def without_names(home: Home, line: str) -> str:
    """A line without the name of a sender's file, in which a person's may stand: its unit's folder tells where."""
    units = "|".join(re.escape(unit.slug) for unit in home.units)
    for inbox in home.settings.inboxes:
        place = rf"({re.escape(inbox)}/(?:(?:{units})(?:/|(?=: )))?)([^:]*?)(?=: )"
        line = re.sub(place, lambda found: found[1] + ("…" if found[2] else ""), line)
    return line


# --- tables -----------------------------------------------------------------------------------


def gate(home: Home, asked: Asked) -> None:
    """What whoever approves has to know: who is missing, what nobody explained, and the figures beside last year's."""
    period, found = HalfYear.parse(asked.period), asked.gate
    parts = [
        f"**Số liệu {period.words}, phiên bản {found['version']}, chờ phê duyệt** "
        f"đến {_until(asked)}.\n\nĐơn vị đã gửi đủ: {found['received']}/{found['expected']}."
    ]
    if passed := [(one["code"], one["name"], one["reason"]) for one in found["let_pass"]]:
        parts.append("Đơn vị được cho qua:\n\n" + artifacts.markdown_table(("Mã", "Đơn vị", "Lý do"), passed))
    if warned := [(one["code"], one["name"], str(one["open"])) for one in found["warnings"]]:
        shown = artifacts.markdown_table(("Mã", "Đơn vị", "Cảnh báo chưa giải trình"), warned)
        parts.append(f"Cảnh báo chưa được giải trình:\n\n{shown}")
    headings = ("Chỉ tiêu", "Số liệu", "Đơn vị tính", "Số đơn vị", "Cùng kỳ năm trước")
    parts.append(artifacts.markdown_table(headings, [_gate_row(one) for one in found["figures"]]))
    parts.append("Quyết định: bấm **Resume** ở đầu trang này, hoặc dùng lệnh `soket approve`, `soket refuse`.")
    artifacts.text("cong", period, "\n\n".join(parts), f"Số liệu {period.words} chờ phê duyệt")


def _until(asked: Asked) -> str:
    return f"{datetime.fromisoformat(asked.expires_at).astimezone(TIMEZONE):%H:%M ngày %d/%m/%Y}"


def _gate_row(one: dict[str, Any]) -> tuple[str, ...]:
    counted = f"{one['counted']}/{one['expected']}"
    return one["name"], _number(one["value"]), one["unit"], counted, _number(one["same_half"])


def restated(catalogue: Catalogue, period: HalfYear, found: Sequence[Restated]) -> None:
    """The figures that differ, unit by unit."""
    say(f"figures of {period} that differ from what was published: {len(found)}")
    rows = [row for one in found for row in _restated_rows(one, catalogue)]
    artifacts.table("dieu-chinh", period, rows, f"Số liệu {period.words} thay đổi so với đã công bố")


def _restated_rows(one: Restated, catalogue: Catalogue) -> list[dict[str, str]]:
    indicator = catalogue.indicator_by_code.get(one.indicator)
    name = indicator.name if indicator else one.indicator
    part = next((said for axis in catalogue.axes if (said := axis.name_of(one.breakdown))), one.breakdown)
    figure = f"{name} ({part})" if part else name
    figure += " (cả năm)" if one.span == YEAR else ""
    difference = signed(one.difference) if one.difference is not None else ""
    causes = [(cause.name or cause.unit, _number(cause.before), _number(cause.now), "") for cause in one.causes]
    rows = [("Tổng", _number(one.before), _number(one.now), difference), *causes]
    return [
        {"Chỉ tiêu": figure, "Đơn vị": unit, "Đã công bố": before, "Nay": now, "Tăng, giảm": by}
        for unit, before, now, by in rows
    ]


def claims(period: HalfYear, found: Sequence[Claim]) -> None:
    counts = ", ".join(f"{verdict.value} {sum(one.verdict is verdict for one in found)}" for verdict in Verdict)
    say(f"reconcile: figures {len(found)}: {counts}")
    rows = [
        {
            "Trong bài": one.mention.text,
            "Kết luận": _VERDICTS[one.verdict],
            "Chỉ tiêu": one.indicator.name if one.indicator else "",
            "Số đã chốt": "" if one.true is None else grouped(int(one.true)) if one.true % 1 == 0 else str(one.true),
        }
        for one in found
    ]
    artifacts.table("doi-chieu", period, rows, f"Đối chiếu bài viết với số liệu {period.words}")


def _number(value: int | None) -> str:
    return _NONE if value is None else grouped(value)
