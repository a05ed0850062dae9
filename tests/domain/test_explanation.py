"""Explanations: a row of Giải trình finds the finding that it answers, however its place is written."""

from __future__ import annotations

import unicodedata

import pytest

from domain.catalogue import Catalogue
from domain.explanation import UNKNOWN, Explanation, Forms

Found = dict[str, str | None]
LABEL = "Hội viên: tổng số, Kỳ này"
MEMBERS: Found = {"form": "bieu_1", "field": "bieu_1.hoi_vien.ky_nay", "label": LABEL, "sheet": "Biểu 1", "cell": "F19"}
RAISED: Found = {"form": "bieu_4", "field": "bieu_4.quy_thu.so_tien", "label": None, "sheet": "Biểu 4", "cell": "F8"}
IN_TEXT: Found = {**MEMBERS, "sheet": "", "cell": "dòng 31, cột 6"}
IN_WORD: Found = {**MEMBERS, "sheet": "bảng 2", "cell": "hàng 14, ô 6"}


@pytest.fixture(scope="module")
def forms(catalogue: Catalogue) -> Forms:
    return Forms(catalogue.forms)


def answers(forms: Forms, form: str, cell: str, found: Found, reason: str = "Sáp nhập hai bản") -> bool:
    return forms.answers(forms.explanation(form, cell, reason), found)


@pytest.mark.parametrize(
    "form",
    [
        *(
            "Biểu 1",
            "biểu 1",
            "BIỂU 1",
            "Biểu  1",
            "Biểu 01",
            "Biểu số 1",
            "Biểu số: 01/HKH-CS",
            "01/HKH-CS",
            "1",
            "01",
            "Biểu1",
            "Bieu 1",
        ),
        *(
            "Tổ chức, hội viên",
            "Biểu 1 - Tổ chức, hội viên",
            "Biểu 1: Tổ chức, hội viên",
            "Mẫu số 01/HKH-CS",
            "Sheet 1",
        ),
        unicodedata.normalize("NFD", "Biểu 1"),
    ],
)
def test_a_form_is_named_by_its_sheet_its_number_or_its_name(forms: Forms, form: str) -> None:
    assert answers(forms, form, "F19", MEMBERS)
    assert not answers(forms, form, "F19", {**RAISED, "cell": "F19"}), "the same cell of another form"


@pytest.mark.parametrize(
    "cell",
    [
        *("F19", "f19", "f 19", "$F$19", "Ô F19", "ô f19", "Ô: F19", "ô số F19"),
        *("Biểu 1!F19", "'Biểu 1'!$F$19", f"Biểu 1!F19 ({LABEL})", "F18, F19", "F19 và F20"),
        *("F19:F20", "F17 - F19", "ô F19 đến ô H19", "E19–F19"),
    ],
)
def test_a_cell_is_read_as_people_write_one(forms: Forms, cell: str) -> None:
    assert answers(forms, "Biểu 1", cell, MEMBERS)
    assert not answers(forms, "Biểu 1", cell, {**MEMBERS, "cell": "F9"})


@pytest.mark.parametrize("cell", ["F20:F30", "F18:G20", "F19:F10", "F1:F200"])
def test_cells_from_one_to_another_are_those_of_one_row_or_column(forms: Forms, cell: str) -> None:
    assert not answers(forms, "Biểu 1", cell, MEMBERS)


def test_a_label_with_its_column_names_that_field_alone(forms: Forms) -> None:
    assert answers(forms, "Biểu 1", LABEL, MEMBERS)
    estimate: Found = {"field": "bieu_1.hoi_vien.uoc", "label": "Hội viên: tổng số, Trong đó: ước", "cell": "G19"}
    assert not answers(forms, "Biểu 1", LABEL, {**MEMBERS, **estimate})


def test_a_sheet_of_the_file_is_meant_before_a_form_that_is_called_like_it(forms: Forms) -> None:
    one = forms.explanation("Biểu 4", "F19", "Sáp nhập hai bản", {"Biểu 4": "bieu_1"})
    assert forms.answers(one, MEMBERS) and not forms.answers(one, RAISED)


def test_a_cell_may_name_its_sheet_itself(forms: Forms) -> None:
    assert answers(forms, "", "Biểu 1!F19", MEMBERS)
    assert not answers(forms, "Biểu 4", "Biểu 1!F19", MEMBERS), "two forms are named: nobody can tell which is meant"


@pytest.mark.parametrize(("form", "cell"), [("", "F19"), ("Biểu 7", "F19"), ("Bảng tổng hợp", "F19"), ("Biểu 1", "")])
def test_what_names_no_form_or_no_place_answers_nothing(forms: Forms, form: str, cell: str) -> None:
    assert not answers(forms, form, cell, MEMBERS)


@pytest.mark.parametrize(
    "label", ["Hội viên: tổng số", "hội viên tổng số", "Tổng số hội viên", "Hội viên", "- Hội viên: tổng số"]
)
def test_a_row_is_named_by_its_label(forms: Forms, label: str) -> None:
    assert answers(forms, "Biểu 1", label, MEMBERS)
    assert answers(forms, "", label, MEMBERS), "a label that one form alone has"
    assert not answers(forms, "Biểu 1", label, {**MEMBERS, "field": "bieu_1.hoi_vien_moi.ky_nay", "cell": "F20"})
    assert not answers(forms, "Biểu 4", label, MEMBERS)


def test_a_label_of_several_forms_needs_the_form(catalogue: Catalogue) -> None:
    row = catalogue.form_by_code["bieu_1"].row("hoi_vien")
    other = catalogue.form_by_code["bieu_4"]
    doubled = other.changed(rows=(*other.rows, row.changed(measures={"so_tien": "quy_thu"})))
    forms = Forms([doubled if form.code == "bieu_4" else form for form in catalogue.forms])
    assert not answers(forms, "", "Hội viên: tổng số", MEMBERS)
    assert answers(forms, "Biểu 1", "Hội viên: tổng số", MEMBERS)


@pytest.mark.parametrize("cell", ["dòng 31, cột 6", "Dòng 31 cột 6", "dòng 31,cột 6"])
def test_a_place_of_a_text_file_needs_no_form(forms: Forms, cell: str) -> None:
    assert answers(forms, "", cell, IN_TEXT) and answers(forms, "Biểu 1", cell, IN_TEXT)
    assert not answers(forms, "Biểu 4", cell, IN_TEXT)
    assert not answers(forms, "", cell, {**IN_TEXT, "cell": "dòng 3, cột 6"})


@pytest.mark.parametrize(
    ("form", "cell"), [("Biểu 1", "hàng 14, ô 6"), ("Biểu 1", "Bảng 2, hàng 14, ô 6"), ("", "bảng 2, hàng 14, ô 6")]
)
def test_a_place_of_a_word_table_is_of_its_table(forms: Forms, form: str, cell: str) -> None:
    assert answers(forms, form, cell, IN_WORD)
    assert not answers(forms, form, cell, {**IN_WORD, "cell": "hàng 13, ô 6"})


def test_a_word_cell_alone_names_nothing(forms: Forms) -> None:
    assert not answers(forms, "", "hàng 14, ô 6", IN_WORD)


def test_the_sender_may_call_a_form_by_the_name_of_his_own_sheet(forms: Forms) -> None:
    told = forms.explanation("To chuc", "F19", "Sáp nhập", {"To chuc": "bieu_1"})
    assert told.form == "Biểu 1" and forms.answers(told, {**MEMBERS, "sheet": "To chuc"})


@pytest.mark.parametrize("reason", ["", "-", "…", "...", " "])
def test_no_reason_is_no_explanation(forms: Forms, reason: str) -> None:
    assert not answers(forms, "Biểu 1", "F19", MEMBERS, reason)


def test_a_finding_of_no_form_is_answered_by_its_sheet(forms: Forms) -> None:
    day: Found = {"form": None, "field": None, "label": None, "sheet": "Bìa", "cell": "B6"}
    assert answers(forms, "Bìa", "B6", day) and not answers(forms, "Bìa", "B7", day)
    nowhere: Found = {"form": None, "field": None, "label": None, "sheet": None, "cell": None}
    assert not answers(forms, "Bìa", "B6", nowhere)


@pytest.mark.parametrize(
    ("form", "cell", "kept"),
    [
        ("biểu 01", "$f$19", ("Biểu 1", "F19")),
        ("Biểu 1", "tổng số hội viên", ("Biểu 1", "Hội viên: tổng số")),
        ("Biểu 1", "F19; G19", ("Biểu 1", "F19; G19")),
        ("Nguyễn Thị Hoa", "F19", (UNKNOWN, "F19")),
        ("Biểu 1", "số của bà Nguyễn Thị Hoa", ("Biểu 1", UNKNOWN)),
        ("", "", ("", UNKNOWN)),
    ],
)
def test_only_what_names_a_form_and_a_place_is_kept(forms: Forms, form: str, cell: str, kept: tuple[str, str]) -> None:
    told = forms.explanation(form, cell, "Sáp nhập")
    assert (told.form, told.cell) == kept
    again = [forms.explanation(told.form, one, told.reason) for one in told.cell.split("; ")]
    assert [(one.form, place) for one in again for place in one.places] == [(told.form, one) for one in told.places]


def test_an_explanation_prints_its_places_as_one_text() -> None:
    assert Explanation("Biểu 1", ("F19", "F20"), "x").cell == "F19; F20"
    assert Explanation("Biểu 1", (), "x").cell == UNKNOWN
