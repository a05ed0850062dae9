"""A native chart in a Word document, judged by what stands in the document's parts."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from outputs.chart import Chart, Series
from tests.office import pdf_text, saved_again
from tests.outputs.charted import BARS, COLUMNS, EVERY, LINES, PLAN, document


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode()


def drawn(chart: Chart) -> str:
    return part(document(chart), "word/charts/chart1.xml")


def test_word_finds_no_fault_in_a_document_with_charts(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(document(*EVERY))
    result = OpenXmlValidator().validate(path)
    assert result.is_valid, result.errors


def test_excel_finds_no_fault_in_the_workbook_inside_a_chart(tmp_path: Path) -> None:
    for number in range(1, len(EVERY) + 1):
        with zipfile.ZipFile(io.BytesIO(document(*EVERY))) as package:
            path = tmp_path / f"{number}.xlsx"
            path.write_bytes(package.read(f"word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"))
        result = OpenXmlValidator().validate(path)
        assert result.is_valid, result.errors


def test_equal_charts_give_equal_bytes_and_another_value_other_ones() -> None:
    assert document(*EVERY) == document(*EVERY)
    other = replace(LINES, series=(Series("Hội viên", (32_608, None, 33_813)),))
    assert document(other) != document(LINES)


def test_the_workbook_inside_a_chart_holds_real_numbers_and_empty_cells_for_what_is_missing() -> None:
    with zipfile.ZipFile(io.BytesIO(document(COLUMNS))) as package:
        book = openpyxl.load_workbook(io.BytesIO(package.read("word/embeddings/Microsoft_Excel_Sheet1.xlsx")))
    rows = [tuple(row) for row in book["Số liệu"].iter_rows(values_only=True)]
    assert rows == [("lượt", "Năm 2021", "Năm 2022"), ("Nhà giáo", 615, None), ("Học sinh", 20_576, 0)]


def test_a_chart_refers_to_the_cells_of_its_workbook() -> None:
    found = re.findall(r"<c:f>(.*?)</c:f>", drawn(COLUMNS))
    sheet = "'Số liệu'!"
    one = [f"{sheet}$B$1", f"{sheet}$A$2:$A$3", f"{sheet}$B$2:$B$3"]
    assert found == [*one, f"{sheet}$C$1", f"{sheet}$A$2:$A$3", f"{sheet}$C$2:$C$3"]


def test_a_missing_value_is_a_gap_and_never_zero() -> None:
    text = drawn(LINES)
    assert '<c:dispBlanksAs val="gap"/>' in text
    values = text[text.index("<c:numCache>") :]
    assert re.findall(r'<c:pt idx="(\d)"><c:v>(\d+)', values) == [("0", "32608"), ("2", "33812")]


@pytest.mark.parametrize("chart", [COLUMNS, BARS, PLAN])
def test_columns_and_bars_begin_at_zero(chart: Chart) -> None:
    assert '<c:min val="0"/>' in drawn(chart)


def test_an_axis_that_ends_above_a_thousand_million_is_grouped_where_no_value_is_as_large() -> None:
    axis = drawn(replace(COLUMNS, series=(Series("Tiền", (980_000_000, 5)),))).partition("<c:valAx>")[2]
    assert r"0\.000\.000\.000" in axis


def test_columns_below_zero_are_not_cut_off() -> None:
    assert "<c:min " not in drawn(replace(COLUMNS, series=(Series("Thay đổi", (-3, 4)),)))


def test_one_series_has_no_legend_and_two_have_one_below_the_plot() -> None:
    assert "<c:legend>" not in drawn(LINES)
    assert re.search(r"</c:plotArea><c:legend>", drawn(COLUMNS))


def test_the_plan_is_a_line_across_the_columns_without_labels_of_its_own() -> None:
    text = drawn(PLAN)
    line = text[text.index("<c:lineChart>") : text.index("</c:lineChart>")]
    assert "Kế hoạch năm (100%)" in line and "<c:dLbls>" not in line
    assert text.index("<c:barChart>") < text.index("<c:lineChart>")


def test_the_series_of_a_chart_differ_in_a_black_and_white_copy() -> None:
    many = tuple(Series(f"Nhóm {n}", (n, n)) for n in range(6))
    looks = re.findall(r"<c:ser>.*?</c:tx>(<c:spPr>.*?</c:spPr>)", drawn(replace(COLUMNS, series=many)))
    assert len(set(looks)) == 6
    greys = re.findall(r'srgbClr val="(\w\w)(\w\w)(\w\w)"', "".join(looks))
    assert all(red == green == blue for red, green, blue in greys)


def test_a_chart_has_an_alternative_text_a_name_and_a_number_of_its_own() -> None:
    text = part(document(*EVERY), "word/document.xml")
    told = re.findall(r'<wp:docPr id="(\d+)" name="(.*?)" descr="(.*?)" title="(.*?)"', text)
    assert [(name, description) for _, name, description, _ in told] == [
        (f"Biểu đồ {number}", chart.description) for number, chart in enumerate(EVERY, 1)
    ]
    assert len({number for number, *_ in told}) == len(EVERY)


def test_every_text_of_a_chart_is_in_times_new_roman() -> None:
    text = drawn(PLAN)
    assert set(re.findall(r'typeface="(.*?)"', text)) == {"Times New Roman"}
    runs = len(re.findall(r"<a:(?:defRPr|rPr) ", text))
    assert runs == len(re.findall("<a:latin ", text))


def test_what_xml_cannot_hold_does_not_stop_a_chart() -> None:
    assert "a&lt;b&gt; &amp;" in drawn(replace(LINES, title="a\x01<b> &"))


def test_a_series_with_too_few_values_is_refused_by_its_name() -> None:
    with pytest.raises(
        ValueError, match=r"chart 'hoi_vien', series 'A': 1 values for 3 categories; wanted one for each"
    ):
        replace(LINES, series=(Series("A", (1,)),))


def test_a_reference_across_lines_is_refused() -> None:
    with pytest.raises(ValueError, match="a reference across lines; wanted columns"):
        replace(LINES, reference=Series("R", (1, 1, 1)))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The text of the charts as LibreOffice draws them."""
    folder = tmp_path_factory.mktemp("charts")
    path = folder / "a.docx"
    path.write_bytes(document(*EVERY))
    return pdf_text(saved_again([path], "pdf", folder) / "a.pdf", "-layout")


@pytest.mark.parametrize("number", ["32.608", "33.812", "20.576", "615", "1.234.567.890", "5.000", "84,21", "102,50"])
def test_every_number_is_printed_as_the_report_prints_it(printed: str, number: str) -> None:
    assert re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d.,])", printed), printed


def test_no_number_is_grouped_by_commas(printed: str) -> None:
    assert not re.search(r"\d,\d{3}", printed), printed


def test_every_name_along_an_axis_is_printed(printed: str) -> None:
    assert all(name in " ".join(printed.split()) for name in (*BARS.categories, *COLUMNS.categories))
