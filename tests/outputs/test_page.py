"""The page of a period, in a real browser: readable by anybody, on anything, and nothing but what it may tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from domain.half_year import HalfYear
from domain.rate import Rate
from outputs.page import Listed, unit_groups, write_index, write_page, write_public_page
from outputs.page_content import FigureList, Overview, RateLine
from tests.browser import Seen, browser, new_page
from tests.office import pdf_text
from tests.outputs.overviewed import (
    CLOSED,
    EVERY,
    GOOD,
    HOSTILE,
    NOBODY,
    OPEN,
    PERIOD,
    REFUSED,
    REOPENED,
    UNITS,
    YEARLY,
)

WRITERS = {"office": write_page, "public": write_public_page}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture(autouse=True)
def _closed(chromium: Browser) -> Iterator[None]:
    yield
    for context in chromium.contexts:
        context.close()


def seen(chromium: Browser, tmp_path: Path, data: bytes, width: int = 1280, dark: bool = False) -> Seen:
    """The page opened from disk."""
    path = tmp_path / "pages" / "a.html"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    found = new_page(chromium, width=width, dark=dark)
    found.page.goto(path.as_uri())
    return found


def text(page: Page) -> str:
    """All words, also of what is folded."""
    return " ".join((page.text_content("body") or "").split())


# --- for everybody's eyes and hands -----------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("name", EVERY)
def test_it_asks_for_nothing_complains_of_nothing_and_keeps_nobody_out(
    chromium: Browser, tmp_path: Path, name: str, writer: str, dark: bool
) -> None:
    found = seen(chromium, tmp_path, WRITERS[writer](EVERY[name]), dark=dark)
    found.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert (found.outside, found.errors, found.serious()) == ([], [], [])


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("width", [320, 360, 900, 1280])
def test_no_screen_is_too_narrow(chromium: Browser, tmp_path: Path, writer: str, width: int) -> None:
    long = replace(OPEN, units=(*UNITS, replace(REFUSED, name="x" * 300, open=("y" * 300,), arrived=GOOD.arrived)))
    page = seen(chromium, tmp_path, WRITERS[writer](long), width=width).page
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_every_value_stands_under_its_heading(chromium: Browser, tmp_path: Path) -> None:
    page = seen(chromium, tmp_path, write_page(OPEN), width=360).page
    row = page.get_by_role("row").filter(has_text="Ban Bốn")
    labels = row.locator("td:visible").evaluate_all(
        "cells => cells.map(one => getComputedStyle(one, '::before').content)"
    )
    assert labels == [f'"{name}: "' for name in ("Số ngày sau hạn", "Còn vướng", "Liên hệ", "Trả lời")]
    assert row.evaluate("one => one.getBoundingClientRect().width") <= 360


def test_it_is_a_page_with_landmarks_one_heading_and_tables_that_say_what_they_are(
    chromium: Browser, tmp_path: Path
) -> None:
    page = seen(chromium, tmp_path, write_page(OPEN)).page
    assert page.locator("html").get_attribute("lang") == "vi"
    assert page.get_by_role("heading", level=1).all_text_contents() == ["Tình hình số liệu 6 tháng đầu năm 2022"]
    assert [page.get_by_role(one).count() for one in ("banner", "main", "contentinfo", "navigation")] == [1, 1, 1, 1]
    tables = page.locator("table")
    assert tables.count() == page.locator("table > caption").count() > 5
    assert page.locator("thead th:not([scope=col]), tbody th:not([scope=row])").count() == 0
    for link in page.locator("nav a").all():
        assert page.locator(str(link.get_attribute("href"))).count() == 1


def test_the_keyboard_reaches_the_skip_link_the_filter_and_what_is_folded(chromium: Browser, tmp_path: Path) -> None:
    page = seen(chromium, tmp_path, write_page(OPEN)).page

    def focused() -> str:
        page.keyboard.press("Tab")
        told = "one => one.tagName + ' ' + (one.textContent || one.id).trim().split('\\n')[0]"
        return str(page.evaluate(f"({told})(document.activeElement)"))

    reached = [focused() for _ in range(25)]
    assert reached[0] == "A Đến nội dung chính"
    assert page.locator(".skip").evaluate("one => getComputedStyle(one).position") == "absolute"
    assert {"INPUT loc", "SUMMARY Có tệp chưa tiếp nhận được: 1 đơn vị"} <= set(reached)
    late = page.locator("details.units").filter(has_text="Đã gửi đủ, sau hạn")
    late.locator("summary").focus()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.keyboard.press("Enter")
    assert late.evaluate("one => one.open") and outline == "solid"
    page.keyboard.press("Home")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "noi-dung"


def test_the_filter_finds_units_without_regard_to_accents_and_gives_all_back(chromium: Browser, tmp_path: Path) -> None:
    page = seen(chromium, tmp_path, write_page(OPEN)).page
    groups = page.locator("details.units")
    page.get_by_label("Tìm đơn vị").fill("ban bon")
    assert groups.locator("tbody tr:visible").count() == 1
    assert page.locator("output").text_content() == "Tìm thấy 1 đơn vị."
    page.get_by_label("Tìm đơn vị").fill("hội năm")  # in a group that was folded
    assert groups.locator("tbody tr:visible").all_inner_texts()[0].startswith("Hội Năm\n")
    page.get_by_label("Tìm đơn vị").fill("không có ai")
    assert groups.locator("summary:visible").count() == 0
    page.get_by_label("Tìm đơn vị").fill("")
    assert (groups.locator("summary:visible").count(), groups.locator("tbody tr:visible").count()) == (6, 3)


def test_without_scripts_everything_is_there_and_no_filter(chromium: Browser, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(write_page(OPEN))
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(path.as_uri())
    assert page.get_by_label("Tìm đơn vị").is_hidden()
    page.get_by_text("Đã gửi đủ, sau hạn").first.click()
    assert page.get_by_text(HOSTILE).first.is_visible()


def test_its_policy_lets_nothing_in_and_no_other_script_run(chromium: Browser, tmp_path: Path) -> None:
    page = seen(chromium, tmp_path, write_page(OPEN)).page
    policy = str(page.locator("meta[http-equiv]").get_attribute("content"))
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))"
    )
    assert page.evaluate("window.ran") is None
    assert b"script" not in write_public_page(OPEN)


def test_it_prints_on_a4_with_heads_repeated_no_row_cut_and_nothing_to_click(chromium: Browser, tmp_path: Path) -> None:
    many = replace(NOBODY, units=tuple(replace(NOBODY.units[0], code=f"C-{n}", name=f"Hội {n}") for n in range(60)))
    page = seen(chromium, tmp_path, write_page(many), dark=True).page
    printed = tmp_path / "a.pdf"
    page.pdf(path=printed, prefer_css_page_size=True)
    words = pdf_text(printed, "-layout")
    assert len(re.findall(r"Đơn vị +Số ngày sau hạn", words)) >= 2
    assert "Đến nội dung chính" not in words and "Tìm đơn vị" not in words and "C-59" in words
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 31, 36)", (
        "dark screens print dark letters"
    )
    assert page.locator("tbody tr").first.evaluate("one => getComputedStyle(one).breakInside") == "avoid"


# --- what it says -----------------------------------------------------------------------------


def test_the_units_stand_by_what_is_to_be_done_about_them(chromium: Browser, tmp_path: Path) -> None:
    assert [(one.title, [unit.code for unit in one.units]) for one in unit_groups(UNITS)] == [
        ("Có tệp chưa tiếp nhận được", ["B-04"]),
        ("Chưa gửi đủ số liệu", ["B-03"]),
        ("Còn chỗ phải bổ sung", ["00001"]),
        ("Đã gửi đủ, sau hạn", ["00002"]),
        ("Đã gửi đủ, đúng hạn", ["00005"]),
        ("Đã gửi, không bắt buộc gửi", ["VP-01"]),
    ]
    page = seen(chromium, tmp_path, write_page(OPEN)).page
    cells = page.get_by_role("row").filter(has_text="Ban Bốn").locator("td").all_inner_texts()
    assert cells[:3] == [
        "6",
        "Chưa tiếp nhận được tệp “bieu.xlsx”: không đọc được.\nChưa nhận được Biểu hai.",
        "Bà Nguyễn Thị Mẫu, 0000\xa0000\xa0004",
    ]
    assert "1.200" in page.get_by_role("row").filter(has_text="Ban Ba").inner_text()
    assert "VP-01 · Hội xã · không bắt buộc" in text(page)
    assert "Kín" not in text(page), "who has sent need not be called"
    assert "inbox/la.xlsx: chưa rõ của đơn vị nào." in text(page)


def test_a_long_list_is_folded_and_says_how_long_it_is(chromium: Browser, tmp_path: Path) -> None:
    units = tuple(replace(REFUSED, code=f"C-{n}", name=f"Hội {n}") for n in range(3321))
    page = seen(chromium, tmp_path, write_page(replace(OPEN, units=units))).page
    assert page.locator("details.units > summary").inner_text() == "Có tệp chưa tiếp nhận được: 3.321 đơn vị"
    assert page.locator("tbody tr:visible").filter(has_text="Ban Bốn").count() == 0
    page.get_by_label("Tìm đơn vị").fill("C-3320 ")
    assert page.locator("details.units tbody tr:visible").count() == 1
    assert len(unit_groups(units[:60])) == 1 and unit_groups(units[:60])[0].unfolded


def test_what_senders_wrote_is_shown_as_they_wrote_it(chromium: Browser, tmp_path: Path) -> None:
    found = seen(chromium, tmp_path, write_page(replace(OPEN, association=HOSTILE, notices=(HOSTILE,))))
    assert text(found.page).count(HOSTILE) >= 3 and found.page.title().endswith(HOSTILE)
    assert found.errors == [] and found.page.locator("main script, header script").count() == 0


def test_a_reply_and_a_report_are_linked_from_where_the_page_lies(chromium: Browser, tmp_path: Path) -> None:
    reply = tmp_path / "inbox" / "004-ban" / "phan-hoi" / "biểu #1 & 50%.xlsx"
    reply.parent.mkdir(parents=True)
    openpyxl.Workbook().save(reply)
    page = seen(chromium, tmp_path, write_page(REOPENED)).page
    addresses = {(a.text_content() or ""): a.evaluate("one => one.href") for a in page.locator("td a").all()}
    assert addresses["Tệp trả lời cho Ban Bốn"] == reply.as_uri()
    assert addresses["Tin nhắn cho Ban Bốn"] == "file:///mnt/x%20y/a.txt"
    assert addresses["Báo cáo lần 1 (Word)"] == (tmp_path / "reports/2022H1/a b.docx").as_uri()


def test_findings_say_how_much_where_for_example_and_how_to_mend_it(chromium: Browser, tmp_path: Path) -> None:
    page = seen(chromium, tmp_path, write_page(OPEN)).page
    rows = page.get_by_role("row").filter(has_text="whole")
    assert rows.locator("td").all_inner_texts()[:3] == ["Không nhận tệp", "1.204", "3"]
    rows.locator("summary").click()
    assert "Chỉ ghi số." in rows.inner_text() and 'B-04, Trang!E1: "9x"' in rows.inner_text()
    assert "2 (1 đã có lý do)" in page.get_by_role("row").filter(has_text="usual").inner_text()
    assert "Không có điểm nào phải sửa hoặc xin xem lại." in text(seen(chromium, tmp_path, write_page(NOBODY)).page)


def test_figures_stand_beside_last_years_with_a_chart_that_speaks(chromium: Browser, tmp_path: Path) -> None:
    page = seen(chromium, tmp_path, write_page(OPEN)).page
    row = page.get_by_role("row").filter(has_text="Hộ đăng ký")
    assert row.locator("td").all_inner_texts()[:3] == ["20.576\nsố liệu của 3/4 đơn vị", "19.320", "+1.256 (+6,50%)"]
    chart = row.get_by_role("img")
    assert chart.get_attribute("aria-label") == (
        "Hộ đăng ký qua các kỳ: 6 tháng đầu năm 2021: 19.320; 6 tháng cuối năm 2021: chưa có số liệu; "
        "6 tháng đầu năm 2022: 20.576."
    )
    assert chart.locator("rect").count() == 2
    few = page.get_by_role("row").filter(has_text="Lượt").locator("td").all_inner_texts()
    assert few[:3] == ["chưa có số liệu", "3", "–"]
    alone = page.get_by_role("row").filter(has_text="Mới có")
    assert alone.get_by_role("img").count() == 0 and "chưa có số liệu" in alone.inner_text()
    assert "Số liệu tạm tính đến ngày 30/06/2022, chưa chốt, còn thay đổi." in text(page)
    assert page.locator("summary").filter(has_text="Các chỉ tiêu khác (1)").is_visible()


@pytest.mark.parametrize("writer", WRITERS)
def test_a_second_half_has_its_year_too_and_says_of_how_many_units(
    chromium: Browser, tmp_path: Path, writer: str
) -> None:
    table = seen(chromium, tmp_path, WRITERS[writer](YEARLY)).page.locator("table").filter(has_text="Qua các kỳ")
    headings = ["Chỉ tiêu", "Kỳ này", "Cùng kỳ năm trước", "Tăng, giảm", "Cả năm", "Qua các kỳ"]
    assert table.locator("thead th").all_text_contents() == headings
    of_year = table.get_by_role("row").locator("td[data-label='Cả năm']").all_text_contents()
    assert of_year == ["39.431", "812số liệu của 3/4 đơn vị", "chưa có số liệu"]


def test_a_first_half_has_no_column_for_a_year(chromium: Browser, tmp_path: Path) -> None:
    assert "Cả năm" not in text(seen(chromium, tmp_path, write_page(CLOSED)).page)


def test_the_versions_say_when_who_why_and_what_changed(chromium: Browser, tmp_path: Path) -> None:
    second = replace(REOPENED.versions[0], version=2, changed=9, number="15", report=None, sha256=None, reason="")
    page = seen(chromium, tmp_path, write_page(replace(CLOSED, version=2, versions=(*CLOSED.versions, second)))).page
    rows = page.locator("section").last.locator("tbody tr")
    assert rows.nth(0).locator("td").all_inner_texts() == [
        "01/07/2022", "Lê Thị Chốt\nphê duyệt: Bà Phê Duyệt",
        "Ông Kín gửi muộn", "3/5", "–", "Báo cáo lần 1 (Word)\nmã tệp ab12ab12ab12",
    ]  # fmt: skip
    assert rows.nth(1).locator("td").all_inner_texts()[-2:] == ["9", "Báo cáo số 15\nchưa lập"]
    assert "Đã chốt số liệu, lần 2 · đến ngày 30/06/2022" in text(page)
    assert "Kỳ này chưa chốt lần nào." in text(seen(chromium, tmp_path, write_page(OPEN)).page)


# --- for everybody ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERY)
def test_the_public_page_holds_no_unit_no_person_and_no_path(name: str) -> None:
    shown = write_public_page(EVERY[name]).decode()
    named = [word for one in UNITS for word in (one.name, one.code, one.contact) if word]
    private = [
        *named,
        "alert(",
        "Kín",
        "Chốt",
        "Lê Thị",
        "inbox",
        "reports/",
        ".docx",
        "phan-hoi",
        "file:",
        'href="..',
        "Trang!",
    ]
    assert [word for word in private if word in shown] == []
    assert "Hội xã" in shown and "Trang công khai" in shown


def test_the_public_page_prints_published_figures_alone(chromium: Browser, tmp_path: Path) -> None:
    def told(overview: Overview) -> str:
        return text(seen(chromium, tmp_path, write_public_page(overview)).page)

    assert "Số liệu được công bố sau khi chốt." in told(OPEN) and "20.576" not in told(OPEN)
    again = told(REOPENED)
    assert "20.111" in again and "20.576" not in again and "kỳ này đã được mở lại" in again
    assert "Số liệu đã chốt lần 1." in told(CLOSED) and "20.111" in told(CLOSED)


def test_a_kind_with_one_unit_would_tell_of_that_unit() -> None:
    alone = replace(CLOSED, by_kind=(*CLOSED.by_kind, RateLine("Khối riêng", Rate(1, 0, 0))))
    assert "Khối riêng" in write_page(alone).decode()
    shown = write_public_page(alone).decode()
    assert "Khối riêng" not in shown and "Theo loại đơn vị" not in shown


# --- odds -------------------------------------------------------------------------------------


def test_the_same_overview_gives_the_same_bytes_and_another_day_others() -> None:
    assert write_page(OPEN) == write_page(OPEN)
    assert write_page(replace(OPEN, day=date(2022, 7, 1))) != write_page(OPEN)


def test_without_main_indicators_or_any_figure_it_is_still_a_page(chromium: Browser, tmp_path: Path) -> None:
    others = FigureList(None, OPEN.figures.lines[-1:])
    page = seen(chromium, tmp_path, write_page(replace(OPEN, figures=others))).page
    assert page.get_by_role("row").filter(has_text="Còn lại").is_visible()
    nothing = replace(OPEN, figures=FigureList(None, ()), units=(), by_kind=(), by_parent=(), rate=Rate(0, 0, 0))
    found = seen(chromium, tmp_path, write_page(nothing))
    assert "Kỳ này chưa có đơn vị nào phải gửi số liệu." in text(found.page) and "0/0" in text(found.page)
    assert (found.errors, found.serious()) == ([], [])


def test_the_list_of_pages_leads_to_each(chromium: Browser, tmp_path: Path) -> None:
    listed = (Listed(PERIOD, "2022H1.html", "2022H1-cong-khai.html"), Listed(HalfYear(2021, 2), "", "b.html"))
    found = seen(chromium, tmp_path, write_index(HOSTILE, listed), width=360)
    assert [link.get_attribute("href") for link in found.page.locator("a").all()] == [
        "2022H1.html",
        "2022H1-cong-khai.html",
        "b.html",
    ]
    assert HOSTILE in text(found.page) and (found.outside, found.errors, found.serious()) == ([], [], [])
