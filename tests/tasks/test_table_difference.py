"""Tables of figures beside those that were issued: a figure may change neither its text nor its row, column, label."""

from __future__ import annotations

import pytest

from tasks.table_difference import table_differences
from tests.reported import report_of
from tests.tasks.test_report_difference import told

ISSUED = """
^ Bảng 1. Tổ chức hội
| STT | Chỉ tiêu | Kỳ này | Cùng kỳ |
| A | Hội
| 1 | Chi hội | {chi_hoi 188} | {chi_hoi~h 186} |
| 2 | Hội viên | {hoi_vien 33.812} | … |
^ Bảng 2. Học tập
| Chỉ tiêu | Kỳ này |
| Lớp | {lop 31} |
: Nơi nhận | Ký tên
"""
ONE, TWO = "Bảng 1. Tổ chức hội", "Bảng 2. Học tập"
HALL, MEMBERS = "| 1 | Chi hội | {chi_hoi 188} | {chi_hoi~h 186} |", "| 2 | Hội viên | {hoi_vien 33.812} | … |"

# edit → what, where, what was seen and wanted
FOUND: dict[tuple[str, str], list[tuple[str, str, str, str]]] = {
    ("188", "189"): [("altered", f"{ONE}: Kỳ này", "189", "188")],
    ("{chi_hoi~h 186}", "186"): [("removed", f"{ONE}: Cùng kỳ", "186", "186")],
    ("{chi_hoi~h 186}", ""): [("removed", f"{ONE}: Cùng kỳ", "", "186")],
    ("{hoi_vien 33.812}", "{chi_hoi 188}"): [("removed", f"{ONE}: Kỳ này", "188", "33.812")],
    ("{chi_hoi 188} | {chi_hoi~h 186}", "{chi_hoi~h 186} | {chi_hoi 188}"): [
        ("removed", f"{ONE}: Kỳ này", "186", "188"),
        ("removed", f"{ONE}: Cùng kỳ", "188", "186"),
    ],
    ("…", "5"): [("label", f"{ONE}: Cùng kỳ", "5", "…")],
    ("…", "{hoi_vien~h 5}"): [("label", f"{ONE}: Cùng kỳ", "5", "…")],
    ("| Chi hội |", "| Chi hội mới |"): [("label", f"{ONE}: Chỉ tiêu", "Chi hội mới", "Chi hội")],
    ("| 2 | Hội", "| 3 | Hội"): [("label", f"{ONE}: STT", "3", "2")],
    ("Kỳ này | Cùng kỳ", "Cùng kỳ | Kỳ này"): [
        ("label", f"{ONE}: Kỳ này", "Cùng kỳ", "Kỳ này"),
        ("label", f"{ONE}: Cùng kỳ", "Kỳ này", "Cùng kỳ"),
    ],
    ("| A | Hội", "| A | Hội khác"): [("label", ONE, "Hội khác", "Hội")],
    (HALL, ""): [("label", ONE, "", "1 | Chi hội | 188 | 186")],
    (HALL, f"{HALL}\n{HALL}"): [("label", ONE, "1 | Chi hội | 188 | 186", "")],
    (MEMBERS, f"{MEMBERS}\n| 3 | Tổ | 7 | 8 |"): [("label", ONE, "3 | Tổ | 7 | 8", "")],
    (HALL, "| 1 | Chi hội | {chi_hoi 188} |"): [("label", ONE, "1 | Chi hội | 188", "1 | Chi hội | 188 | 186")],
    ("| Chỉ tiêu | Kỳ này |\n| Lớp | {lop 31} |", ""): [("label", TWO, "", "Chỉ tiêu | Kỳ này")],
    (": Nơi nhận", "^ Bảng 3\n| Mới | 5 |\n: Nơi nhận"): [("label", "Bảng 3", "Mới | 5", "")],
}


def edited(old: str, new: str) -> list[tuple[str, str, str, str]]:
    assert old in ISSUED
    found = list(table_differences(report_of(ISSUED), report_of(ISSUED.replace(old, new, 1))))
    assert all(one.in_table for one in found)
    return told(found)


@pytest.mark.parametrize(("old", "new"), FOUND, ids=[f"{old} => {new}" for old, new in FOUND])
def test_an_edit_of_a_table_is_told_with_its_table_and_column(old: str, new: str) -> None:
    assert edited(old, new) == FOUND[old, new]


def test_rows_that_changed_places_are_told() -> None:
    found = edited(f"{HALL}\n{MEMBERS}", f"{MEMBERS}\n{HALL}")
    assert found and {where.partition(":")[0] for _, where, _, _ in found} == {ONE}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("| Chi hội |", "|  Chi\u00a0hội |"),
        ("^ Bảng 2. Học tập", "Về học tập:\n^ Bảng 2. Học tập"),
        ("^ Bảng 2. Học tập", "^ Bảng 2. Kết quả học tập"),
        (": Nơi nhận | Ký tên", ": Nơi nhận | Ký tên\n: Lưu: VT | 5"),
    ],
    ids=["spaces", "words between", "another caption", "no table of figures"],
)
def test_other_words_beside_a_table_are_no_difference_of_it(old: str, new: str) -> None:
    assert edited(old, new) == []


def test_the_key_of_the_figure_is_told() -> None:
    (one,) = table_differences(report_of(ISSUED), report_of(ISSUED.replace("33.812", "33.813")))
    assert (one.key, one.sentence) == ("2022H1.1:hoi_vien", "2 | Hội viên | 33.813 | …")


def test_a_table_that_lost_all_its_rows_is_told() -> None:
    assert edited(f"| A | Hội\n{HALL}\n{MEMBERS}\n", "") == [
        ("label", ONE, "", "A | Hội"),
        ("label", ONE, "", "1 | Chi hội | 188 | 186"),
        ("label", ONE, "", "2 | Hội viên | 33.812 | …"),
    ]
