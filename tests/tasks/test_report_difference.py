"""A report that was edited beside the one that was issued: each edit of a figure is told where it stands, as what
it is, and none where only wording was changed."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from domain.vietnamese import heading_key
from outputs.chart import Series
from outputs.chart_read import ReadChart
from tasks.report_difference import differences
from tasks.table_difference import Difference, What
from tests.reported import report_of

ISSUED = """
! BÁO CÁO
: Số: {.number 15}/BC-HKH | Thử, ngày {.signed 28 tháng 6 năm 2022}
# I. KẾT QUẢ
## 1. Tổ chức hội
Toàn huyện có {chi_hoi 188} chi hội với {hoi_vien gần 34.000} hội viên. Trong 6 tháng, kết nạp {moi 1.204} hội viên.
^ Bảng 1. Tổ chức hội
| Chỉ tiêu | Kỳ này |
| Chi hội | {chi_hoi 188} |
| Hội viên | {hoi_vien 33.812} |
## 2. Học tập
Đã mở {lop 31} lớp với {hoc_vien 1.612} học viên, {lop~h=change tăng 3 lớp}. Tổng kinh phí là {tien 497} triệu đồng.
## 3. Hạn chế
{.limits@1a2b.3c4d Cán bộ còn thiếu, có 2 đơn vị chưa nộp.}
> Trang này có 2 chú thích
"""
_OF = {"chi_hoi": "chi hội", "hoi_vien": "hội viên", "moi": "hội viên", "lop": "lớp", "hoc_vien": "học viên"}
UNITS = {code: heading_key(unit) for code, unit in (_OF | {"tien": "đồng"}).items()}

_TO = re.compile(r" *=> *")


def edited(*edits: str) -> list[Difference]:
    """Each edit is ``text => other text``, of the first place where it stands."""
    text = ISSUED
    for one in edits:
        old, new = _TO.split(one)
        assert old in text, old
        text = text.replace(old, new, 1)
    return differences(report_of(ISSUED), report_of(text), UNITS)


def told(found: list[Difference]) -> list[tuple[str, str, str, str]]:
    return [(str(one.what), one.heading, one.saw, one.wanted) for one in found]


# edit → what, under which heading, what was seen and wanted
FOUND: dict[str, list[tuple[str, str, str, str]]] = {
    # --- a figure says something else
    "188} chi => 189} chi": [("altered", "1. Tổ chức hội", "189", "188")],
    "gần 34.000 => trên 34.000": [("altered", "1. Tổ chức hội", "trên 34.000", "gần 34.000")],
    "tăng 3 lớp => giảm 3 lớp": [("altered", "2. Học tập", "giảm 3 lớp", "tăng 3 lớp")],
    "number 15 => number 16": [("altered", "BÁO CÁO", "16", "15")],
    "188} chi => 188 } chi": [("altered", "1. Tổ chức hội", "188 ", "188")],
    # --- a figure is not there, or only as text
    "{chi_hoi 188} chi hội với => ": [("removed", "1. Tổ chức hội", "", "188")],
    "{chi_hoi 188} chi => 188 chi": [
        ("removed", "1. Tổ chức hội", "", "188"),
        ("typed", "1. Tổ chức hội", "188", ""),
    ],
    "{lop~h=change tăng 3 lớp} => tăng ba lớp": [("removed", "2. Học tập", "", "tăng 3 lớp")],
    # --- a figure of another report, or that another place prints
    "{lop 31} lớp => {2021H1.1:lop 28} lớp": [
        ("foreign", "2. Học tập", "28", ""),
        ("removed", "2. Học tập", "", "31"),
    ],
    "{lop 31} lớp => {2022H1.2:lop 31} lớp": [
        ("foreign", "2. Học tập", "31", ""),
        ("removed", "2. Học tập", "", "31"),
    ],
    # --- among other words
    "{chi_hoi 188} => hơn {chi_hoi 188}": [("moved", "1. Tổ chức hội", "hơn 188 chi hội", "có 188 chi hội")],
    "1.612} học => 1.612} nghìn học": [("moved", "2. Học tập", "với 1.612 nghìn học", "với 1.612 học viên")],
    "1.612} học => 1.612}% học": [("moved", "2. Học tập", "với 1.612 % học", "với 1.612 học viên")],
    "497} triệu => 497} tỷ": [("moved", "2. Học tập", "là 497 tỷ đồng", "là 497 triệu đồng")],
    "là {tien => là -{tien": [("moved", "2. Học tập", "- 497 triệu đồng", "là 497 triệu đồng")],
    "1.612} học viên => 1.612} hội viên": [("moved", "2. Học tập", "với 1.612 hội viên", "với 1.612 học viên")],
    "31} lớp với => 31} chi hội với": [("moved", "2. Học tập", "mở 31 chi hội", "mở 31 lớp với")],
    "lớp với {hoc_vien 1.612} học viên => lớp với {hoc_vien 1.612} học viên, {hoc_vien 1.612} giáo viên": [
        ("moved", "2. Học tập", "viên 1.612 giáo viên", "với 1.612 học viên")
    ],
    "{chi_hoi 188} chi hội với {hoi_vien gần 34.000} => {hoi_vien gần 34.000} chi hội với {chi_hoi 188}": [
        ("moved", "1. Tổ chức hội", "có gần 34.000 chi hội", "với gần 34.000 hội viên"),
        ("moved", "1. Tổ chức hội", "với 188 hội viên", "có 188 chi hội"),
    ],
    # --- words that turn it round
    "kết nạp {moi => giảm {moi": [("moved", "1. Tổ chức hội", "giảm 1.204 hội viên", "nạp 1.204 hội viên")],
    "Toàn huyện có {chi => Toàn huyện chưa có {chi": [("moved", "1. Tổ chức hội", "có 188 chi hội", "có 188 chi hội")],
    # --- a number that was not there
    "Đã mở => Có 5 xã mở": [("typed", "2. Học tập", "5", "")],
    "với {hoc_vien => với 1{hoc_vien": [("typed", "2. Học tập", "1", "")],
    "1.612} học => 1.612}.000 học": [("typed", "2. Học tập", "000", "")],
    "497} triệu đồng. => 497} triệu đồng (31 lớp).": [("typed", "2. Học tập", "31", "")],
    "Trong 6 => Trong 9": [("typed", "1. Tổ chức hội", "9", "")],
    "có 2 đơn vị => có 3 đơn vị": [("typed", "3. Hạn chế", "3", "")],
    "có 2 chú thích => có 3 chú thích": [("typed", "", "3", "")],
    "## 2. Học => ## 3. Học": [("typed", "3. Hạn chế", "3", "")],
    "^ Bảng 1. => ^ Bảng 4.": [("label", "1. Tổ chức hội", "Bảng 4. Tổ chức hội", "Bảng 1. Tổ chức hội")],
    "^ Bảng 1. Tổ chức hội => ^ Bảng 1. Tổ chức hội 2022": [
        ("label", "1. Tổ chức hội", "Bảng 1. Tổ chức hội 2022", "Bảng 1. Tổ chức hội")
    ],
}


@pytest.mark.parametrize("edit", FOUND)
def test_an_edit_of_a_figure_is_told(edit: str) -> None:
    found = edited(edit)
    assert told(found) == FOUND[edit]
    for one in found:
        assert one.in_table == (one.what is What.LABEL)
        assert bool(one.key) == (one.what not in (What.TYPED, What.LABEL))


# what was reworded → edits
QUIET: dict[str, tuple[str, ...]] = {
    "nothing": (),
    "words around figures": ("Toàn huyện có => Đến nay, trên địa bàn huyện có", "Đã mở => Các đơn vị đã mở"),
    "a synonym behind a figure": ("1.612} học viên => 1.612} người theo học",),
    "a synonym for what is counted": ("1.204} hội viên => 1.204} người",),
    "a word between a figure and what it counts": ("188} chi hội => 188} tổ chức chi hội",),
    "a paragraph in two": ("viên. Trong 6 => viên.\nTrong 6",),
    "two paragraphs in one": (
        "Đã mở {lop 31} lớp với {hoc_vien 1.612} học viên, {lop~h=change tăng 3 lớp}. Tổng kinh phí => "
        "Đã mở {lop 31} lớp với {hoc_vien 1.612} học viên, {lop~h=change tăng 3 lớp}.\nTổng kinh phí",
    ),
    "a sentence that was moved whole": (
        " Tổng kinh phí là {tien 497} triệu đồng. => ",
        "kết nạp {moi => kết nạp {moi",
        "Toàn huyện có => Tổng kinh phí là {tien 497} triệu đồng. Toàn huyện có",
    ),
    "a sentence more": ("tăng 3 lớp}. => tăng 3 lớp}. Đây là kết quả đáng ghi nhận.",),
    "a figure said again beside the same words": (
        "Tổng kinh phí => Như vậy đã mở {lop 31} lớp với nhiều nội dung. Tổng kinh phí",
    ),
    "a number said again beside its own word": ("Đã mở => Trong 6 tháng đã mở",),
    "a narrative in other words": ("Cán bộ còn thiếu, có 2 đơn vị chưa nộp. => Đội ngũ mỏng, còn 2 đơn vị chưa nộp.",),
    "a narrative that was taken out": ("{.limits@1a2b.3c4d Cán bộ còn thiếu, có 2 đơn vị chưa nộp.} => Không nêu.",),
    "a heading in other words": ("## 2. Học tập => ## 2. Hoạt động học tập",),
    "another form of the same letters": ("Toàn huyện => Toa\u0300n huyê\u0323\u0302n",),
    "breaks and spaces": ("chi hội với => chi  hội\u00a0với", "Tổng kinh phí là => Tổng kinh phí  là "),
    "a list with dashes": ("\nĐã mở {lop => \n- Đã mở {lop", "Toàn huyện có {chi => - {chi"),
}


@pytest.mark.parametrize("what", QUIET)
def test_other_words_are_no_difference(what: str) -> None:
    assert told(edited(*QUIET[what])) == []


def test_the_formats_of_a_heading_and_a_caption_make_no_difference() -> None:
    plain = ISSUED.replace("## ", "").replace("^ ", "")
    assert told(differences(report_of(plain), report_of(plain), UNITS)) == []


def test_the_sentence_is_told_that_holds_what_was_changed() -> None:
    (one,) = edited("497} triệu => 499} triệu")
    assert one.sentence == "Tổng kinh phí là 499 triệu đồng."
    (one,) = edited(" Tổng kinh phí là {tien 497} triệu đồng. => ")
    assert one.sentence == "Tổng kinh phí là 497 triệu đồng."


def test_differences_come_in_the_order_of_the_text_figures_first_and_tables_last() -> None:
    edits = ("Đã mở => Có 5 xã mở", "188} chi => 189} chi", "| Chi hội | {chi_hoi 188} => | Chi hội | {chi_hoi 189}")
    found = edited(*edits)
    assert [(one.what, one.in_table) for one in found] == [
        (What.ALTERED, False),
        (What.TYPED, False),
        (What.ALTERED, True),
    ]


# --- charts -----------------------------------------------------------------------------------------

LINES = ReadChart("Hội viên", "", ("2021", "2022"), (Series("Hội viên", (10, None)), Series("Mới", (1, 2))))
BARS = ReadChart("Lớp", "", ("Xã Một",), (Series("Lớp", (3,)),))


def charted(*charts: ReadChart) -> list[Difference]:
    issued = replace(report_of(ISSUED), charts=(LINES, BARS))
    found = differences(issued, replace(report_of(ISSUED), charts=charts), UNITS)
    assert all(one.what is What.CHART and one.in_table for one in found)
    return found


def test_a_chart_that_shows_the_same_under_another_description_is_no_difference() -> None:
    assert charted(replace(LINES, description="Biểu đồ"), BARS) == []


def test_a_number_that_another_program_wrote_with_fewer_zeros_is_no_difference() -> None:
    one, other = (replace(LINES, series=(Series("Tỷ lệ", (Decimal(value), 100)),)) for value in ("95.70", "95.7"))
    issued = replace(report_of(ISSUED), charts=(one,))
    assert differences(issued, replace(issued, charts=(other,)), UNITS) == []


@pytest.mark.parametrize(
    ("values", "told_"),
    [
        ((11, None), [("2021", "11", "10")]),
        ((10, 12), [("2022", "12", "…")]),
        ((None, None), [("2021", "…", "10")]),
        ((None, 10), [("2021", "…", "10"), ("2022", "10", "…")]),
        ((1000, None), [("2021", "1000", "10")]),
        ((), [("2021", "…", "10")]),
    ],
)
def test_a_value_that_a_chart_shows_otherwise_is_told(
    values: tuple[int | None, ...], told_: list[tuple[str, str, str]]
) -> None:
    found = charted(replace(LINES, series=(Series("Hội viên", values), LINES.series[1])), BARS)
    assert [(one.heading, one.sentence, one.saw, one.wanted) for one in found] == [
        ("Hội viên", f"Hội viên: {of}", saw, wanted) for of, saw, wanted in told_
    ]


@pytest.mark.parametrize(
    "charts",
    [
        (LINES,),
        (BARS, LINES),
        (LINES, BARS, BARS),
        (replace(LINES, categories=("2021", "2023")), BARS),
        (replace(LINES, series=LINES.series[:1]), BARS),
        (replace(LINES, series=(Series("Khác", (10, None)), LINES.series[1])), BARS),
        (replace(LINES, series=LINES.series[::-1], categories=LINES.categories[::-1]), BARS),
        (replace(LINES, title="Lớp học"), BARS),
    ],
    ids=["gone", "order", "more", "category", "series gone", "series", "turned round", "title"],
)
def test_a_chart_that_is_another_is_told(charts: tuple[ReadChart, ...]) -> None:
    assert charted(*charts)
