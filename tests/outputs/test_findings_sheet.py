"""The list as a worksheet."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outputs.finding_list import LIST_HEADINGS, FindingList, Level, printable
from outputs.findings_sheet import heading_row, sheet_xml
from outputs.reply_workbook import LIST_SHEET, findings_workbook, mark_workbook
from tests.decorated import book, changed, put, unpacked
from tests.outputs.answered import EVERY, entry, listed, opened


def sheet(told: FindingList) -> Any:
    return opened(findings_workbook(told))[LIST_SHEET]


def rows(told: FindingList) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet(told).iter_rows(min_row=heading_row(told))]


def test_the_head_says_of_what_the_list_is() -> None:
    first = [row[0].value for row in sheet(EVERY).iter_rows(max_row=heading_row(EVERY) - 1)]
    assert first == [
        "Hội Khuyến học thành phố Sông Lam",
        "Kết quả kiểm tra số liệu",
        "Đơn vị: Hội Khuyến học xã Tân Lập",
        "Tệp: bao cao 6 thang.xlsx",
        "Kỳ báo cáo: 6 tháng đầu năm 2022",
        "Tình trạng: Chưa tiếp nhận được.",
        "Mã đối chiếu: 1a2b3c4d",
        None,
    ]


def test_a_file_without_a_period_has_no_line_for_it() -> None:
    head = [row[0].value for row in sheet(listed(entry(), period=None))]
    assert not any(str(text).startswith("Kỳ báo cáo") for text in head)


def test_a_line_says_place_saw_wanted_how_and_state() -> None:
    told = listed(entry("F19", "Biểu 1"))
    assert rows(told) == [
        [*LIST_HEADINGS, "Tình trạng"],
        ["Biểu 1\nHội viên: tổng số, Kỳ này", "F19", "12a", "số nguyên, không âm", "Chỉ ghi số, bỏ chữ", "Cần sửa"],
    ]


def test_every_level_is_told_by_word_and_colour() -> None:
    page = sheet(EVERY)
    states = [(row[5].value, row[5].fill.fgColor.rgb) for row in page.iter_rows(min_row=heading_row(EVERY) + 1)]
    look, mend, explained, mended = (
        (level.word, f"FF{level.fill}") for level in (Level.LOOK, Level.MEND, Level.EXPLAINED, Level.MENDED)
    )
    assert states == [mend, look, explained, mended, mend, look]


@pytest.mark.parametrize(
    ("page", "cell", "said"),
    [
        (None, None, ("Cả tệp", None)),
        (None, "dòng 3, cột 2", (None, "dòng 3, cột 2")),
        ("bảng 2", "hàng 4, ô 3", ("bảng 2", "hàng 4, ô 3")),
        ("Biểu 1", None, ("Biểu 1", None)),
    ],
)
def test_places_in_other_formats_are_told_as_they_are_called(
    page: str | None, cell: str | None, said: tuple[str | None, str | None]
) -> None:
    line = rows(listed(entry(cell, page, label=None)))[1]
    assert (line[0] or None, line[1] or None) == said


def test_a_reason_stands_with_what_was_to_be_done() -> None:
    line = rows(EVERY)[3]
    assert line[4].startswith("Xem lại\n") and line[4].endswith("Sáp nhập hai xã")
    assert line[5] == "Đã giải trình"


def test_without_findings_there_is_no_table() -> None:
    assert not any(cell.value in LIST_HEADINGS for row in sheet(listed()) for cell in row)


def test_the_list_leads_to_each_cell() -> None:
    quoted = changed(book(), {"xl/workbook.xml": put('name="Biểu 2"', 'name="Biểu &quot;2&quot; của &apos;Hoa&apos;"')})
    told = listed(entry("B3"), entry("C2", "Biểu \"2\" của 'Hoa'"), entry(None, "Biểu 1"), entry("B2", "Biểu 9"))
    page = opened(mark_workbook(quoted, told))[LIST_SHEET]
    links = [row[1].hyperlink and row[1].hyperlink.location for row in page.iter_rows(min_row=heading_row(told) + 1)]
    assert links == ["'Biểu 1'!B3", "'Biểu \"2\" của ''Hoa'''!C2", "'Biểu 1'!A1", None]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(["=1+1", "+84 912", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "_x0041_", "<b>&amp;</b>"]),
            st.text(max_size=60),
        ),
        min_size=3,
        max_size=3,
    )
)
def test_what_a_sender_wrote_is_a_text_and_the_same_text(texts: list[str]) -> None:
    saw, wanted, mend = texts
    told = listed(entry(saw=saw, wanted=wanted, mend=mend, label=saw))
    for data in (mark_workbook(book(), told), findings_workbook(told)):
        line = next(iter(opened(data)[LIST_SHEET].iter_rows(min_row=heading_row(told) + 1)))
        assert [_told(cell.value or "") for cell in line[2:4]] == [_told(printable(text)) for text in (saw, wanted)]
        assert {cell.data_type for cell in line if cell.value} == {"s"}
        assert all(cell.quotePrefix for cell in line)


def _told(text: str) -> str:
    """openpyxl takes the escape of what looks like one out of shared texts and leaves it in others."""
    return text.replace("_x005F_", "_")


def test_a_text_that_looks_like_an_escape_is_escaped() -> None:
    data = unpacked(mark_workbook(book(), listed(entry(saw="_x0041_ và _y0041_"))))
    assert any(">_x005F_x0041_ và _y0041_<".encode() in part for part in data.values())


def test_it_prints_upright_on_a4_as_wide_as_the_page_with_its_headings_on_each() -> None:
    book_of_it = opened(mark_workbook(book(), EVERY))
    page = book_of_it[LIST_SHEET]
    assert (page.page_setup.paperSize, page.page_setup.orientation) in ((9, "portrait"), ("9", "portrait"))
    assert page.sheet_properties.pageSetUpPr.fitToPage and int(page.page_setup.fitToHeight) == 0
    row = heading_row(EVERY)
    assert page.print_title_rows == f"${row}:${row}"
    assert 95 <= sum(one.width for one in page.column_dimensions.values()) <= 106  # A4 holds some 100: it is not shrunk


def test_its_type_is_large_and_wrapped() -> None:
    for row in sheet(EVERY).iter_rows(min_row=heading_row(EVERY)):
        assert {cell.font.sz for cell in row} == {13}
        assert all(cell.alignment.wrap_text for cell in row)


def test_a_row_is_as_high_as_its_longest_text_and_no_higher_than_excel_bears() -> None:
    told = listed(entry(mend="Sửa"), entry(mend="Ghi số của cả xã, " * 10), entry(mend="x " * 5_000))
    page = sheet(told)
    first, second, third = (page.row_dimensions[heading_row(told) + number].height for number in (1, 2, 3))
    assert first < second < third <= 409


def test_no_line_of_a_wrapped_text_is_cut_off() -> None:
    told = listed(entry(label="Chi hội khuyến học: tổng số, Trong đó: ước"))  # its end takes a fourth line
    assert sheet(told).row_dimensions[heading_row(told) + 1].height >= 4 * 17.5


def test_the_workbook_opens_on_the_list_alone() -> None:
    made = opened(mark_workbook(book(lambda one, page: page.select()), EVERY))
    assert made.active.title == LIST_SHEET
    assert [page.title for page in made if page.sheet_view.tabSelected] == [LIST_SHEET]


def test_the_same_worksheet_is_written_for_the_same_list() -> None:
    looks = dict.fromkeys(
        [
            "title",
            "line",
            "state",
            "heading",
            "text",
            *(f"{one.code}{more}" for one in Level for more in ("", " link")),
        ],
        0,
    )
    first = sheet_xml(EVERY, looks, lambda one: None)
    assert first == sheet_xml(EVERY, looks, lambda one: None)
    assert first != sheet_xml(listed(entry(saw="13")), looks, lambda one: None)
