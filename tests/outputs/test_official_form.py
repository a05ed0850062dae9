"""The form of an official document (Decree 30/2020/NĐ-CP, Annex I), row by row, as the report's .docx has it.

Sizes are in points, lengths in mm, as in the decree; where the decree gives a range the test does too.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from domain.half_year import HalfYear
from outputs.measure import text_width
from outputs.report import write_report
from outputs.report_content import Report
from tests.outputs.handmade import ASSOCIATION, handmade_report, measured

TWIPS = 1440 / 25.4  # a mm


def opened(report: Report) -> Document:
    return docx.Document(io.BytesIO(write_report(report).document))


@pytest.fixture(scope="module")
def document() -> Document:
    return opened(measured(handmade_report()))


def texts(element: Any) -> str:
    return "".join(one.text or "" for one in element.iter(qn("w:t")))


def paragraphs(document: Document) -> Iterator[Any]:
    yield from document.element.body.iter(qn("w:p"))


def named(document: Document, text: str) -> Any:
    """The first paragraph whose text begins so."""
    return next(one for one in paragraphs(document) if texts(one).startswith(text))


def style_of(document: Document, paragraph: Any) -> list[Any]:
    """The paragraph's style and those that it is based on, nearest first."""
    by_id = {one.get(qn("w:styleId")): one for one in document.styles.element.iter(qn("w:style"))}
    found: list[Any] = []
    code = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val"))
    while code is not None:
        found.append(by_id[code])
        based = by_id[code].find(qn("w:basedOn"))
        code = None if based is None else based.get(qn("w:val"))
    return found


def typed(element: Any) -> Any:
    """Of which the stubs know too little."""
    return element


def holds(element: Any, name: str) -> bool:
    return next(element.iter(qn(name)), None) is not None


def formats(document: Document, paragraph: Any) -> Iterator[tuple[float, bool, bool]]:
    """Size, bold and italic of each run: its own, else its style's, else the document's."""
    default = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for run in paragraph.iter(qn("w:r")):
        if not texts(run).strip():
            continue
        own = [run.find(qn("w:rPr")), *(one.find(qn("w:rPr")) for one in style_of(document, paragraph)), default]
        levels = [one for one in own if one is not None]
        size = next(one.find(qn("w:sz")) for one in levels if one.find(qn("w:sz")) is not None)
        yield (
            int(size.get(qn("w:val"))) / 2,
            any(one.find(qn("w:b")) is not None for one in levels),
            any(one.find(qn("w:i")) is not None for one in levels),
        )


def rule_below(paragraph: Any) -> float:
    """The length in mm of the rule that the next paragraph draws, in a box of its cell's or the page's width."""
    rule = next(one for one in paragraph.itersiblings() if one.tag == qn("w:p") and holds(one, "w:pBdr"))
    cell = paragraph.getparent()
    width = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}") if cell.tag == qn("w:tc") else None
    box = int(width.get(qn("w:w"))) / TWIPS if width is not None else 165.0
    indents = rule.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    left, right = (int(indents.get(qn(f"w:{side}"))) / TWIPS for side in ("left", "right"))
    assert left == pytest.approx(right), "centred"
    return box - left - right


# --- paper, margins, font, page number -----------------------------------------------------------


def test_the_paper_is_a4_with_margins_within_the_decrees(document: Document) -> None:
    for section in document.sections:
        sides = sorted(round(one.mm) for one in (section.page_width, section.page_height) if one)
        assert sides == [210, 297]
    body = document.sections[0]
    measures = [one.mm for one in (body.top_margin, body.bottom_margin, body.left_margin, body.right_margin) if one]
    for size, (least, most) in zip(measures, [(20, 25), (20, 25), (30, 35), (15, 20)], strict=True):
        assert least <= round(size, 1) <= most


def test_every_letter_is_times_new_roman_in_black_and_the_language_is_vietnamese(document: Document) -> None:
    xml = document.styles.element.xml
    fonts = {one.get(qn("w:ascii")) for one in document.styles.element.iter(qn("w:rFonts"))}
    assert fonts == {"Times New Roman"}
    assert "w:color " not in xml and not list(document.element.body.iter(qn("w:color"), qn("w:rFonts")))
    assert {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))} == {"vi-VN"}


def test_the_page_number_stands_centred_in_the_top_margin_from_page_two_in_size_13_to_14(document: Document) -> None:
    header = document.sections[0].header.paragraphs[0]._p
    assert " PAGE " in header.xml
    (chain,) = [style_of(document, header)]
    assert chain[0].find(f"{qn('w:pPr')}/{qn('w:jc')}").get(qn("w:val")) == "center"
    assert 13 <= int(chain[0].find(f"{qn('w:rPr')}/{qn('w:sz')}").get(qn("w:val"))) / 2 <= 14
    assert all(section.different_first_page_header_footer for section in document.sections)
    assert not document.sections[0].first_page_header.paragraphs[0].text
    assert not any(paragraph.text for section in document.sections for paragraph in section.footer.paragraphs)


# --- the head -----------------------------------------------------------------------------------

_HEAD = [  # begins so, sizes, bold, italic
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (12, 13), True, False),
    ("Độc lập - Tự do - Hạnh phúc", (13, 14), True, False),
    ("HỘI KHUYẾN HỌC TỈNH SƠN LA", (12, 13), False, False),
    ("HỘI KHUYẾN HỌC", (12, 13), False, False),
    ("THÀNH PHỐ SƠN LA", (12, 13), True, False),
    ("Số: ", (13, 13), False, False),
    ("Sơn La, ngày ", (13, 14), False, True),
    ("BÁO CÁO", (13, 14), True, False),
    ("Sơ kết công tác", (13, 14), True, False),
]


@pytest.mark.parametrize(("text", "sizes", "bold", "italic"), _HEAD)
def test_the_head_has_its_sizes_and_weights(
    document: Document, text: str, sizes: tuple[int, int], bold: bool, italic: bool
) -> None:
    paragraph = named(document, text)
    assert paragraph.find(f"{qn('w:pPr')}/{qn('w:jc')}") is not None or "w:jc" in style_of(document, paragraph)[0].xml
    for size, is_bold, is_italic in formats(document, paragraph):
        assert sizes[0] <= size <= sizes[1] and (is_bold, is_italic) == (bold, italic)


@pytest.mark.parametrize(
    ("text", "size", "least", "most"),
    [
        ("Độc lập - Tự do - Hạnh phúc", 13, 1.0, 1.0),
        ("THÀNH PHỐ SƠN LA", 12, 1 / 3, 1 / 2),
        ("Sơ kết công tác", 14, 1 / 3, 1 / 2),
    ],
)
def test_the_rules_have_the_lengths_that_the_decree_gives(
    document: Document, text: str, size: float, least: float, most: float
) -> None:
    """As long as the motto; a third to a half of the issuing body and of the subject, whose longest line counts."""
    paragraph = named(document, text)
    lines = [*_lines(paragraph), *(["HỘI KHUYẾN HỌC"] if text.startswith("THÀNH") else [])]
    said = max(lines, key=lambda one: text_width(one, size))
    share = rule_below(paragraph) / text_width(said, size)
    assert least - 0.01 <= share <= most + 0.01


def _lines(paragraph: Any) -> list[str]:
    lines = [""]
    for one in paragraph.iter(qn("w:t"), qn("w:br")):
        if one.tag == qn("w:br"):
            lines.append("")
        else:
            lines[-1] += one.text or ""
    return lines


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2022, 7, 5), "ngày 05 tháng 7 năm 2022"),
        (date(2022, 1, 15), "ngày 15 tháng 01 năm 2022"),
        (date(2022, 2, 9), "ngày 09 tháng 02 năm 2022"),
        (date(2022, 10, 10), "ngày 10 tháng 10 năm 2022"),
        (date(2022, 3, 31), "ngày 31 tháng 3 năm 2022"),
    ],
)
def test_days_below_ten_and_the_first_two_months_have_a_zero_before_them(day: date, words: str) -> None:
    report = handmade_report()
    dated = replace(report, dates=report.dates.model_copy(update={"signing": day}))
    assert texts(named(opened(dated), "Sơn La, ")).endswith(words)


def test_kinh_gui_is_in_size_13_to_14_where_the_report_goes_to_a_superior() -> None:
    to = ASSOCIATION.model_copy(update={"addressee": "Hội Khuyến học tỉnh Sơn La"})
    document = opened(replace(handmade_report(), association=to))
    assert all(13 <= size <= 14 for size, *_ in formats(document, named(document, "Kính gửi: ")))


# --- the body -----------------------------------------------------------------------------------


def test_the_body_is_justified_in_size_13_to_14_with_a_first_line_and_room_below_it(
    document: Document,
) -> None:
    paragraph = named(document, "Thực hiện chương trình")
    style = style_of(document, paragraph)[0].find(qn("w:pPr"))
    spacing = style.find(qn("w:spacing"))
    assert style.find(qn("w:jc")).get(qn("w:val")) == "both"
    assert int(style.find(qn("w:ind")).get(qn("w:firstLine"))) / TWIPS == pytest.approx(12.7, abs=0.1)
    assert int(spacing.get(qn("w:after"))) / 20 >= 6
    assert 1 <= int(spacing.get(qn("w:line"))) / 240 <= 1.5 and spacing.get(qn("w:lineRule")) == "auto"
    assert all(13 <= size <= 14 for size, *_ in formats(document, paragraph))


def test_section_titles_are_bold_capitals_in_size_13_to_14_after_a_roman_number(document: Document) -> None:
    for number, part in (("I", "KẾT QUẢ"), ("II", "PHƯƠNG HƯỚNG"), ("III", "KIẾN NGHỊ")):
        paragraph = named(document, f"{number}. {part}")
        assert texts(paragraph) == texts(paragraph).upper()
        assert all(13 <= size <= 14 and bold for size, bold, _ in formats(document, paragraph))
        assert "w:outlineLvl" in style_of(document, paragraph)[0].xml, "the navigation pane lists it"


def test_titles_stay_with_what_follows_them(document: Document) -> None:
    for text in ("I. KẾT QUẢ", "1. Công tác", "a) Hạn chế", "Bảng 1."):
        assert style_of(document, named(document, text))[0].find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None


# --- the end --------------------------------------------------------------------------------------


def test_who_signs_is_in_bold_capitals_of_size_13_to_14_and_the_name_bold_without_a_title(document: Document) -> None:
    for text in ("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH", "Nguyễn Văn Học"):
        assert all(13 <= size <= 14 and bold for size, bold, _ in formats(document, named(document, text)))


@pytest.mark.parametrize(
    ("authority", "office", "lines"),
    [
        (("TM. BAN THƯỜNG VỤ",), "CHỦ TỊCH", ["TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"]),
        (("TM. BAN THƯỜNG VỤ", "KT. CHỦ TỊCH"), "PHÓ CHỦ TỊCH", ["TM. BAN THƯỜNG VỤ", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
        (("TM. BAN CHẤP HÀNH",), "CHỦ TỊCH", ["TM. BAN CHẤP HÀNH", "CHỦ TỊCH"]),
        ((), "TRƯỞNG BAN", ["TRƯỞNG BAN"]),
    ],
)
def test_a_signature_has_the_lines_that_the_home_declares(
    authority: tuple[str, ...], office: str, lines: list[str]
) -> None:
    signing = ASSOCIATION.model_copy(update={"authority": authority, "title": office})
    table = opened(replace(handmade_report(), association=signing)).tables
    block = next(one for one in table if "Nơi nhận" in one._tbl.xml)._tbl.tr_lst[0].tc_lst[1]
    assert [texts(one) for one in block.p_lst if texts(one)] == [*lines, "Nguyễn Văn Học"]


def test_the_recipients_are_size_11_under_a_heading_of_size_12_in_bold_italics(document: Document) -> None:
    assert list(formats(document, named(document, "Nơi nhận:"))) == [(12, True, True)]
    for text in ("- Hội Khuyến học tỉnh", "- Lưu: VT."):
        assert list(formats(document, named(document, text))) == [(11, False, False)]


# --- annexes ----------------------------------------------------------------------------------------


def test_an_annex_is_named_in_bold_14_numbered_in_roman_and_titled_in_bold_capitals(document: Document) -> None:
    for number, title in (("I", "SỐ LIỆU THEO ĐƠN VỊ"), ("II", "NGUỒN SỐ LIỆU")):
        assert list(formats(document, named(document, f"Phụ lục {number}"))) == [(14, True, False)]
        paragraph = named(document, title)
        assert texts(paragraph) == texts(paragraph).upper()
        assert all(bold for _, bold, _ in formats(document, paragraph))
    attached = named(document, "(Kèm theo Báo cáo số ")
    assert all(italic for _, _, italic in formats(document, attached))


def test_each_annex_has_its_own_page_numbers_and_a_wide_one_lies(document: Document) -> None:
    body, units, sources = (typed(one._sectPr) for one in document.sections)
    assert body.find(qn("w:pgNumType")) is None
    assert [one.find(qn("w:pgNumType")).get(qn("w:start")) for one in (units, sources)] == ["1", "1"]
    assert units.find(qn("w:pgSz")).get(qn("w:orient")) == "landscape"
    assert all(section.header.is_linked_to_previous for section in list(document.sections)[1:]), "the same header"


def test_the_rows_of_tables_do_not_split_and_their_head_repeats(document: Document) -> None:
    grids = [table for table in document.tables if '"TableGrid"' in table._tbl.tblPr.xml]
    assert len(grids) == 7
    for table in grids:
        rows = table._tbl.tr_lst
        assert all(holds(row, "w:cantSplit") for row in rows)
        assert [holds(row, "w:tblHeader") for row in rows] == [True] + [False] * (len(rows) - 1)


def test_a_draft_says_so_on_every_page_and_a_report_never() -> None:
    report = handmade_report()
    draft = opened(replace(report, lacking=("Ban Khuyến học Bưu điện: chưa gửi Biểu 1.",)))
    assert "DỰ THẢO – " in texts(draft.sections[0].header._element)
    assert list(formats(draft, named(draft, "DỰ THẢO"))) == [(13, True, False)]
    assert any("Ban Khuyến học Bưu điện: chưa gửi Biểu 1." in texts(one) for one in paragraphs(draft))
    assert "DỰ THẢO" not in opened(report).element.xml


def test_every_chart_has_words_for_whoever_does_not_see_it(document: Document) -> None:
    drawn = list(document.element.body.iter(qn("wp:docPr")))
    assert drawn and all(len(one.get("descr", "")) > 20 for one in drawn)


def test_the_years_review_has_the_same_form() -> None:
    document = opened(replace(measured(handmade_report()), period=HalfYear(2022, 2)))
    for text, sizes, bold, italic in _HEAD[:8]:
        for size, *weights in formats(document, named(document, text)):
            assert sizes[0] <= size <= sizes[1] and weights == [bold, italic]
