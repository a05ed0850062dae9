"""Which two numbers each comparison sets side by side."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from domain.catalogue import Catalogue
from domain.submission import Cover
from outputs.blank_form import write_workbook
from outputs.sheet_plan import ListRow
from samples.files import delimited
from tasks.compare import comparisons, needed_fields
from tasks.comparison import Submissions
from tasks.recognised import Recognised
from tests.homes import good_branches
from tests.tasks.apart import Apart, apart
from tests.tasks.submitted import (
    COVER,
    HEADING_4,
    filled,
    planned,
    read_here,
    recognise,
    stood,
    submissions,
    typed,
)

LIST_TOTAL, LIST_MEMBERS = "list_total", "list_members"


def read(catalogue: Catalogue, kind: str = "hoi_xa", only: tuple[str, ...] = (), **changes: Any) -> Recognised:
    plans = planned(catalogue, filled(kind, **changes), only and ("bia", *only))
    return recognise(catalogue, read_here(write_workbook(plans)), kind)


def sides(catalogue: Catalogue, batch: Submissions) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    """Rule and key → left and right."""
    return {
        (one.rule.id, one.key): one.numbers.select("left", "right").row(0)
        for one in apart(catalogue, batch)
        if len(one.numbers) == 1
    }


def named(catalogue: Catalogue, batch: Submissions, rule: str, key: str) -> Apart:
    return next(one for one in apart(catalogue, batch) if (one.rule.id, one.key) == (rule, key))


# --- parts ------------------------------------------------------------------------------------


def awards(catalogue: Catalogue, *rows: str) -> Submissions:
    sheets = [typed("Bìa", *COVER), typed("Biểu 4", HEADING_4, *rows)]
    return submissions(catalogue, recognise(catalogue, sheets, "ban"))


FUND = ("parts_total", "bieu_4.quy_ton_cuoi.so_tien")


def test_parts_add_up_and_what_is_spent_is_taken_off(catalogue: Catalogue) -> None:
    batch = awards(
        catalogue,
        "1 | Quỹ tồn đầu kỳ | | | | 1000",
        "2 | Vận động được trong kỳ | | | | 700",
        "3 | Chi trong kỳ | | | | 400",
        "4 | Quỹ tồn cuối kỳ | | | | 9999",
    )
    assert sides(catalogue, batch)[FUND] == (1300, 9999)
    place = named(catalogue, batch, *FUND).numbers.row(0, named=True)
    assert (place["label"], place["sheet"], place["cell"]) == ("Quỹ tồn cuối kỳ, Số tiền (đồng)", "Biểu 4", "F5")


@pytest.mark.parametrize("gone", ["…", ""])
def test_with_a_part_that_is_not_known_nothing_is_compared(catalogue: Catalogue, gone: str) -> None:
    batch = awards(
        catalogue,
        "1 | Quỹ tồn đầu kỳ | | | | 1000",
        f"2 | Vận động được trong kỳ | | | | {gone}",
        "3 | Chi trong kỳ | | | | 400",
        "4 | Quỹ tồn cuối kỳ | | | | 9999",
    )
    assert sides(catalogue, batch)[FUND] == (None, 9999)


def test_the_parts_of_each_column_are_their_own(catalogue: Catalogue) -> None:
    made = sides(catalogue, submissions(catalogue, read(catalogue, bieu_1__chi_hoi_co_quan__ky_nay=4)))
    assert made["parts_total", "bieu_1.chi_hoi.ky_nay"] == (7, 7)
    assert made["parts_total", "bieu_1.ban.ky_nay"] == (0, 0)
    assert made["parts_total", "bieu_3.lop.ky_nay"] == (2, 2)
    assert ("parts_total", "bieu_2.gdht.tong") not in made, "a row without parts is no whole"


# --- recognised and registered ----------------------------------------------------------------

HOUSEHOLDS = ("recognised_at_most_registered", "bieu_2.gdht.cong_nhan")


def recognition(
    catalogue: Catalogue, year: int | None, *registered: tuple[str, str, str, int | None, int | None]
) -> Submissions:
    changes: dict[str, Any] = {"bieu_2__gdht__cong_nhan": 600, "bieu_2__gdht__cong_nhan_nam": year}
    return submissions(catalogue, read(catalogue, **changes), registered=stood(*registered))


def registration(period: str, value: int, of: str = "gdht") -> tuple[str, str, str, int, int]:
    return period, "bieu_2", f"bieu_2.{of}.dang_ky", int(period[:4]), value


def test_recognised_is_set_beside_the_registration_of_the_same_year(catalogue: Catalogue) -> None:
    batch = recognition(catalogue, 2021, registration("2021H2", 550), registration("2020H2", 900))
    assert sides(catalogue, batch)[HOUSEHOLDS] == (600, 550)
    assert named(catalogue, batch, *HOUSEHOLDS).numbers["year"].to_list() == [2021]


def test_without_a_registration_of_that_year_there_is_nothing_to_compare(catalogue: Catalogue) -> None:
    assert sides(catalogue, recognition(catalogue, 2021))[HOUSEHOLDS] == (600, None)
    batch = recognition(catalogue, 2021, registration("2020H2", 550), registration("2021H2", 5, "dhht"))
    assert sides(catalogue, batch)[HOUSEHOLDS] == (600, None)


def test_the_files_own_registration_stands_for_its_own_year(catalogue: Catalogue) -> None:
    batch = recognition(catalogue, 2022, registration("2021H2", 1), registration("2022H1", 2))
    assert sides(catalogue, batch)[HOUSEHOLDS] == (600, 700)


def test_the_later_registration_of_a_year_stands(catalogue: Catalogue) -> None:
    rows = registration("2021H2", 550), registration("2021H1", 500)
    assert sides(catalogue, recognition(catalogue, 2021, *rows))[HOUSEHOLDS] == (600, 550)
    assert sides(catalogue, recognition(catalogue, 2021, *reversed(rows)))[HOUSEHOLDS] == (600, 550)


def test_a_recognition_without_its_year_is_compared_with_nothing(catalogue: Catalogue) -> None:
    assert sides(catalogue, recognition(catalogue, None, registration("2021H2", 5)))[HOUSEHOLDS] == (600, None)


def test_a_year_too_large_for_any_calendar_is_compared_with_nothing(catalogue: Catalogue) -> None:
    assert sides(catalogue, recognition(catalogue, 20222022202))[HOUSEHOLDS] == (600, None)


# --- lists ------------------------------------------------------------------------------------


def list_sides(
    catalogue: Catalogue, batch: Submissions
) -> tuple[tuple[int | None, int | None] | None, tuple[int | None, int | None] | None]:
    """Rows and total; members of the rows and members."""
    made = sides(catalogue, batch)
    return made.get((LIST_TOTAL, "danh_sach:list_rows")), made.get((LIST_MEMBERS, "danh_sach:list_sum"))


def test_the_rows_and_the_sum_of_a_list_are_set_beside_their_totals(catalogue: Catalogue) -> None:
    batch = submissions(catalogue, read(catalogue, branches=good_branches(5)))
    assert list_sides(catalogue, batch) == ((5, 3), (500, 500))
    place = named(catalogue, batch, LIST_TOTAL, "danh_sach:list_rows").numbers.row(0, named=True)
    assert (place["label"], place["sheet"]) == ("Chi hội khuyến học: tổng số, Kỳ này", "Biểu 1")


def test_rows_are_counted_not_the_numbers_in_them(catalogue: Catalogue) -> None:
    rows: list[ListRow] = [{"ten": "Chi hội A", "so_hoi_vien": None}, {"ten": None, "so_hoi_vien": 40}]
    assert list_sides(catalogue, submissions(catalogue, read(catalogue, branches=rows)))[0] == (2, 3)


def test_an_empty_list_has_no_rows_whatever_stood_before(catalogue: Catalogue) -> None:
    standing = stood(*[("2022H1", "bieu_1", "bieu_1.chi_hoi.ky_nay", None, 3)])
    assert list_sides(catalogue, submissions(catalogue, read(catalogue, branches=[])))[0] == (0, 3)
    alone = submissions(catalogue, read(catalogue, only=("danh_sach",), branches=[]), standing)
    assert list_sides(catalogue, alone)[0] == (0, 3)


def test_a_total_is_set_beside_the_list_that_stands_from_an_earlier_file(catalogue: Catalogue) -> None:
    standing = stood(
        ("2022H1", "danh_sach", "danh_sach.*.so_hoi_vien", None, 100),
        ("2022H1", "danh_sach", "danh_sach.*.tang_giam", None, 7),
        ("2022H1", "danh_sach", "danh_sach.*.so_hoi_vien", None, None),
    )
    batch = submissions(catalogue, read(catalogue, only=("bieu_1",)), standing)
    assert list_sides(catalogue, batch) == ((2, 3), (100, 500))


def test_a_list_is_set_beside_the_total_that_stands_from_an_earlier_file(catalogue: Catalogue) -> None:
    standing = stood(
        ("2022H1", "bieu_1", "bieu_1.chi_hoi.ky_nay", None, 4),
        ("2022H1", "bieu_1", "bieu_1.hoi_vien.ky_nay", None, 250),
    )
    batch = submissions(catalogue, read(catalogue, only=("danh_sach",)), standing)
    assert list_sides(catalogue, batch) == ((3, 4), (300, 250))


def test_a_list_without_any_total_is_compared_with_nothing(catalogue: Catalogue) -> None:
    assert list_sides(catalogue, submissions(catalogue, read(catalogue, only=("danh_sach",)))) == (None, None)


# --- the control total ------------------------------------------------------------------------

CONTROL = ("control_total", "control")


def test_the_control_total_of_a_good_form_is_the_sum_of_its_inputs(catalogue: Catalogue) -> None:
    for kind in ("hoi_xa", "ban"):
        left, right = sides(catalogue, submissions(catalogue, read(catalogue, kind)))[CONTROL]
        assert left == right and left and left > 5_000_000


def control(catalogue: Catalogue, **changes: Any) -> tuple[int | None, int | None]:
    """Both sides of the control total, less those of the form without changes."""
    plain = sides(catalogue, submissions(catalogue, read(catalogue)))[CONTROL]
    left, right = sides(catalogue, submissions(catalogue, read(catalogue, **changes)))[CONTROL]
    assert left is not None and right is not None and plain[0] is not None and plain[1] is not None
    return left - plain[0], right - plain[1]


@pytest.mark.parametrize(
    ("changes", "more"),
    [
        ({"bieu_4__hoc_bong__so_luong": 11}, 11),
        ({"bieu_1__hoi_vien__uoc": 13}, 13),
        ({"bieu_1__hoi_vien__chinh_thuc_ky_truoc": 17}, 17),
        ({"bieu_2__gdht__cong_nhan_nam": 2021}, 2021),
        ({"bieu_4__hoc_bong__cap_tren": 19}, 19),
        ({"bieu_4__hoc_bong__so_luong": "11"}, 0),  # a number typed as text: the formula passes over it
        ({"bia__dan_so__value": 4500}, 0),  # the cover is outside
        ({"bieu_1__chi_hoi_co_quan__ky_nay": 2}, 2),  # and the total above it is a formula: once, not twice
        ({"bieu_4__quy_ton_dau__so_tien": 5_000_000}, 0),  # prefilled
    ],
)
def test_the_control_total_adds_the_cells_that_a_sender_types_a_number_in(
    catalogue: Catalogue, changes: dict[str, Any], more: int
) -> None:
    assert control(catalogue, **changes) == (more, more)


def test_in_a_text_file_every_number_counts_towards_the_control_total(catalogue: Catalogue) -> None:
    filling = filled(bieu_4__hoc_bong__so_luong="11 suất")
    recognised = recognise(catalogue, read_here(delimited(planned(catalogue, filling)), ".csv"))
    left, _ = sides(catalogue, submissions(catalogue, recognised))[CONTROL]
    plain, _ = sides(catalogue, submissions(catalogue, read(catalogue)))[CONTROL]
    assert left is not None and plain is not None and left - plain == 11


def test_a_control_total_stands_at_its_own_cell(catalogue: Catalogue) -> None:
    batch = submissions(catalogue, read(catalogue))
    place = named(catalogue, batch, *CONTROL).numbers.row(0, named=True)
    cell = batch.covers[1].control_cell
    assert (place["sheet"], place["cell"]) == cell and place["label"] == "Tổng kiểm tra"


def test_a_file_without_numbers_adds_up_to_nought(catalogue: Catalogue) -> None:
    recognised = recognise(
        catalogue, [typed("Bìa", *COVER, "Tổng kiểm tra | 5"), typed("Biểu 4", HEADING_4, "1 | Học bổng")]
    )
    assert sides(catalogue, submissions(catalogue, recognised))[CONTROL] == (0, 5)


def test_without_a_control_total_there_is_nothing_to_compare(catalogue: Catalogue) -> None:
    batch = awards(catalogue, "1 | Học bổng | | | 3 | 900")
    assert batch.covers[1].control_total is None
    assert CONTROL not in sides(catalogue, batch)


def test_a_control_total_too_large_to_be_kept_does_not_stop_the_batch(catalogue: Catalogue) -> None:
    sheets = [
        typed("Bìa", *COVER, "Tổng kiểm tra | 99999999999999999999"),
        typed("Biểu 4", HEADING_4, "1 | Học bổng | | | 3"),
    ]
    sides(catalogue, submissions(catalogue, recognise(catalogue, sheets)))


# --- over a batch -----------------------------------------------------------------------------


def test_each_file_of_a_batch_is_compared_with_itself_alone(catalogue: Catalogue) -> None:
    one = submissions(catalogue, read(catalogue, branches=good_branches(5)))
    two = submissions(catalogue, read(catalogue, branches=good_branches(2)))
    batch = Submissions(
        pl.concat([one.values, two.values.with_columns(file_id=pl.lit(2, pl.Int64))]),
        pl.concat([one.forms, two.forms.with_columns(file_id=pl.lit(2, pl.Int64))]),
        one.standing,
        one.registered,
        {1: one.covers[1], 2: two.covers[1]},
    )
    for rule, key, expected in (
        (LIST_TOTAL, "danh_sach:list_rows", {1: (5, 3), 2: (2, 3)}),
        (LIST_MEMBERS, "danh_sach:list_sum", {1: (500, 500), 2: (200, 500)}),
        ("parts_total", "bieu_1.chi_hoi.ky_nay", {1: (3, 3), 2: (3, 3)}),
    ):
        rows = named(catalogue, batch, rule, key).numbers.select("file_id", "left", "right").rows()
        assert {file_id: (left, right) for file_id, left, right in rows} == expected


def test_an_empty_batch_compares_nothing(catalogue: Catalogue) -> None:
    recognised = read(catalogue)
    nothing = submissions(catalogue, Recognised(recognised.fields.clear(), {}, {}, {}, {}, {}))
    assert comparisons(catalogue, nothing) == []
    assert nothing.covers == dict[int, Cover]()


def test_the_fields_that_may_be_wanted_from_what_stands_are_known(catalogue: Catalogue) -> None:
    needed = needed_fields(catalogue)
    assert {"bieu_1.chi_hoi.ky_nay", "bieu_1.hoi_vien.ky_nay", "danh_sach.*.so_hoi_vien"} <= needed
    assert {f"bieu_2.{row.code}.dang_ky" for row in catalogue.form_by_code["bieu_2"].rows} <= needed
    assert "bieu_2.gdht.cong_nhan" not in needed and "bieu_4.quy_thu.so_tien" not in needed
