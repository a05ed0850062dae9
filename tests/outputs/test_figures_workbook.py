"""The figures as a workbook: rows that can be sorted and summed, and the same numbers as in the report."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from domain.catalogue import Catalogue
from domain.figure import ALL, HALF, ITSELF, PLAN, SAME_HALF, YEAR, YEAR_END, Figure, FigureKey, Figures
from domain.half_year import HalfYear
from domain.unit import Unit
from outputs import figures_workbook as module
from outputs.aims import Aims
from outputs.figures_workbook import figures_workbook
from tests.office import saved_again

UNITS = (
    Unit(1, "00001", "Hội Khuyến học xã Một", "hoi_xa", None, None, None, "", 2),
    Unit(2, "B-02", "=Ban Khuyến học Hai", "ban", None, None, None, "", 3),
)


def figure(code: str, value: int | None, **about: Any) -> Figure:
    names = {"breakdown": "", "scope": ALL, "comparison": ITSELF, "span": HALF}
    key = FigureKey(code, **{name: about.pop(name, usual) for name, usual in names.items()})
    return Figure(key, value, **{"of_year": None, "expected": 2, "counted": 1, "basis": "done", **about})


FIGURES = (
    figure("hoi_vien", 33_812, basis="estimated"),
    figure("hoi_vien", 32_608, comparison=SAME_HALF),
    figure("hoi_vien", 33_105, comparison=YEAR_END),
    figure("hoi_vien", 35_000, comparison=PLAN, span=YEAR),
    figure("hoi_vien", 812, scope="1"),
    figure("chi_hoi", 188),
    figure("chi_hoi", 100, breakdown="loai_chi_hoi=thon"),
    figure("gdht_dang_ky", 20_576, of_year=2022),
    figure("cdht_xa_dang_ky", None, counted=0),
    figure("quy_thu", 1_234_567_890),
    figure("quy_thu", 2_000_000_000, span=YEAR),
)


def book(catalogue: Catalogue, *figures: Figure, units: tuple[Unit, ...] = UNITS, version: int = 1) -> bytes:
    aims = Aims(Figures(figures or FIGURES), units, HALF, 2022, frozenset({"hoi_vien"}))
    return figures_workbook(catalogue, aims, HalfYear(2022, 1), version, "a1b2", "Hội Khuyến học A & B")


def rows(data: bytes, sheet: str) -> list[dict[str, Any]]:
    table = list(openpyxl.load_workbook(io.BytesIO(data))[sheet].iter_rows(values_only=True))
    return [dict(zip(map(str, table[0]), row, strict=True)) for row in table[1:]]


def row(found: list[dict[str, Any]], code: str, part: str = "Tổng số") -> dict[str, Any]:
    return next(one for one in found if (one["Mã"], one["Phân tổ"]) == (code, part))


def test_a_figure_stands_in_one_row_beside_what_it_is_compared_with(catalogue: Catalogue) -> None:
    found = row(rows(book(catalogue), "Số liệu"), "hoi_vien")
    assert found == {
        "Mã": "hoi_vien",
        "Chỉ tiêu": "Hội viên",
        "Đơn vị tính": "hội viên",
        "Phân tổ": "Tổng số",
        "Kỳ này": 33_812,
        "Cùng kỳ năm trước": 32_608,
        "Cuối năm trước": 33_105,
        "Cả năm": None,
        "Kế hoạch năm": 35_000,
        "% kế hoạch năm": 96.61,
        "Đơn vị có số liệu": 1,
        "Đơn vị phải có": 2,
        "Năm": None,
        "Có số ước": "có",
    }


def test_what_is_missing_is_an_empty_cell_and_never_zero(catalogue: Catalogue) -> None:
    found = row(rows(book(catalogue), "Số liệu"), "cdht_xa_dang_ky")
    assert found["Kỳ này"] is None and found["Đơn vị có số liệu"] == 0


def test_a_breakdown_is_named_beside_its_whole(catalogue: Catalogue) -> None:
    found = [one for one in rows(book(catalogue), "Số liệu") if one["Mã"] == "chi_hoi"]
    named = [(one["Phân tổ"], one["Kỳ này"], one["% kế hoạch năm"]) for one in found]
    axis = catalogue.axis_by_code["loai_chi_hoi"]
    assert named == [("Tổng số", 188, None), (f"{axis.name}: {axis.members['thon']}", 100, None)]


def test_the_year_of_a_registration_and_the_figure_of_a_year_have_their_columns(catalogue: Catalogue) -> None:
    found = rows(book(catalogue), "Số liệu")
    assert row(found, "gdht_dang_ky")["Năm"] == 2022
    assert row(found, "quy_thu")["Cả năm"] == 2_000_000_000


def test_the_rows_follow_the_catalogue(catalogue: Catalogue) -> None:
    codes = [one["Mã"] for one in rows(book(catalogue), "Số liệu")]
    order = [one.code for one in catalogue.indicators]
    assert codes == sorted(codes, key=order.index)


def test_a_unit_has_a_row_for_what_it_should_have_reported_and_none_for_what_it_is_not_asked(
    catalogue: Catalogue,
) -> None:
    found = rows(book(catalogue), "Theo đơn vị")
    asked = {one.code for one in catalogue.indicators if "ban" in one.reported_by and one.source == "reported"}
    assert {one["Mã"] for one in found if one["Mã đơn vị"] == "B-02"} == asked
    own = next(one for one in found if (one["Mã đơn vị"], one["Mã"]) == ("00001", "hoi_vien"))
    assert (own["Kỳ này"], own["Loại đơn vị"]) == (812, catalogue.kind_by_code["hoi_xa"].name)
    assert all(one["Kỳ này"] is None for one in found if one["Mã đơn vị"] == "B-02")


def test_a_code_or_name_that_looks_like_a_number_or_a_formula_stays_a_text(catalogue: Catalogue) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(book(catalogue)))["Theo đơn vị"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("00001", "s")
    names = [cell for cell in sheet["B"] if cell.value == "=Ban Khuyến học Hai"]
    assert names and all(cell.data_type == "s" for cell in names)


def test_more_rows_than_a_sheet_holds_go_on_in_another(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = rows(book(catalogue), "Theo đơn vị")
    monkeypatch.setattr(module, "MOST_ROWS", len(whole) - 3)
    data = book(catalogue)
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == [
        "Số liệu", "Theo đơn vị", "Theo đơn vị (2)", "Giải thích"
    ]  # fmt: skip
    assert rows(data, "Theo đơn vị") + rows(data, "Theo đơn vị (2)") == whole


def test_the_last_sheet_says_what_the_figures_are_and_explains_every_column(catalogue: Catalogue) -> None:
    data = book(catalogue, version=3)
    told = dict(openpyxl.load_workbook(io.BytesIO(data))["Giải thích"].iter_rows(values_only=True))
    assert told["Kỳ báo cáo"] == "6 tháng đầu năm 2022 (2022H1)"
    assert (told["Lần chốt"], told["Mã kiểm chứng số liệu"]) == ("3", "a1b2")
    for sheet in ("Số liệu", "Theo đơn vị"):
        assert all(told[f"Cột “{heading}”"] for heading in rows(data, sheet)[0])


def test_the_headings_stay_in_sight_are_filtered_by_and_are_printed_on_every_page(catalogue: Catalogue) -> None:
    opened = openpyxl.load_workbook(io.BytesIO(book(catalogue)))
    for sheet in (opened["Số liệu"], opened["Theo đơn vị"]):
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
        assert sheet.auto_filter.ref == f"A1:N{sheet.max_row}"
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == (
            9, "landscape", 0
        )  # fmt: skip


def test_no_number_is_wider_than_its_column(catalogue: Catalogue) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(book(catalogue)))["Số liệu"]
    assert sheet.column_dimensions["E"].width > len("1,234,567,890")


def test_equal_figures_give_equal_bytes_and_another_version_other_ones(catalogue: Catalogue) -> None:
    assert book(catalogue) == book(catalogue)
    assert book(catalogue, version=2) != book(catalogue)


def test_without_any_figure_there_is_still_a_workbook(catalogue: Catalogue, tmp_path: Path) -> None:
    data = book(catalogue, figure("hoi_vien", None), units=())
    assert rows(data, "Theo đơn vị") == []
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert OpenXmlValidator().validate(path).is_valid


def test_excel_finds_no_fault_in_the_workbook(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(book(catalogue))
    result = OpenXmlValidator().validate(path)
    assert result.is_valid, result.errors


def test_libreoffice_reads_the_codes_as_they_are(catalogue: Catalogue, tmp_path: Path) -> None:
    """One with ``_xa_`` in it looks to it like an escaped character."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(book(catalogue))
    told = (saved_again([path], "csv", tmp_path) / "a.csv").read_text(encoding="latin-1")  # of codes alone
    assert "\ncdht_xa_dang_ky," in told and "\nhoi_vien," in told
