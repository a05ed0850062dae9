"""An overview made by hand, for tests of what is made of it: one unit of each standing, and a name to break a page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.close import PeriodState
from domain.finding import Severity
from domain.half_year import HalfYear
from domain.history import Point
from domain.rate import Rate
from outputs.page_content import (
    Example,
    FigureLine,
    FigureList,
    Overview,
    RateLine,
    Reply,
    RuleLine,
    UnitLine,
    VersionLine,
    YearTotal,
)

PERIOD = HalfYear(2022, 1)
HOSTILE = """Hội <script>alert("1")</script> & [/] "Hai" 'x' {{ 7*7 }}"""


GOOD = UnitLine("00005", "Hội Năm", "Hội xã", "", "received", True, date(2022, 6, 20), 0, (), ())


def figure(code: str, name: str, *values: int | None, main: bool = True) -> FigureLine:
    """The halves up to the period's own; the one of a year before is what it is compared with."""
    halves = [PERIOD]
    while len(halves) < len(values):
        halves.insert(0, halves[0].previous)
    points = tuple(Point(half, value, 3, 4) for half, value in zip(halves, values, strict=True))
    before = next((one.value for one in points if one.period == PERIOD.same_half_last_year), None)
    return FigureLine(code, name, "hộ", main, values[-1], 3, 4, None, False, before, None, points)


REFUSED = replace(
    GOOD,
    code="B-04",
    name="Ban Bốn",
    status="refused",
    arrived=None,
    days_late=6,
    contact="Bà Nguyễn Thị Mẫu, 0000 000 004",
    open=("Chưa tiếp nhận được tệp “bieu.xlsx”: không đọc được.", "Chưa nhận được Biểu hai."),
    replies=(Reply("Tệp trả lời", "inbox/004-ban/phan-hoi/biểu #1 & 50%.xlsx"), Reply("Tin nhắn", "/mnt/x y/a.txt")),
)
MISSING = replace(GOOD, code="B-03", name="Ban Ba", status="missing", arrived=None, days_late=1200)
LATE = replace(GOOD, code="00002", name=HOSTILE, arrived=date(2022, 6, 28), days_late=4)
UNITS = (
    REFUSED,
    replace(MISSING, open=("Chưa nhận được số liệu của kỳ.",)),
    replace(GOOD, code="00001", name="Hội Một", open=("Cần bổ sung: Biểu!F19: để trống.",)),
    replace(LATE, contact="Ông Trần Văn Kín, 0000 000 002"),
    GOOD,
    replace(GOOD, code="VP-01", name="Văn phòng", expected=False),
)
_PLACES = (Example("B-04", "Trang!E1", '"9x"'),)
RULES = (
    RuleLine("whole", "Cần: số nguyên", Severity.REFUSE_FILE, 1204, 0, 3, "Chỉ ghi số.", _PLACES),
    RuleLine("usual", "Cần: mức thường gặp", Severity.WARN, 2, 1, 2, "Ghi lý do.", _PLACES),
)
FIGURES = (
    figure("homes", "Hộ đăng ký", 19_320, None, 20_576),
    figure("few", "Lượt", 3, 5, None),
    figure("first", "Mới có", 7),
    figure("rest", "Còn lại", 0, 0, 0, main=False),
)
VERSION = VersionLine(
    1,
    date(2022, 7, 1),
    "Lê Thị Chốt",
    "Bà Phê Duyệt",
    "Ông Kín gửi muộn",
    5,
    3,
    "reports/2022H1/a b.docx",
    "ab12" * 16,
    None,
    None,
)
OPEN = Overview(
    association="Hội Thử",
    period=PERIOD,
    state=PeriodState.OPEN,
    version=0,
    day=date(2022, 6, 30),
    cut_off=date(2022, 6, 14),
    deadline=date(2022, 6, 24),
    signing=date(2022, 6, 28),
    rate=Rate(5, 3, 2),
    by_kind=(RateLine("Hội xã", Rate(3, 3, 2)), RateLine("Ban", Rate(2, 0, 0))),
    by_parent=(RateLine("Hội Một", Rate(2, 0, 0)),),
    units=UNITS,
    notices=("inbox/la.xlsx: chưa rõ của đơn vị nào.",),
    rules=RULES,
    figures=FigureList(None, FIGURES),
    published=None,
    versions=(),
)
PUBLISHED = FigureList(1, (figure("homes", "Hộ đăng ký", 19_320, 20_000, 20_111),))
REOPENED = replace(OPEN, state=PeriodState.REOPENED, version=1, published=PUBLISHED, versions=(VERSION,))
CLOSED = replace(REOPENED, state=PeriodState.CLOSED, figures=PUBLISHED, units=UNITS[3:], rules=(), notices=())
NOBODY = replace(
    OPEN, units=tuple(replace(UNITS[1], code=f"X-{n}", name=f"Đơn vị số {n}") for n in range(3)), rules=(), notices=()
)
YEARLY = replace(
    CLOSED,
    published=(
        whole_year := FigureList(
            1,
            (
                replace(PUBLISHED.lines[0], year=YearTotal(39_431, 4, 4)),
                replace(PUBLISHED.lines[0], name="Lượt", year=YearTotal(812, 3, 4)),
                replace(PUBLISHED.lines[0], name="Mới có"),
            ),
        )
    ),
    figures=whole_year,
)
EVERY = {"open": OPEN, "reopened": REOPENED, "closed": CLOSED, "yearly": YEARLY, "nobody": NOBODY}
