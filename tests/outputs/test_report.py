"""The Word report, judged as its readers see it: its text, its tables, its form and its bytes.

The golden text is written anew with SOKET_WRITE_GOLDEN=1; read the difference before keeping it.
"""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator

from domain.catalogue import Catalogue
from domain.figure import ALL, HALF, ITSELF, PLAN, SAME_HALF, YEAR, YEAR_END, Figure, FigureKey, Figures
from domain.half_year import HalfYear
from domain.record import DeclarationError
from domain.restatement import Restated
from outputs.report import write_report
from outputs.report_content import Report, Told
from tasks.report_text import TableText, read_report
from tests.outputs.handmade import (
    ASSOCIATION,
    CATALOGUE,
    UNITS,
    handmade,
    handmade_report,
    measured,
    with_figures,
    with_plan,
    year_of,
)
from tests.reading import report_text, rows_of

GOLDEN = Path(__file__).parent / "golden" / "report_2022H1.txt"


@pytest.fixture
def report() -> Report:
    return handmade_report()


def written(report: Report) -> bytes:
    return write_report(report).document


def opened(report: Report) -> Document:
    return docx.Document(io.BytesIO(written(report)))


def tables_of(report: Report) -> list[TableText]:
    return read_report(written(report)).tables


def said(report: Report) -> str:
    return report_text(written(report))


def row_named(report: Report, label: str) -> list[str]:
    tables = tables_of(report)[1:-3]
    return next(row for table in tables for row in rows_of(table) if row[1].startswith(label))


def annex_of(report: Report) -> list[list[str]]:
    return rows_of(tables_of(report)[-2])


def header_of(report: Report, number: int) -> list[str]:
    return rows_of(tables_of(report)[number])[0]


# --- the text ------------------------------------------------------------------------------------


def test_the_report_of_the_handmade_figures_reads_exactly_as_the_golden_text(report: Report) -> None:
    text = said(measured(report))
    if os.environ.get("SOKET_WRITE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "printed",
    [
        "15 Hội Khuyến học cơ sở, 188 chi hội khuyến học và 33 ban khuyến học",
        "Tổng số hội viên là gần 34.000 người (số liệu của 47/48 đơn vị)",
        "Có 20.576 hộ đăng ký “Gia đình học tập”",
        "Có 17 dòng họ đăng ký “Dòng họ học tập”",
        "Có 12 xã, phường đăng ký “Cộng đồng học tập”",
        "Có 76 cơ quan, đơn vị, trường học, doanh nghiệp đăng ký “Đơn vị học tập”",
        "đã mở 31 lớp học cộng đồng cho trên 1.600 học viên",
        "khen thưởng 615 nhà giáo",
        "Có trên 12.000 lượt học sinh",
        "là gần 500 triệu đồng",
    ],
)
def test_each_published_figure_is_printed_as_the_association_printed_it(report: Report, printed: str) -> None:
    assert printed in said(report)


def test_a_first_half_is_titled_as_a_review_of_six_months(report: Report) -> None:
    text = said(report).replace(" / ", " ")
    subject = "Sơ kết công tác 6 tháng đầu năm 2022 và phương hướng, nhiệm vụ 6 tháng cuối năm 2022"
    assert f"BÁO CÁO\n{subject}\n" in text
    assert "# I. KẾT QUẢ THỰC HIỆN 6 THÁNG ĐẦU NĂM 2022" in text
    assert "# II. PHƯƠNG HƯỚNG, NHIỆM VỤ 6 THÁNG CUỐI NĂM 2022" in text


def test_a_second_half_is_titled_as_the_review_of_the_year(report: Report) -> None:
    text = said(replace(report, period=HalfYear(2022, 2))).replace(" / ", " ")
    assert "Tổng kết công tác năm 2022 và phương hướng, nhiệm vụ năm 2023\n" in text
    assert "# I. KẾT QUẢ THỰC HIỆN NĂM 2022" in text
    assert "# II. PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM 2023" in text
    assert "6 tháng đầu năm" not in text


def test_the_prose_of_the_years_review_prints_the_whole_year(report: Report) -> None:
    second = with_figures(replace(report, period=HalfYear(2022, 2)), year_of("nha_giao_kt", 1_300))
    assert "Trong năm 2022, các cấp Hội và nhà trường đã khen thưởng 1.300 nhà giáo." in said(second)


def test_the_tables_of_the_years_review_have_a_column_for_the_whole_year(report: Report) -> None:
    second = with_figures(replace(report, period=HalfYear(2022, 2)), year_of("nha_giao_kt", 1_300, counted=46))
    heading = row_named(second, "Chỉ tiêu")
    row = row_named(second, "Nhà giáo được khen thưởng")
    assert heading[3:] == ["Kỳ này", "Cùng kỳ năm trước", "Tăng, giảm", "Cả năm", "Đơn vị có số liệu"]
    assert row[3:] == ["615", "600", "+15", "1.300 / (46/48)", "48/48"]


def test_a_half_is_never_printed_as_the_year_for_what_occurred_in_the_period(report: Report) -> None:
    second = replace(report, period=HalfYear(2022, 2))
    assert row_named(second, "Lớp, chuyên đề đã mở")[6] == "…"
    assert "lớp học cộng đồng" not in said(second).split("Bảng 4")[0].split("4. Hoạt động")[1]


def test_a_state_stands_for_the_year_as_it_stands_at_its_last_half(report: Report) -> None:
    second = replace(report, period=HalfYear(2022, 2))
    assert row_named(second, "Chi hội khuyến học")[6] == "188"


def test_the_tables_of_a_first_half_have_no_column_for_the_year(report: Report) -> None:
    assert "Cả năm" not in said(report)


def test_a_missing_unit_is_named_among_the_limits(report: Report) -> None:
    assert "Chưa có số liệu của: Ban Khuyến học Bưu điện & Viễn thông." in said(report)
    assert "báo cáo của 47/48 đơn vị" in said(report)


def test_without_missing_units_nothing_is_said_of_them(report: Report) -> None:
    complete = replace(report, received=48, missing=())
    assert "Chưa có số liệu của" not in said(complete)
    assert "báo cáo của 48/48 đơn vị" in said(complete)


def test_a_sentence_whose_figure_is_missing_disappears_and_its_neighbours_stay(report: Report) -> None:
    text = said(report)
    assert "tập thể được khen thưởng" not in text.split("Bảng 5")[0]
    assert "Có trên 12.000 lượt học sinh" in text


def test_a_misspelt_name_in_report_toml_stops_the_report_and_is_named(report: Report) -> None:
    broken = with_plan(report, opening=("Có {{ hoi_vein }} hội viên.",))
    with pytest.raises(DeclarationError, match=r"report\.toml, opening, sentence 1: .*'hoi_vein'"):
        write_report(broken)


def test_a_place_before_signing_has_a_blank_number_and_a_padded_date(report: Report) -> None:
    text = said(report)
    assert "Số:      /BC-HKH" in text
    assert "Sơn La, ngày 05 tháng 7 năm 2022" in text
    february = replace(report, dates=report.dates.model_copy(update={"signing": date(2023, 2, 17)}))
    assert "Sơn La, ngày 17 tháng 02 năm 2023" in said(february)


def test_the_report_ends_with_the_closing_mark_before_the_signature(report: Report) -> None:
    body = said(report).split("\nPhụ lục I\n")[0]
    assert body.count("./.") == 1
    assert body.index("./.") < body.index("Nơi nhận:")
    assert "TM. BAN THƯỜNG VỤ / CHỦ TỊCH / Nguyễn Văn Học" in body


def test_the_recipients_end_with_the_archive(report: Report) -> None:
    listed = "- Hội Khuyến học tỉnh (b/c); / - Thường trực Thành ủy, UBND thành phố (b/c); / - Lưu: VT."
    assert f"Nơi nhận: / {listed}" in said(report)
    bare = report.association.model_copy(update={"recipients": ("UBND thành phố",)})
    assert "Nơi nhận: / - UBND thành phố; / - Lưu: VT." in said(replace(report, association=bare))


def test_an_addressee_is_printed_only_where_there_is_one(report: Report) -> None:
    addressed = report.association.model_copy(update={"addressee": "Hội Khuyến học tỉnh Sơn La"})
    assert "Kính gửi" not in said(report)
    assert "Kính gửi: Hội Khuyến học tỉnh Sơn La" in said(replace(report, association=addressed))


# --- what units wrote ------------------------------------------------------------------------------


def test_equal_narratives_become_one_line_that_names_up_to_three_units(report: Report) -> None:
    named = "Hội Khuyến học phường Chiềng Lề, Hội Khuyến học phường Tô Hiệu"
    line = f"- Đội ngũ cán bộ Hội còn kiêm nhiệm ({named})."
    assert said(report).count("Đội ngũ cán bộ Hội") == 1
    assert line in said(report)


def test_more_than_three_units_are_counted_instead_of_named(report: Report) -> None:
    assert "- 4 đơn vị nêu: Kinh phí hoạt động còn hạn chế." in said(report)


def test_a_narrative_of_white_space_is_none(report: Report) -> None:
    assert "Nguyên nhân\n" not in said(report)


def test_causes_are_lettered_after_limits_and_first_without_them(report: Report) -> None:
    causes = {"causes": (Told("Ban A", "Thiếu kinh phí"),)}
    assert "### b) Nguyên nhân\n- Thiếu kinh phí (Ban A).\n" in said(
        replace(report, narratives={**report.narratives, **causes})
    )
    assert "### a) Nguyên nhân\n" in said(replace(report, narratives=causes))


def test_our_own_tasks_come_before_those_of_the_units(report: Report) -> None:
    part = said(report).split("# II.")[1].split("# III.")[0]
    ours, theirs = part.splitlines()[1:]
    assert ours == "- Tiếp tục đẩy mạnh phong trào khuyến học, khuyến tài."
    assert theirs == "- Mở thêm 5 lớp học cộng đồng (Hội Khuyến học phường Chiềng Lề)."


def test_a_part_without_content_says_so_in_a_sentence(report: Report) -> None:
    silent = replace(report, narratives={}, missing=())
    silent = replace(silent, association=ASSOCIATION.model_copy(update={"tasks": ()}))
    text = said(silent)
    assert "## 6. Hạn chế, nguyên nhân\nCác đơn vị không nêu hạn chế, vướng mắc.\n" in text
    assert "Các đơn vị không nêu phương hướng, nhiệm vụ riêng.\n" in text
    assert "# III. KIẾN NGHỊ, ĐỀ XUẤT\nKhông có kiến nghị, đề xuất.\n" in text


def test_markup_and_control_characters_in_a_narrative_are_only_text(report: Report) -> None:
    nasty = {"requests": (Told("Ban <b>A</b>", "Hỗ trợ <w:p/> & 5 < 7\x00\x07 máy tính"),)}
    text = said(replace(report, narratives=nasty))
    assert "- Hỗ trợ <w:p/> & 5 < 7 máy tính (Ban <b>A</b>)." in text


# --- tables ----------------------------------------------------------------------------------------


def test_tables_print_exact_numbers_where_prose_rounds(report: Report) -> None:
    assert row_named(report, "Hội viên")[3:] == ["33.812", "32.608", "+1.204", "47/48"]
    assert row_named(report, "Tiền khen thưởng")[3:] == ["497.350.000", "450.000.000", "+47.350.000", "48/48"]


def test_a_decrease_has_its_sign(report: Report) -> None:
    assert row_named(report, "Học viên")[5] == "-88"


def test_the_plan_has_a_column_in_every_table_where_any_indicator_has_a_target(report: Report) -> None:
    plain, planned = (header_of(one, 5) for one in (report, measured(report)))
    assert planned == [*plain[:-1], "% kế hoạch năm", plain[-1]]
    assert row_named(measured(report), "Hội viên")[7] == "96,61"
    assert row_named(measured(report), "Lớp, ")[6] == "chưa giao"
    assert row_named(measured(report), "Nhà giáo")[6] == "", "without a target nothing is printed"


def test_a_plan_of_some_units_tells_how_many_it_is_of(report: Report) -> None:
    assert row_named(measured(report), "Gia đình học tập đăng ký")[6] == "95,70 / (2/3)"
    words = "đạt 95,70% kế hoạch năm (tính trên 2/3 đơn vị có cả kế hoạch và số liệu), trong đó đăng ký mới 676 hộ."
    assert words in said(measured(report))


def test_a_target_of_what_is_not_there_yet_has_dots(report: Report) -> None:
    target = Figure(FigureKey("gdht_cong_nhan", comparison=PLAN, span=YEAR), 20_000, None, 15, 15, "done")
    own = replace(with_figures(report, target), own_targets=frozenset({"gdht_cong_nhan"}))
    assert row_named(own, "Gia đình học tập được công nhận")[6] == "…", "last year's is no part of this year's plan"


def test_in_the_years_review_the_plan_is_measured_by_the_whole_year(report: Report) -> None:
    target = Figure(FigureKey("nha_giao_kt", comparison=PLAN, span=YEAR), 1_250, None, 48, 48, "done")
    year = with_figures(replace(report, period=HalfYear(2022, 2)), year_of("nha_giao_kt", 1_300), target)
    year = replace(year, own_targets=frozenset({"nha_giao_kt"}))
    assert row_named(year, "Chỉ tiêu")[6:] == ["Cả năm", "% kế hoạch năm", "Đơn vị có số liệu"]
    assert row_named(year, "Nhà giáo được khen thưởng")[6:] == ["1.300", "104,00", "48/48"]


def test_a_table_of_large_sums_is_set_smaller_rather_than_break_a_number(report: Report) -> None:
    def size(value: int) -> int:
        keys = [FigureKey("quy_thu", comparison=one, span=span) for one in (ITSELF, SAME_HALF) for span in (HALF, YEAR)]
        keys.append(FigureKey("quy_thu", comparison=PLAN, span=YEAR))
        sums = [Figure(key, value // 2 if key.comparison else value, None, 48, 48, "done") for key in keys]
        year = with_figures(replace(report, period=HalfYear(2022, 2)), *sums)
        table = opened(replace(year, own_targets=frozenset({"quy_thu"}))).tables[3]
        (half_points,) = {int(one.get(qn("w:val"), "0")) for one in table._tbl.iter(qn("w:sz"))}
        return half_points

    assert [size(10**digits - 1) for digits in (9, 11, 13)] == [22, 19, 17]


def test_states_stand_beside_the_end_of_last_year_in_the_tables_that_have_some(report: Report) -> None:
    assert row_named(measured(report), "Chỉ tiêu")[6] == "So với cuối năm trước"
    assert row_named(measured(report), "Chi hội khuyến học")[3:7] == ["188", "186", "+2", "-2"]
    assert row_named(measured(report), "Hội viên kết nạp mới")[6] == "", "what occurs does not stand"
    assert row_named(measured(report), "Hội Khuyến học cơ sở")[6] == "…", "not closed then"
    assert "So với cuối năm trước" not in header_of(measured(report), 2), "registrations are of the year"
    assert "So với cuối năm trước" not in said(report)


def test_the_years_review_has_the_end_of_last_year_as_its_same_half(report: Report) -> None:
    assert "So với cuối năm trước" not in said(measured(replace(report, period=HalfYear(2022, 2))))


def test_a_gap_at_the_end_of_last_year_is_told_with_the_change(report: Report) -> None:
    short = Figure(FigureKey("hoi_vien", comparison=YEAR_END), 33_105, None, 48, 46, "done")
    assert row_named(with_figures(report, short), "Hội viên")[6] == "+707 / (46/48)"


def test_what_is_of_another_year_than_the_one_before_names_it(report: Report) -> None:
    def before(year: int) -> list[str]:
        key = FigureKey("gdht_cong_nhan", comparison=SAME_HALF)
        earlier = Figure(key, 18_000, year, 15, 15, "done")
        return row_named(with_figures(report, earlier), "Gia đình học tập được công nhận")[4:6]

    assert before(2020) == ["18.000", "+1.004"]
    assert before(2019) == ["18.000 / (năm 2019)", "+1.004"]
    assert before(2021) == ["18.000 / (năm 2021)", "…"], "of the same year: a correction, no change"


def test_a_target_of_the_state_is_known_from_the_day_on_which_it_was_laid_down(report: Report) -> None:
    words = (
        "Năm 2021 đã công nhận 19.004 hộ đạt danh hiệu “Gia đình học tập”, bằng 63,35% tổng số hộ "
        "(mục tiêu đến năm 2025: 70%, Quyết định số 387/QĐ-TTg ngày 25/3/2022)."
    )

    def signed(day: date) -> str:
        return said(replace(measured(report), dates=report.dates.model_copy(update={"signing": day})))

    assert words in signed(date(2022, 3, 25))
    assert "387/QĐ-TTg" not in signed(date(2022, 3, 24))


def test_a_missing_comparison_says_so_and_has_no_change(report: Report) -> None:
    assert row_named(report, "Hội viên kết nạp mới")[3:] == ["1.204", "chưa có số liệu", "…", "48/48"]


def test_a_missing_value_is_dots_and_never_zero(report: Report) -> None:
    assert row_named(report, "Tập thể được khen thưởng")[3:] == ["…", "4", "…", "0/48"]
    assert row_named(report, "Lớp bồi dưỡng nghiệp vụ")[3:] == ["…", "chưa có số liệu", "…", "…"]


def test_a_comparison_that_is_short_of_units_prints_its_gap(report: Report) -> None:
    short = Figure(FigureKey("hoi_vien", comparison=SAME_HALF), 32_608, None, 48, 46, "done")
    assert row_named(with_figures(report, short), "Hội viên")[4] == "32.608 / (46/48)"
    assert "so với cùng kỳ năm trước (số liệu của 46/48 đơn vị)" in said(with_figures(report, short))


def test_a_recognition_carries_its_year(report: Report) -> None:
    assert row_named(report, "Gia đình học tập được công nhận")[1].endswith("(năm 2021)")
    assert "Năm 2021 đã công nhận 19.004 hộ" in said(report)


def test_a_figure_with_estimates_in_it_says_so(report: Report) -> None:
    estimated = Figure(FigureKey("lop"), 31, None, 15, 15, "estimated")
    assert row_named(with_figures(report, estimated), "Lớp, ")[1] == "Lớp, chuyên đề đã mở (có số ước)"
    assert row_named(report, "Lớp, ")[1] == "Lớp, chuyên đề đã mở"


def test_the_annex_has_a_row_per_unit_under_the_name_of_its_kind(report: Report) -> None:
    rows = annex_of(report)
    assert [row[0] for row in rows if len(row) == 1] == [
        "Hội Khuyến học xã, phường",
        "Hội Khuyến học khác",
        "Ban Khuyến học cơ quan, đơn vị, doanh nghiệp",
    ]
    assert [row[:2] for row in rows if len(row) > 1][1:-1] == [[str(unit.id), unit.name] for unit in UNITS]


def test_the_annexs_total_row_holds_the_figures_over_all_units(report: Report) -> None:
    total = annex_of(report)[-1]
    expected = [report.figures.value(code) for code in CATALOGUE.report.annex]
    assert total[1] == "Tổng cộng"
    assert [int(text.replace(".", "")) for text in total[2:]] == expected


def test_an_annex_cell_is_blank_where_the_kind_does_not_report_else_dots(
    report: Report,
) -> None:
    committee = next(row for row in annex_of(report) if row[1:2] == [UNITS[3].name])
    by_code = dict(zip(CATALOGUE.report.annex, committee[2:], strict=True))
    assert by_code["chi_hoi"] == ""
    assert by_code["hoi_vien"] == "…"
    assert by_code["tien_kt"] == "0"


def test_a_units_value_of_another_year_is_not_listed_under_the_total(report: Report) -> None:
    old = Figure(FigureKey("gdht_dang_ky", scope="1"), 11_000, 2021, 1, 1, "done")
    others = [one for one in report.figures if one.key != old.key]
    row = next(row for row in annex_of(replace(report, figures=Figures([*others, old]))) if row[0] == "1")
    assert dict(zip(CATALOGUE.report.annex, row[2:], strict=True))["gdht_dang_ky"] == "…"


# --- form --------------------------------------------------------------------------------------------


def test_the_page_is_a4_with_the_decrees_margins_and_the_annex_is_landscape(report: Report) -> None:
    body, annex, sources = opened(report).sections
    measures = (body.page_width, body.page_height, body.top_margin, body.bottom_margin, body.left_margin)
    assert [round(one.mm) for one in measures if one] == [210, 297, 20, 20, 30]
    assert body.right_margin and 15 <= round(body.right_margin.mm) <= 20
    assert annex.page_width and annex.page_height and annex.page_width > annex.page_height
    assert (sources.page_width, sources.page_height) == (body.page_width, body.page_height)


def test_pages_are_numbered_but_for_the_first_and_the_annex_starts_anew(
    report: Report,
) -> None:
    document = opened(report)
    assert all(section.different_first_page_header_footer for section in document.sections)
    assert " PAGE " in document.sections[0].header._element.xml
    assert document.sections[1].header.is_linked_to_previous
    numbers = document.element.body[-1].find(qn("w:pgNumType"))
    assert numbers is not None and numbers.get(qn("w:start")) == "1"


def test_headings_are_real_headings(report: Report) -> None:
    styles = {paragraph.style.name for paragraph in opened(report).paragraphs if paragraph.style}
    assert {"Heading 1", "Heading 2", "Heading 3", "Title"} <= styles


def test_body_text_is_times_new_roman_14_justified_with_a_first_line_and_vietnamese(report: Report) -> None:
    document = opened(report)
    styles = document.styles.element.xml
    body = document.styles["Body Text"].paragraph_format
    assert 'w:ascii="Times New Roman"' in styles and 'w:sz w:val="28"' in styles
    assert 'w:lang w:val="vi-VN"' in styles and "Theme" not in styles
    assert body.first_line_indent.cm == pytest.approx(1.27, abs=0.01)
    assert str(body.alignment).startswith("JUSTIFY")


def test_header_rows_repeat_and_no_row_splits(report: Report) -> None:
    for table in opened(report).tables[1:]:
        rows = table._tbl.tr_lst
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
        repeating = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows]
        assert sum(repeating) == (0 if "Nơi nhận" in table._tbl.xml else 1)


def test_the_last_annex_lists_where_the_figures_come_from_and_the_code_of_the_close(report: Report) -> None:
    text = said(report).split("\nPhụ lục II\n")[1]
    assert text.startswith("NGUỒN SỐ LIỆU\n(Kèm theo Báo cáo số      /BC-HKH ngày 05 tháng 7 năm 2022")
    assert f"Mã kiểm chứng số liệu: {'ab' * 32}\n" in text
    assert rows_of(tables_of(report)[-1]) == [
        ["STT", "Nguồn", "Ngày nhận", "Mã tệp"],
        ["1", UNITS[0].name, "11/6/2022", "11111111"],
        ["2", UNITS[1].name, "12/6/2022", "22222222"],
        ["3", UNITS[2].name, "13/6/2022", "33333333"],
        ["4", "Danh sách đơn vị (units.csv)", "", "cccccccc"],
    ]


def test_an_annex_has_a_roman_number_only_beside_another(report: Report) -> None:
    assert "\nPhụ lục I\nSỐ LIỆU THEO ĐƠN VỊ" in said(report)
    alone = said(replace(report, sources=(), declared=()))
    assert "\nPhụ lục\nSỐ LIỆU THEO ĐƠN VỊ" in alone and "NGUỒN SỐ LIỆU" not in alone


def test_tables_are_numbered_one_after_the_other_whatever_sections_have_none(report: Report) -> None:
    changed = Restated("2022H1", 1, "hoi_vien", "", HALF, None, 1, 2)
    first, second, *others = CATALOGUE.report.results
    plan = CATALOGUE.report.changed(results=(first, second.changed(table=()), *others))
    written = opened(replace(report, restated=(changed,), catalogue=CATALOGUE.changed(report=plan)))
    captions = [one.text for one in written.paragraphs if one.text.startswith("Bảng ")]
    assert [one.partition(".")[0] for one in captions] == [f"Bảng {number}" for number in range(1, len(captions) + 1)]
    assert captions[1].endswith(others[0].title) and captions[-1].endswith("Điều chỉnh số liệu")


def test_numbers_are_right_aligned_in_every_table(report: Report) -> None:
    results, annex = opened(report).tables[1], opened(report).tables[-2]
    for row, columns in ((results._tbl.tr_lst[1], (3, 4, 5)), (annex._tbl.tr_lst[-1], range(2, 13))):
        for column in columns:
            assert 'w:jc w:val="right"' in row.tc_lst[column].xml


def test_no_table_is_wider_than_the_page_even_with_very_large_amounts(report: Report) -> None:
    rich = with_figures(report, Figure(FigureKey("tien_kt"), 987_654_321_000, None, 48, 48, "done"))
    document = opened(replace(rich, period=HalfYear(2022, 2)))
    widths = [252 if at == len(document.tables) - 2 else 165 for at in range(len(document.tables))]
    for table, width in zip(document.tables, widths, strict=True):
        twips = sum(int(column.get(qn("w:w"), "0")) for column in table._tbl.tblGrid)
        assert twips / 1440 * 25.4 <= width + 0.5


def test_a_long_issuing_body_is_broken_into_two_even_lines(report: Report) -> None:
    assert "HỘI KHUYẾN HỌC TỈNH SƠN LA / HỘI KHUYẾN HỌC / THÀNH PHỐ SƠN LA" in said(report)


# --- bytes -------------------------------------------------------------------------------------------


def complaints(data: bytes) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.docx"
        path.write_bytes(data)
        return [f"{error}" for error in OpenXmlValidator().validate(path).errors]


@pytest.mark.parametrize("half", [1, 2])
def test_openxml_audit_has_nothing_to_complain_of(report: Report, half: int) -> None:
    assert complaints(written(replace(report, period=HalfYear(2022, half)))) == []


def test_equal_reports_give_equal_bytes_and_a_changed_figure_others(report: Report) -> None:
    changed = with_figures(report, Figure(FigureKey("lop"), 32, None, 15, 15, "done"))
    assert written(report) == written(report)
    assert written(report) != written(changed)


def test_the_bytes_do_not_depend_on_the_order_in_which_figures_come(report: Report) -> None:
    turned = replace(report, figures=Figures(reversed(list(report.figures))))
    assert written(turned) == written(report)


def test_members_of_the_package_are_sorted_undated_and_none_is_stale(
    report: Report,
) -> None:
    members = zipfile.ZipFile(io.BytesIO(written(report))).infolist()
    names = [member.filename for member in members]
    assert names == sorted(names)
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}
    assert not [name for name in names if "WithEffects" in name or "customXml" in name or "thumbnail" in name]


def test_the_properties_name_the_association_the_period_and_the_version(report: Report) -> None:
    core = opened(report).core_properties
    assert (core.author, core.identifier, core.version) == (ASSOCIATION.name, "2022H1", "1")
    assert core.created is not None and core.created.date() == date(2022, 7, 5)
    assert "python-docx" not in core.comments


def test_a_report_with_no_figures_at_all_is_still_a_report(report: Report) -> None:
    empty = replace(report, figures=Figures([]))
    text = said(empty)
    assert "None" not in text and "Undefined" not in text
    assert annex_of(empty)[-1][2:] == ["…"] * len(CATALOGUE.report.annex)
    assert complaints(written(empty)) == []


def test_another_associations_catalogue_needs_no_change_of_code(report: Report) -> None:
    section = CATALOGUE.report.results[3].model_copy(update={"title": "Lớp học", "table": ()})
    other: Catalogue = CATALOGUE.model_copy(
        update={"report": CATALOGUE.report.model_copy(update={"results": (section,), "annex": ("lop",)})}
    )
    text = said(replace(report, catalogue=other))
    assert "## 1. Lớp học\n" in text and "## 2. Hạn chế, nguyên nhân\n" in text
    assert "Bảng" not in text


def test_the_handmade_units_add_up_to_the_handmade_figures() -> None:
    figures = Figures(handmade())
    for code in ("chi_hoi", "hoi_vien", "gdht_dang_ky", "tien_kt"):
        own = [figures.value(code, scope=str(unit.id)) or 0 for unit in UNITS]
        assert sum(own) == figures.value(code, scope=ALL)
