"""Values to figures, as tables: what units said above, what comes out below."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from domain.catalogue import Catalogue, Indicator
from domain.figure import ALL, FIGURES, HALF, PLAN, SAME_HALF, UNIT_VALUES, YEAR, YEAR_END, Figures
from domain.half_year import HalfYear
from domain.target import Target
from domain.unit import Unit
from tasks.compute import components, compute, expected_units, reported, whole_rows, with_comparisons, with_year
from tasks.plan import with_plan

KINDS = {1: "hoi_xa", 2: "hoi_xa", 3: "hoi_khac", 4: "ban", 5: "ban", 6: "van_phong"}
UNITS = [Unit(n, f"U{n}", f"Đơn vị {n}", kind, None, None, None, "", n + 1) for n, kind in KINDS.items()]


def said(table: str) -> pl.DataFrame:
    """UNIT_VALUES from lines "unit indicator breakdown year value", "." for none, "~" before an estimate."""
    rows = []
    for line in table.strip().splitlines():
        unit, indicator, breakdown, year, value = line.split()
        basis = "estimated" if value.startswith("~") else "done"
        number = None if value == "." else int(value.lstrip("~"))
        rows.append(
            (
                int(unit),
                indicator,
                "" if breakdown == "." else breakdown,
                None if year == "." else int(year),
                number,
                basis,
            )
        )
    return pl.DataFrame(rows, schema=UNIT_VALUES, orient="row")


def totals(catalogue: Catalogue, table: str, units: list[Unit] = UNITS) -> dict[tuple[str, str, int | None], Any]:
    """Indicator, breakdown and year → value, counted and expected over all units."""
    figures = compute(said(table), units, catalogue)
    assert figures.schema == FIGURES
    rows = figures.filter(pl.col("scope") == ALL).iter_rows(named=True)
    return {
        (row["indicator"], row["breakdown"], row["of_year"]): (row["value"], row["counted"], row["expected"])
        for row in rows
    }


def total(catalogue: Catalogue, table: str, indicator: str, breakdown: str = "", year: int | None = None) -> Any:
    return totals(catalogue, table)[indicator, breakdown, year]


# --- sums -------------------------------------------------------------------------------------


def test_a_figure_adds_its_units_and_says_how_many_it_is_short_of(catalogue: Catalogue) -> None:
    table = """
        1 hoi_vien . . 300
        3 hoi_vien . . 50
        4 hoi_vien . . 7
        5 hoi_vien . . .
    """
    assert total(catalogue, table, "hoi_vien") == (357, 3, 5)


def test_a_figure_that_no_unit_gave_is_missing_not_nought(catalogue: Catalogue) -> None:
    made = totals(catalogue, "1 hoi_vien . . .")
    assert made["hoi_vien", "", None] == (None, 0, 5)
    assert made["chi_hoi", "", None] == (None, 0, 3)
    assert ("hoi_vien_chi_hoi", "", None) not in made, "what nobody reports is no figure"


def test_nought_is_a_value(catalogue: Catalogue) -> None:
    assert total(catalogue, "1 hoi_vien . . 0", "hoi_vien") == (0, 1, 5)


def test_a_total_is_never_summed_with_its_parts(catalogue: Catalogue) -> None:
    table = """
        1 chi_hoi .                  . 10
        1 chi_hoi loai_chi_hoi=thon  . 6
        1 chi_hoi loai_chi_hoi=truong . 4
    """
    assert total(catalogue, table, "chi_hoi") == (10, 1, 3)
    assert total(catalogue, table, "chi_hoi", "loai_chi_hoi=thon") == (6, 1, 3)


def test_the_members_of_a_partition_make_the_whole_where_there_is_no_total(catalogue: Catalogue) -> None:
    table = """
        1 dvht_dang_ky loai_don_vi=co_quan 2022 5
        1 dvht_dang_ky loai_don_vi=truong  2022 3
        4 dvht_dang_ky loai_don_vi=truong  2022 1
    """
    assert total(catalogue, table, "dvht_dang_ky", year=2022) == (9, 2, 5)
    assert total(catalogue, table, "dvht_dang_ky", "loai_don_vi=truong", 2022) == (4, 2, 5)


def test_a_unit_with_a_total_and_one_with_parts_are_added(catalogue: Catalogue) -> None:
    table = """
        1 chi_hoi .                   . 10
        1 chi_hoi loai_chi_hoi=thon   . 6
        2 chi_hoi loai_chi_hoi=thon   . 5
        2 chi_hoi loai_chi_hoi=truong . 2
    """
    assert total(catalogue, table, "chi_hoi") == (17, 2, 3)


def test_a_part_that_is_missing_leaves_the_whole_missing(catalogue: Catalogue) -> None:
    table = """
        1 chi_hoi loai_chi_hoi=thon   . 5
        1 chi_hoi loai_chi_hoi=truong . .
        2 chi_hoi loai_chi_hoi=thon   . 4
    """
    assert total(catalogue, table, "chi_hoi") == (4, 1, 3)


def test_an_axis_that_is_no_partition_makes_no_whole(catalogue: Catalogue) -> None:
    table = """
        1 quy_thu hinh_thuc=hien_vat . 200
        2 quy_thu .                  . 900
        2 quy_thu hinh_thuc=hien_vat . 100
    """
    assert total(catalogue, table, "quy_thu") == (900, 1, 5)
    assert total(catalogue, table, "quy_thu", "hinh_thuc=hien_vat") == (300, 2, 5)


def test_what_a_higher_level_gave_makes_no_figure(catalogue: Catalogue) -> None:
    made = totals(catalogue, "1 cap_tren_trao khoan=quy . 500\n1 quy_thu . . 900")
    assert made["quy_thu", "", None] == (900, 1, 5)
    assert not [key for key in made if key[0] == "cap_tren_trao"]


def test_what_makes_no_figure_need_not_be_read(catalogue: Catalogue) -> None:
    """Of each indicator one value of each kind of unit, the rows of lists among them."""
    values = said("\n".join(f"{unit} {one.code} . . 5" for one in catalogue.indicators for unit in KINDS))
    asked = values.filter(pl.col("indicator").is_in(reported(catalogue)))
    assert len(asked) < len(values)
    assert compute(asked, UNITS, catalogue).equals(compute(values, UNITS, catalogue))


def test_values_of_units_that_are_not_asked_are_left_out(catalogue: Catalogue) -> None:
    table = """
        1 gdht_dang_ky    . 2022 700
        4 gdht_dang_ky    . 2022 9
        3 cdht_xa_dang_ky . 2022 1
        6 tap_the_kt      . .    12
        9 hoi_vien        . .    5
    """
    made = totals(catalogue, table)
    assert made["gdht_dang_ky", "", 2022] == (700, 1, 3)
    assert made["cdht_xa_dang_ky", "", None] == (None, 0, 2)
    assert made["tap_the_kt", "", None] == (None, 0, 5)
    assert made["hoi_vien", "", None] == (None, 0, 5)


def test_an_optional_unit_is_added_but_neither_expected_nor_counted(catalogue: Catalogue) -> None:
    open_to_all = tuple(
        one.model_copy(update={"reported_by": (*one.reported_by, "van_phong")}) if one.code == "tap_the_kt" else one
        for one in catalogue.indicators
    )
    declared = catalogue.model_copy(update={"indicators": open_to_all})
    assert total(declared, "1 tap_the_kt . . 3\n6 tap_the_kt . . 12", "tap_the_kt") == (15, 1, 5)
    assert total(declared, "6 tap_the_kt . . 12", "tap_the_kt") == (12, 0, 5)


def test_different_years_are_never_added(catalogue: Catalogue) -> None:
    table = """
        1 gdht_cong_nhan . 2021 600
        2 gdht_cong_nhan . 2021 30
        3 gdht_cong_nhan . 2020 5
    """
    assert total(catalogue, table, "gdht_cong_nhan", year=2021) == (630, 2, 3)
    assert total(catalogue, table, "gdht_cong_nhan", year=2020) == (5, 1, 3)
    found = Figures.from_frame(compute(said(table), UNITS, catalogue)).find("gdht_cong_nhan")
    assert found and (found.of_year, found.value) == (2021, 630)


def test_a_total_of_one_year_does_not_hide_the_parts_of_another(catalogue: Catalogue) -> None:
    table = """
        1 dvht_cong_nhan .                  2020 9
        1 dvht_cong_nhan loai_don_vi=truong 2021 4
    """
    assert total(catalogue, table, "dvht_cong_nhan", year=2021) == (4, 1, 5)


def test_two_partitions_of_one_whole_are_not_added_together(catalogue: Catalogue) -> None:
    two_axes = tuple(
        one.model_copy(update={"axes": ("loai_don_vi", "loai_ban")}) if one.code == "dvht_tong" else one
        for one in catalogue.indicators
    )
    declared = catalogue.model_copy(update={"indicators": two_axes})
    table = """
        1 dvht_tong loai_don_vi=truong  . 4
        1 dvht_tong loai_don_vi=co_quan . 2
        1 dvht_tong loai_ban=dong_ho    . 6
    """
    assert total(declared, table, "dvht_tong") == (6, 1, 5)


# --- figures made of others -------------------------------------------------------------------


def test_a_figure_made_of_others_adds_them_unit_by_unit(catalogue: Catalogue) -> None:
    table = """
        1 tien_nha_giao_kt .                  . 100
        1 tien_nha_giao_kt hinh_thuc=hien_vat . 30
        1 tien_hoc_sinh_kt .                  . 900
        4 tien_nha_giao_kt .                  . 7
        4 tien_hoc_sinh_kt .                  . 0
    """
    assert total(catalogue, table, "tien_kt") == (1007, 2, 5)


@pytest.mark.parametrize("missing", ["4 tien_hoc_sinh_kt . . .", "4 hoi_vien . . 1"])
def test_a_unit_without_every_summand_has_no_sum(catalogue: Catalogue, missing: str) -> None:
    table = f"""
        1 tien_nha_giao_kt . . 100
        1 tien_hoc_sinh_kt . . 900
        4 tien_nha_giao_kt . . 7
        {missing}
    """
    assert total(catalogue, table, "tien_kt") == (1000, 1, 5)
    assert total(catalogue, table, "tien_nha_giao_kt") == (107, 2, 5)


def test_a_figure_is_made_of_its_components(catalogue: Catalogue) -> None:
    assert components(catalogue, "tien_kt") == ["tien_nha_giao_kt", "tien_hoc_sinh_kt"]
    assert components(catalogue, "hoi_vien") == ["hoi_vien"]
    twice = Indicator(
        code="tat_ca", name="", unit="đồng", kind="P", reported_by=("ban",), sum_of=("tien_kt", "tien_tap_the_kt")
    )
    # made anew: a copy would carry the old index of its indicators
    fields = {name: getattr(catalogue, name) for name in Catalogue.model_fields}
    declared = Catalogue(**{**fields, "indicators": (*catalogue.indicators, twice)})
    assert components(declared, "tat_ca") == ["tien_nha_giao_kt", "tien_hoc_sinh_kt", "tien_tap_the_kt"]


# --- units, registry, basis -------------------------------------------------------------------


def test_each_unit_has_its_own_figure(catalogue: Catalogue) -> None:
    table = """
        1 hoi_vien . . 300
        4 hoi_vien . . .
        1 tien_nha_giao_kt . . 100
        1 tien_hoc_sinh_kt . . 900
        1 dvht_dang_ky loai_don_vi=truong  2022 3
        1 dvht_dang_ky loai_don_vi=co_quan 2022 5
    """
    figures = Figures.from_frame(compute(said(table), UNITS, catalogue))
    one = figures.find("hoi_vien", scope="1")
    assert one and (one.value, one.expected, one.counted, one.key.span) == (300, 1, 1, HALF)
    four = figures.find("hoi_vien", scope="4")
    assert four and (four.value, four.expected, four.counted) == (None, 1, 0)
    assert figures.value("tien_kt", scope="1") == 1000
    assert figures.value("dvht_dang_ky", scope="1") == 8
    part = figures.find("dvht_dang_ky", scope="1", breakdown="loai_don_vi=truong")
    assert part and part.value == 3
    assert figures.find("hoi_vien", scope="2") is None


def test_a_registry_figure_counts_the_valid_units_of_its_kinds(catalogue: Catalogue) -> None:
    made = totals(catalogue, "1 hoi_vien . . 1")
    assert made["hoi_co_so", "", None] == (3, 3, 3)
    assert made["ban_khuyen_hoc", "", None] == (2, 2, 2)
    fewer = totals(catalogue, "1 hoi_vien . . 1", UNITS[1:4])
    assert fewer["hoi_co_so", "", None] == (2, 2, 2) and fewer["ban_khuyen_hoc", "", None] == (1, 1, 1)


def test_the_units_that_are_expected_are_those_of_the_kinds_that_report(catalogue: Catalogue) -> None:
    expected = expected_units(UNITS, catalogue)
    assert (expected["hoi_vien"], expected["chi_hoi"], expected["dan_so"], expected["hoi_vien_chi_hoi"]) == (5, 3, 2, 0)


def test_a_figure_is_estimated_where_any_of_its_values_is(catalogue: Catalogue) -> None:
    figures = compute(said("1 hoi_vien . . 3\n4 hoi_vien . . ~5\n1 quy_thu . . 9"), UNITS, catalogue)
    basis = {
        (row["indicator"], row["scope"]): row["basis"]
        for row in figures.filter(pl.col("value").is_not_null()).iter_rows(named=True)
    }
    assert basis["hoi_vien", ALL] == basis["hoi_vien", "4"] == "estimated"
    assert basis["hoi_vien", "1"] == basis["quy_thu", ALL] == "done"


def test_the_rows_that_make_a_whole_keep_their_other_columns(catalogue: Catalogue) -> None:
    values = said("1 chi_hoi . . 3\n1 chi_hoi loai_chi_hoi=thon . 3\n2 chi_hoi loai_chi_hoi=thon . 5")
    rows = whole_rows(values.with_columns(cell=pl.Series(["F7", "F8", "F8"])), catalogue)
    assert rows.select("unit_id", "breakdown", "value", "cell").rows() == [
        (1, "", 3, "F7"),
        (2, "loai_chi_hoi=thon", 5, "F8"),
    ]


def test_without_any_value_every_figure_is_missing(catalogue: Catalogue) -> None:
    made = totals(catalogue, "")
    assert made["hoi_vien", "", None] == (None, 0, 5) and made["tien_kt", "", None] == (None, 0, 5)
    assert made["hoi_co_so", "", None] == (3, 3, 3)


# --- the year ---------------------------------------------------------------------------------


def year(catalogue: Catalogue, first: str | None, second: str) -> dict[tuple[str, int | None], Any]:
    """Indicator and year → value and counted of the whole year, over all units."""
    half = compute(said(first), UNITS, catalogue) if first is not None else None
    figures = with_year(compute(said(second), UNITS, catalogue), half, UNITS, catalogue)
    assert figures.schema == FIGURES
    rows = figures.filter((pl.col("span") == YEAR) & (pl.col("scope") == ALL) & (pl.col("breakdown") == ""))
    return {(row["indicator"], row["of_year"]): (row["value"], row["counted"]) for row in rows.iter_rows(named=True)}


def test_what_occurred_adds_up_over_the_year_and_what_stands_is_the_last(catalogue: Catalogue) -> None:
    made = year(
        catalogue,
        "1 hoc_vien . . 60\n2 hoc_vien . . 5\n1 hoi_vien . . 500\n1 gdht_dang_ky . 2021 700",
        "1 hoc_vien . . 40\n1 hoi_vien . . 510\n1 gdht_dang_ky . 2021 720",
    )
    assert made["hoc_vien", None] == (105, 1), "P; counted are no more than in either half"
    assert made["hoi_vien", None] == (510, 1), "C"
    assert made["gdht_dang_ky", 2021] == (720, 1), "N"
    assert made["hoi_co_so", None] == (3, 3)


def test_a_year_counts_the_units_that_have_both_halves(catalogue: Catalogue) -> None:
    """One is missing from each half: two of the three have the year, and not the smaller number of a half."""
    made = year(
        catalogue,
        "1 hoi_vien_moi . . 1\n2 hoi_vien_moi . . 2\n4 hoi_vien_moi . . 4",
        "1 hoi_vien_moi . . 10\n2 hoi_vien_moi . . 20\n5 hoi_vien_moi . . 50",
    )
    assert made["hoi_vien_moi", None] == (87, 2)


def test_an_optional_unit_that_has_both_halves_does_not_count_for_one_that_has_not(catalogue: Catalogue) -> None:
    """Else the year would seem whole: 5 is expected and has the second half alone, the office has both."""
    open_to_all = tuple(
        one.changed(reported_by=(*one.reported_by, "van_phong")) if one.code == "tap_the_kt" else one
        for one in catalogue.indicators
    )
    declared = catalogue.changed(indicators=open_to_all)
    made = year(declared, "4 tap_the_kt . . 1\n6 tap_the_kt . . 2", "5 tap_the_kt . . 10\n6 tap_the_kt . . 20")
    assert made["tap_the_kt", None] == (33, 0)


@pytest.mark.parametrize(("first", "second"), [("1 hoc_vien . . .", "1 hoc_vien . . 40"), ("", "1 hoc_vien . . 40")])
def test_half_a_year_is_no_year(catalogue: Catalogue, first: str, second: str) -> None:
    assert year(catalogue, first, second)["hoc_vien", None][0] is None


def test_without_a_closed_first_half_only_what_stands_has_a_year(catalogue: Catalogue) -> None:
    made = year(catalogue, None, "1 hoc_vien . . 40\n1 hoi_vien . . 510")
    assert ("hoc_vien", None) not in made and made["hoi_vien", None] == (510, 1)


def test_a_year_with_an_estimate_in_either_half_is_estimated(catalogue: Catalogue) -> None:
    for first, second in (("~60", "40"), ("60", "~40")):
        half = compute(said(f"1 hoc_vien . . {first}"), UNITS, catalogue)
        figures = with_year(compute(said(f"1 hoc_vien . . {second}"), UNITS, catalogue), half, UNITS, catalogue)
        found = Figures.from_frame(figures).find("hoc_vien", span=YEAR)
        assert found and (found.value, found.basis) == (100, "estimated")


def test_the_half_stays_beside_the_year_and_each_unit_has_both(catalogue: Catalogue) -> None:
    half = compute(said("1 hoc_vien . . 60"), UNITS, catalogue)
    figures = Figures.from_frame(
        with_year(compute(said("1 hoc_vien . . 40"), UNITS, catalogue), half, UNITS, catalogue)
    )
    assert [figures.value("hoc_vien", scope=scope, span=span) for scope in (ALL, "1") for span in (HALF, YEAR)] == [
        40,
        100,
        40,
        100,
    ]


def test_comparisons_of_the_first_half_are_no_part_of_the_year(catalogue: Catalogue) -> None:
    before = compute(said("1 hoc_vien . . 7"), UNITS, catalogue)
    first = with_comparisons(compute(said("1 hoc_vien . . 60"), UNITS, catalogue), {"same_half": (1, before)})
    figures = with_year(
        compute(said("1 hoc_vien . . 40"), UNITS, catalogue), first.drop("compared_close"), UNITS, catalogue
    )
    years = figures.filter((pl.col("span") == YEAR) & (pl.col("indicator") == "hoc_vien") & (pl.col("scope") == ALL))
    assert years["value"].to_list() == [100]


# --- comparisons ------------------------------------------------------------------------------


def test_what_an_earlier_close_said_is_frozen_beside_the_figures(catalogue: Catalogue) -> None:
    now = compute(said("1 hoi_vien . . 500"), UNITS, catalogue)
    before = compute(said("1 hoi_vien . . 480\n4 hoi_vien . . 7"), UNITS, catalogue)
    older = with_comparisons(before, {"same_half": (3, compute(said("1 hoi_vien . . 400"), UNITS, catalogue))})
    made = with_comparisons(now, {"same_half": (8, older.drop("compared_close")), "year_end": (9, before)})
    rows = made.filter((pl.col("indicator") == "hoi_vien") & (pl.col("scope") == ALL))
    assert sorted(rows.select("comparison", "value", "compared_close").rows(), key=str) == [
        ("", 500, None),
        ("same_half", 487, 8),
        ("year_end", 487, 9),
    ]


def test_the_whole_year_of_an_earlier_close_is_frozen_beside_the_half(catalogue: Catalogue) -> None:
    first, second = (compute(said(f"1 hoc_vien . . {n}\n1 hoi_vien . . {n}"), UNITS, catalogue) for n in (60, 40))
    before = with_year(second, first, UNITS, catalogue)
    made = Figures.from_frame(with_comparisons(second, {SAME_HALF: (8, before), YEAR_END: (8, before)}))
    for comparison in (SAME_HALF, YEAR_END):
        spans = [made.value("hoc_vien", comparison=comparison, span=span) for span in (HALF, YEAR)]
        assert spans == [40, 100], "P: the half, and both halves"
        spans = [made.value("hoi_vien", comparison=comparison, span=span) for span in (HALF, YEAR)]
        assert spans == [40, 40], "C: the latest"


def test_the_plan_of_an_earlier_close_is_nothing_to_compare_with(catalogue: Catalogue) -> None:
    half = with_comparisons(compute(said("1 hoc_vien . . 60"), UNITS, catalogue), {})
    planned = with_plan(half, [Target(None, "hoc_vien", 2021, 90, "KH", 2)], UNITS, catalogue, HalfYear(2021, 1))
    before = planned.drop("compared_close")
    now = compute(said("1 hoc_vien . . 40"), UNITS, catalogue)
    assert PLAN not in with_comparisons(now, {SAME_HALF: (8, before)})["comparison"].to_list()
    assert with_year(now, before, UNITS, catalogue).filter(pl.col("comparison") == PLAN).is_empty()
    found = Figures.from_frame(with_year(now, before, UNITS, catalogue)).value("hoc_vien", span=YEAR)
    assert found == 100


def test_without_an_earlier_close_there_is_no_comparison(catalogue: Catalogue) -> None:
    made = with_comparisons(compute(said("1 hoi_vien . . 500"), UNITS, catalogue), {})
    assert made["comparison"].unique().to_list() == [""] and made["compared_close"].null_count() == len(made)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "valid"),
    [
        (None, None, True),
        (date(2022, 6, 14), None, True),
        (date(2022, 6, 15), None, False),
        (None, date(2022, 6, 14), True),
        (None, date(2022, 6, 13), False),
    ],
)
def test_both_ends_of_a_validity_belong_to_it(valid_from: date | None, valid_to: date | None, valid: bool) -> None:
    assert Unit(1, "U1", "Đơn vị", "ban", None, valid_from, valid_to, "", 2).valid_on(date(2022, 6, 14)) is valid
