"""The workbook of a form, as the programs that open it see it: its cells, its formulas, its page and its bytes."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from domain.catalogue import Catalogue
from expectations.load import load_catalogue
from outputs.blank_form import blank_form, write_workbook
from outputs.form_plan import Filling, plan_forms
from outputs.sheet_plan import Answer, Formula, PlannedCell, SheetPlan
from tests.office import pdf_text, saved_again

CATALOGUE: Catalogue = load_catalogue()
EMPTY = Filling("Hội Khuyến học xã Một", "00001", "hoi_xa", "6 tháng đầu năm 2022", "14/06/2022")
KINDS = ["hoi_xa", "hoi_khac", "ban", "van_phong"]


def plans_of(filling: Filling = EMPTY) -> list[SheetPlan]:
    return plan_forms(CATALOGUE, filling)


def opened(data: bytes, results: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=results)


def addresses(plans: list[SheetPlan]) -> dict[str, tuple[str, str]]:
    """Field key → sheet and cell."""
    return {
        one.key: (plan.name, f"{openpyxl.utils.get_column_letter(c + 1)}{r + 1}")
        for plan in plans
        for r, row in enumerate(plan.rows)
        for c, one in enumerate(row)
        if one and one.key
    }


def at(book: Any, key: str, plans: list[SheetPlan] | None = None) -> Any:
    sheet, cell = addresses(plans or plans_of())[key]
    return book[sheet][cell]


# --- cells -------------------------------------------------------------------------------------------


def test_a_workbook_has_the_sheets_of_its_forms_in_order() -> None:
    names = ["Bìa", "Biểu 1", "Biểu 2", "Biểu 3", "Biểu 4", "Danh sách chi hội", "Thuyết minh", "Giải trình"]
    assert opened(blank_form(CATALOGUE, EMPTY)).sheetnames == names


def test_what_is_filled_in_stands_in_its_cell_as_a_number_or_as_words() -> None:
    answers: dict[str, Answer] = {
        "bieu_1.hoi_vien.ky_nay": 500,
        "bieu_1.hoi_vien_moi.ky_nay": "12 người",
        "bieu_1.hoi_vien_giam.ky_nay": 0,
        "thuyet_minh.han_che.value": "=1+1",
    }
    book = opened(blank_form(CATALOGUE, replace(EMPTY, answers=answers)))
    assert [at(book, key).value for key in answers] == [500, "12 người", 0, "=1+1"]
    assert [at(book, key).data_type for key in answers] == ["n", "s", "n", "s"], "words are never a formula"


def test_only_what_a_sender_fills_in_is_unlocked() -> None:
    plans = plans_of(replace(EMPTY, carried={"bieu_4.quy_ton_dau.so_tien": 7}))
    book = opened(write_workbook(plans))
    open_styles = {"input", "year", "words"}
    for plan in plans:
        for r, row in enumerate(plan.rows, start=1):
            for c, one in enumerate(row, start=1):
                if one:
                    locked = book[plan.name].cell(r, c).protection.locked
                    assert locked != (one.style in open_styles), f"{plan.name}: row {r}, column {c}"
    assert at(book, "bieu_4.quy_ton_dau.so_tien").protection.locked
    assert not at(book, "bieu_4.quy_thu.so_tien").protection.locked


def test_every_sheet_is_protected_without_a_password() -> None:
    for sheet in opened(blank_form(CATALOGUE, EMPTY)):
        assert sheet.protection.sheet and sheet.protection.password is None


def test_cells_to_fill_in_are_told_from_others_by_their_colour() -> None:
    book = opened(blank_form(CATALOGUE, EMPTY))
    colours = {
        key: at(book, key).fill.fgColor.rgb
        for key in ("bieu_1.hoi_vien.ky_nay", "bieu_1.chi_hoi.ky_nay", "thuyet_minh.han_che.value")
    }
    assert colours["bieu_1.hoi_vien.ky_nay"] == colours["thuyet_minh.han_che.value"] == "FFFFF9DB"
    assert colours["bieu_1.chi_hoi.ky_nay"] != "FFFFF9DB"


def test_a_heading_over_several_columns_is_one_merged_cell() -> None:
    sheet = opened(blank_form(CATALOGUE, EMPTY))["Biểu 2"]
    heads = {str(one) for one in sheet.merged_cells.ranges if one.min_row >= 5}
    assert {"F5:G5", "H5:J5"} <= heads
    assert (sheet["F5"].value, sheet["F6"].value, sheet["G6"].value) == (
        "Đăng ký năm 2022",
        "Tổng số",
        "Trong đó đăng ký mới",
    )


# --- formulas ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["=1+1", "https://example.org", "{=1}"])
def test_a_text_is_a_text_in_a_merged_cell_too(said: str) -> None:
    plan = SheetPlan("a", "Biểu A", [[PlannedCell(said, "heading", span=2), None]], [10, 10])
    cell = opened(write_workbook([plan]))["Biểu A"]["A1"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (said, "s", None)


def test_a_total_adds_the_cells_of_its_parts() -> None:
    book = opened(blank_form(CATALOGUE, EMPTY))
    parts = [addresses(plans_of())[f"bieu_3.lop_{topic}.ky_nay"][1] for topic in ("xoa_mu_chu", "khac")]
    assert at(book, "bieu_3.lop.ky_nay").value == f"=SUM({parts[0]}:{parts[1]})"


def test_a_balance_takes_off_what_was_spent() -> None:
    places = addresses(plans_of())
    opening, raised, spent = (places[f"bieu_4.{row}.so_tien"][1] for row in ("quy_ton_dau", "quy_thu", "quy_chi"))
    formula = at(opened(blank_form(CATALOGUE, EMPTY)), "bieu_4.quy_ton_cuoi.so_tien").value
    assert f"SUM({opening}:{raised})-SUM({spent})" in formula


def test_the_control_total_adds_each_input_of_every_sheet_once() -> None:
    plans = plans_of()
    formula = at(opened(write_workbook(plans)), "bia.tong_kiem_tra.value").value
    ranges = formula.removeprefix("=SUM(").removesuffix(")").split(",")
    assert len(formula) < 8192 and len(ranges) <= 255, "more than a spreadsheet takes"
    added: list[tuple[str, str]] = []
    for one in ranges:
        sheet, _, cells = one.rpartition("!")
        for row in openpyxl.utils.rows_from_range(cells):
            added += [(sheet.strip("'"), cell) for cell in row]
    inputs = {key for key, one in CATALOGUE.field_by_key.items() if one.input}
    wanted = [place for key, place in addresses(plans).items() if key.partition("#")[0] in inputs]
    assert sorted(added) == sorted(wanted)


def test_a_percentage_reaches_across_sheets_and_never_divides_by_nothing() -> None:
    plans = plans_of()
    (row,) = [row for row in plans[1].rows if any(one and one.value == "Tỷ lệ hội viên/dân số" for one in row)]
    number = plans[1].rows.index(row) + 1
    places = addresses(plans)
    members, people = places["bieu_1.hoi_vien.ky_nay"][1], f"'Bìa'!{places['bia.dan_so.value'][1]}"
    formula = opened(write_workbook(plans))["Biểu 1"].cell(number, 6).value
    assert formula == f'=IF(N({people})=0,"",N({members})/N({people})*100)'


def test_a_sheets_name_with_an_apostrophe_is_quoted() -> None:
    here = SheetPlan("a", "L'An", [[PlannedCell(3, "input", key="a.x")]], [10])
    there = SheetPlan("b", "Tổng", [[PlannedCell(style="formula", key="b.y", formula=Formula("sum", ("a.x",)))]], [10])
    data = write_workbook([here, there])
    assert opened(data)["Tổng"]["A1"].value == "=SUM('L''An'!A1)"
    assert opened(data, results=True)["Tổng"]["A1"].value == 3


def test_a_formula_carries_its_result_for_those_who_do_not_calculate() -> None:
    answers: dict[str, Answer] = {
        "bieu_1.chi_hoi_thon.ky_nay": 9,
        "bieu_1.chi_hoi_truong.ky_nay": 3,
        "bieu_1.hoi_vien.ky_nay": 500,
        "bia.dan_so.value": 4000,
        "bieu_4.quy_thu.so_tien": 700,
        "bieu_4.quy_chi.so_tien": 200,
    }
    book = opened(blank_form(CATALOGUE, replace(EMPTY, answers=answers)), results=True)
    assert at(book, "bieu_1.chi_hoi.ky_nay").value == 12
    assert at(book, "bieu_4.quy_ton_cuoi.so_tien").value == 500
    assert at(book, "bia.tong_kiem_tra.value").value == 9 + 3 + 500 + 700 + 200
    assert 12.5 in [cell.value for row in book["Biểu 1"] for cell in row]


# --- checks ------------------------------------------------------------------------------------------


def checked(book: Any) -> dict[tuple[str, str], Any]:
    """Sheet and cell → the check that a spreadsheet makes there."""
    return {
        (sheet.title, f"{openpyxl.utils.get_column_letter(column)}{row}"): one
        for sheet in book
        for one in sheet.data_validations.dataValidation
        for part in one.sqref.ranges
        for row, column in part.cells
    }


def test_every_cell_that_takes_a_number_is_checked_and_tells_how_to_answer() -> None:
    last = {"bieu_2.gdht.dang_ky": 20_576}
    filling = replace(EMPTY, last=last)
    found = checked(opened(blank_form(CATALOGUE, filling)))
    numbers = {
        place
        for key, place in addresses(plans_of(filling)).items()
        if (one := CATALOGUE.field_by_key.get(key.partition("#")[0])) and one.input
    }
    assert len(numbers) > 100 and numbers <= set(found)
    there = found[addresses(plans_of())["bieu_2.gdht.dang_ky"]]
    assert there.prompt.startswith("Kỳ trước: 20.576 hộ.") and there.promptTitle == "Gia đình học tập"
    assert (there.errorTitle, there.errorStyle, there.allow_blank) == ("Xin xem lại", None, True), "stop is the default"


def test_no_locked_cell_is_checked() -> None:
    book = opened(blank_form(CATALOGUE, replace(EMPTY, carried={"bieu_4.quy_ton_dau.so_tien": 7})))
    assert not [place for place in checked(book) if book[place[0]][place[1]].protection.locked]


def test_a_check_names_its_own_cell_and_a_lists_names_the_cell_of_its_row() -> None:
    found, places = checked(opened(blank_form(CATALOGUE, EMPTY))), addresses(plans_of())
    sheet, cell = places["bieu_1.hoi_vien.ky_nay"]
    assert f"ISNUMBER({cell})" in found[sheet, cell].formula1
    first, last = places["danh_sach.*.so_hoi_vien#1"], places["danh_sach.*.so_hoi_vien#40"]
    assert found[first] is found[last] and f"ISNUMBER({first[1]})" in found[first].formula1, "relative to the first"


def test_the_kinds_of_a_list_are_offered_whole_though_one_has_a_comma_in_it() -> None:
    book = opened(blank_form(CATALOGUE, EMPTY))
    sheet, cell = addresses(plans_of())["danh_sach.*.loai#1"]
    offered = checked(book)[sheet, cell]
    assert (offered.type, offered.errorStyle) == ("list", "warning")
    ((words),) = book[sheet][offered.formula1.replace("$", "")]
    assert [one.value for one in words] == ["thôn, tổ dân phố", "trường học", "cơ quan", "dòng họ"]
    printed = book[sheet].print_area.rpartition("$")[2]
    assert int(printed) < words[0].row, "below the page"


def test_a_sheet_without_checks_has_none() -> None:
    assert checked(opened(write_workbook(plans_of()))) == {}


# --- page and bytes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_sheet_prints_on_one_page_of_a4(kind: str) -> None:
    for sheet in opened(blank_form(CATALOGUE, replace(EMPTY, kind=kind))):
        assert sheet.page_setup.paperSize in (9, "9")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 1) == (1, 1)
        wide = sum(one.width for one in sheet.column_dimensions.values() if one.width) > 104
        if wide:
            assert sheet.page_setup.orientation == "landscape"


def full(kind: str) -> Filling:
    """A form of that kind with a figure beside every input."""
    money = ("so_tien", "hien_vat", "cap_tren")
    last = {
        key: 2021 if one.role == "year" else 123_456_789 if one.column in money else 20_576
        for key, one in CATALOGUE.field_by_key.items()
    }
    return replace(EMPTY, kind=kind, last=last, same_half=last, first_half=last)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the forms of every kind as LibreOffice prints them."""
    folder = tmp_path_factory.mktemp("printed")
    for kind in KINDS:
        (folder / f"{kind}.xlsx").write_bytes(blank_form(CATALOGUE, full(kind)))
    return saved_again([folder / f"{kind}.xlsx" for kind in KINDS], "pdf", folder)


def pages(path: Path) -> list[list[tuple[float, str]]]:
    """Each page of a PDF as its words, with their height in points. Skips by name where poppler is not installed."""
    made = pdf_text(path, "-bbox")
    word = re.compile(r'yMin="([\d.]+)".*?yMax="([\d.]+)">(.*?)</word>')
    found = re.split("<page ", made)[1:]
    return [[(float(b) - float(a), text) for a, b, text in word.findall(one)] for one in found]


@pytest.mark.parametrize("kind", KINDS)
def test_every_sheet_is_one_printed_page_with_its_title_and_its_signature(printed: Path, kind: str) -> None:
    plans = plans_of(full(kind))
    found = [" ".join(text for _, text in page) for page in pages(printed / f"{kind}.pdf")]
    assert len(found) == len(plans)
    for plan, page in zip(plans, found, strict=True):
        assert CATALOGUE.form_by_code[plan.form].name.upper() in page
        assert "Thủ trưởng đơn vị (ký, đóng dấu)" in page and "###" not in page


@pytest.mark.parametrize("kind", KINDS)
def test_a_printed_form_is_large_enough_to_read_and_to_fill_in_by_hand(printed: Path, kind: str) -> None:
    """A word's box is 1.2 times its size: nothing but the letters over the columns is below 9 points."""
    small = {"STT", *"ABCDEFGH", *map(str, range(1, 50))}
    for page in pages(printed / f"{kind}.pdf"):
        assert min(height for height, text in page if text not in small) >= 11


def test_equal_forms_are_equal_bytes_and_other_forms_are_not() -> None:
    first = blank_form(CATALOGUE, EMPTY)
    time.sleep(1.1)  # a clock in the file would have moved on
    assert blank_form(CATALOGUE, EMPTY) == first
    assert blank_form(CATALOGUE, replace(EMPTY, answers={"bieu_1.hoi_vien.ky_nay": 1})) != first


@pytest.mark.parametrize("kind", KINDS)
def test_openxml_audit_has_nothing_to_complain_of(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    filling = (
        replace(EMPTY, kind=kind, answers=ANSWERED["everything"]) if kind == "hoi_xa" else replace(EMPTY, kind=kind)
    )
    path.write_bytes(blank_form(CATALOGUE, filling))
    assert [f"{error}" for error in OpenXmlValidator().validate(path).errors] == []


# --- another program calculates ----------------------------------------------------------------------

ANSWERED: dict[str, dict[str, Answer]] = {
    "nothing": {},
    "everything": {
        **{
            key: 10 + number
            for number, (key, one) in enumerate(CATALOGUE.field_by_key.items())
            if one.row != "*" and one.role != "text" and "hoi_xa" in one.asked_of and one.input
        },
        "bia.dan_so.value": 4000,
        "bieu_4.quy_ton_dau.so_tien": 90,
    },
    "words and dashes": {
        "bieu_1.chi_hoi_thon.ky_nay": 9,
        "bieu_1.chi_hoi_truong.ky_nay": "3 chi hội",
        "bieu_1.chi_hoi_co_quan.ky_nay": "-",
        "bieu_3.lop_khac.uoc": "-",
        "bieu_3.hoc_vien.ky_nay": "không",
        "bieu_2.gdht.tong": "9.175 hộ",
        "bieu_2.gdht.cong_nhan": 4820,
    },
    "only dashes": {"bieu_1.chi_hoi_thon.ky_nay": "-", "bieu_4.quy_thu.so_tien": "-"},
    "only money spent": {"bieu_4.quy_chi.so_tien": 400},
}


@pytest.fixture(scope="module")
def calculated(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """Empty forms, filled in by hand, opened and saved again by LibreOffice: case → workbook with results."""
    folder = tmp_path_factory.mktemp("office")
    places = addresses(plans_of())
    names = {case: f"form{number}.xlsx" for number, case in enumerate(ANSWERED)}
    for case, answers in ANSWERED.items():
        book = opened(blank_form(CATALOGUE, EMPTY))  # saved by openpyxl its formulas have no results
        for key, value in answers.items():
            sheet, cell = places[key]
            book[sheet][cell].value = value
        book.save(folder / names[case])
    made = saved_again([folder / name for name in names.values()], "xlsx", folder)
    return {case: openpyxl.load_workbook(made / name, data_only=True) for case, name in names.items()}


def shown(value: object) -> object:
    """A cell's result, where an empty text and an empty cell are one."""
    return None if value in ("", None) else round(value, 6) if isinstance(value, float) else value


@pytest.mark.parametrize("case", ANSWERED)
def test_a_form_filled_in_by_hand_comes_to_what_the_form_says_it_comes_to(
    calculated: Mapping[str, Any], case: str
) -> None:
    plans = plans_of(replace(EMPTY, answers=ANSWERED[case]))
    ours = opened(write_workbook(plans), results=True)
    compared = 0
    for plan in plans:
        for r, row in enumerate(plan.rows, start=1):
            for c, one in enumerate(row, start=1):
                if one and one.formula:
                    place = f"{plan.name}!{openpyxl.utils.get_column_letter(c)}{r}"
                    theirs = calculated[case][plan.name].cell(r, c).value
                    assert (place, shown(theirs)) == (place, shown(ours[plan.name].cell(r, c).value))
                    compared += 1
    assert compared > 30


def test_an_empty_form_has_no_errors_in_it(calculated: Mapping[str, Any]) -> None:
    texts = [cell.value for sheet in calculated["nothing"] for row in sheet for cell in row if cell.value is not None]
    assert texts and not [text for text in texts if str(text).startswith(("#", "Err:"))]
    assert at(calculated["nothing"], "bia.tong_kiem_tra.value").value == 0
    assert not at(calculated["nothing"], "bieu_1.chi_hoi.ky_nay").value


def test_a_filled_form_adds_up_in_another_program(calculated: Mapping[str, Any]) -> None:
    book = calculated["everything"]
    answers = ANSWERED["everything"]
    inputs = {key for key, one in CATALOGUE.field_by_key.items() if one.input}
    total = sum(value for key, value in answers.items() if key in inputs and isinstance(value, int))
    assert at(book, "bia.tong_kiem_tra.value").value == total
    assert at(book, "bieu_4.quy_ton_cuoi.so_tien").value == 90 + sum(
        sign * int(str(answers[f"bieu_4.{row}.so_tien"])) for row, sign in (("quy_thu", 1), ("quy_chi", -1))
    )
