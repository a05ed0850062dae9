"""The workbook part, and our list among its sheets."""

from __future__ import annotations

import re

import pytest

from outputs.finding_list import LIST_SHEET
from outputs.patch_book import Book
from outputs.patch_parts import Package
from outputs.reply_workbook import findings_workbook, mark_workbook
from tests.decorated import also, book, changed, put, samples, unpacked
from tests.outputs.answered import EVERY, entry, listed, opened

SAMPLES = samples()


def workbook(data: bytes) -> str:
    return unpacked(data)["xl/workbook.xml"].decode()


def test_sheets_are_told_in_their_order_with_those_that_have_no_cells() -> None:
    sheets = Book(Package.open(SAMPLES["chart and its sheet"])).sheets
    assert [(sheet.name, sheet.cells) for sheet in sheets] == [("Biểu 1", True), ("Biểu 2", True), ("Đồ thị", False)]


def test_hidden_sheets_stay_hidden() -> None:
    made = opened(mark_workbook(SAMPLES["views and looks"], EVERY))
    assert [(sheet.title, sheet.sheet_state) for sheet in made] == [
        (LIST_SHEET, "visible"),
        ("Biểu 1", "visible"),
        ("Biểu 2", "visible"),
        ("Ẩn", "hidden"),
        ("Ẩn hẳn", "veryHidden"),
    ]


def test_names_of_one_sheet_still_belong_to_it() -> None:
    sample = SAMPLES["tables and names"]
    before, after = opened(sample), opened(mark_workbook(sample, EVERY))
    assert after["Biểu 2"].defined_names["Riêng"].value == before["Biểu 2"].defined_names["Riêng"].value
    assert after["Biểu 2"].auto_filter.ref == before["Biểu 2"].auto_filter.ref == "A1:C5"
    assert after.defined_names["Tổng"].value == "'Biểu 1'!$B$5"
    printed = opened(mark_workbook(SAMPLES["header picture and button"], EVERY))["Biểu 1"]
    assert (printed.print_area, printed.print_title_rows) == ("'Biểu 1'!$A$1:$C$5", "$1:$1")


def test_names_are_the_same_after_the_list_was_taken_off_and_put_on() -> None:
    answer = mark_workbook(SAMPLES["tables and names"], EVERY)
    again = mark_workbook(mark_workbook(answer, EVERY), EVERY)
    names = re.findall("<definedName .*?</definedName>", workbook(again))
    assert sorted(names) == sorted(re.findall("<definedName .*?</definedName>", workbook(answer)))


def test_a_protected_structure_stays_protected() -> None:
    answer = mark_workbook(SAMPLES["structure protected"], EVERY)
    assert '<workbookProtection lockStructure="1"/>' in workbook(answer)
    assert opened(answer)["Biểu 1"].protection.sheet
    assert not opened(answer)["Biểu 1"].protection.sort


def test_no_sheet_gets_the_number_of_another() -> None:
    numbers = re.findall(r'sheetId="(\d+)"', workbook(mark_workbook(SAMPLES["views and looks"], EVERY)))
    assert len(numbers) == 5 == len(set(numbers))


def test_the_workbook_opens_on_the_list_in_every_window() -> None:
    windows = put("</bookViews>", '<workbookView activeTab="1" firstSheet="1"/></bookViews>')
    answer = mark_workbook(changed(book(), {"xl/workbook.xml": windows}), EVERY)
    assert set(re.findall(r'activeTab="(\d+)"', workbook(answer))) == {"0"}
    assert "firstSheet" not in workbook(answer)


@pytest.mark.parametrize("name", ["CẦN SỬA", "Cần sửa"])
def test_a_name_that_is_taken_is_not_taken_twice(name: str) -> None:
    theirs = also(put('name="Biểu 2"', f'name="{name}"'), put('name="Biểu 1"', 'name="Cần sửa (soket)"'))
    answer = mark_workbook(changed(book(), {"xl/workbook.xml": theirs}), listed(entry()))
    assert opened(answer).sheetnames == [f"{LIST_SHEET} (soket2)", "Cần sửa (soket)", name]


def test_our_list_is_taken_off_with_the_notes_that_someone_wrote_on_it() -> None:
    list_with_note = mark_workbook(findings_workbook(EVERY), EVERY)
    marked = mark_workbook(list_with_note, listed(entry("A1", LIST_SHEET)))
    assert opened(marked).sheetnames == [LIST_SHEET]
    assert not [name for name in unpacked(marked) if "comments" in name]


def test_a_sheet_goes_with_its_own_parts() -> None:
    package = Package.open(SAMPLES["notes"])
    made = Book(package)
    made.remove(made.sheets[0])
    names = package.names()
    assert not [name for name in names if "comments" in name or name.endswith(".vml") or "sheet1" in name]
    assert [sheet.name for sheet in made.sheets] == ["Biểu 2"]
