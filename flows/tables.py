"""What a run shows at Prefect's server for the office: tables and texts in Vietnamese."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from domain.catalogue import Catalogue
from domain.figure import YEAR
from domain.half_year import HalfYear
from domain.prose.claim import Claim, Verdict
from domain.restatement import Restated
from domain.vietnamese import signed
from flows import artifacts
from outputs.page_content import FigureLine, Overview, RuleLine, UnitLine
from outputs.page_words import SEVERITIES, change, day_of, figure_name, number
from tasks.home import TIMEZONE

if TYPE_CHECKING:
    from tasks.drafted import Drafted
    from tasks.publish import Published
    from warehouse.closings import Asked

_MOST = 500  # units of a table
_WHOLE_YEAR = "Cả năm"
_VERDICTS = {Verdict.AGREES: "khớp", Verdict.DISAGREES: "không khớp", Verdict.UNKNOWN: "chưa rõ"}


def standing(found: Overview) -> None:
    """How a period stands: who has sent, what was found by rule, and its figures."""
    from outputs.page import unit_groups  # with all that a page is made of

    units = [_unit_row(one, group.title) for group in unit_groups(found.units) for one in group.units]
    more = f"; {_MOST} đơn vị đầu" if len(units) > _MOST else ""
    title = f"Tình hình gửi {found.period.words}: đủ {found.received}/{found.expected}{more}"
    artifacts.table("tinh-hinh", found.period, units[:_MOST], title)
    rules = [_rule_row(one) for one in found.rules]
    artifacts.table("loi", found.period, rules, f"Điểm cần sửa, cần xem lại, {found.period.words}, theo quy tắc")
    of = "phiên bản " + str(found.figures.version) if found.figures.version else "tạm tính"
    figures = [_figure_row(one, found.period.half == 2) for one in found.figures.lines]
    artifacts.table("so-lieu", found.period, figures, f"Số liệu {found.period.words}, {of}, cạnh cùng kỳ năm trước")


def _unit_row(one: UnitLine, stands: str) -> dict[str, Any]:
    return {
        "Mã": one.code,
        "Đơn vị": one.name,
        "Loại": one.kind,
        "Tình hình": stands,
        "Ngày gửi đủ": day_of(one.arrived) if one.arrived else "",
        "Chậm (ngày)": one.days_late or "",
        "Việc còn mở": len(one.open) or "",
    }


def _rule_row(one: RuleLine) -> dict[str, Any]:
    return {
        "Quy tắc": one.rule,
        "Nội dung": one.title,
        "Mức độ": SEVERITIES[one.severity],
        "Số điểm": one.findings,
        "Đã giải trình": one.explained,
        "Số đơn vị": one.units,
        "Cách sửa": one.mend,
    }


def _figure_row(one: FigureLine, yearly: bool) -> dict[str, Any]:
    return {
        "Chỉ tiêu": figure_name(one),
        "Số liệu": number(one.value),
        "Đơn vị tính": one.unit,
        "Số đơn vị": f"{one.counted}/{one.expected}",
        "Cùng kỳ năm trước": number(one.before),
        "Tăng, giảm": change(one),
        **({_WHOLE_YEAR: number(one.year.value if one.year else None)} if yearly else {}),
    }


def gate(asked: Asked) -> None:
    """What whoever approves has to know: who is missing, what nobody explained, and the figures beside last year's."""
    period, found = HalfYear.parse(asked.period), asked.gate
    parts = [
        f"**Số liệu {period.words}, phiên bản {found['version']}, chờ phê duyệt** "
        f"đến {_until(asked)}.\n\nĐơn vị đã gửi đủ: {found['received']}/{found['expected']}."
    ]
    if passed := [(one["code"], one["name"], one.get("lacks", ""), one["reason"]) for one in found["let_pass"]]:
        shown = artifacts.markdown_table(("Mã", "Đơn vị", "Còn thiếu", "Lý do cho qua"), passed)
        parts.append(f"Đơn vị được cho qua:\n\n{shown}")
    if warned := [(one["code"], one["name"], str(one["open"])) for one in found["warnings"]]:
        shown = artifacts.markdown_table(("Mã", "Đơn vị", "Cảnh báo chưa giải trình"), warned)
        parts.append(f"Cảnh báo chưa được giải trình:\n\n{shown}")
    headings = ["Chỉ tiêu", "Số liệu", "Đơn vị tính", "Số đơn vị", "Cùng kỳ năm trước"]
    rows = [_gate_row(one) for one in found["figures"]]
    if period.half == 2:
        headings.append(_WHOLE_YEAR)
        rows = [(*row, number(one.get("year"))) for row, one in zip(rows, found["figures"], strict=True)]
    parts.append(artifacts.markdown_table(headings, rows))
    parts.append("Quyết định: bấm **Resume** ở đầu trang này, hoặc dùng lệnh `soket approve`, `soket refuse`.")
    artifacts.text("cong", period, "\n\n".join(parts), f"Số liệu {period.words} chờ phê duyệt")


def _until(asked: Asked) -> str:
    return f"{datetime.fromisoformat(asked.expires_at).astimezone(TIMEZONE):%H:%M ngày %d/%m/%Y}"


def _gate_row(one: dict[str, Any]) -> tuple[str, ...]:
    counted = f"{one['counted']}/{one['expected']}"
    return one["name"], number(one["value"]), one["unit"], counted, number(one["same_half"])


def restated(catalogue: Catalogue, period: HalfYear, found: Sequence[Restated]) -> None:
    """The figures that differ, unit by unit."""
    rows = [row for one in found for row in _restated_rows(one, catalogue)]
    artifacts.table("dieu-chinh", period, rows, f"Số liệu {period.words} thay đổi so với đã công bố")


def _restated_rows(one: Restated, catalogue: Catalogue) -> list[dict[str, str]]:
    figure = catalogue.figure_name(one.indicator, one.breakdown) + (" (cả năm)" if one.span == YEAR else "")
    difference = signed(one.difference) if one.difference is not None else ""
    causes = [(cause.name or cause.unit, number(cause.before), number(cause.now), "") for cause in one.causes]
    rows = [("Tổng", number(one.before), number(one.now), difference), *causes]
    return [
        {"Chỉ tiêu": figure, "Đơn vị": unit, "Đã công bố": before, "Nay": now, "Tăng, giảm": by}
        for unit, before, now, by in rows
    ]


def claims(period: HalfYear, found: Sequence[Claim]) -> None:
    rows = [
        {
            "Trong bài": one.mention.text,
            "Kết luận": _VERDICTS[one.verdict],
            "Chỉ tiêu": one.indicator.name if one.indicator else "",
            "Số đã chốt": one.truth,
        }
        for one in found
    ]
    artifacts.table("doi-chieu", period, rows, f"Đối chiếu bài viết với số liệu {period.words}")


def draft(period: HalfYear, drafted: Drafted) -> None:
    artifacts.text("du-thao", period, f"Dự thảo báo cáo: `{drafted.path}`", f"Dự thảo báo cáo {period.words}")


def report(period: HalfYear, version: int, published: Published) -> None:
    rows = (("Phiên bản", str(version)), ("Tệp", str(published.path)), ("SHA-256", published.sha256))
    shown = artifacts.markdown_table(("Báo cáo", period.words), rows)
    artifacts.text("bao-cao", period, shown, f"Báo cáo {period.words}, phiên bản {version}")
