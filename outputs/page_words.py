"""What a page prints, in words: days, numbers, shares, addresses."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

from domain.close import PeriodState
from domain.finding import Severity
from domain.rate import Rate
from domain.vietnamese import grouped, percent, signed
from outputs.page_chart import NO_FIGURE
from outputs.page_content import FigureLine, YearTotal

STATES = {
    PeriodState.OPEN: "Đang thu thập số liệu",
    PeriodState.CLOSING: "Số liệu chờ phê duyệt",
    PeriodState.CLOSED: "Đã chốt số liệu",
    PeriodState.REOPENED: "Đã mở lại để bổ sung, sửa số liệu",
}
SEVERITIES = {
    Severity.REFUSE_FILE: "Không nhận tệp",
    Severity.REFUSE_ROW: "Không nhận dòng",
    Severity.WARN: "Xin xem lại",
}
_PARTED = re.compile(r"(?<=\d) (?=\d)")  # a telephone's digits, which stay on one line


def day_of(day: date) -> str:
    """``24/06/2022``."""
    return f"{day:%d/%m/%Y}"


def number(value: int | None) -> str:
    return NO_FIGURE if value is None else grouped(value)


def share(part: int, rate: Rate) -> str:
    """``97,92%`` of those that are expected; ``–`` of nobody."""
    said = percent(part, rate.expected)
    return f"{said}%" if said else "–"


def change(line: FigureLine) -> str:
    """``+1.204 (+3,65%)``; ``–`` where there is nothing to compare with, without a share of nothing."""
    moved = line.change
    if moved is None or line.before is None:
        return "–"
    said = percent(abs(moved), line.before) if line.before > 0 and moved else None
    return f"{signed(moved)} ({'+' if moved > 0 else '-'}{said}%)" if said else signed(moved)


def gap(line: FigureLine | YearTotal) -> str:
    """``số liệu của 47/48 đơn vị``; empty where no unit is lacking."""
    if line.value is None or line.counted >= line.expected:
        return ""
    return f"số liệu của {grouped(line.counted)}/{grouped(line.expected)} đơn vị"


def unparted(contact: str) -> str:
    return _PARTED.sub("\u00a0", contact)


def figure_name(line: FigureLine) -> str:
    """With the year of a registration or recognition, and a word where it is an estimate."""
    return f"{line.name}{f' (năm {line.of_year})' if line.of_year else ''}{' (có số ước)' if line.estimated else ''}"


def href(path: str) -> str:
    """The address of a path that is relative to the home, seen from a folder of it."""
    address = quote(path, errors="surrogateescape")
    return f"file://{address}" if path.startswith("/") else f"../{address}"
