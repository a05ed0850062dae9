"""Charts for tests, and a document that holds them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from outputs.chart import Chart, Series
from outputs.chart_layout import natural_height
from outputs.officedocument import TEXT_WIDTH, OfficialDocument, Properties
from outputs.word_table import Line

PERIODS = ("6 tháng đầu năm 2021", "6 tháng cuối năm 2021", "6 tháng đầu năm 2022")
LINES = Chart(
    "hoi_vien",
    "lines",
    "Hội viên qua các kỳ",
    "Biểu đồ đường: từ 32.608 đến 33.812 người.",
    PERIODS,
    (Series("Hội viên", (32_608, None, 33_812)),),
    "người",
)
COLUMNS = Chart(
    "khen_thuong",
    "columns",
    "Khen thưởng & học bổng",
    "Biểu đồ cột.",
    ("Nhà giáo", "Học sinh"),
    (Series("Năm 2021", (615, 20_576)), Series("Năm 2022", (None, 0))),
    "lượt",
)
BARS = Chart(
    "quy",
    "bars",
    "Quỹ theo đơn vị",
    "Biểu đồ thanh.",
    ("Hội Khuyến học phường Một", "Hội Khuyến học xã <Hai>"),
    (Series("Quỹ", (1_234_567_890, 5_000)),),
    "đồng",
)
PLAN = Chart(
    "ke_hoach",
    "columns",
    "So với kế hoạch năm",
    "Biểu đồ cột so với đường 100%.",
    ("Gia đình", "Dòng họ"),
    (Series("Thực hiện", (Decimal("84.21"), Decimal("102.50"))),),
    "%",
    decimals=2,
    reference=Series("Kế hoạch năm (100%)", (100, 100)),
)
EVERY = (LINES, COLUMNS, BARS, PLAN)


def document(*charts: Chart) -> bytes:
    made = OfficialDocument(Properties("Thử", "Hội", "2022H1", "1", date(2022, 6, 28)))
    for chart in charts:
        made.add(Line("Trước biểu đồ.", "BodyText"))
        made.add_chart(chart, TEXT_WIDTH, natural_height(chart, TEXT_WIDTH))
    return made.to_bytes()
